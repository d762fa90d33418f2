"""GitLab's Code Quality report, field by field as its documentation asks."""

import json

from msgspec.structs import replace

from debtaudit.domain.report import Report
from debtaudit.domain.reported_finding import Location
from debtaudit.domain.style import Style
from debtaudit.reports import gitlab
from tests.reports.sample import EMPTY, FINDINGS, HOSTILE, REPORT, REVIEWED, many, poisoned

Issue = dict[str, object]


def issues(report: Report) -> list[Issue]:
    found: list[Issue] = json.loads(gitlab.render(report, Style()))
    return found


def test_an_issue_has_what_gitlab_requires() -> None:
    for issue in issues(poisoned(REVIEWED, HOSTILE)) + issues(REPORT):
        assert set(issue) == {"description", "check_name", "fingerprint", "severity", "location"}
        assert issue["severity"] in {"info", "minor", "major", "critical", "blocker"}
        location = issue["location"]
        assert isinstance(location, dict)
        assert isinstance(location["path"], str)
        assert not location["path"].startswith(("/", "./"))
        assert location["lines"]["begin"] >= 1


def test_severities_keep_their_order() -> None:
    assert [issue["severity"] for issue in issues(REPORT)] == [
        "blocker",
        "critical",
        "critical",
        "major",
        "major",
        "major",
        "minor",
        "major",
    ]


def test_fingerprints_are_unique_also_where_ids_are_not() -> None:
    twins = replace(REPORT, findings=FINDINGS + FINDINGS)
    for report in (many(30_000), twins):
        found = [issue["fingerprint"] for issue in issues(report)]
        assert len(set(found)) == len(found) == len(report.findings)
    assert [issue["fingerprint"] for issue in issues(twins)][:8] == [one.id for one in FINDINGS]


def test_suppressed_findings_are_left_out_and_existing_ones_are_not() -> None:
    found = [issue["fingerprint"] for issue in issues(REVIEWED)]
    assert FINDINGS[4].id not in found
    assert len(found) == len(FINDINGS) - 1


def test_paths_start_at_the_top_of_the_repository() -> None:
    cell = replace(FINDINGS[0], location=Location("fit.ipynb", 7, None, None, 3))
    report = replace(
        REPORT,
        findings=(cell, replace(FINDINGS[1], location=Location())),
        audit=replace(REPORT.audit, folder="models/x/"),
    )
    first, second = issues(report)
    assert first["location"] == {"path": "models/x/fit.ipynb", "lines": {"begin": 1}}
    assert "(cell 3)" in str(first["description"])
    assert second["location"] == {"path": ".", "lines": {"begin": 1}}
    assert issues(REPORT)[0]["location"] == {"path": "src/train.py", "lines": {"begin": 41}}


def test_nothing_found_is_an_empty_array() -> None:
    assert issues(EMPTY) == []
