"""The checklist on a terminal."""

from collections.abc import Iterable

from debtaudit.domain.digest import HOLDS, checklist_figure
from debtaudit.domain.report import ChecklistItem, Report
from debtaudit.reports.terminal.ink import MARGIN, Ink


def whole_checklist(report: Report, ink: Ink) -> list[str]:
    """Return every item with its evidence, or with the first step towards it."""
    note = f"{ink.safe(report.audit.repository)}, as of {report.audit.as_of}"
    lines = [ink.heading(f"Checklist: {checklist_figure(report)}", note), ""]
    return lines + checklist_lines(report.checklist, ink)


def checklist_lines(items: Iterable[ChecklistItem], ink: Ink) -> list[str]:
    """Return the items one below the other; why several do not apply is said with the first."""
    lines: list[str] = []
    said: set[str] = set()
    for item in items:
        holds = item.status in HOLDS
        reason = "" if holds and item.reason in said else item.reason
        said.add(item.reason)
        lines += _item_lines(item, f"{reason} {'' if holds else item.remedy}".strip(), ink)
    return lines


def _item_lines(item: ChecklistItem, text: str, ink: Ink) -> list[str]:
    """Return one item: its status and title, then evidence, then the reason and what is owed."""
    right = f"{item.status}  {item.id}"
    lines = [ink.two_sides(item.title, right, f"{MARGIN}{ink.mark(item.status)} ")]
    for one in item.evidence:
        lines += ink.paragraph(f"{one.ref}  {one.detail}", MARGIN * 3, role="dim")
    if text:
        lines += ink.paragraph(text, MARGIN * 3)
    return lines
