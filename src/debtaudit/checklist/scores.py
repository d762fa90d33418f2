"""The score of a checklist by sections, as the ML Test Score has it (Breck et al. 2017).

A test that is automated counts 1, one that is done by hand and written down counts 0.5, and the
score of the whole is that of the weakest section. By hand is what no repository shows: it counts
only where a person attests it.
"""

from collections.abc import Sequence

from debtaudit.domain.checklist_report import (
    ChecklistItem,
    ChecklistScore,
    ItemStatus,
    SectionScore,
)
from debtaudit.knowledge.checklist_items import Checklist

_POINTS: dict[ItemStatus, float] = {"pass": 1.0, "attested": 0.5}
_ANSWERED: tuple[ItemStatus, ...] = ("pass", "partial", "fail", "attested")


def score_of(checklist: Checklist, rows: Sequence[ChecklistItem]) -> ChecklistScore:
    """Return the score of a checklist's rows, section by section in their order."""
    sections = []
    for name in dict.fromkeys(row.section for row in rows):
        own = [row for row in rows if row.section == name]
        sections.append(
            SectionScore(
                name,
                sum(_POINTS.get(row.status, 0.0) for row in own),
                len(own),
                sum(row.status in _ANSWERED for row in own),
            )
        )
    return ChecklistScore(
        checklist.id,
        checklist.title,
        min((section.points for section in sections), default=0.0),
        tuple(sections),
        len(rows),
        sum(section.observable for section in sections),
    )
