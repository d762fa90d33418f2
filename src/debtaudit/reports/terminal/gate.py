"""The gate on the first screen: the verdict, what is new and worse, what is fixed."""

from debtaudit.domain.digest import place
from debtaudit.domain.gate_digest import (
    gate_word,
    held_against,
    pruning_said,
    status_said,
)
from debtaudit.domain.quantities import duration, plural
from debtaudit.domain.report import GateVerdict, Report
from debtaudit.domain.reported_finding import ReportedFinding
from debtaudit.domain.review import review
from debtaudit.domain.text import columns, visible
from debtaudit.domain.verdict import Breach
from debtaudit.reports.terminal.ink import MARGIN, Ink

_ADDED = 8
_FIXED = 5
_NAMED = 5
_DIFFERENCES = 3
_ROLES = {"passed": "good", "failed": "bad"}


def gate(report: Report, verdict: GateVerdict, ink: Ink) -> list[str]:
    """Return the lines of the verdict, with new and fixed findings where there is a comparison."""
    word = gate_word(verdict)
    against = held_against(report)
    said = ink.dot + visible(against) if against else ""
    lines = [f"{ink.heading('Gate')} {ink.paint(word, _ROLES.get(word, 'warn'))}{said}"]
    known = {finding.id: finding for finding in report.findings}
    compared = review(report).compared
    for breach in verdict.breaches:
        lines += _breach(breach, known, ink, named=0 if compared else _NAMED)
    for reason in verdict.incomplete:
        lines += ink.paragraph(f"could not be assessed: {reason}")
    for difference in verdict.differences[:_DIFFERENCES]:
        lines += ink.paragraph(f"not yet in force: {difference}")
    if len(verdict.differences) > _DIFFERENCES:
        lines.append(f"{MARGIN}and {len(verdict.differences) - _DIFFERENCES} more differences")
    if pruning_said(verdict):
        lines += ink.paragraph(pruning_said(verdict))
    return [*lines, *(_added(report, ink) if compared else []), *_fixed(verdict, ink)]


def _added(report: Report, ink: Ink) -> list[str]:
    findings = review(report).asked
    if not findings:
        return []
    lines = ["", ink.heading("New or worse", "what this change is judged by")]
    for finding in findings[:_ADDED]:
        label = f"{finding.severity} {int(finding.risk.score)}"
        painted = ink.paint(label, finding.severity) + " " * max(12 - len(label), 1)
        head = f"{MARGIN}{painted}"
        lines.append(ink.two_sides(finding.title, duration(finding.effort_minutes), head))
        where = ink.cut_path(place(finding), ink.width // 2)
        status = ink.cut(status_said(finding), ink.width - len(MARGIN) - 14 - columns(where))
        lines.append(f"{MARGIN}{' ' * 12}{ink.paint(where, 'link')}  {status}")
    if len(findings) > _ADDED:
        lines.append(f"{MARGIN}and {len(findings) - _ADDED} more, see --verbose")
    return lines


def _fixed(verdict: GateVerdict, ink: Ink) -> list[str]:
    if not verdict.fixed:
        return []
    lines = ["", ink.heading("Fixed")]
    for finding in verdict.fixed[:_FIXED]:
        right = ink.cut_path(place(finding), ink.width // 2)
        lines.append(ink.two_sides(finding.title, right, f"{MARGIN}{ink.mark('pass')} "))
    if len(verdict.fixed) > _FIXED:
        lines.append(f"{MARGIN}and {len(verdict.fixed) - _FIXED} more")
    return lines


def _breach(
    breach: Breach, known: dict[str, ReportedFinding], ink: Ink, *, named: int
) -> list[str]:
    before = f", before: {breach.value_before}" if breach.value_before is not None else ""
    owner = f"; owner: {breach.owner}" if breach.owner else ""
    text = f"{breach.what}: {breach.value} (limit: {breach.limit}{before}){owner}"
    lines = ink.paragraph(text, indent=MARGIN * 2)
    lines[0] = f"{MARGIN}{ink.mark('fail')} {lines[0].strip()}"
    cheapest = [known[one] for one in breach.cheapest if one in known]
    found = [known[one] for one in breach.findings if one in known]
    for finding in found[:named]:
        right = ink.cut_path(place(finding), ink.width // 2)
        lines.append(ink.two_sides(finding.title, right, MARGIN * 3))
    if named and len(found) > named:
        lines.append(f"{MARGIN * 3}and {len(found) - named} more")
    if cheapest:
        minutes = sum(finding.effort_minutes for finding in cheapest)
        text = f"cheapest way back: {plural(len(cheapest), 'finding')}, {duration(minutes)}"
        lines.append(MARGIN * 3 + ink.paint(text, "dim"))
    return lines
