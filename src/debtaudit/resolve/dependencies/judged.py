"""Every declared dependency with its problems: the rows of the report's table before their wording.

A problem is reported where it can be shown: an age that is known or bounded, a name that is in the
table of retired packages, a cycle whose support end has passed, a version that nobody fixed in
something that is deployed.
"""

from typing import Literal

from msgspec import Struct

from debtaudit.domain.advisories import Advisory
from debtaudit.domain.distribution_names import INSTALLERS, normalised
from debtaudit.domain.facts import RepositoryFacts
from debtaudit.domain.patterns import lazy_pattern
from debtaudit.domain.report_rows import Dependency, DependencyStatus
from debtaudit.domain.settings import DependencySettings
from debtaudit.knowledge import pypi_snapshot, support_ends
from debtaudit.knowledge.retired_packages import Retirement, retired_packages
from debtaudit.resolve.dependencies.ages import Age, age_of
from debtaudit.resolve.dependencies.conflicts import Conflict, conflicts
from debtaudit.resolve.dependencies.declared import Declared, declared_dependencies
from debtaudit.resolve.dependencies.included_manifests import included_manifests
from debtaudit.resolve.dependencies.support import Ended, ended_support
from debtaudit.resolve.dependencies.versions import DATED, admits, major

# A cap for old interpreters is right as long as they are supported at all (PEP 508 markers).
_OLD_INTERPRETER = lazy_pattern(r"python(?:_version|_full_version)?\s*(?:<|<=|==|~=|\^)\s*['\"]?\d")
# From the mildest to the worst, in the order of the report contract.
_WORST: tuple[DependencyStatus, ...] = (
    *("stale", "unpinned", "source-unfixed", "conflicting", "contradicted"),
    *("retired", "end-of-life", "yanked", "vulnerable"),
)


class Judged(Struct, frozen=True):
    """A declaration with what is known of it and what is wrong with it.

    `majors` counts the major versions behind the newest, at the least; None where it is not known
    or the numbers are dates, and for tools of development. `conflict` names the other declaration.
    `advisories` are the known vulnerabilities of the version in use, None where nobody was asked.
    """

    declared: Declared
    age: Age
    retired: Retirement | None
    ended: Ended | None
    problems: tuple[DependencyStatus, ...]
    majors: int | None = None
    conflict: Conflict | None = None
    advisories: tuple[Advisory, ...] | None = None

    @property
    def years(self) -> float | None:
        """Years behind the newest release: the age itself, else its lower bound."""
        return self.age.libyears if self.age.libyears is not None else self.age.at_least


def judged_dependencies(facts: RepositoryFacts, settings: DependencySettings) -> tuple[Judged, ...]:
    """Judge all declarations at `facts.as_of`; by path, line and name."""
    declared = declared_dependencies(facts)
    conflict_of: dict[tuple[str, int, str | None], Conflict] = {}
    for conflict in conflicts(declared, included_manifests(facts.facts)):
        for one in (conflict.first, conflict.second):
            conflict_of.setdefault(_place(one), conflict)
    return tuple(_judged(one, facts, settings, conflict_of.get(_place(one))) for one in declared)


def _place(declared: Declared) -> tuple[str, int, str | None]:
    return declared.path, declared.declaration.line, declared.distribution


def _judged(
    declared: Declared,
    facts: RepositoryFacts,
    settings: DependencySettings,
    conflict: Conflict | None,
) -> Judged:
    day = facts.as_of.isoformat()
    age = _age(declared, facts)
    retired = _retired(declared, day)
    old_only = declared.declaration.marker is not None and bool(
        _OLD_INTERPRETER.search(declared.declaration.marker)
    )
    ended = None
    if not old_only and declared.declaration.group != "build":
        ended = ended_support(declared.declaration, age.in_use, day)
    majors = majors_behind(declared, age)
    advisories = _advisories(declared, age, facts)
    found: dict[DependencyStatus, bool] = {
        "stale": _is_stale(age, majors, settings) and not old_only,
        "unpinned": is_unpinned(declared),
        "source-unfixed": is_unfixed(declared),
        "conflicting": conflict is not None,
        "contradicted": declared.contradicted,
        "retired": retired is not None,
        "end-of-life": ended is not None,
        "yanked": age.yanked is not None,
        "vulnerable": bool(advisories),
    }
    problems = tuple(status for status in _WORST if found[status])
    return Judged(declared, age, retired, ended, problems, majors, conflict, advisories)


def _age(declared: Declared, facts: RepositoryFacts) -> Age:
    """Return the age by the index where one was asked; most audits spare its import."""
    if facts.index is None:
        return age_of(declared, facts)
    from debtaudit.resolve.dependencies.indexed_ages import indexed_age

    return indexed_age(declared, facts, facts.index)


def _advisories(
    declared: Declared, age: Age, facts: RepositoryFacts
) -> tuple[Advisory, ...] | None:
    if facts.advisories is None:
        return None
    from debtaudit.resolve.dependencies.advisories import distinct, looked_up

    version = looked_up(declared, age)
    found = facts.advisories.known.get(version) if version is not None else None
    return None if found is None else distinct(found)


def _is_stale(age: Age, majors: int | None, settings: DependencySettings) -> bool:
    """Judge by years; by major versions only where the years are not known exactly."""
    years = age.libyears if age.libyears is not None else age.at_least
    if years is not None and years >= settings.stale_libyears:
        return True
    if age.libyears is not None or majors is None or not settings.stale_majors:
        return False
    return majors >= settings.stale_majors


def majors_behind(declared: Declared, age: Age) -> int | None:
    """Return how many majors lie between what is used or admitted at the most and the newest."""
    newest = major(age.newest) if age.newest is not None else None
    if newest is None or newest >= DATED or age.fresh is not False or declared.development:
        return None
    if age.in_use is not None:
        here = major(age.in_use)
        return newest - here if here is not None else None
    specifier = declared.declaration.specifier
    fuzzy = declared.declaration.ecosystem == "conda"
    for step in range(newest, -1, -1):
        verdicts = [
            admits(specifier, f"{step}{rest}", fuzzy=fuzzy) for rest in ("", ".0.1", ".9999")
        ]
        if verdicts != [False, False, False]:
            return newest - step
    return None


def is_unfixed(declared: Declared) -> bool:
    """Tell whether a program or library installs from a branch or a URL that can change.

    What a variable names (`@${COMMIT}`, the argument of a build) may be a commit.
    """
    declaration = declared.declaration
    if declaration.kind != "url" or declaration.fixed or declared.development:
        return False
    return "$" not in declaration.specifier.rpartition("@")[2]


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
    """Tell whether a deployed program leaves a version open and no lock fixes it.

    The newest release of the repository's own package is what its images and examples want.
    """
    declaration = declared.declaration
    if declaration.kind != "unbounded" or not declared.deployed or declared.development:
        return False
    if declared.own:
        return False
    if declaration.ecosystem == "docker":
        return "$" not in declaration.specifier and "$" not in (declaration.name or "")
    if declaration.group not in (None, "pip") or declared.has_lock:
        return False
    return normalised(declaration.name or "") not in INSTALLERS


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
    advisories = judged.advisories
    vulnerabilities = None if advisories is None else tuple(one.id for one in advisories)
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
        vulnerabilities=vulnerabilities,
        used_by=declared.used_by,
        knowledge=knowledge,
        knowledge_date=day,
        ecosystem=declaration.ecosystem,
        unknown_because=age.problem,
    )


def _knowledge(judged: Judged) -> tuple[Literal["snapshot", "index", "lock"] | None, str | None]:
    """Name the source of the dates; the day is that of the snapshot, where one was asked."""
    if judged.age.index_day is not None:
        return "index", judged.age.index_day
    day = pypi_snapshot.taken() if judged.age.newest is not None else None
    locked = judged.declared.locked
    uploaded = locked.uploaded if locked is not None else None
    if uploaded is not None and judged.age.released == uploaded:
        return "lock", day
    if day is not None:
        return "snapshot", day
    if judged.ended is not None:
        return "snapshot", support_ends.taken()
    return None, None
