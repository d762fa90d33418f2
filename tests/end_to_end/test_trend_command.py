"""`debtaudit trend`: past points, the same from every kind of repository."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import cast

import jsonschema
import msgspec
import pytest

from debtaudit.domain.report import Report
from debtaudit.domain.trend import TrendReport
from debtaudit.gather.builder import RepositoryBuilder
from tests.end_to_end.conftest import Command
from tests.gather.real_git import git

MONTHS = ["2026-01", "2026-02", "2026-03", "2026-05"]


def _branches(number: int) -> str:
    return "def f(a, b):\n" + "".join(f"    if a == {n}:\n        b()\n" for n in range(number))


def _build(folder: Path) -> Path:
    """Build a history of eight commits, two a month, whose one function grows by two branches."""
    builder = RepositoryBuilder(folder)
    for turn in range(8):
        day = f"{MONTHS[turn // 2]}-{5 + 10 * (turn % 2):02}"
        builder.commit(
            "Grow",
            {"a.py": _branches(2 + 2 * turn), "requirements.txt": "numpy==1.0\n"},
            date=f"{day}T10:00:00+00:00",
        )
    return folder


def _read(debtaudit: Command, path: Path, *options: str) -> TrendReport:
    done = debtaudit("trend", path, "--format", "json", "--as-of", "2026-05-20", *options)
    assert done.returncode == 0, done.stderr
    return msgspec.json.decode(done.stdout, type=TrendReport)


def test_the_end_of_each_month_is_a_point(debtaudit: Command, tmp_path: Path) -> None:
    points = _read(debtaudit, _build(tmp_path / "r")).points
    assert [point.day for point in points] == [f"{month}-15" for month in MONTHS]
    assert [point.complexity for point in points] == [6, 10, 14, 18]
    assert [point.knotted for point in points] == [0, 0, 0, 1]
    assert [(point.files, point.functions) for point in points] == [(1, 1)] * 4
    assert [point.findings and point.findings.medium for point in points][:2] == [0, 0]


def test_revisions_are_spread_over_the_window(debtaudit: Command, tmp_path: Path) -> None:
    repository = _build(tmp_path / "r")
    spread = _read(debtaudit, repository, "--revisions", "3").points
    assert [point.complexity for point in spread] == [4, 12, 18]
    assert [p.complexity for p in _read(debtaudit, repository, "--revisions", "1").points] == [18]
    assert len(_read(debtaudit, repository, "--revisions", "50").points) == 8
    since = _read(debtaudit, repository, "--revisions", "50", "--since", "2026-03-01").points
    assert [point.complexity for point in since] == [12, 14, 16, 18]


def test_dependencies_are_left_out_of_points_before_the_knowledge(
    debtaudit: Command, tmp_path: Path
) -> None:
    points = _read(debtaudit, _build(tmp_path / "r")).points
    for point in points:
        assert point.left_out[0].startswith("dependencies: the embedded knowledge is of ")
        assert point.dependency_risk is None
    text = debtaudit("trend", tmp_path / "r", "--as-of", "2026-05-20").stdout
    assert "Left out of 4 points: dependencies" in text


def test_a_point_after_the_knowledge_has_its_dependencies_beside(
    debtaudit: Command, tmp_path: Path
) -> None:
    folder = _build(tmp_path / "r")
    RepositoryBuilder(folder).commit(
        "Late", {"a.py": _branches(3)}, date="2098-01-05T10:00:00+00:00"
    )
    done = debtaudit("trend", folder, "--format", "json", "--as-of", "2098-02-01")
    (point,) = msgspec.json.decode(done.stdout, type=TrendReport).points
    assert point.left_out == ()
    assert point.dependency_findings is not None
    assert point.findings is not None


def test_the_newest_point_is_what_the_scan_says(debtaudit: Command, tmp_path: Path) -> None:
    repository = _build(tmp_path / "r")
    last = _read(debtaudit, repository).points[-1]
    done = debtaudit(
        *("scan", repository, "--format", "json", "--as-of", last.day),
        *("--scan", "hotspots", "--scan", "model-changes", "--scan", "retraining-tests"),
    )
    report = msgspec.json.decode(done.stdout, type=Report)
    assert (last.findings, last.risk_total) == (report.summary.findings, report.summary.risk_total)
    assert last.debt_ratio == report.summary.debt_ratio


def test_complexity_alone_is_the_same_complexity(debtaudit: Command, tmp_path: Path) -> None:
    repository = _build(tmp_path / "r")
    whole = _read(debtaudit, repository).points
    alone = _read(debtaudit, repository, "--complexity").points
    assert [(one.revision, one.complexity, one.logical_lines, one.knotted) for one in alone] == [
        (one.revision, one.complexity, one.logical_lines, one.knotted) for one in whole
    ]
    assert {(one.findings, one.risk_total, one.debt_ratio) for one in alone} == {(None, None, None)}


@pytest.mark.parametrize("options", [(), ("--complexity",)])
def test_dirty_and_bare_and_warm_are_the_same(
    debtaudit: Command, tmp_path: Path, options: tuple[str, ...]
) -> None:
    repository = _build(tmp_path / "r")
    git(tmp_path, "clone", "-q", "--bare", str(repository), str(tmp_path / "bare.git"))
    clean = _read(debtaudit, repository, *options).points
    (repository / "a.py").write_text("def broken(:\n")
    (repository / "new.py").write_text(_branches(99))
    assert _read(debtaudit, repository, *options).points == clean
    assert _read(debtaudit, repository, "--no-cache", *options).points == clean
    assert _read(debtaudit, tmp_path / "bare.git", *options).points == clean
    assert (repository / "a.py").read_text() == "def broken(:\n"


def test_clocks_that_run_backwards_or_far_ahead_cost_points_and_no_order(
    debtaudit: Command, tmp_path: Path
) -> None:
    builder = RepositoryBuilder(tmp_path / "r")
    for turn, day in enumerate(["2026-03-01", "2026-01-01", "2090-01-01", "2026-04-01"]):
        builder.commit("Work", {"a.py": _branches(turn + 1)}, date=f"{day}T10:00:00+00:00")
    points = _read(debtaudit, tmp_path / "r", "--revisions", "9").points
    assert [(point.day, point.complexity) for point in points] == [
        ("2026-03-01", 3),
        ("2026-01-01", 4),
        ("2026-04-01", 6),
    ]


def test_csv_has_a_row_a_point(debtaudit: Command, tmp_path: Path) -> None:
    done = debtaudit("trend", _build(tmp_path / "r"), "--format", "csv", "--as-of", "2026-05-20")
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert [row["complexity"] for row in rows] == ["6", "10", "14", "18"]
    assert rows[0]["day"] == "2026-01-15"
    assert rows[0]["left_out"].startswith("dependencies")
    alone = debtaudit("trend", tmp_path / "r", "--complexity", "--format", "csv")
    assert next(csv.DictReader(io.StringIO(alone.stdout)))["critical"] == ""


@pytest.mark.parametrize("options", [(), ("--complexity",)])
def test_people_read_a_sparkline(
    debtaudit: Command, tmp_path: Path, options: tuple[str, ...]
) -> None:
    repository = _build(tmp_path / "r")
    narrow = {"COLUMNS": "80", "NO_COLOR": "1", "PYTHONIOENCODING": "utf-8"}
    said = debtaudit(
        "trend", repository, "--as-of", "2026-05-20", *options, environment=narrow
    ).stdout
    assert "Complexity     ▁▃▆█  6 → 18 (+200 %)" in said
    assert max(map(len, said.splitlines())) <= 80
    document = debtaudit("trend", repository, "--format", "markdown", *options).stdout
    assert "| 2026-05-15 |" in document


def test_the_json_fits_its_schema(debtaudit: Command, tmp_path: Path) -> None:
    schema = json.loads(debtaudit("schema", "trend").stdout)
    repository = _build(tmp_path / "r")
    for options in ((), ("--complexity",)):
        done = debtaudit("trend", repository, "--format", "json", *options)
        jsonschema.validate(cast("object", json.loads(done.stdout)), schema)


def test_wrong_calls_are_told(debtaudit: Command, tmp_path: Path) -> None:
    repository = _build(tmp_path / "r")
    both = debtaudit("trend", repository, "--revisions", "3", "--by", "month")
    assert both.returncode == 2
    assert "two ways" in both.stderr
    (tmp_path / "plain").mkdir()
    plain = debtaudit("trend", tmp_path / "plain")
    assert plain.returncode == 2
    assert "needs a git repository" in plain.stderr
    assert debtaudit("trend", repository, "--revisions", "0").returncode == 2
