"""What stands behind the first screen: every finding with its evidence, and the scans' tables."""

from debtaudit.domain.digest import (
    counted,
    files_of,
    functions_of,
    kinds_said,
    place,
    short_id,
    unknown_ages,
)
from debtaudit.domain.quantities import duration, percent
from debtaudit.domain.report import Report
from debtaudit.domain.report_rows import Dependency, Hotspot
from debtaudit.domain.reported_finding import ReportedFinding
from debtaudit.reports.terminal.change_log import change_lines
from debtaudit.reports.terminal.checklist import checklist_lines
from debtaudit.reports.terminal.ink import MARGIN, Ink

ROWS = 30
"""Rows of a table in a terminal; the other formats have them all."""


def details(report: Report, ink: Ink) -> list[str]:
    """Return the lines after the first screen."""
    lines: list[str] = []
    for title, body in (
        ("Findings", _findings(report, ink)),
        ("Model changes", _model_changes(report, ink)),
        ("Dependencies", _dependencies(report, ink)),
        ("Hotspots: files", _hotspots(files_of(report.hotspots), ink)),
        ("Hotspots: functions", _hotspots(functions_of(report.hotspots), ink)),
        ("Training entry points", _training(report, ink)),
        ("Checklist", checklist_lines(report, ink)),
        ("Not read or noted", _diagnostics(report, ink)),
    ):
        if body:
            lines += ["", ink.heading(title), *body]
    return lines


def _findings(report: Report, ink: Ink) -> list[str]:
    lines: list[str] = []
    for finding in report.findings:
        if lines:
            lines.append("")
        lines += _finding(finding, ink)
    hidden = len(report.findings) - len(counted(report))
    if hidden:
        lines += ["", f"{MARGIN}{hidden} of these are suppressed and not counted"]
    return lines


def _finding(finding: ReportedFinding, ink: Ink) -> list[str]:
    label = f"{finding.severity} {finding.risk.score:.1f}"
    head = f"{MARGIN}{ink.paint(label, finding.severity)}  "
    title = ink.paint(ink.cut(finding.title, ink.width - len(label) - 4), "bold")
    right = f"{duration(finding.effort_minutes)}  {finding.rule}"
    lines = [head + title]
    lines.append(ink.two_sides(place(finding), right, MARGIN * 2, role="link"))
    lines += ink.paragraph(finding.message, MARGIN * 2)
    for one in finding.evidence:
        lines += ink.paragraph(f"evidence  {one.ref}  {one.detail}", MARGIN * 2)
    for factor in finding.risk.factors:
        text = f"{factor.on} {factor.effect:+.2f}  {factor.name}: {factor.because}"
        lines += ink.paragraph(text, MARGIN * 2, role="dim")
    lines += ink.paragraph(f"remedy  {finding.remedy}", MARGIN * 2)
    notes = [f"id {finding.id}", f"confidence {finding.risk.confidence:.2f}"]
    if finding.owner:
        notes.append(f"owner {finding.owner}")
    if finding.commit:
        notes.append(f"commit {short_id(finding.commit)}")
    if finding.suppression is not None:
        notes.append(f"suppressed: {finding.suppression.reason}")
    return [*lines, *ink.paragraph("  ".join(notes), MARGIN * 2, role="dim")]


def _model_changes(report: Report, ink: Ink) -> list[str]:
    lines: list[str] = []
    for change in report.model_changes[:ROWS]:
        lines += change_lines(change, ink, with_details=False)
    return _more(lines, len(report.model_changes))


def _dependencies(report: Report, ink: Ink) -> list[str]:
    order = {status: number for number, status in enumerate(_WORST_FIRST)}
    rows = sorted(report.dependencies, key=lambda row: order.get(row.status, len(order)))
    heads = ["Status", "Name", "Declared", "Newest", ">Years", "Used by", "Where"]
    cells = [
        [
            row.status,
            row.name or "(no name)",
            row.specifier or "any",
            row.newest_version or "?",
            _years(row),
            ", ".join(row.used_by),
            f"{row.path}:{row.line}",
        ]
        for row in rows[:ROWS]
    ]
    for cell in cells:
        cell[1] = ink.cut(cell[1], 24)
        cell[2] = ink.cut(cell[2], 16)
        cell[3] = ink.cut(cell[3], 12)
    lines = _more(ink.table(heads, cells, flexible=6), len(rows))
    for said in unknown_ages(report):
        lines += ink.paragraph(said)
    return lines


_WORST_FIRST = (
    "vulnerable",
    "yanked",
    "retired",
    "end-of-life",
    "contradicted",
    "conflicting",
    "source-unfixed",
    "stale",
    "unpinned",
    "unknown",
    "fresh",
)


def _years(row: Dependency) -> str:
    if row.libyears is not None:
        return f"{row.libyears:.1f}"
    return f">{row.libyears_at_least:.1f}" if row.libyears_at_least is not None else ""


def _hotspots(spots: tuple[Hotspot, ...], ink: Ink) -> list[str]:
    heads = [">Rank", ">Score", ">Complexity", ">Commits", ">Sets", ">Authors", "Trend", "Where"]
    trend = heads.index("Trend")
    cells = [
        [
            str(spot.rank),
            f"{spot.score:.2f}",
            str(spot.complexity),
            str(spot.changes),
            str(spot.change_sets),
            str(spot.authors),
            spot.trend,
            f"{spot.path}::{spot.symbol}" if spot.symbol else spot.path,
        ]
        for spot in spots[:ROWS]
    ]
    if all(spot.trend == "unknown" for spot in spots):  # such a column tells nothing
        for line in (heads, *cells):
            del line[trend]
    return _more(ink.table(heads, cells, flexible=len(heads) - 1), len(spots))


def _training(report: Report, ink: Ink) -> list[str]:
    lines: list[str] = []
    for entry in report.training.entry_points:
        status = {"tested": "pass", "smoke-run": "partial", "untested": "fail"}[entry.tested]
        where = f"{entry.path}:{entry.line} {entry.symbol}"
        right = f"{entry.framework}  {entry.tested}"
        if entry.line_coverage is not None:
            right += f"  {percent(entry.line_coverage)} covered"
        lines.append(ink.two_sides(where, right, f"{MARGIN}{ink.mark(status)} "))
        for test in entry.tests[:3]:
            lines += ink.paragraph(f"{test.ref}: {test.how}", MARGIN * 3)
        if entry.kinds:
            lines += ink.paragraph(kinds_said(entry), MARGIN * 3)
        if entry.started_by:
            lines += ink.paragraph(f"started by {', '.join(entry.started_by)}", MARGIN * 3)
    for job in report.training.elsewhere:
        where = f"{job.path}:{job.line} {job.symbol}"
        lines.append(ink.two_sides(where, f"{job.framework}  code elsewhere", f"{MARGIN}  "))
    return lines


def _diagnostics(report: Report, ink: Ink) -> list[str]:
    lines: list[str] = []
    for one in report.diagnostics:
        where = f"{one.path}: " if one.path else ""
        lines += ink.paragraph(f"{one.level}: {where}{one.message}")
    return lines


def _more(lines: list[str], total: int) -> list[str]:
    return (
        [*lines, f"{MARGIN}and {total - ROWS:,} more (-o report.json)"] if total > ROWS else lines
    )
