"""JUnit XML: a suite for each scan, a test case for each finding, for CI services and IDEs.

What fails is what the gate names in a breach; where there is no gate, every finding that counts.
The others pass with their text as output, suppressed ones and scans that do not apply are skipped,
and a scan that could not answer is an error: "could not tell" is no pass.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from debtaudit.domain.audit_info import ScanRow
from debtaudit.domain.digest import TITLES, place
from debtaudit.domain.quantities import duration, plural
from debtaudit.domain.report import GateVerdict, Report
from debtaudit.domain.reported_finding import ReportedFinding
from debtaudit.domain.review import path_in_repository
from debtaudit.domain.style import Style
from debtaudit.domain.text import visible
from debtaudit.reports import Format

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'


def render(report: Report, _style: Style) -> str:
    """Return the report as `testsuites`."""
    from xml.etree.ElementTree import Element, indent, tostring

    root = Element("testsuites", name="debtaudit")
    failing = _failing(report)
    for scan in report.audit.scans:
        findings = [one for one in report.findings if one.scan == scan.scan]
        cases = [_status_case(scan, findings)]
        cases += [_case(report, finding, failing) for finding in findings]
        root.append(_suite(report, TITLES[scan.scan], cases))
    others = [one for one in report.findings if one.scan not in TITLES]
    if others:
        made = [_case(report, finding, failing) for finding in others]
        root.append(_suite(report, "Infrastructure, waivers, other tools", made))
    if report.gate is not None:
        root.append(_suite(report, "Gate", _gate_cases(report.gate)))
    _count(root, list(root.iter("testcase")))
    indent(root)
    return _DECLARATION + tostring(root, encoding="unicode") + "\n"


def _failing(report: Report) -> frozenset[str]:
    if report.gate is None:
        return frozenset(one.id for one in report.findings if one.status != "suppressed")
    if report.gate.advisory:
        return frozenset()
    return frozenset(one for breach in report.gate.breaches for one in breach.findings)


def _suite(report: Report, name: str, cases: Sequence["Element"]) -> "Element":
    from xml.etree.ElementTree import Element

    suite = Element("testsuite", name=name, timestamp=f"{report.audit.as_of}T00:00:00")
    suite.extend(cases)
    _count(suite, cases)
    return suite


def _count(holder: "Element", cases: Sequence["Element"]) -> None:
    """Write the totals that readers take from the attributes."""
    holder.set("tests", str(len(cases)))
    for attribute, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        holder.set(attribute, str(sum(case.find(tag) is not None for case in cases)))
    holder.set("time", "0")


def _new_case(name: str, kind: str) -> "Element":
    from xml.etree.ElementTree import Element

    return Element("testcase", classname=f"debtaudit.{visible(kind)}", name=visible(name), time="0")


def _told(case: "Element", tag: str, message: str, lines: Sequence[str] = ()) -> "Element":
    """Put the child into a case that says how it ended; output has no message of its own."""
    from xml.etree.ElementTree import SubElement

    child = SubElement(case, tag)
    if tag != "system-out":
        child.set("message", visible(message))
    child.text = "\n".join(visible(line) for line in lines) or None
    return case


def _status_case(scan: ScanRow, findings: Sequence[ReportedFinding]) -> "Element":
    """Return the case that says whether the scan could answer."""
    case = _new_case(f"{TITLES[scan.scan]} could be assessed", scan.scan)
    reason = scan.reason or scan.status
    if scan.status in ("partial", "not-assessed"):
        return _told(case, "error", f"{scan.status}: {reason}", [scan.cure or ""])
    if scan.status == "not-applicable":
        return _told(case, "skipped", reason)
    return _told(case, "system-out", "", [plural(len(findings), "finding")])


def _case(report: Report, finding: ReportedFinding, failing: frozenset[str]) -> "Element":
    # The id makes the name unique: some services keep one case a name.
    case = _new_case(f"{finding.title} [{finding.id}]", finding.rule)
    path = path_in_repository(report, finding)
    if path is not None:
        case.set("file", visible(path))
    if finding.location.line is not None and finding.location.cell is None:
        case.set("line", str(finding.location.line))
    text = _text(finding)
    if finding.status == "suppressed":
        return _told(case, "skipped", finding.suppression.reason if finding.suppression else "")
    if finding.id in failing:
        return _told(case, "failure", f"{finding.severity}: {finding.title}", text)
    return _told(case, "system-out", "", text)


def _text(finding: ReportedFinding) -> list[str]:
    return [
        f"{finding.severity}, risk {finding.risk.score:.1f}, {finding.status}: {place(finding)}",
        finding.message,
        *(f"Evidence: {one.ref} {one.detail}" for one in finding.evidence),
        f"Remedy, about {duration(finding.effort_minutes)}: {finding.remedy}",
    ]


def _gate_cases(verdict: GateVerdict) -> "list[Element]":
    """Return what no single finding stands for: limits of shares, and what could not be judged."""
    whole = _new_case("The gate could judge", "gate")
    if verdict.incomplete and not verdict.passed:
        _told(whole, "error", "; ".join(verdict.incomplete))
    elif verdict.incomplete:
        _told(whole, "system-out", "", verdict.incomplete)
    tag = "system-out" if verdict.advisory else "failure"
    limits = [breach for breach in verdict.breaches if not breach.findings]
    said = {breach.what: f"{breach.value} (limit: {breach.limit})" for breach in limits}
    return [
        whole,
        *(_told(_new_case(what, "gate"), tag, text, [text]) for what, text in said.items()),
    ]


FORMAT = Format(name="junit", suffixes=(".junit.xml",), report=render)
