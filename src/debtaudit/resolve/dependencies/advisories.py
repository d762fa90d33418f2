"""Which advisories concern a version: the evaluation of the OSV schema, in PEP 440's order.

Source: "OSV schema", section "Evaluation": a version is affected where it is listed in `versions`
or lies, in some range, behind an `introduced` and before the `fixed` or `limit` that follows, or
not behind the `last_affected`.
"""

from collections.abc import Iterable, Iterator
from datetime import date

from debtaudit.domain.advisories import Advisory, Affected, Version
from debtaudit.domain.facts import RepositoryFacts
from debtaudit.resolve.dependencies.ages import Age, exact_version
from debtaudit.resolve.dependencies.declared import Declared, declared_dependencies
from debtaudit.resolve.dependencies.indexed_ages import indexed_age
from debtaudit.resolve.dependencies.versions import compared


def versions_in_use(facts: RepositoryFacts) -> tuple[Version, ...]:
    """Return packages (normalised) with their versions in use, as far as these are known."""
    index = facts.index
    found = (
        looked_up(one, indexed_age(one, facts, index) if index else Age())
        for one in declared_dependencies(facts)
    )
    return tuple(sorted({version for version in found if version is not None}))


def looked_up(declared: Declared, age: Age) -> Version | None:
    """Return package and version under which a declaration is looked up, None if it is not.

    A build (`1.13.1+cu117`) is looked up as its release, as advisories name it.
    """
    if declared.distribution is None or declared.declaration.kind in ("url", "local"):
        return None
    version = exact_version(declared) or age.resolved
    return (declared.distribution, version.partition("+")[0]) if version is not None else None


def distinct(advisories: Iterable[Advisory]) -> tuple[Advisory, ...]:
    """Return one advisory for each vulnerability: databases tell of the same under other ids."""
    seen: set[str] = set()
    kept = []
    for one in sorted(advisories, key=lambda one: one.id):
        names = {one.id, *one.aliases}
        if seen.isdisjoint(names):
            kept.append(one)
        seen |= names
    return tuple(kept)


def concerning(
    advisories: Iterable[Advisory], name: str, version: str, as_of: date
) -> tuple[Advisory, ...]:
    """Return the advisories that affect a version, by id."""
    found = {
        one.id: one
        for one in advisories
        if in_force(one, as_of) and any(affects(part, name, version) for part in one.affected)
    }
    return tuple(found[key] for key in sorted(found))


def in_force(advisory: Advisory, as_of: date) -> bool:
    """Tell whether the advisory was published by the day, and not withdrawn."""
    day = as_of.isoformat()
    if advisory.withdrawn is not None and advisory.withdrawn <= day:
        return False
    return advisory.published is None or advisory.published <= day


def affects(part: Affected, name: str, version: str) -> bool:
    """Tell whether a version of the package is among the affected ones."""
    if part.name != name:
        return False
    if any(compared(version, one) == 0 for one in part.versions):
        return True
    return any(_within(span, version) for span in part.ranges)


def _within(events: tuple[tuple[str, str], ...], version: str) -> bool:
    """Walk the events up to the version; a version that cannot be ordered is in no range."""
    inside = False
    for kind, bound in sorted(events, key=_Ordered):
        order = 1 if bound == "0" and kind == "introduced" else compared(version, bound)
        if order is None or order < 0:
            break
        if kind == "introduced":
            inside = True
        elif kind in ("fixed", "limit") or (kind == "last_affected" and order > 0):
            inside = False
    return inside


class _Ordered:
    """Sorts events by version; at the same version an end comes before a beginning."""

    def __init__(self, event: tuple[str, str]) -> None:
        self._kind, self._bound = event

    def __lt__(self, other: "_Ordered") -> bool:
        order = compared(self._bound, other._bound)
        if order:
            return order < 0
        return self._kind != "introduced" and other._kind == "introduced"


def fixed_in(advisory: Advisory, name: str, version: str) -> str | None:
    """Return the lowest version above the one in use in which the vulnerability is fixed."""
    lowest: str | None = None
    for bound in _fixes(advisory, name):
        if (compared(bound, version) or -1) > 0 and (
            lowest is None or (compared(bound, lowest) or 0) < 0
        ):
            lowest = bound
    return lowest


def _fixes(advisory: Advisory, name: str) -> Iterator[str]:
    for part in advisory.affected:
        if part.name == name:
            for span in part.ranges:
                yield from (bound for kind, bound in span if kind == "fixed")
