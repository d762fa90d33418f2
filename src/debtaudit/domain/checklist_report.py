"""What a report says of checklists as a whole: whose duty they are, and what they add up to."""

from typing import Literal

from msgspec import Struct

Profile = Literal["service", "library", "research"]


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
