"""What is to be answered: the checklists, who has attested what, and whose duty it is."""

from msgspec import Struct

from debtaudit.checklist.attestations import Attestation
from debtaudit.domain.checklist_report import Profile
from debtaudit.knowledge.checklist_items import Checklist
from debtaudit.knowledge.checklists import DEFAULT, built_in


class Plan(Struct, frozen=True):
    """The checklists in their order; `profile` is None where it is to be inferred.

    `required` are the items that the gate demands: they are owed whatever the profile says.
    """

    checklists: tuple[Checklist, ...]
    attestations: tuple[Attestation, ...] = ()
    profile: Profile | None = None
    required: frozenset[str] = frozenset()


def default_plan() -> Plan:
    """Return the plan of somebody who has set nothing."""
    return Plan((built_in(DEFAULT),))
