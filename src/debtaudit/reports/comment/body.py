"""The body of the comment: sections in the order of urgency, as many rows of each as fit."""

from collections.abc import Sequence

from msgspec import Struct

from debtaudit.domain.digest import (
    SEVERITIES,
    checklist_figure,
    counted,
    key_figure,
    not_assessed,
    place,
    short_id,
    status_of,
)
from debtaudit.domain.digest import TITLES as SCANS
from debtaudit.domain.markdown_text import code, inline, paragraph, prose, row
from debtaudit.domain.quantities import duration, percent, plural
from debtaudit.domain.report import GateVerdict, Report
from debtaudit.domain.reported_finding import ReportedFinding
from debtaudit.domain.review import Review, review
from debtaudit.domain.verdict import Breach

_HEAD = (row("Risk", "Severity", "What", "Where", "Effort"), row("--:", "---", "---", "---", "--:"))
_NOTE_ROOM = 400
"""Bytes that are kept for the words about what was cut."""


class _Section(Struct, frozen=True):
    """A part of the body: `lead` (heading and table head), lines that may be cut, and the end."""

    lead: str
    lines: tuple[str, ...] = ()
    end: str = ""


def body(report: Report, room: int, marker: str = "") -> str:
    """Return the body in at most `room` bytes of UTF-8; what does not fit is counted.

    Sections that come first are filled first. Nothing is returned where not even the head fits.
    """
    sections = _sections(report, review(report))
    made = [marker] if marker else []
    left = room - _NOTE_ROOM - sum(_bytes(part) for part in made)
    missing = 0
    for section in sections:
        frame = _bytes(section.lead) + _bytes(section.end) + 2
        if frame > left:
            missing += max(len(section.lines), 1)
            continue
        kept = _fitting(section.lines, left - frame)
        missing += len(section.lines) - len(kept)
        if kept or not section.lines:
            text = "\n".join([section.lead, *kept, *([section.end] if section.end else [])])
            made.append(text)
            left -= _bytes(text) + 1
    if len(made) == bool(marker):
        return ""
    if missing:
        made.append(f"*{plural(missing, 'line')} did not fit in here; the JSON report has all.*")
    return "\n\n".join(made) + "\n"


def _bytes(text: str) -> int:
    return len(text.encode("utf-8", "backslashreplace")) + 1


def _fitting(lines: Sequence[str], room: int) -> tuple[str, ...]:
    """Return the first lines that fit into the room together."""
    for number, line in enumerate(lines):
        room -= _bytes(line)
        if room < 0:
            return tuple(lines[:number])
    return tuple(lines)


def _sections(report: Report, found: Review) -> list[_Section]:
    sections = [_Section(_head(report, found))]
    sections += _breaches(report)
    sections += _incomplete(report)
    if found.compared:
        sections += _table("New", found.new)
        sections += _table("Worse", found.worse)
        sections += _fixed(found.fixed)
        old = [one for one in found.existing if one.severity != "low"]
        sections += _table("What was there before, medium or worse", old, folded=True)
    else:
        sections += _table("Findings", found.existing)
    sections += _prunable(report.gate)
    sections.append(_Section(_whole(report)))
    return sections


def _head(report: Report, found: Review) -> str:
    """Return the heading and one sentence on what the change does."""
    verdict = report.gate
    word = "audit"
    if verdict is not None:
        word = "gate passed" if verdict.passed else "gate failed"
        if verdict.advisory and verdict.breaches:
            word = "gate would fail (advisory)"
        elif not verdict.passed and not verdict.breaches:
            word = "gate undecided"
    heading = f"### debtaudit: {word}"
    if not found.compared:
        return f"{heading}\n\n{_counts(report)}"
    parts = [f"**{len(found.new)} new**, {len(found.worse)} worse, {len(found.fixed)} fixed"]
    if verdict is not None and verdict.base_name:
        parts.append(f" since {code(verdict.base_name)}")
    elif verdict is not None and verdict.base:
        parts.append(f" since {code(short_id(verdict.base))}")
    return f"{heading}\n\n{''.join(parts)}."


def _counts(report: Report) -> str:
    total = report.summary
    counts = ", ".join(f"{getattr(total.findings, name)} {name}" for name in SEVERITIES)
    number = plural(len(counted(report)), "finding")
    text = f"**{number}** ({counts}), about {duration(total.effort_hours * 60)} to repair."
    if total.grade and total.debt_ratio is not None:
        text += f" Grade {total.grade} (debt ratio {percent(total.debt_ratio)})."
    return text


def _breaches(report: Report) -> list[_Section]:
    verdict = report.gate
    if verdict is None or not verdict.breaches:
        return []
    known = {finding.id: finding for finding in report.findings}
    lines = [line for breach in verdict.breaches for line in _breach(breach, known)]
    return [_Section("#### Limits that are passed\n", tuple(lines))]


def _breach(breach: Breach, known: dict[str, ReportedFinding]) -> list[str]:
    owner = f", owner {inline(breach.owner)}" if breach.owner else ""
    before = f", before: {inline(breach.value_before)}" if breach.value_before else ""
    said = f"{inline(breach.value)} (limit: {inline(breach.limit)}{before}{owner})"
    lines = [f"- **{inline(breach.what)}**: {said}"]
    cheapest = [known[one] for one in breach.cheapest if one in known]
    if cheapest:
        minutes = duration(sum(finding.effort_minutes for finding in cheapest))
        named = ", ".join(code(place(finding)) or code(finding.rule) for finding in cheapest[:3])
        more = f" and {len(cheapest) - 3} more" if len(cheapest) > 3 else ""
        lines.append(f"  - cheapest way back, about {minutes}: {named}{more}")
    return lines


def _incomplete(report: Report) -> list[_Section]:
    """Return what could not be assessed: it never passes silently."""
    lines = [f"- {prose(reason)}" for reason in (report.gate.incomplete if report.gate else ())]
    if not lines:
        lines = [
            f"- {inline(gap.what)}: {prose(gap.reason)}"
            + (f" (cure: {prose(gap.cure)})" if gap.cure else "")
            for gap in not_assessed(report)
        ]
    return [_Section("#### Could not be assessed\n", tuple(lines))] if lines else []


def _table(title: str, findings: Sequence[ReportedFinding], folded: bool = False) -> list[_Section]:
    """Return a table of findings; a folded one goes without remedies, nobody asked for them."""
    if not findings:
        return []
    lines = tuple(_row(finding, remedy=not folded) for finding in findings)
    if folded:
        summary = f"<details><summary>{title}: {plural(len(findings), 'finding')}</summary>"
        return [_Section("\n".join([summary, "", *_HEAD]), lines, "\n</details>")]
    return [_Section("\n".join([f"#### {title} ({len(findings)})", "", *_HEAD]), lines)]


def _row(finding: ReportedFinding, remedy: bool) -> str:
    was = f" (was {finding.earlier.score:.0f})" if finding.earlier is not None else ""
    return row(
        f"{int(finding.risk.score)}{was}",  # never rounded into the next severity
        finding.severity,
        prose(finding.title) + (f"<br>{prose(finding.remedy)}" if remedy else ""),
        code(place(finding)),
        duration(finding.effort_minutes),
    )


def _fixed(fixed: Sequence[ReportedFinding]) -> list[_Section]:
    lines = tuple(
        f"- {paragraph(one.title)}" + (f", {code(place(one))}" if place(one) else "")
        for one in fixed
    )
    return [_Section(f"#### Fixed ({len(fixed)})\n", lines)] if lines else []


def _prunable(verdict: GateVerdict | None) -> list[_Section]:
    """Return the ratchet: entries of the baseline that nothing stands for any more."""
    if verdict is None or not verdict.prunable:
        return []
    number = plural(len(verdict.prunable), "entry", "entries")
    return [_Section(f"{number} of the baseline can go: `debtaudit baseline prune`.")]


def _whole(report: Report) -> str:
    """Return the state of the repository, folded: a reviewer looks at the change first."""
    lines = [
        f"- {SCANS[scan]}: {prose(key_figure(report, scan))}"
        for scan in SCANS
        if status_of(report, scan).status != "not-applicable"
    ]
    if report.checklist:
        lines.append(f"- Checklist: {checklist_figure(report)}")
    tool, audit = report.tool, report.audit
    revision = f" at {code(short_id(audit.revision))}" if audit.revision else ""
    made = f"<sub>{inline(tool.name)} {inline(tool.version)}{revision}, ages as of {audit.as_of}"
    return "\n".join(
        [
            "<details><summary>The repository as a whole</summary>",
            "",
            *([_counts(report), ""] if review(report).compared else []),
            *lines,
            "",
            "</details>",
            "",
            f"{made}</sub>",
        ]
    )
