"""What a report says of checklists: each item, whose duty they are, and what they add up to."""

from typing import Literal

from msgspec import Struct

from debtaudit.domain.reported_finding import Evidence

Profile = Literal["service", "library", "research"]
ItemStatus = Literal["pass", "partial", "fail", "unknown", "attested", "not-applicable"]

UNREAD = "could not be read: "
"""How the reason of an item begins that is unknown because of a file; the file follows."""


class ChecklistItem(Struct, frozen=True):
    """The status of one checklist item with the evidence for it.

    `reason` says why it is not a plain pass, or what was looked for and not found; `remedy` is the
    first step towards it, empty where nothing is owed. `checklist` is the id of its checklist.
    """

    id: str
    title: str
    status: ItemStatus
    evidence: tuple[Evidence, ...]
    remedy: str
    reason: str = ""
    checklist: str = "default"
    section: str = ""


class ProfileInfo(Struct, frozen=True):
    """What kind of repository this is held to be, and why; `chosen` where the settings say so."""

    name: Profile
    reasons: tuple[str, ...]
    chosen: bool = False


class SectionScore(Struct, frozen=True):
    """The points of one section: 1 for what is shown, 0.5 for what a person attests.

    `observable` counts the items that a repository can answer, or that somebody has attested.
    """

    name: str
    points: float
    items: int
    observable: int


class ChecklistScore(Struct, frozen=True):
    """The score of a checklist: that of its weakest section (Breck et al. 2017, section VI)."""

    checklist: str
    title: str
    score: float
    sections: tuple[SectionScore, ...]
    items: int
    observable: int
