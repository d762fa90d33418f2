"""Calls of commerce APIs in versions that their makers deprecated."""

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from debtaudit.detectors.infrastructure_debt import rules
from debtaudit.detectors.infrastructure_debt.finding import by_definition, finding_of
from debtaudit.domain.facts import RepositoryFacts
from debtaudit.domain.findings import Finding
from debtaudit.domain.reported_finding import Evidence, Factor
from debtaudit.knowledge.api_versions import DeprecatedResource, deprecated_resources
from debtaudit.resolve.placed_values import PlacedValue


class _Use(Struct, frozen=True):
    """A deprecated resource at a place."""

    at: PlacedValue
    row: DeprecatedResource


def api_findings(values: Sequence[PlacedValue], facts: RepositoryFacts) -> Iterator[Finding]:
    """Yield a finding for each definition that calls a deprecated resource."""
    spoken = [one for one in values if one.value.kind in ("service", "endpoint")]
    by_path: dict[str, list[PlacedValue]] = {}
    for one in spoken:
        by_path.setdefault(one.path, []).append(one)
    for path, found in by_path.items():
        uses = {use.at: use.row for use in _uses(path, found, facts)}
        for group in by_definition(uses):
            yield _finding(group, uses)


def _uses(path: str, found: Sequence[PlacedValue], facts: RepositoryFacts) -> Iterator[_Use]:
    for row in deprecated_resources():
        if not _speaks_of(row.service, path, found, facts):
            continue
        based = any(re.search(rf"(?:\A|/){row.version}/?\Z", one.value.text) for one in found)
        version = rf"(?:\A|/){row.version}/" if not based else rf"(?:(?:\A|/){row.version}/|\A/?)"
        pattern = re.compile(rf"{version}{row.resource}(?:\.json)?(?=[/?\s]|\Z)")
        for one in found:
            if pattern.search(one.value.text):
                yield _Use(one, row)


def _speaks_of(
    service: str, path: str, found: Sequence[PlacedValue], facts: RepositoryFacts
) -> bool:
    """Tell whether a file names the service: in a URL, in a module that it imports, in its name."""
    if service in path.lower() or any(service in one.value.text.lower() for one in found):
        return True
    python = facts.facts[path].python
    return python is not None and any(service in each.module.lower() for each in python.imports)


def _finding(group: Sequence[PlacedValue], uses: dict[PlacedValue, DeprecatedResource]) -> Finding:
    first = uses[group[0]]
    service = _TITLES.get(first.service, first.service)
    resources = list(dict.fromkeys(f"/{uses[one].version}/{uses[one].resource}" for one in group))
    made = finding_of(
        rules.API_VERSION,
        group,
        what=f"{service} {', '.join(resources[:3])}",
        message=(
            f"The code calls {', '.join(resources)} of {service}, which its makers deprecated. "
            f"The successor of {resources[0]} is {first.successor}."
        ),
        factors=(
            Factor("deprecated", "likelihood", 0.6, "its makers will turn it off"),
            Factor("data-stops", "impact", 0.4, "what is read there is missing from that day on"),
        ),
        minutes=120,
        confidence=0.85,
        detail=lambda one: f"`{one.value.text}`: use {uses[one].successor}",
    )
    return replace(made, evidence=(*made.evidence, Evidence("knowledge", first.source, service)))


_TITLES = {"bigcommerce": "BigCommerce"}
