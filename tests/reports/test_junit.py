"""JUnit XML, read by junitparser."""

from junitparser import Error, Failure, JUnitXml, Skipped, TestCase, TestSuite
from msgspec.structs import replace

from debtaudit.domain.report import Report
from debtaudit.domain.reported_finding import Location
from debtaudit.domain.style import Style
from debtaudit.reports import junit
from tests.reports.sample import (
    EMPTY,
    FINDINGS,
    GATED,
    HOSTILE,
    REPORT,
    REVIEWED,
    SURROGATE,
    many,
    poisoned,
)

KINDS = (Failure, Error, Skipped)


def suites(report: Report) -> list[TestSuite]:
    xml = JUnitXml.fromstring(junit.render(report, Style()).encode())
    found = list(xml)
    for suite in found:  # the totals in the file are those that a reader counts
        told = (suite.tests, suite.failures, suite.errors, suite.skipped)
        results = [one for case in suite for one in case.result]
        counts = [sum(isinstance(one, kind) for one in results) for kind in KINDS]
        assert (len(list(suite)), *counts) == told
    return found


def cases(report: Report) -> list[TestCase]:
    return [case for suite in suites(report) for case in suite]


def with_result(report: Report, kind: type) -> list[str]:
    return [
        case.name for case in cases(report) if any(isinstance(one, kind) for one in case.result)
    ]


def test_a_suite_is_a_scan_and_a_case_a_finding() -> None:
    assert [suite.name for suite in suites(REPORT)] == [
        "Model changes",
        "Dependencies",
        "Hotspots",
        "Retraining tests",
    ]
    assert len(cases(REPORT)) == 4 + len(FINDINGS)
    first = cases(REPORT)[1]
    assert first.classname == "debtaudit.model-change-undocumented"
    assert (first._elem.get("file"), first._elem.get("line")) == ("src/train.py", "41")


def test_a_line_in_a_notebook_cell_is_no_line_of_the_file() -> None:
    cell = replace(FINDINGS[0], location=Location("fit.ipynb", 7, None, None, 3))
    case = cases(replace(REPORT, findings=(cell,)))[1]
    assert (case._elem.get("file"), case._elem.get("line")) == ("fit.ipynb", None)


def test_without_a_gate_every_finding_fails() -> None:
    assert len(with_result(REPORT, Failure)) == len(FINDINGS)


def test_with_a_gate_only_what_a_breach_names_fails() -> None:
    assert len(with_result(GATED, Failure)) == 3
    failed = with_result(REVIEWED, Failure)
    assert failed == [f"{FINDINGS[1].title} [{FINDINGS[1].id}]", "min-tested-share"]
    assert len(with_result(REVIEWED, Skipped)) == 1


def test_an_advisory_gate_fails_nothing() -> None:
    assert GATED.gate is not None
    assert REVIEWED.gate is not None
    for report, gate in ((GATED, GATED.gate), (REVIEWED, REVIEWED.gate)):
        advisory = replace(report, gate=replace(gate, advisory=True, passed=True))
        assert with_result(advisory, Failure) == []


def test_could_not_tell_is_an_error_and_no_pass() -> None:
    assert with_result(REPORT, Error) == ["Retraining tests could be assessed"]
    assert with_result(GATED, Error)[-1] == "The gate could judge"
    assert len(with_result(EMPTY, Error)) == 4


def test_findings_of_other_tools_have_a_suite_of_their_own() -> None:
    other = replace(FINDINGS[0], scan="imported", rule="ruff:S301")
    found = suites(replace(REPORT, findings=(other,)))
    assert [case.classname for case in found[-1]] == ["debtaudit.ruff:S301"]


def test_names_are_unique_and_hostile_texts_are_text() -> None:
    for report in (many(3_000), poisoned(REVIEWED, HOSTILE), poisoned(GATED, SURROGATE)):
        names = [case.name for case in cases(report) if "[" in str(case.name)]
        assert len(set(names)) == len(names)
    text = junit.render(poisoned(REVIEWED, "]]><x a='1'>&amp;"), Style())
    assert "<x" not in text
