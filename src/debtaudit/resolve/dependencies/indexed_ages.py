"""How old a dependency is by what a package index answered: days, and not months.

A pin or a lock names the version in use; a range stands for the newest version that it admits at
`as_of`, as a resolver would choose: no pre-releases unless the range asks for them or there is
nothing else, nothing yanked (PEP 592), and nothing that no interpreter of the project can install.
"""

from collections.abc import Sequence
from datetime import date

from msgspec.structs import replace

from debtaudit.domain.facts import RepositoryFacts
from debtaudit.domain.package_index import IndexedPackage, IndexRelease, PackageIndexFacts
from debtaudit.resolve.dependencies.ages import Age, exact_version
from debtaudit.resolve.dependencies.declared import Declared, declared_dependencies
from debtaudit.resolve.dependencies.versions import admits, asks_for_prereleases, compared

_YEAR = 365.25
# One interpreter a minor version, with a low and a high patch: enough to see two ranges overlap.
_INTERPRETERS = ("2.7.18", *(f"3.{minor}.{patch}" for minor in range(4, 25) for patch in (0, 99)))


def names_to_ask(facts: RepositoryFacts) -> tuple[str, ...]:
    """Return the names (normalised, PEP 503) of what is declared and comes from an index."""
    names = {one.distribution for one in declared_dependencies(facts) if _comes_from_an_index(one)}
    return tuple(sorted(name for name in names if name is not None))


def _comes_from_an_index(declared: Declared) -> bool:
    return declared.distribution is not None and declared.declaration.kind not in ("url", "local")


def indexed_age(declared: Declared, facts: RepositoryFacts, index: PackageIndexFacts) -> Age:
    """Return the age of a declaration by what the index said of its package."""
    in_use = exact_version(declared)
    if not _comes_from_an_index(declared):
        return Age(in_use)
    package = index.packages.get(declared.distribution or "")
    if package is None:
        return Age(in_use, problem="the package index was not asked for it")
    if package.problem is not None:
        return Age(in_use, problem=package.problem)
    undated = all(one.uploaded is None for one in package.releases)
    if undated and facts.as_of < index.asked_on:
        problem = "the index gives no upload times, so it cannot be told what was newest that day"
        return Age(in_use, problem=problem)
    known = _known_at(package, facts.as_of)
    newest = _newest(known)
    if newest is None:
        return Age(in_use, problem=f"the index had no release of it on {facts.as_of}")
    used = _used(declared, in_use, package, known)
    if used is None:
        what = f"no version {in_use}" if in_use is not None else "no version that is admitted"
        age = Age(in_use, newest.version, newest.uploaded, problem=f"the index has {what}")
    else:
        age = _between(used, newest, in_use)
    return replace(age, index_day=facts.as_of.isoformat())


def _between(used: IndexRelease, newest: IndexRelease, in_use: str | None) -> Age:
    order = compared(used.version, newest.version)
    behind = order is not None and order < 0
    years: float | None = None
    problem = None
    if not behind:
        years = 0.0
    elif used.uploaded is None or newest.uploaded is None:
        problem = "the index gives no upload times"
    else:
        days = (date.fromisoformat(newest.uploaded) - date.fromisoformat(used.uploaded)).days
        years = round(max(days, 0) / _YEAR, 3)
    return Age(
        in_use,
        newest.version,
        newest.uploaded,
        used.uploaded,
        years,
        None,
        not behind,
        resolved=used.version,
        yanked=used.yanked,
        problem=problem,
    )


def _known_at(package: IndexedPackage, as_of: date) -> Sequence[IndexRelease]:
    """Return the releases that were there at the end of the day; undated ones were."""
    day = as_of.isoformat()
    return [one for one in package.releases if one.uploaded is None or one.uploaded <= day]


def _newest(releases: Sequence[IndexRelease]) -> IndexRelease | None:
    """Return the newest release that an installer would take unasked."""
    standing = [one for one in releases if one.yanked is None]
    final = [one for one in standing if not one.prerelease]
    chosen = final or standing
    return chosen[-1] if chosen else None


def _used(
    declared: Declared,
    in_use: str | None,
    package: IndexedPackage,
    known: Sequence[IndexRelease],
) -> IndexRelease | None:
    """Return the release in use: the fixed one, also if yanked, or what the range resolves to."""
    if in_use is not None:
        same = (one for one in package.releases if compared(one.version, in_use) == 0)
        return next(same, None)
    declaration = declared.declaration
    fuzzy = declaration.ecosystem == "conda"
    python = declared.manifest.requires_python
    admitted = [
        one
        for one in known
        if one.yanked is None
        and admits(declaration.specifier, one.version, fuzzy=fuzzy)
        and _installs(one.requires_python, python)
    ]
    if asks_for_prereleases(declaration.specifier):
        return admitted[-1] if admitted else None
    return _newest(admitted)


def _installs(required: str | None, project: str | None) -> bool:
    """Tell whether an interpreter that the project admits can install the release."""
    if not required or not project:
        return True
    return any(
        admits(project, python) is not False and admits(required, python) is not False
        for python in _INTERPRETERS
    )
