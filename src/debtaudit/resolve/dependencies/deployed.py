"""Which manifests are what a program runs with, and how that is known.

A library's ranges are right as they are: a manifest at or below a folder that builds a distribution
counts only where a Dockerfile installs it.
"""

import posixpath
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet

from debtaudit.domain.manifests import ManifestFacts
from debtaudit.domain.report_rows import Role
from debtaudit.resolve.dependencies.included_manifests import IncludedManifests, reached

_OF_DEVELOPERS = ("ci", "notebook", "tox")

_Program = tuple[str, Role]
"""A file of training or serving with the first of these roles that it has."""


def deployed_manifests(
    manifests: Mapping[str, ManifestFacts],
    includes: IncludedManifests,
    roles: Mapping[str, Sequence[Role]],
    importers: Callable[[str], AbstractSet[str]],
) -> dict[str, str]:
    """Say for each manifest of a program how it is known to be one, as the start of a sentence.

    `roles` are those of all files, `importers` returns the files that import what the manifest at
    a path declares.
    """
    result: dict[str, str] = {}
    for path in sorted(manifests):
        if manifests[path].format == "dockerfile":
            result.setdefault(path, "An image is built from it")
            for included in sorted(reached(includes.files, includes.files.get(path, ()))):
                result.setdefault(included, f"{path} installs it")
    libraries = {posixpath.dirname(path) for path, one in manifests.items() if one.packaged}
    programs = _programs_by_folder(roles)
    for path in sorted(manifests):
        if path in result or manifests[path].format in _OF_DEVELOPERS:
            continue
        folder = posixpath.dirname(path)
        if folder not in programs or any(_is_within(folder, library) for library in libraries):
            continue
        if manifests[path].format == "compose":
            result[path] = "Containers start with it"
        else:
            result[path] = _witness(programs[folder], importers(path))
    return result


def _witness(programs: Sequence[_Program], importers: AbstractSet[str]) -> str:
    """Name a program that imports what is declared; where none does, say where the nearest is."""
    for path, role in programs:
        if path in importers:
            return f"{path} ({role}) runs with it"
    path, role = programs[0]
    return f"It stands beside or above {path} ({role})"


def _programs_by_folder(roles: Mapping[str, Sequence[Role]]) -> dict[str, list[_Program]]:
    """Map each folder to the programs in it and below it, the nearest to the root first."""
    result: dict[str, list[_Program]] = {}
    for path in sorted(roles, key=lambda one: (one.count("/"), one)):
        found: list[Role] = [role for role in ("serving", "training") if role in roles[path]]
        folder = path
        while found and folder:
            folder = posixpath.dirname(folder)
            result.setdefault(folder, []).append((path, found[0]))
    return result


def _is_within(folder: str, above: str) -> bool:
    return not above or folder == above or folder.startswith(f"{above}/")
