"""What people have attested, and what that makes of an answer.

Attestations are signed, dated, expiring statements in a file of the repository, which
`attestation_reader.py` reads where there is one.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from debtaudit.checklist.found import Answer
from debtaudit.domain.masking import mask
from debtaudit.domain.reported_finding import Evidence
from debtaudit.domain.text import shorten

ATTESTATIONS = "debtaudit-attestations.yaml"


class Attestation(Struct, frozen=True):
    """One statement: `item` holds, says `by` on a day, and until when; `line` in its file."""

    item: str
    by: str
    because: str
    evidence: str
    on: date
    until: date
    line: int = 1


def attested(answer: Answer, made: Attestation | None, as_of: date) -> Answer:
    """Return the answer after a person's statement: what is shown anyway needs none.

    An expired statement fails, also where nothing is known: somebody promised to look again. What
    is not owed may be attested all the same, and stays not owed when that has expired.
    """
    if made is None or answer.status == "pass":
        return answer
    if answer.status == "not-applicable" and made.until < as_of:
        return answer
    said = f"{made.by}, {made.on}, until {made.until}: {made.because} ({made.evidence})"
    ref = f"{ATTESTATIONS}:{made.line}"
    evidence = Evidence("attestation", ref, mask(shorten(said, 300, "...")))
    if made.until >= as_of:
        return replace(answer, status="attested", evidence=(evidence, *answer.evidence), reason="")
    reason = f"the attestation of {made.by} expired on {made.until}; look again and renew it"
    return replace(answer, status="fail", evidence=(evidence, *answer.evidence), reason=reason)


def by_item(made: Sequence[Attestation]) -> Mapping[str, Attestation]:
    """Return attestations by their item."""
    return {one.item: one for one in made}
