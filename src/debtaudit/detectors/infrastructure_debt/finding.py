"""What the findings of fixed values have in common: one for a rule and a definition."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from debtaudit.domain.findings import Finding
from debtaudit.domain.python_facts import MODULE
from debtaudit.domain.quantities import plural
from debtaudit.domain.reported_finding import Evidence, Factor, Location
from debtaudit.domain.rules import Rule
from debtaudit.resolve.placed_values import PlacedValue

_NAMED = 5
"""Places that a finding names; it counts the others."""

NOTEBOOK = Factor(
    "notebook", "impact", -0.15, "a person runs it cell by cell and can mend the value"
)


def by_definition(values: Iterable[PlacedValue]) -> Iterator[Sequence[PlacedValue]]:
    """Yield values in groups of one definition each, in their order."""
    groups: dict[tuple[str, str], list[PlacedValue]] = {}
    for one in values:
        groups.setdefault((one.path, one.symbol), []).append(one)
    yield from groups.values()


def finding_of(
    rule: Rule,
    group: Sequence[PlacedValue],
    *,
    what: str,
    message: str,
    factors: tuple[Factor, ...],
    minutes: int,
    confidence: float,
    detail: Callable[[PlacedValue], str],
) -> Finding:
    """Return one finding for the values of one definition.

    `what` names them in the title with the file (`3 paths of one machine`), `detail` says what is
    at one place, `minutes` is the effort for one of them.
    """
    first = group[0]
    base = first.path.rpartition("/")[2]
    if first.cell is not None:
        factors = (*factors, NOTEBOOK)
    return Finding(
        rule=rule.id,
        title=f"{what} in {base}",
        message=message,
        location=Location(
            first.path,
            first.line,
            symbol=None if first.symbol == MODULE else first.symbol,
            cell=first.cell,
        ),
        factors=factors,
        confidence=confidence,
        effort_minutes=minutes + (len(group) - 1) * minutes // 3,
        evidence=_evidence(group, detail),
        remedy=rule.remedy,
        key="",
    )


def _evidence(
    group: Sequence[PlacedValue], detail: Callable[[PlacedValue], str]
) -> tuple[Evidence, ...]:
    """Name the first places and count the others."""
    named = tuple(Evidence("code", one.ref, detail(one)) for one in group[:_NAMED])
    if len(group) <= _NAMED:
        return named
    rest = plural(len(group) - _NAMED, "more place")
    return (*named, Evidence("code", group[0].path, f"and {rest} in it"))


def reached_words(group: Sequence[PlacedValue]) -> str:
    """Return who gets to these values: `training`, `training and serving`."""
    roles = {role for one in group for role in one.roles}
    return " and ".join(role for role in ("training", "serving") if role in roles)
