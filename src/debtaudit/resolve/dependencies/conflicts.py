"""Declarations of one package that no single version can satisfy, in files that belong together.

Files belong together where one includes the other, or where they lie in one folder and both
describe the program (a `requirements.txt` beside a `pyproject.toml`). Files for alternatives
(`requirements-gpu.txt`, `environment_py38.yml`) are meant to differ, and so are extras.
"""

import posixpath
from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from debtaudit.domain.patterns import lazy_pattern
from debtaudit.resolve.dependencies.declared import Declared
from debtaudit.resolve.dependencies.included_manifests import IncludedManifests, reached
from debtaudit.resolve.dependencies.versions import admits, compared, pinned_version

_FORMATS = frozenset(("requirements", "pyproject", "setup.cfg", "setup.py", "pipfile", "conda"))
_BOUND = lazy_pattern(r"\d+(?:\.\d+)*")
_PLAIN_STEMS = frozenset(
    ("requirements", "environment", "conda", "env", "constraints", "pyproject", "setup", "pipfile")
)


class Conflict(Struct, frozen=True):
    """Two declarations of one package in two files that no version satisfies."""

    first: Declared
    second: Declared


def conflicts(declared: Sequence[Declared], includes: IncludedManifests) -> tuple[Conflict, ...]:
    """Return the conflicts, one for a package and pair of files, in the order of `declared`."""
    related = _related(declared, includes)
    by_name: dict[str, list[Declared]] = {}
    for one in declared:
        if _is_compared(one):
            by_name.setdefault(one.distribution or "", []).append(one)
    found = []
    for name in sorted(by_name):
        seen: set[tuple[str, str]] = set()
        for first, second in _pairs(by_name[name]):
            pair = (first.path, second.path)
            together = second.path in related.get(first.path, ())
            if together and pair not in seen and _excludes(first, second):
                seen.add(pair)
                found.append(Conflict(first, second))
    return tuple(found)


def _is_compared(one: Declared) -> bool:
    declaration = one.declaration
    return (
        one.distribution is not None
        and one.manifest.format in _FORMATS
        and declaration.kind in ("pinned", "bounded")
        and declaration.marker is None
        and declaration.group in (None, "pip")
        and declaration.ecosystem in ("pypi", "conda")
        and "$" not in declaration.specifier
    )


def _pairs(group: Sequence[Declared]) -> Iterator[tuple[Declared, Declared]]:
    for number, first in enumerate(group):
        for second in group[number + 1 :]:
            if first.path != second.path:
                yield first, second


def _related(
    declared: Iterable[Declared], includes: IncludedManifests
) -> Mapping[str, frozenset[str]]:
    """Map each file to those that are installed together with it or describe the same program."""
    paths = sorted({one.path for one in declared if one.manifest.format in _FORMATS})
    plain: dict[str, list[str]] = {}
    for path in paths:
        folder, _, base = path.rpartition("/")
        if base.partition(".")[0].lower() in _PLAIN_STEMS:
            plain.setdefault(folder, []).append(path)
    found: dict[str, set[str]] = {path: set() for path in paths}
    for path in paths:
        folder = posixpath.dirname(path)
        if path in plain.get(folder, ()):
            found[path].update(plain[folder])
        for other in reached(includes.files, includes.files.get(path, ())):
            found[path].add(other)
            found.setdefault(other, set()).add(path)
    return {path: frozenset(others - {path}) for path, others in found.items()}


def _excludes(first: Declared, second: Declared) -> bool:
    """Tell whether no version can satisfy both, as far as that can be shown."""
    for one, other in ((first, second), (second, first)):
        version = _pin(one)
        if version is not None:
            pinned = _pin(other)
            if pinned is not None and compared(version, pinned) == 0:
                return False
            # conda's `=1.2` means any 1.2.x, on whichever side it stands
            if pinned is not None and "conda" in _ecosystems(first, second):
                return not (_starts(version, pinned) or _starts(pinned, version))
            fuzzy = other.declaration.ecosystem == "conda"
            return admits(other.declaration.specifier, version, fuzzy=fuzzy) is False
    return _are_apart(first.declaration.specifier, second.declaration.specifier)


def _are_apart(one: str, other: str) -> bool:
    """Tell whether two ranges have no version in common; in doubt they have.

    What two intervals share begins at a bound of one of them, or just above it, or at zero.
    """
    bounds = _BOUND.findall(f"{one} {other}")
    for version in ("0", *bounds, *(f"{bound}.0.1" for bound in bounds), "99999"):
        if False not in (admits(one, version), admits(other, version)):
            return False
    return bool(bounds)


def _pin(one: Declared) -> str | None:
    if one.declaration.kind != "pinned":
        return None
    return pinned_version(one.declaration.specifier)


def _ecosystems(*declared: Declared) -> set[str]:
    return {one.declaration.ecosystem for one in declared}


def _starts(version: str, prefix: str) -> bool:
    return version == prefix or version.startswith(f"{prefix}.")
