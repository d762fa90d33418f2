"""`--coverage` and `--junit`, and reports at their usual places."""

import json
import os
from pathlib import Path

import msgspec
import pytest
from coverage import CoverageData

from debtaudit.domain.report import Report
from debtaudit.domain.report_rows import EntryPoint
from debtaudit.gather.builder import RepositoryBuilder
from tests.end_to_end.conftest import Command, report_of

TRAIN = """\
from sklearn.linear_model import Ridge


def main(rows):
    model = Ridge()
    return model.fit(rows, rows)
"""
TEST = "from train import main\n\n\ndef test_main():\n    main([[1]])\n"
LATER = "2026-11-21T12:00:00+00:00"
EARLIER = "2026-11-01T12:00:00+00:00"


@pytest.fixture
def project(builder: RepositoryBuilder) -> Path:
    """Return a repository with a tested training of November 20th; reports are ignored by git."""
    files = {"train.py": TRAIN, "tests/test_train.py": TEST, ".gitignore": "*.json\n*.xml\n"}
    builder.commit("Train", files, date="2026-11-20T12:00:00+00:00")
    return builder.folder


def coverage(executed: list[int], missing: list[int], timestamp: str = LATER) -> str:
    """Return a report of coverage.py."""
    lines = {"executed_lines": executed, "missing_lines": missing}
    document = {"meta": {"format": 3, "timestamp": timestamp}, "files": {"train.py": lines}}
    return json.dumps(document)


def junit(inside: str = "", timestamp: str = LATER) -> str:
    """Return a JUnit report of the one test."""
    return (
        f'<testsuites><testsuite timestamp="{timestamp}"><testcase classname="tests.test_train" '
        f'name="test_main">{inside}</testcase></testsuite></testsuites>'
    )


def audited(debtaudit: Command, path: Path, *options: str | Path) -> tuple[EntryPoint, Report]:
    """Return the row of the entry point, and the report."""
    chosen = ("--scan", "retraining-tests", "--format", "json", "--as-of", "2026-11-22")
    report = report_of(debtaudit("scan", path, *chosen, *options))
    return report.training.entry_points[0], report


def test_a_report_at_its_usual_place_is_read_though_git_ignores_it(
    debtaudit: Command, project: Path
) -> None:
    (project / "coverage.json").write_text(coverage([1, 4, 5], [6]))
    row, report = audited(debtaudit, project)
    assert (row.tested, row.line_coverage) == ("tested", 0.5)
    assert report.training.coverage_share == 0.5
    assert audited(debtaudit, project, "--rev", "HEAD")[0].line_coverage is None


def test_a_report_that_is_named_goes_before_the_usual_places(
    debtaudit: Command, project: Path, tmp_path: Path
) -> None:
    (project / "coverage.json").write_text(coverage([], [5, 6]))
    named = tmp_path / "unit.json"
    named.write_text(coverage([5, 6], []))
    row, _ = audited(debtaudit, project, "--coverage", named)
    assert row.line_coverage == 1.0
    row, _ = audited(debtaudit, project, "--coverage", named, "--rev", "HEAD")
    assert row.line_coverage == 1.0


def test_a_report_older_than_the_code_is_refused(debtaudit: Command, project: Path) -> None:
    (project / "coverage.json").write_text(coverage([5], [6], EARLIER))
    row, report = audited(debtaudit, project)
    assert row.line_coverage is None
    assert any("coverage.json is older than this file" in one.message for one in report.diagnostics)


def test_a_file_that_was_written_before_the_code_is_older_whatever_it_says(
    debtaudit: Command, project: Path
) -> None:
    (project / "coverage.json").write_text(coverage([5], [6]))
    os.utime(project / "coverage.json", (1_600_000_000, 1_600_000_000))
    assert audited(debtaudit, project)[0].line_coverage is None


def test_a_skipped_test_makes_a_finding(debtaudit: Command, project: Path) -> None:
    (project / "junit.xml").write_text(junit("<skipped/>"))
    row, report = audited(debtaudit, project)
    assert row.tested == "untested"
    assert "skipped in junit.xml" in report.findings[0].message
    (project / "junit.xml").write_text(junit())
    assert audited(debtaudit, project)[0].tested == "tested"


def test_a_database_of_coverage_py_names_the_test(debtaudit: Command, project: Path) -> None:
    indirect = "import runpy\n\n\ndef test_it():\n    " + (
        "runpy.run_path(__file__.replace('tests/test_train', 'tra' + 'in'))['main']([[1]])\n"
    )
    (project / "tests" / "test_train.py").write_text(indirect)
    assert audited(debtaudit, project)[0].tested == "untested"
    data = CoverageData(basename=str(project / ".coverage"))
    data.set_context("tests/test_train.py::test_it|run")
    data.add_lines({"/elsewhere/project/train.py": [5, 6]})
    data.write()
    data.close(force=True)
    row, _ = audited(debtaudit, project)
    assert (row.tested, row.line_coverage) == ("tested", 1.0)
    assert [test.ref for test in row.tests] == ["tests/test_train.py::test_it"]
    assert audited(debtaudit, project, "--coverage", project / ".coverage")[0].tested == "tested"
    assert sorted(path.name for path in project.glob(".coverage*")) == [".coverage"]


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "<coverage",
        '<!DOCTYPE c [<!ENTITY a "b">]><coverage>&a;</coverage>',
        "SF:train.py\n",
        "SQLite format 3\0 and no more",
    ],
)
def test_a_broken_report_costs_a_diagnostic(
    content: str, debtaudit: Command, project: Path
) -> None:
    (project / "coverage.json").write_text(content)
    row, report = audited(debtaudit, project)
    assert (row.tested, row.line_coverage) == ("tested", None)
    assert [one.path for one in report.diagnostics] == ["coverage.json"]


def test_links_and_pipes_are_not_followed(
    debtaudit: Command, project: Path, tmp_path: Path
) -> None:
    outside = tmp_path / "outside.json"
    outside.write_text(coverage([5, 6], []))
    (project / "coverage.json").symlink_to(outside)
    os.mkfifo(project / "junit.xml")
    row, report = audited(debtaudit, project)
    assert row.line_coverage is None
    assert {one.path for one in report.diagnostics} == {"coverage.json", "junit.xml"}


@pytest.mark.parametrize("option", ["--coverage", "--junit"])
def test_a_named_file_that_is_not_there_is_a_wrong_call(
    option: str, debtaudit: Command, project: Path
) -> None:
    done = debtaudit("scan", project, option, project / "missing.xml")
    assert done.returncode == 2
    assert "missing.xml" in done.stderr


def test_the_gate_takes_measurements_too(debtaudit: Command, project: Path, tmp_path: Path) -> None:
    named = tmp_path / "unit.xml"
    named.write_text(junit("<failure/>"))
    done = debtaudit("gate", project, "--junit", named, "--format", "json")
    rows = msgspec.json.decode(done.stdout, type=Report).training.entry_points
    assert rows[0].tested == "untested"
