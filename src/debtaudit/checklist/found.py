"""What one rule finds: evidence with its strength, and the answer of a whole item."""

from msgspec import Struct

from debtaudit.domain.checklist_report import ChecklistItem, ItemStatus
from debtaudit.domain.reported_finding import Evidence
from debtaudit.knowledge.checklist_items import Item, Strength

RANK: dict[Strength, int] = {"declared": 1, "used": 2, "operated": 3}
SHOWN = 5
"""The most pieces of evidence that an item shows."""


class Found(Struct, frozen=True):
    """One piece of evidence and how strong it is."""

    strength: Strength
    evidence: Evidence


class Answer(Struct, frozen=True):
    """The status of an item; `reason` says why it is not a plain pass or fail."""

    status: ItemStatus
    evidence: tuple[Evidence, ...] = ()
    reason: str = ""


def weigh(item: Item, found_by_rule: list[list[Found]]) -> Answer:
    """Turn what the rules of an item found into its status, the strongest evidence first."""
    passing = sum(
        any(RANK[one.strength] >= RANK[item.pass_at] for one in found) for found in found_by_rule
    )
    weakest = RANK[item.pass_at] if passing >= item.needs else 0
    everything = [one for found in found_by_rule for one in found if RANK[one.strength] >= weakest]
    everything.sort(key=lambda one: (-RANK[one.strength], one.evidence.ref))
    evidence = tuple(dict.fromkeys(one.evidence for one in everything))[:SHOWN]
    if passing >= item.needs:
        return Answer("pass", evidence)
    if any(RANK[one.strength] >= RANK[item.partial_at] for one in everything):
        return Answer("partial", evidence)
    if item.absent == "unknown":
        return Answer("unknown", evidence, reason="nothing of it is in the repository")
    return Answer("fail", evidence)


def reported(item: Item, answer: Answer, checklist: str) -> ChecklistItem:
    """Return the row of the report: the remedy where there is something to do, and the reason."""
    reason = answer.reason
    if not reason and answer.status == "fail" and not answer.evidence:
        reason = item.missing
    return ChecklistItem(
        item.id,
        item.title,
        answer.status,
        answer.evidence,
        "" if answer.status in ("pass", "attested", "not-applicable") else item.remedy,
        f"{reason[0].upper()}{reason[1:]}." if reason else "",
        checklist,
        item.section,
    )
