"""The badge, as the endpoint of shields.io wants it."""

import json

import pytest
from msgspec.structs import replace

from debtaudit.domain.audit_info import ScanRow
from debtaudit.domain.report import Report
from debtaudit.domain.style import Style
from debtaudit.domain.totals import SeverityCounts
from debtaudit.reports import badge
from tests.reports.sample import EMPTY, REPORT

COMPLETE = replace(
    REPORT,
    audit=replace(
        REPORT.audit, scans=tuple(ScanRow(row.scan, "complete") for row in REPORT.audit.scans)
    ),
)


def badge_of(report: Report) -> dict[str, object]:
    made: dict[str, object] = json.loads(badge.render(report, Style()))
    assert made["schemaVersion"] == 1
    assert made["label"] == "ML technical debt"
    return made


@pytest.mark.parametrize(
    ("grade", "counts", "message", "colour"),
    [
        ("A", SeverityCounts(), "A, 0 findings", "brightgreen"),
        ("A", SeverityCounts(0, 0, 1, 0), "A, 1 finding", "brightgreen"),
        ("B", SeverityCounts(0, 0, 2, 3), "B, 5 findings", "green"),
        ("C", SeverityCounts(), "C, 0 findings", "yellow"),
        ("A", SeverityCounts(0, 2, 2, 3), "A, 2 high", "orange"),
        ("A", SeverityCounts(1, 2, 2, 3), "A, 3 high", "red"),
        ("E", SeverityCounts(), "E, 0 findings", "red"),
        (None, SeverityCounts(0, 0, 0, 1), "1 finding", "blue"),
    ],
)
def test_grade_and_bad_findings(
    grade: str | None, counts: SeverityCounts, message: str, colour: str
) -> None:
    summary = replace(COMPLETE.summary, grade=grade, findings=counts)
    made = badge_of(replace(COMPLETE, summary=summary))
    assert (made["message"], made["color"], made["isError"]) == (message, colour, False)


def test_could_not_tell_is_neither_green_nor_silent() -> None:
    made = badge_of(REPORT)
    assert made["message"] == "B, 3 high, in part"
    assert made["color"] == "red"
    fine = replace(REPORT.summary, findings=SeverityCounts())
    assert badge_of(replace(REPORT, summary=fine))["color"] == "lightgrey"
    nothing = badge_of(EMPTY)
    assert (nothing["message"], nothing["isError"]) == ("not assessed", True)
