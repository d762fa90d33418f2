"""The first page: what was audited, what is at risk, what it costs, and what to do first."""

from debtaudit.domain.digest import (
    QUICK_MINUTES,
    SEVERITIES,
    Lead,
    counted,
    duration,
    fix_first,
    items_with,
    money,
    not_assessed,
    percent,
    place,
    plural,
    quick_wins,
    short_id,
)
from debtaudit.domain.markdown_text import code, inline, paragraph, prose, row
from debtaudit.domain.report import Report, ReportedFinding

_GRADES = {
    "A": "the debt is small",
    "B": "the debt is moderate",
    "C": "the debt needs a plan",
    "D": "the debt is heavy",
    "E": "repairing takes longer than half of writing it anew",
}


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
    total = report.summary
    findings = counted(report)
    if not findings:
        text = "Nothing was found that has to be repaired."
    else:
        counts = [f"{getattr(total.findings, name)} {name}" for name in SEVERITIES]
        text = (
            f"**{plural(len(findings), 'finding')}** ({', '.join(counts)}). Repairing all of them "
            f"would take about **{duration(total.effort_hours * 60)}** of a developer's time"
        )
        if total.cost is not None:
            text += f", about {total.cost.total:,.0f} {inline(total.cost.currency)}"
        text += "."
    if total.grade and total.debt_ratio is not None:
        text += (
            f" Grade **{total.grade}**: {_GRADES[total.grade]} "
            f"(debt ratio {percent(total.debt_ratio)})."
        )
    if total.new_findings is not None:
        text += f" {plural(total.new_findings, 'finding')} new."
    sentences = [text, _at_stake(report), *_gaps(report)]
    return "\n\n".join(sentence for sentence in sentences if sentence)


def _at_stake(report: Report) -> str:
    """Return a line for each kind of debt that was found, in words that need no code."""
    changes, rows, entries = report.model_changes, report.dependencies, report.training.entry_points
    old = {"stale", "retired", "end-of-life"}
    stakes = (
        (
            sum(one.documentation == "undocumented" for one in changes),
            f"of {plural(len(changes), 'change')} to the model: written down nowhere",
            "When results move, nobody can say why.",
        ),
        (
            sum(not old.isdisjoint(one.problems) for one in rows),
            f"of {plural(len(rows), 'declared dependency', 'declared dependencies')}: "
            "out of date or abandoned",
            "Security repairs do not arrive, and every month makes the update dearer.",
        ),
        (
            sum(finding.scan == "hotspots" for finding in counted(report)),
            "in the hotspots: complicated code that is changed again and again",
            "This is where changes take longest and break most.",
        ),
        (
            sum(entry.tested != "tested" for entry in entries),
            f"of {plural(len(entries), 'training program')}: run by no test",
            "Retraining can break, and nobody notices until it is needed.",
        ),
        (
            len(items_with(report, "fail")),
            f"of {plural(len(report.checklist), 'checklist item')}: nothing to show for it",
            "The checklist below names the first step for each.",
        ),
    )
    return "\n".join(f"- **{number} {what}.** {why}" for number, what, why in stakes if number)


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
    return (
        f"{number}. **{prose(finding.title)}** ({finding.severity}, {price}), at "
        f"{code(place(finding))}{_more(lead)}. {prose(finding.remedy)}"
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
