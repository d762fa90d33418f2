"""The checklists in full, as task lists."""

from collections.abc import Sequence

from debtaudit.domain.checklist_digest import (
    by_checklist,
    profile_said,
    score_said,
    section_said,
    status_said,
)
from debtaudit.domain.checklist_report import ChecklistItem
from debtaudit.domain.digest import HOLDS
from debtaudit.domain.markdown_text import code, paragraph, prose
from debtaudit.domain.report import Report


def checklist_items(report: Report) -> str:
    """Return the checklists as task lists, with evidence or the first step for each item."""
    parts = []
    said = profile_said(report)
    if said:
        parts.append(f"Profile: {prose(said)}.")
    for score, items in by_checklist(report):
        if score is not None:
            sections = ", ".join(prose(section_said(one)) for one in score.sections)
            parts.append(f"**{prose(score.title)}**: {prose(score_said(score))}. {sections}.")
        parts.append(_task_list(items, report))
    return "\n\n".join(parts)


def _task_list(items: Sequence[ChecklistItem], report: Report) -> str:
    lines = []
    said: set[str] = set()
    for item in items:
        tick = "x" if item.status in HOLDS else " "
        status = status_said(item, report)
        lines.append(f"- [{tick}] **{prose(item.title)}** ({status}, {code(item.id)})")
        lines += [f"  - {code(one.ref)} {prose(one.detail)}" for one in item.evidence]
        if item.reason and (tick == " " or item.reason not in said):
            lines.append(f"  - {paragraph(item.reason)}")
            said.add(item.reason)
        if tick == " " and item.remedy:
            lines.append(f"  - First step: {prose(item.remedy)}")
    return "\n".join(lines)
