"""Which lock file governs which manifest, and which of its versions a declaration means.

uv, Poetry, PDM and PEP 751 lock what pyproject.toml and its older kin declare, for a workspace from
its root; Pipenv locks the Pipfile beside it; conda-lock and pixi lock conda's files; pip-compile
turns `requirements.in` into the `requirements.txt` beside it.
"""

import posixpath
from collections.abc import Iterator, Mapping

from msgspec import Struct

from debtaudit.domain.distribution_names import normalised
from debtaudit.domain.manifests import Declaration, LockedPackage, ManifestFacts
from debtaudit.resolve.dependencies.versions import admits, compared, pinned_version

_PYTHON_LOCKS = ("uv.lock", "poetry.lock", "pdm.lock", "pylock")
_CONDA_LOCKS = ("conda-lock", "conda-explicit")
_GOVERNING: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(("pyproject", "setup.cfg", "setup.py", "hatch"), _PYTHON_LOCKS),
    "pipfile": ("Pipfile.lock",),
    "conda": _CONDA_LOCKS,
    "pixi": ("conda-explicit",),
    "requirements": (*_PYTHON_LOCKS, "Pipfile.lock"),
}
_BESIDE = frozenset(("pipfile", "requirements"))
_OF_THE_FOLDER_ABOVE = frozenset(("requirements", "reqs"))


class LockFile(Struct, frozen=True):
    """A lock file: all versions of each package (PEP 503 names), more than one where it forks."""

    path: str
    packages: Mapping[str, tuple[LockedPackage, ...]]


class Locks:
    """All lock files of a repository, by folder and format."""

    def __init__(self, manifests: Mapping[str, ManifestFacts]) -> None:
        """Index what `locks_of` was given."""
        self._manifests = manifests
        self._found: dict[tuple[str, str], LockFile] = {}
        for path in sorted(manifests):
            manifest = manifests[path]
            if manifest.locked:
                key = (posixpath.dirname(path), manifest.format)
                self._found.setdefault(key, LockFile(path, _by_name(manifest.locked)))

    def governing(self, path: str) -> LockFile | None:
        """Return the lock file that fixes what the manifest at the path declares."""
        if path.endswith(".in"):
            return self._compiled(f"{path[:-3]}.txt")
        format_name = self._manifests[path].format
        wanted = _GOVERNING.get(format_name, ())
        return next(
            (self._found[key] for key in _places(path, format_name, wanted) if key in self._found),
            None,
        )

    def _compiled(self, path: str) -> LockFile | None:
        """Return pip-compile's output as the lock that it is."""
        manifest = self._manifests.get(path)
        if manifest is None:
            return None
        pins = [
            LockedPackage(one.name, version, one.line)
            for one in manifest.declarations
            if one.name
            and one.kind == "pinned"
            and (version := pinned_version(one.specifier)) is not None
        ]
        return LockFile(path, _by_name(pins))


def locks_of(manifests: Mapping[str, ManifestFacts]) -> Locks:
    """Return the lock files among all manifests of a repository."""
    return Locks(manifests)


def _by_name(
    locked: "tuple[LockedPackage, ...] | list[LockedPackage]",
) -> dict[str, tuple[LockedPackage, ...]]:
    found: dict[str, list[LockedPackage]] = {}
    for package in locked:
        found.setdefault(normalised(package.name), []).append(package)
    return {name: tuple(versions) for name, versions in found.items()}


def _places(path: str, format_name: str, wanted: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Yield (folder, format) where the lock file can lie, the nearest first."""
    folder = posixpath.dirname(path)
    if format_name == "requirements" and folder.rpartition("/")[2] in _OF_THE_FOLDER_ABOVE:
        folder = posixpath.dirname(folder)
    while True:
        for one in wanted:
            yield folder, one
        if not folder or format_name in _BESIDE:
            return
        folder = posixpath.dirname(folder)


def admitted_lock(
    declaration: Declaration, versions: tuple[LockedPackage, ...]
) -> LockedPackage | None:
    """Return the newest locked version that the declaration admits, else the newest of all.

    One lock for several environments has several versions; the newest is what most of them use.
    """
    newest: LockedPackage | None = None
    fitting: LockedPackage | None = None
    for package in versions:
        if newest is None or (compared(package.version, newest.version) or 0) > 0:
            newest = package
        if _admits(declaration, package) is not False and (
            fitting is None or (compared(package.version, fitting.version) or 0) > 0
        ):
            fitting = package
    return fitting or newest


def contradicted(declaration: Declaration, versions: tuple[LockedPackage, ...]) -> bool:
    """Tell whether the lock file fixes the package at versions that are all shut out."""
    if not versions or declaration.kind not in ("pinned", "bounded"):
        return False
    return all(_admits(declaration, package) is False for package in versions)


def _admits(declaration: Declaration, package: LockedPackage) -> bool | None:
    fuzzy = declaration.ecosystem == "conda"
    return admits(declaration.specifier, package.version, fuzzy=fuzzy)
