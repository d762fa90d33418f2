"""Credentials in code. Fixed values hold them masked: no text of this scan can show one."""

from collections.abc import Iterator, Sequence

from debtaudit.detectors.infrastructure_debt import rules
from debtaudit.detectors.infrastructure_debt.finding import by_definition, finding_of
from debtaudit.domain.findings import Finding
from debtaudit.domain.masking import MASK
from debtaudit.domain.quantities import plural
from debtaudit.domain.reported_finding import Factor
from debtaudit.resolve.placed_values import PlacedValue


def credential_findings(values: Sequence[PlacedValue]) -> Iterator[Finding]:
    """Yield a finding for each definition of the project's own code that holds credentials."""
    found = (one for one in values if one.value.kind == "credential")
    for group in by_definition(found):
        first = group[0].value
        what = "A credential" if len(group) == 1 else plural(len(group), "credential")
        named = f" as {first.name}" if first.name else ""
        certain = any(one.value.text != MASK for one in group)
        yield finding_of(
            rules.CREDENTIAL,
            group,
            what=what,
            message=(
                f"{what}{named} is written into the code. Everybody who can read the repository "
                "or its history has it."
            ),
            factors=(
                Factor(
                    "readable",
                    "likelihood",
                    0.75 if certain else 0.55,
                    "it has the form of a key" if certain else "its name says that it is a secret",
                ),
                Factor("opens-something", "impact", 0.75, "who has it acts in the team's name"),
            ),
            minutes=45,
            confidence=0.9 if certain else 0.7,
            detail=_detail,
        )


def _detail(one: PlacedValue) -> str:
    value = one.value
    given = f" given to {value.call}" if value.call else ""
    return f"{value.name or 'a text'} = {value.text} (masked){given}"
