"""The four scans in full."""

from debtaudit.domain.audit_info import ScanName
from debtaudit.domain.digest import (
    QUESTIONS,
    RULE_GROUPS,
    TITLES,
    counted,
    files_of,
    functions_of,
    infrastructure_figure,
    key_figure,
    kinds_said,
    place,
    short_id,
    status_of,
    unknown_ages,
)
from debtaudit.domain.markdown_text import code, inline, paragraph, prose, row
from debtaudit.domain.quantities import duration, percent
from debtaudit.domain.report import Report
from debtaudit.domain.report_rows import ChangeDetail, Dependency, Hotspot, ModelChange
from debtaudit.domain.reported_finding import ReportedFinding


def scans(report: Report) -> str:
    """Return one section a scan: its question, key figure, findings and table.

    What ties the code to one place comes last, where there is any.
    """
    tables = {
        "model-changes": _model_changes,
        "dependencies": _dependencies,
        "hotspots": _hotspots,
        "retraining-tests": _training,
    }
    sections = [_section(report, scan, tables[scan](report)) for scan in TITLES]
    tied = [one for one in counted(report) if one.scan == "infrastructure"]
    if tied:
        head = ["## Infrastructure", f"*{dict(RULE_GROUPS)['infrastructure']}*"]
        sections += [*head, paragraph(infrastructure_figure(report)), *map(_finding, tied)]
    return "\n\n".join(sections)


def _section(report: Report, scan: ScanName, table: str) -> str:
    status = status_of(report, scan)
    figure = paragraph(key_figure(report, scan))
    if status.status != "complete":
        figure = f"**{status.status.replace('-', ' ')}**: {figure}"
        if status.status == "partial" and status.reason:
            figure += f" ({prose(status.reason)})"
    parts = [f"## {TITLES[scan]}", f"*{QUESTIONS[scan]}*", figure]
    findings = [one for one in counted(report) if one.scan == scan]
    parts += [_finding(one) for one in findings]
    return "\n\n".join(part for part in [*parts, table] if part)


def _finding(finding: ReportedFinding) -> str:
    where = code(place(finding))
    lines = [
        f"### {prose(finding.title)}",
        "",
        f"{finding.severity}, risk {finding.risk.score:.1f}, {duration(finding.effort_minutes)}"
        + (f", {where}" if where else ""),
        "",
        paragraph(finding.message),
        "",
    ]
    lines += [f"- Evidence: {code(one.ref)} {prose(one.detail)}" for one in finding.evidence]
    factors = "; ".join(
        f"{inline(one.name)} {one.effect:+.2f} ({prose(one.because)})"
        for one in finding.risk.factors
    )
    lines += [f"- Why this risk: {factors}"] if factors else []
    lines += [f"- Remedy: {prose(finding.remedy)}"]
    rule = f"- Rule {code(finding.rule)}, finding {code(finding.id)}"
    owner = f", owner {inline(finding.owner)}" if finding.owner else ""
    return "\n".join([*lines, rule + owner])


def _model_changes(report: Report) -> str:
    if not report.model_changes:
        return ""
    lines = [
        row("Date", "Change", "Subject", "Kinds", "Documentation"),
        row("---", "---", "---", "---", "---"),
    ]
    lines += [
        row(
            one.date,
            code(short_id(one.commit)),
            inline(one.subject),
            ", ".join(one.kinds),
            one.documentation + (" (only possible)" if one.possible else ""),
        )
        for one in report.model_changes
    ]
    return "\n".join(lines)


def change(one: ModelChange, level: str) -> str:
    """Return one model change as a section of the model change log."""
    lines = [
        f"{level} {one.date} {inline(one.subject)}",
        "",
        f"{code(short_id(one.commit))} by {inline(one.author)}: "
        f"{', '.join(one.kinds)}; **{one.documentation}**{_possible(one)}",
        "",
    ]
    for detail in one.details:
        where = code(detail.path) + (f" {code(detail.symbol)}" if detail.symbol else "")
        where += f" {code(detail.key)}" if detail.key else ""
        lines.append(f"- {where}: {_values(detail)}")
    for document in one.documents:
        where = f"{document.path}:{document.line}" if document.line else document.path
        lines.append(f"- written down in {code(where)}: {inline(document.because)}")
    return "\n".join(lines)


def _possible(one: ModelChange) -> str:
    return f"; only possible (confidence {one.confidence:.2f})" if one.possible else ""


def _values(detail: ChangeDetail) -> str:
    if detail.before is None:
        return detail.kind if detail.after is None else f"added {_value(detail.after)}"
    if detail.after is None:
        return f"removed {_value(detail.before)}"
    return f"{_value(detail.before)} → {_value(detail.after)}"


def _value(value: str) -> str:
    return code(value) or "nothing"


def _dependencies(report: Report) -> str:
    if not report.dependencies:
        return ""
    lines = [
        row("Name", "Declared", "Newest", "Years behind", "Status", "Used by", "Where"),
        row("---", "---", "---", "--:", "---", "---", "---"),
    ]
    lines += [
        row(
            code(one.name or "(no name)"),
            code(one.specifier) or "any",
            inline(one.newest_version or "unknown"),
            _years(one),
            ", ".join(one.problems) or one.status,
            ", ".join(one.used_by),
            code(f"{one.path}:{one.line}"),
        )
        for one in report.dependencies
    ]
    return "\n\n".join(["\n".join(lines), *map(paragraph, unknown_ages(report))])


def _years(one: Dependency) -> str:
    if one.libyears is not None:
        return f"{one.libyears:.1f}"
    return "" if one.libyears_at_least is None else f"at least {one.libyears_at_least:.1f}"


def _hotspots(report: Report) -> str:
    tables = [
        _ranking("File", files_of(report.hotspots)),
        _ranking("Function", functions_of(report.hotspots)),
    ]
    return "\n\n".join(table for table in tables if table)


_RANKED = 25


def _ranking(what: str, spots: tuple[Hotspot, ...]) -> str:
    if not spots:
        return ""
    # a column in which every trend is unknown tells nothing
    columns = 8 if any(spot.trend != "unknown" for spot in spots) else 7
    lines = [
        row(
            *("Rank", what, "Complexity", "Commits", "Sets", "Authors", "Lines", "Trend")[:columns]
        ),
        row(*("--:", "---", *["--:"] * 5, "---")[:columns]),
    ]
    lines += [
        row(
            *(
                str(spot.rank),
                code(f"{spot.path}::{spot.symbol}" if spot.symbol else spot.path),
                f"{spot.complexity:,}",
                f"{spot.changes:,}",
                f"{spot.change_sets:,}",
                f"{spot.authors:,}",
                f"{spot.lines:,}",
                spot.trend,
            )[:columns]
        )
        for spot in spots[:_RANKED]
    ]
    if len(spots) > _RANKED:
        lines += ["", f"The JSON report has all {len(spots):,}."]
    return "\n".join(lines)


def _training(report: Report) -> str:
    parts = [_entry_points(report), _jobs(report)]
    return "\n\n".join(part for part in parts if part)


def _jobs(report: Report) -> str:
    """Return the jobs that are only started here."""
    jobs = [code(f"{job.path}:{job.line} {job.symbol}") for job in report.training.elsewhere]
    if not jobs:
        return ""
    return f"Their training code is not in this repository: {', '.join(jobs)}."


def _entry_points(report: Report) -> str:
    entries = report.training.entry_points
    if not entries:
        return ""
    lines = [
        row("Training code", "Framework", "Started by", "Tested", "By"),
        row("---", "---", "---", "---", "---"),
    ]
    lines += [
        row(
            code(f"{entry.path}:{entry.line} {entry.symbol}"),
            inline(entry.framework),
            ", ".join(code(one) for one in entry.started_by),
            entry.tested
            + (f", {percent(entry.line_coverage)} covered" if entry.line_coverage else ""),
            ", ".join(code(test.ref) for test in entry.tests[:3])
            + (f" ({kinds_said(entry)})" if entry.kinds else ""),
        )
        for entry in entries
    ]
    return "\n".join(lines)
