"""What all formats say of checklists: profile, scores, the words for a status."""

from collections.abc import Iterator, Sequence

from debtaudit.domain.checklist_report import (
    UNREAD,
    ChecklistItem,
    ChecklistScore,
    ItemStatus,
    SectionScore,
)
from debtaudit.domain.report import Report

_SCORED: dict[ItemStatus, str] = {
    "pass": "automated",
    "attested": "manual",
    "partial": "in part",
    "fail": "absent",
    "unknown": "not observable",
    "not-applicable": "not applicable",
}
"""The words of the ML Test Score (Breck et al. 2017); `in part` counts nothing."""


def profile_said(report: Report) -> str:
    """Return `service: app.py serves predictions`, empty where the report says nothing of it."""
    profile = report.profile
    return f"{profile.name}: {'; '.join(profile.reasons)}" if profile is not None else ""


def score_said(score: ChecklistScore) -> str:
    """Return the score with how much of it a repository could show: never as if it were all."""
    return (
        f"{_points(score.score)}, the points of the weakest section; "
        f"{score.observable} of {score.items} tests observable"
    )


def section_said(section: SectionScore) -> str:
    """Return the points of a section: `Data 1.5 of 7 (4 observable)`."""
    points = f"{_points(section.points)} of {section.items}"
    return f"{section.name} {points} ({section.observable} observable)"


def status_said(item: ChecklistItem, report: Report) -> str:
    """Return the status of an item in the words of its checklist."""
    scored = any(score.checklist == item.checklist for score in report.scores)
    return _SCORED[item.status] if scored else item.status


def unknown_said(items: Sequence[ChecklistItem]) -> str:
    """Return `9 cannot be told from files, 7 of them since one could not be read`."""
    unread = sum(item.reason.lower().startswith(UNREAD) for item in items)
    which = f"{unread} of them " if unread < len(items) else ""
    because = f", {which}since one could not be read" if unread else ""
    return f"{len(items):>2} cannot be told from files{because}"


def by_checklist(report: Report) -> Iterator[tuple[ChecklistScore | None, list[ChecklistItem]]]:
    """Yield the items of each checklist, in order, with its score where it has one."""
    scores = {score.checklist: score for score in report.scores}
    for checklist in dict.fromkeys(item.checklist for item in report.checklist):
        items = [item for item in report.checklist if item.checklist == checklist]
        yield scores.get(checklist), items


def _points(number: float) -> str:
    return f"{number:g}"
