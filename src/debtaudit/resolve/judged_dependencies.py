"""Every declared dependency with its problems: the rows of the report's table before their wording.

A problem is reported where it can be shown: an age that is known or bounded, a name that is in the
table of retired packages, a cycle whose support end has passed, a version that nobody fixed in
something that is deployed.
"""

from typing import Literal

from msgspec import Struct

from debtaudit.domain.distribution_names import normalised
from debtaudit.domain.facts import RepositoryFacts
from debtaudit.domain.patterns import lazy_pattern
from debtaudit.domain.report import Dependency, DependencyStatus
from debtaudit.knowledge import pypi_snapshot, support_ends
from debtaudit.knowledge.retired_packages import Retirement, retired_packages
from debtaudit.resolve.ages import Age, age_of
from debtaudit.resolve.declared import Declared, declared_dependencies
from debtaudit.resolve.support import Ended, ended_support

# Installers: an unpinned `pip install --upgrade pip` decides nothing about the program.
_INSTALLERS = {
    "pip",
    "setuptools",
    "wheel",
    "uv",
    "pipenv",
    "poetry",
    "conda",
    "mamba",
    "virtualenv",
}
# A cap for old interpreters is right as long as they are supported at all (PEP 508 markers).
_OLD_INTERPRETER = lazy_pattern(r"python(?:_version|_full_version)?\s*(?:<|<=|==|~=|\^)\s*['\"]?\d")
# From the mildest to the worst, in the order of the report contract.
_WORST: tuple[DependencyStatus, ...] = ("stale", "unpinned", "retired", "end-of-life")


class Judged(Struct, frozen=True):
    """A declaration with what is known of it and what is wrong with it."""

    declared: Declared
    age: Age
    retired: Retirement | None
    ended: Ended | None
    problems: tuple[DependencyStatus, ...]

    @property
    def years(self) -> float | None:
        """Years behind the newest release: the age itself, else its lower bound."""
        return self.age.libyears if self.age.libyears is not None else self.age.at_least


def judged_dependencies(facts: RepositoryFacts, stale_libyears: float) -> tuple[Judged, ...]:
    """Judge all declarations at `facts.as_of`; by path, line and name."""
    return tuple(_judged(one, facts, stale_libyears) for one in declared_dependencies(facts))


def _judged(declared: Declared, facts: RepositoryFacts, stale_libyears: float) -> Judged:
    day = facts.as_of.isoformat()
    age = age_of(declared, facts)
    retired = _retired(declared, day)
    old_only = declared.declaration.marker is not None and bool(
        _OLD_INTERPRETER.search(declared.declaration.marker)
    )
    ended = None
    if not old_only and declared.declaration.group != "build":
        ended = ended_support(declared.declaration, age.in_use, day)
    years = age.libyears if age.libyears is not None else age.at_least
    found: dict[DependencyStatus, bool] = {
        "stale": years is not None and years >= stale_libyears and not old_only,
        "unpinned": is_unpinned(declared),
        "retired": retired is not None,
        "end-of-life": ended is not None,
    }
    problems = tuple(status for status in _WORST if found[status])
    return Judged(declared, age, retired, ended, problems)


def _retired(declared: Declared, day: str) -> Retirement | None:
    declaration = declared.declaration
    if declaration.name is None or declaration.kind in ("url", "local"):
        return None
    found = retired_packages().get(normalised(declaration.name))
    if found is None or found.since > day[:7]:
        return None
    if declaration.ecosystem == "conda" and not found.in_conda:
        return None
    if declaration.ecosystem not in ("pypi", "conda"):
        return None
    # a backport behind `python_version < "3.4"` is right where it is
    return None if declaration.marker and "python" in declaration.marker else found


def is_unpinned(declared: Declared) -> bool:
    """Tell whether a deployed program leaves a version open and no lock fixes it."""
    declaration = declared.declaration
    if declaration.kind != "unbounded" or not declared.deployed or declared.development:
        return False
    if declaration.ecosystem == "docker":
        return "$" not in declaration.specifier and "$" not in (declaration.name or "")
    if declaration.group not in (None, "pip") or declared.has_lock:
        return False
    return normalised(declaration.name or "") not in _INSTALLERS


def row_of(judged: Judged) -> Dependency:
    """Return the row of the report's table."""
    declared, age = judged.declared, judged.age
    declaration = declared.declaration
    if judged.problems:
        status = judged.problems[-1]
    else:
        status = "fresh" if age.fresh else "unknown"
        if age.fresh is False and age.libyears is not None:
            status = "fresh"  # behind, and known to be less than the threshold
    knowledge, day = _knowledge(judged)
    return Dependency(
        name=declaration.name,
        specifier=declaration.specifier,
        path=declared.path,
        line=declaration.line,
        group=declaration.group,
        marker=declaration.marker,
        kind=declaration.kind,
        locked_version=declared.locked.version if declared.locked is not None else None,
        newest_version=age.newest,
        newest_released=age.newest_released,
        released=age.released,
        libyears=age.libyears,
        libyears_at_least=age.at_least,
        last_edited=declared.edited,
        status=status,
        problems=judged.problems,
        vulnerabilities=None,
        used_by=declared.used_by,
        knowledge=knowledge,
        knowledge_date=day,
        ecosystem=declaration.ecosystem,
    )


def _knowledge(judged: Judged) -> tuple[Literal["snapshot", "lock"] | None, str | None]:
    """Name the source of the dates and its day."""
    if judged.age.newest is not None:
        return "snapshot", pypi_snapshot.taken()
    if judged.age.released is not None:
        return "lock", None
    if judged.ended is not None:
        return "snapshot", support_ends.taken()
    return None, None
