"""The checklist on a terminal."""

from debtaudit.domain.digest import HOLDS, checklist_figure
from debtaudit.domain.report import ChecklistItem, Report
from debtaudit.reports.terminal.ink import MARGIN, Ink


def whole_checklist(report: Report, ink: Ink) -> list[str]:
    """Return every item with its evidence, or with the first step towards it."""
    note = f"{ink.safe(report.audit.repository)}, as of {report.audit.as_of}"
    lines = [ink.heading(f"Checklist: {checklist_figure(report)}", note), ""]
    for item in report.checklist:
        lines += item_lines(item, ink)
    return lines


def item_lines(item: ChecklistItem, ink: Ink) -> list[str]:
    """Return one item: its status and title, then evidence, then the remedy where it is owed."""
    right = f"{item.status}  {item.id}"
    lines = [ink.two_sides(item.title, right, f"{MARGIN}{ink.mark(item.status)} ")]
    for one in item.evidence:
        lines += ink.paragraph(f"{one.ref}  {one.detail}", MARGIN * 3, role="dim")
    todo = item.remedy if item.status not in HOLDS else ""
    text = " ".join(part for part in (item.reason, todo) if part)
    if text:
        lines += ink.paragraph(text, MARGIN * 3)
    return lines
