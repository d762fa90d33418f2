"""The checklists on a terminal."""

from collections.abc import Sequence

from msgspec.structs import replace

from debtaudit.domain.checklist_digest import (
    by_checklist,
    profile_said,
    score_said,
    section_said,
    status_said,
)
from debtaudit.domain.checklist_report import ChecklistItem, ChecklistScore
from debtaudit.domain.digest import HOLDS, checklist_figure
from debtaudit.domain.report import Report
from debtaudit.reports.terminal.ink import MARGIN, Ink

_SHOWN = 2
"""Pieces of evidence for what holds, where nobody asked for all: they are there to be opened."""


def whole_checklist(report: Report, ink: Ink, verbose: bool) -> list[str]:
    """Return every item with its evidence, or with the first step towards it."""
    note = f"{ink.safe(report.audit.repository)}, as of {report.audit.as_of}"
    return [
        ink.heading(f"Checklist: {checklist_figure(report)}", note),
        "",
        *checklist_lines(report, ink, None if verbose else _SHOWN),
    ]


def checklist_lines(report: Report, ink: Ink, most: int | None = None) -> list[str]:
    """Return all items by checklist and section, below what kind of repository this is held for.

    Of what holds at most so many pieces of evidence are shown, and the others counted.
    """
    said = profile_said(report)
    lines = [*ink.paragraph(f"Profile {said}"), ""] if said else []
    for score, items in by_checklist(report):
        if score is not None:
            lines += ["", ink.heading(ink.safe(score.title), score_said(score))]
        lines += _items(items, score, report, ink, most)
    return lines


def _items(
    items: Sequence[ChecklistItem],
    score: ChecklistScore | None,
    report: Report,
    ink: Ink,
    most: int | None,
) -> list[str]:
    """Return the items one below the other; why several do not apply is said with the first."""
    lines: list[str] = []
    said: set[str] = set()
    section = ""
    sections = {one.name: section_said(one) for one in score.sections} if score else {}
    for item in items:
        if item.section != section:
            section = item.section
            lines += ["", *ink.paragraph(sections.get(section, section))]
        holds = item.status in HOLDS
        reason = "" if holds and item.reason in said else item.reason
        said.add(item.reason)
        text = f"{reason} {'' if holds else item.remedy}".strip()
        kept = item.evidence[: most if holds else None]
        lines += _item_lines(replace(item, evidence=kept), status_said(item, report), text, ink)
        rest = len(item.evidence) - len(kept)
        if rest:
            lines += ink.paragraph(f"and {rest} more (-v)", MARGIN * 3, role="dim")
    return lines


def _item_lines(item: ChecklistItem, status: str, text: str, ink: Ink) -> list[str]:
    """Return one item: its status and title, then evidence, then the reason and what is owed."""
    right = f"{status}  {item.id}"
    lines = [ink.two_sides(item.title, right, f"{MARGIN}{ink.mark(item.status)} ")]
    for one in item.evidence:
        lines += ink.paragraph(f"{one.ref}  {one.detail}", MARGIN * 3, role="dim")
    if text:
        lines += ink.paragraph(text, MARGIN * 3)
    return lines
