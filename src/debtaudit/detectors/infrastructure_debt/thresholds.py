"""Scores and probabilities that are compared with a number nobody explains."""

from collections.abc import Iterator, Sequence

from debtaudit.detectors.infrastructure_debt import rules
from debtaudit.detectors.infrastructure_debt.finding import (
    by_definition,
    finding_of,
    reached_words,
)
from debtaudit.domain.findings import Finding
from debtaudit.domain.quantities import plural
from debtaudit.domain.reported_finding import Factor
from debtaudit.resolve.placed_values import PlacedValue

_NEARLY_ZERO = 1e-3


def threshold_findings(values: Sequence[PlacedValue]) -> Iterator[Finding]:
    """Yield a finding for each definition that training or serving reaches."""
    found = (one for one in values if one.roles and one.value.kind == "threshold")
    for group in by_definition(one for one in found if _decides(one.value.text)):
        first = group[0].value
        # a cut and what is left beside it (`x > 0.1`, `x <= 0.1`) are one number
        number = len({(one.value.name, one.value.text) for one in group})
        more = f", and {plural(number - 1, 'more score')} with other numbers" if number > 1 else ""
        yield finding_of(
            rules.THRESHOLD,
            group,
            what=_what(number),
            message=(
                f"`{first.name}` is compared with {first.text}{more}, in code that "
                f"{reached_words(group)} runs. No name and no comment says what the number was "
                "chosen on."
            ),
            factors=(
                Factor("unexplained", "likelihood", 0.35, "the number stands bare in the code"),
                Factor("decides", "impact", 0.3, "it turns a score into what is done"),
            ),
            minutes=20,
            confidence=0.6,
            detail=_detail,
        )


def _decides(number: str) -> bool:
    """Tell a number that was chosen from one that only stands for zero: `score > 1e-5`."""
    try:
        return abs(float(number)) >= _NEARLY_ZERO
    except ValueError:
        return True


def _what(number: int) -> str:
    return "An unexplained threshold" if number == 1 else f"{number} unexplained thresholds"


def _detail(one: PlacedValue) -> str:
    return f"`{one.value.name}` against {one.value.text}"
