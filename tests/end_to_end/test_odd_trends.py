"""Odd histories and files at the points of a trend: no crash, no lost point, one diagnostic."""

import json
from pathlib import Path

import msgspec
import pytest

from debtaudit.domain.trend import TrendReport
from debtaudit.gather.builder import RepositoryBuilder
from tests.end_to_end.conftest import Command
from tests.gather.real_git import git

FUNCTION = "def f(a):\n    if a:\n        return {}\n    return a\n"
BOTH = pytest.mark.parametrize("options", [(), ("--complexity",)], ids=["whole", "complexity"])


def _trend(debtaudit: Command, path: Path, *options: str) -> TrendReport:
    done = debtaudit("trend", path, "--format", "json", "--revisions", "50", *options)
    assert done.returncode == 0, done.stderr
    return msgspec.json.decode(done.stdout, type=TrendReport)


def _complexities(report: TrendReport) -> list[int]:
    return [point.complexity for point in report.points]


@BOTH
def test_grafts_and_replace_refs_change_no_point(
    debtaudit: Command, builder: RepositoryBuilder, options: tuple[str, ...]
) -> None:
    ids = [
        builder.commit("Work", {"a.py": FUNCTION.format(n) + "if f:\n    f()\n" * n})
        for n in range(4)
    ]
    before = _trend(debtaudit, builder.folder, *options).points
    assert [point.complexity for point in before] == [3, 4, 5, 6]
    git(builder.folder, "replace", ids[2], ids[0])
    (builder.folder / ".git" / "info").mkdir(exist_ok=True)
    (builder.folder / ".git" / "info" / "grafts").write_text(f"{ids[3]} {ids[0]}\n")
    assert _trend(debtaudit, builder.folder, *options).points == before
    assert _trend(debtaudit, builder.folder, "--no-cache", *options).points == before


@BOTH
def test_files_that_go_and_come_back_under_another_case(
    debtaudit: Command, builder: RepositoryBuilder, options: tuple[str, ...]
) -> None:
    builder.commit("One", {"train.py": FUNCTION.format(1), "b.py": "x = 1\n"})
    builder.commit("Two", {"train.py": None})
    builder.commit("Three", {"Train.py": FUNCTION.format(1)})
    report = _trend(debtaudit, builder.folder, *options)
    assert [point.files for point in report.points] == [2, 1, 2]
    complexities = _complexities(report)
    assert complexities[0] == complexities[2] > complexities[1]


@BOTH
def test_what_cannot_be_parsed_is_a_gap_of_its_point_alone(
    debtaudit: Command, builder: RepositoryBuilder, options: tuple[str, ...]
) -> None:
    good = json.dumps({"cells": [{"cell_type": "code", "source": "if a:\n    b()\n"}]})
    wide = "def wide(a):\n" + "".join(f"    if a == {n}:\n        b()\n" for n in range(4_000))
    builder.commit("Good", {"n.ipynb": good, "a.py": FUNCTION.format(0)})
    builder.commit(
        "Odd",
        {
            "n.ipynb": '{"cells": [',
            "deep.py": f"x = 0{' + 1' * 60_000}\n",
            "nested.py": f"x = {'(' * 3_000}{')' * 3_000}\n",
            "wide.py": wide,
        },
    )
    builder.commit("Empty", {"n.ipynb": '{"cells": []}', "wide.py": None})
    builder.commit("Good", {"n.ipynb": good, "deep.py": None, "nested.py": None})
    report = _trend(debtaudit, builder.folder, *options)
    first, odd, _, last = _complexities(report)
    assert first == last
    assert odd >= first + 4_000 - 2
    assert [one.path for one in report.diagnostics if one.path] == []  # the newest point is whole


@BOTH
def test_a_million_lines_are_no_point_of_their_own(
    debtaudit: Command, builder: RepositoryBuilder, options: tuple[str, ...]
) -> None:
    builder.commit("Work", {"a.py": FUNCTION.format(0)})
    builder.commit("Generate", {"big.py": "x = 1\n" * 1_000_000})
    builder.commit("Remove", {"big.py": None})
    first, big, last = _trend(debtaudit, builder.folder, *options).points
    assert first.complexity == big.complexity == last.complexity
    assert first.logical_lines == big.logical_lines


def test_a_tip_from_the_future_is_judged_as_of_today(
    debtaudit: Command, builder: RepositoryBuilder
) -> None:
    knot = "def f(a):\n" + "".join(f"    if a == {n}:\n        g()\n" for n in range(20))
    days = [f"2026-0{month}-01T10:00:00+00:00" for month in range(1, 9)]
    for turn, day in enumerate([*days, "2090-01-01T10:00:00+00:00"]):
        builder.commit("Work", {"a.py": f"{knot}    return {turn}\n"}, date=day)
    for today, has_risk in (("2026-11-22", True), ("2028-01-01", False)):
        report = _trend(debtaudit, builder.folder, "--as-of", today)
        scanned = debtaudit("scan", builder.folder, "--as-of", today, "--format", "json")
        last = report.points[-1]
        assert last.day == "2090-01-01"
        assert last.risk_total == json.loads(scanned.stdout)["summary"]["risk_total"]
        assert bool(last.risk_total) is has_risk
