"""The verdict of the gate as a section: limits, then new, worse and fixed findings."""

from collections.abc import Iterator, Sequence

from debtaudit.domain.gate_digest import (
    gate_word,
    held_against,
    pruning_said,
    status_said,
)
from debtaudit.domain.markdown_text import inline, prose
from debtaudit.domain.quantities import duration, plural
from debtaudit.domain.report import GateVerdict, Report
from debtaudit.domain.reported_finding import ReportedFinding
from debtaudit.domain.review import review
from debtaudit.domain.verdict import Breach
from debtaudit.reports.markdown.summary import one_line

_NAMED = 20


def gate(report: Report) -> str:
    """Return the verdict of the gate, where there is one."""
    verdict = report.gate
    if verdict is None:
        return ""
    parts = [f"## Gate: {gate_word(verdict)}"]
    against = held_against(report)
    if against:
        parts.append(f"{inline(against[0].upper() + against[1:])}.")
    parts.append("\n".join(_limits(report, verdict)) or "No limit is passed.")
    if review(report).compared:
        parts += _listed("### New or worse", review(report).asked, status=True)
    parts += _listed("### Fixed", verdict.fixed, status=False)
    return "\n\n".join(parts)


def _limits(report: Report, verdict: GateVerdict) -> Iterator[str]:
    known = {finding.id: finding for finding in report.findings}
    for breach in verdict.breaches:
        yield from _breach(breach, known, named=0 if review(report).compared else _NAMED)
    for reason in verdict.incomplete:
        yield f"- could not be assessed: {prose(reason)}"
    for difference in verdict.differences:
        yield f"- not yet in force: {prose(difference)}"
    if pruning_said(verdict):
        yield f"- {prose(pruning_said(verdict))}"


def _breach(breach: Breach, known: dict[str, ReportedFinding], *, named: int) -> Iterator[str]:
    before = "" if breach.value_before is None else f", before: {inline(breach.value_before)}"
    owner = f"; owner: {inline(breach.owner)}" if breach.owner else ""
    yield (
        f"- **{inline(breach.what)}**: {inline(breach.value)} "
        f"(limit: {inline(breach.limit)}{before}){owner}"
    )
    found = [known[one] for one in breach.findings if one in known]
    for finding in found[:named]:
        yield f"  - {one_line(finding)}"
    if named and len(found) > named:
        yield f"  - and {len(found) - named} more"
    cheapest = [known[one] for one in breach.cheapest if one in known]
    if cheapest:
        minutes = sum(finding.effort_minutes for finding in cheapest)
        yield f"  - cheapest way back: {plural(len(cheapest), 'finding')}, {duration(minutes)}"


def _listed(heading: str, findings: Sequence[ReportedFinding], *, status: bool) -> list[str]:
    if not findings:
        return []
    lines = [
        f"- {one_line(one)}" + (f", {inline(status_said(one))}" if status else "")
        for one in findings
    ]
    return [heading, "\n".join(lines)]
