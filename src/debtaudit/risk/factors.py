"""The factors that hold for every rule: where in the program a finding stands.

Each is documented, with the reason for its size, in docs/risk-model.md.
"""

from msgspec import Struct

from debtaudit.domain.findings import Finding
from debtaudit.domain.picture import Picture
from debtaudit.domain.report_rows import Role
from debtaudit.domain.reported_finding import Factor
from debtaudit.domain.totals import Criticality
from debtaudit.knowledge.places import place_of
from debtaudit.resolve.components import ComponentOf

LOWEST_IMPACT = 0.1
"""No place takes the impact of a finding below this: an example is read and copied too."""


class GenericFactor(Struct, frozen=True):
    """A factor on the impact that does not depend on the rule; `because` of a finding says why."""

    name: str
    effect: float
    why: str


ON_SERVING_PATH = GenericFactor(
    "on-serving-path", 0.25, "customers get what this code answers, and get its faults"
)
ON_TRAINING_PATH = GenericFactor(
    "on-training-path", 0.15, "the next model that is trained carries the fault on"
)
IN_PLACE = {
    "test": GenericFactor("in-test-code", -0.2, "a fault costs developers time, not customers"),
    "third-party": GenericFactor(
        "in-third-party-code", -0.2, "the repair belongs to the project it comes from"
    ),
    "archive": GenericFactor("in-archived-code", -0.2, "nobody is meant to run it any more"),
    "example": GenericFactor("in-example", -0.2, "nothing that runs for customers stands on it"),
    "documentation": GenericFactor(
        "in-documentation", -0.2, "it is read, and runs only when the pages are built"
    ),
    "benchmark": GenericFactor("in-benchmark", -0.1, "it is run by hand and watched"),
}
BY_CRITICALITY: dict[Criticality, GenericFactor] = {
    "revenue": GenericFactor("earns-money", 0.2, "while it answers wrongly, money is lost"),
    "customer-facing": GenericFactor(
        "customer-facing", 0.1, "customers see what it answers, and its faults"
    ),
    "internal": GenericFactor("internal", 0.0, "colleagues use it and can ask"),
    "experimental": GenericFactor("experimental", -0.2, "nothing depends on it yet"),
}
"""Where the configuration says what stands on a component (`[[component]]`)."""
_BY_ROLE: tuple[tuple[Role, GenericFactor], ...] = (
    ("serving", ON_SERVING_PATH),
    ("training", ON_TRAINING_PATH),
)


def generic_factors(
    finding: Finding, picture: Picture, impact: float, component: ComponentOf | None = None
) -> tuple[Factor, ...]:
    """Return the generic factors of a finding whose own factors come to this impact (0 to 1)."""
    path = finding.location.path
    if path is None:
        return ()
    found = []
    lowering: list[tuple[GenericFactor, str]] = []
    if component is not None and component.criticality is not None:
        generic = BY_CRITICALITY[component.criticality]
        because = f"the component {component.name} is {component.criticality}"
        if generic.effect < 0:
            lowering.append((generic, because))
        else:
            found.append(Factor(generic.name, "impact", generic.effect, because))
    own = {factor.name for factor in finding.factors}
    for role, generic in _BY_ROLE:
        reached = _reached(picture, role, path)
        if reached is not None and generic.name not in own:
            found.append(Factor(generic.name, "impact", generic.effect, reached))
    place = place_of(path)
    if place is not None:
        lowering.append((IN_PLACE[place[0].name], f"{place[1]} holds {place[0].meaning}"))
    for generic, because in lowering:
        total = impact + sum(factor.effect for factor in found)
        # The printed effects add up: what the lower limit keeps back is not in them.
        effect = round(max(generic.effect, LOWEST_IMPACT - total), 3)
        if effect < 0:
            found.append(Factor(generic.name, "impact", effect, because))
    return tuple(found)


def _reached(picture: Picture, role: Role, path: str) -> str | None:
    """Say how training or serving gets to a path; None where it does not.

    A way that starts in an example, a test or an archive does not count.
    """
    reach = picture.reach.get(role)
    if reach is None or role not in picture.roles.get(path, ()):
        return None
    witness = reach.because.get(path, path)
    if place_of(witness) is not None:
        return None
    if witness == path:
        return f"it is where {role} starts"
    return f"{role} reaches it through {witness}"
