"""The first page: what was audited, what is at risk, what it costs, and what to do first."""

from debtaudit.domain.digest import (
    QUICK_MINUTES,
    Lead,
    counted,
    fix_first,
    money,
    not_assessed,
    place,
    quick_wins,
    short_id,
)
from debtaudit.domain.markdown_text import code, inline, paragraph, prose, row
from debtaudit.domain.plain_words import cost_in_words, grade_in_words, since_in_words, stakes
from debtaudit.domain.quantities import duration, plural
from debtaudit.domain.report import Report
from debtaudit.domain.reported_finding import ReportedFinding


def audited(report: Report) -> str:
    """Return one line about what was audited, when, and over which history."""
    audit = report.audit
    revision = f"revision {code(short_id(audit.revision))}" if audit.revision else "no commit"
    branch = f" on {code(audit.branch)}" if audit.branch else ""
    dirty = ", with uncommitted changes" if audit.dirty else ""
    window = audit.window
    history = (
        f"history from {window.since}: {plural(window.change_sets, 'change set')}, "
        f"{plural(window.commits, 'commit')}"
        if window.since
        else "without history"
    )
    return f"As of {audit.as_of}, {revision}{branch}{dirty}; {history}."


def summary(report: Report) -> str:
    """Return the summary for people who do not read code."""
    parts = ["## Summary", _in_words(report)]
    first = fix_first(report)
    if first:
        steps = (_step(report, number, lead) for number, lead in enumerate(first, 1))
        parts += ["### Fix first", "\n".join(steps)]
    wins = quick_wins(report, besides=first)
    if wins:
        lines = [f"- {one_line(lead.finding)}{_more(lead)}" for lead in wins]
        parts += [f"### Quick wins (at most {QUICK_MINUTES} minutes each)", "\n".join(lines)]
    return "\n\n".join(parts)


def _in_words(report: Report) -> str:
    number, counts, price = cost_in_words(report)
    text = number
    if counts:
        text = (
            f"**{number}** ({counts}). Repairing all of them would take about "
            f"**{inline(price)}** of a developer's time."
        )
    grade = grade_in_words(report)
    if grade:
        text += f" Grade **{report.summary.grade}**: {grade}."
    since = since_in_words(report)
    if since:
        text += f" Since then: {since}."
    risks = "\n".join(f"- **{one.number} {one.what}.** {one.why}" for one in stakes(report))
    sentences = [text, risks, *_gaps(report)]
    return "\n\n".join(sentence for sentence in sentences if sentence)


def _gaps(report: Report) -> list[str]:
    gaps = not_assessed(report)
    if not gaps:
        return []
    lines = [
        f"- {inline(gap.what)}: {prose(gap.reason)}"
        + (f" (cure: {prose(gap.cure)})" if gap.cure else "")
        for gap in gaps
    ]
    return ["**Could not be assessed, or only in part:**", "\n".join(lines)]


def _step(report: Report, number: int, lead: Lead) -> str:
    finding = lead.finding
    cost = money(report, finding.effort_minutes)
    price = f"{duration(finding.effort_minutes)}{f', {inline(cost)}' if cost else ''}"
    where = code(place(finding))
    at = f", at {where}" if where else ""
    return (
        f"{number}. **{prose(finding.title)}** ({finding.severity}, {price}){at}{_more(lead)}. "
        f"{prose(finding.remedy)}"
    )


def _more(lead: Lead) -> str:
    return f", and {lead.more} more like it" if lead.more else ""


def one_line(finding: ReportedFinding) -> str:
    """Return a finding as an item of a list: title, effort, place."""
    where = code(place(finding))
    text = f"{paragraph(finding.title)} ({duration(finding.effort_minutes)})"
    return f"{text}, {where}" if where else text


def risks(report: Report) -> str:
    """Return the table of all findings that count, worst first."""
    findings = counted(report)
    if not findings:
        return ""
    owned = any(finding.owner for finding in findings)  # an empty column tells nothing
    lines = [
        row("Risk", "Severity", "What", "Where", "Effort", *(["Owner"] if owned else [])),
        row("--:", "---", "---", "---", "--:", *(["---"] if owned else [])),
    ]
    lines += [
        row(
            str(int(finding.risk.score)),  # never rounded into the next severity
            finding.severity,
            prose(finding.title),
            code(place(finding)),
            duration(finding.effort_minutes),
            *([inline(finding.owner or "")] if owned else []),
        )
        for finding in findings
    ]
    return "## Risks\n\n" + "\n".join(lines)


def not_read(report: Report) -> str:
    """Return what could not be read, a line each."""
    if not report.diagnostics:
        return ""
    lines = [
        f"- {one.level}: {code(one.path) + ': ' if one.path else ''}{prose(one.message)}"
        for one in report.diagnostics
    ]
    return "## Not read or noted\n\n" + "\n".join(lines)
