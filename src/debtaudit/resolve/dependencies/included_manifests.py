"""Which manifest includes which: `-r base.txt`, `pip install -r requirements.txt` in a Dockerfile.

Paths are those of the snapshot; one that leads out of the repository is refused, and nothing is
read because of it.
"""

import posixpath
from collections.abc import Container, Iterable, Mapping

from msgspec import Struct

from debtaudit.domain.files import FileFacts

_SHOWN = 20  # problems of one file; prose under the name of a manifest has thousands
_LOOSE_FORMATS = {"dockerfile", "ci", "notebook", "compose", "nox"}


class IncludedManifests(Struct, frozen=True):
    """`files` maps a manifest to the ones it includes, `constraints` to those it is bound by.

    `problems` are (path of the manifest, message).
    """

    files: Mapping[str, tuple[str, ...]]
    constraints: Mapping[str, tuple[str, ...]]
    problems: tuple[tuple[str, str], ...]


def included_manifests(facts: Mapping[str, FileFacts]) -> IncludedManifests:
    """Resolve all includes of all manifests."""
    manifests = {path: one.manifest for path, one in facts.items() if one.manifest is not None}
    files: dict[str, tuple[str, ...]] = {}
    constraints: dict[str, tuple[str, ...]] = {}
    problems: list[tuple[str, str]] = []
    for path in sorted(manifests):
        manifest = manifests[path]
        found: list[str] = []
        bound: list[str] = []
        for include in manifest.includes:
            loose = manifest.format in _LOOSE_FORMATS
            target = _target(path, include.path, manifests, loose)
            if target.startswith(".."):
                problems.append(
                    (path, f"line {include.line}: includes a file outside the repository")
                )
            elif target in manifests:
                (bound if include.constraint else found).append(target)
            elif not loose and target not in facts:
                problems.append((path, f"line {include.line}: included file is not there"))
        if found:
            files[path] = tuple(sorted(set(found)))
        if bound:
            constraints[path] = tuple(sorted(set(bound)))
    problems += [(path, "includes itself") for path in sorted(_circular(files))]
    return IncludedManifests(files, constraints, tuple(sorted(problems)))


def unread_includes(facts: Mapping[str, FileFacts], unread: Container[str]) -> tuple[str, ...]:
    """Return the paths among `unread` that manifests include, sorted."""
    found = set()
    for path, one in facts.items():
        for include in one.manifest.includes if one.manifest is not None else ():
            written = include.path.replace("\\", "/")
            folders = [posixpath.dirname(path)]
            if one.manifest is not None and one.manifest.format in _LOOSE_FORMATS:
                folders.append("")
            for folder in folders:
                target = posixpath.normpath(posixpath.join(folder, written))
                if target in unread and target not in facts:
                    found.add(target)
    return tuple(sorted(found))


def manifest_problems(facts: Mapping[str, FileFacts]) -> tuple[str, ...]:
    """Return what could not be read in any manifest, as `path: line 3: ...`, in order."""
    found: list[str] = []
    for path in sorted(facts):
        manifest = facts[path].manifest
        if manifest is None:
            continue
        found += [f"{path}: {problem}" for problem in manifest.problems[:_SHOWN]]
        if len(manifest.problems) > _SHOWN:
            found.append(f"{path}: {len(manifest.problems) - _SHOWN} more lines were not read")
    found += [f"{path}: {problem}" for path, problem in included_manifests(facts).problems]
    return tuple(found)


def _target(path: str, written: str, manifests: Iterable[str], loose: bool) -> str:
    """Return the path that an include means, relative to the repository.

    A Dockerfile names a place in its image and a CI file one below the checkout, so there a file
    of that name beside it, at the root, or the only one in the repository is meant.
    """
    folder = posixpath.dirname(path)
    beside = posixpath.normpath(posixpath.join(folder, written.replace("\\", "/")))
    if not loose or beside in manifests:
        return beside
    rooted = posixpath.normpath(written)
    if rooted in manifests or rooted.startswith(".."):
        return rooted if rooted in manifests else posixpath.basename(rooted)
    base = posixpath.basename(rooted)
    same = [known for known in manifests if posixpath.basename(known) == base]
    return same[0] if len(same) == 1 else rooted


def _circular(files: Mapping[str, tuple[str, ...]]) -> set[str]:
    """Return the manifests from which includes lead back to them."""
    return {path for path in files if path in reached(files, files[path])}


def reached(files: Mapping[str, tuple[str, ...]], roots: Iterable[str]) -> set[str]:
    """Return the roots and all that they include, directly or not."""
    found: set[str] = set()
    waiting = list(roots)
    while waiting:
        path = waiting.pop()
        if path not in found:
            found.add(path)
            waiting += files.get(path, ())
    return found
