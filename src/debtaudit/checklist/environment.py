"""The items about the environment, answered from manifests, lock files and container files."""

from collections.abc import Iterable, Iterator, Sequence

from debtaudit.checklist.declared_packages import locked, numbers_of, runtime_files
from debtaudit.checklist.dependency_inventory import imported_packages
from debtaudit.checklist.found import SHOWN, Answer
from debtaudit.checklist.material import Material
from debtaudit.domain.distribution_names import normalised
from debtaudit.domain.files import PathClass
from debtaudit.domain.manifests import COPIED, Declaration
from debtaudit.domain.patterns import lazy_pattern
from debtaudit.domain.quantities import plural
from debtaudit.domain.reported_finding import Evidence
from debtaudit.knowledge.brought_along import with_what_they_bring
from debtaudit.knowledge.places import place_of

_FOR_ENVIRONMENTS = lazy_pattern(r"req\w*|env\w*|conda\w*|docker\w*|deploy\w*|build|setup|pip")
"""Folders whose manifests are for the project as a whole."""
_OF_A_LIBRARY = frozenset({PathClass.PYPROJECT, PathClass.SETUP_CFG, PathClass.SETUP_PY})
_LIBRARY = "a library leaves the versions to its users, and nothing here trains or serves"
_SOME = 1 / 3
"""The share of pinned versions below which a few pins fix nothing."""
_NEARLY_ALL = 0.9
_MANY = 3
"""Projects without a lock file, and more than have one, of which the repository is made."""
_ENOUGH_PINS = 15
"""As many pins in one file are hardly direct dependencies alone: `pip freeze` wrote it."""


def pinned_environment(material: Material) -> Answer:
    """Pass: a lock file, or a manifest with nine of ten versions pinned; partial: one of three."""
    locks = [(path, names) for path, names in locked(material) if place_of(path) is None]
    if locks:
        return _by_locks(locks, material)
    if _is_only_a_library(material):
        return Answer("not-applicable", reason=_LIBRARY)
    files = [
        (sum(row.kind == "pinned" for row in rows), len(rows), path)
        for path, rows in _of_the_whole(runtime_files(material)).items()
    ]
    if not files:
        return Answer("fail", reason="no manifest declares a package")
    pinned, number, path = max(files, key=lambda one: (one[0] / one[1] >= _NEARLY_ALL, one[0]))
    evidence = (Evidence("file", path, f"{pinned} of {number} versions pinned"),)
    if pinned / number < _SOME:
        return Answer("fail", evidence)
    if pinned / number < _NEARLY_ALL:
        return Answer("partial", evidence)
    return _all_that_is_imported(material, evidence)


def _by_locks(locks: Sequence[tuple[str, set[str]]], material: Material) -> Answer:
    fixed = tuple(
        Evidence("file", path, f"fixes {plural(len(names), 'package')}") for path, names in locks
    )
    open_ones = [
        path
        for path, rows in _without_lock(material, [path for path, _names in locks]).items()
        if sum(row.kind == "pinned" for row in rows) < _NEARLY_ALL * len(rows)
    ]
    return _of_few(open_ones, material, fixed[:SHOWN]) or Answer("pass", fixed[:SHOWN])


def _all_that_is_imported(material: Material, evidence: tuple[Evidence, ...]) -> Answer:
    """Pass where the pins are those of most of what is imported."""
    names = with_what_they_bring(
        normalised(row.name or "")
        for rows in runtime_files(material).values()
        for row in rows
        if row.kind == "pinned"
    )
    imported = imported_packages(material)
    loose = [one for distributions, one in imported.items() if names.isdisjoint(distributions)]
    if 2 * len(loose) > len(imported):
        gaps = tuple(Evidence("code", ref, f"{module} is not in it") for module, ref in loose)
        return Answer("partial", (*evidence, *gaps[: SHOWN - 1]))
    return Answer("pass", evidence)


def _of_the_whole(files: dict[str, list[Declaration]]) -> dict[str, list[Declaration]]:
    """Leave the manifests of single scripts out, where the project has one of its own."""
    whole = {
        path: rows
        for path, rows in files.items()
        if path.count("/") == 0 or _FOR_ENVIRONMENTS.fullmatch(path.split("/")[-2].lower())
    }
    return whole or files


def lock_file(material: Material) -> Answer:
    """Pass: a lock file with packages in it; partial: for few of many projects, or frozen pins."""
    locks = locked(material)
    ordinary = [(path, names) for path, names in locks if place_of(path) is None]
    shown = tuple(
        Evidence("file", path, f"fixes {plural(len(names), 'package')}")
        for path, names in ordinary or locks
    )[:SHOWN]
    if ordinary:
        without = list(_without_lock(material, [path for path, _names in ordinary]))
        return _of_few(without, material, shown) or Answer("pass", shown)
    if shown:
        return Answer("partial", shown, "no lock file outside of examples, tests and documentation")
    for path, rows in runtime_files(material).items():
        if len(rows) >= _ENOUGH_PINS and all(row.kind == "pinned" for row in rows):
            detail = f"pins {len(rows)} packages, without hashes"
            return Answer("partial", (Evidence("file", path, detail),))
    if not numbers_of(material):
        return Answer("fail", reason="no manifest declares a package")
    if _is_only_a_library(material):
        return Answer("not-applicable", reason=_LIBRARY)
    return Answer("fail")


def _without_lock(material: Material, locks: Iterable[str]) -> dict[str, list[Declaration]]:
    """Return the manifests of projects that no lock file speaks for.

    It speaks for what is beside it or below it, and from a folder of environments for what is
    around that.
    """
    folders = set()
    for path in locks:
        folder = path.rpartition("/")[0]
        while folder and _FOR_ENVIRONMENTS.fullmatch(folder.rpartition("/")[2].lower()):
            folder = folder.rpartition("/")[0]
        folders.add(folder)
    return {
        path: rows
        for path, rows in runtime_files(material).items()
        if folders.isdisjoint(_around(path))
    }


def _around(path: str) -> Iterator[str]:
    """Yield the folders around a file, the top one (empty) last."""
    while path:
        path = path.rpartition("/")[0]
        yield path


def _of_few(
    without: Sequence[str], material: Material, shown: tuple[Evidence, ...]
) -> Answer | None:
    """Return the answer where the lock files are those of a few projects among many."""
    projects = {path.rpartition("/")[0] for path in runtime_files(material)}
    left = sorted({path.rpartition("/")[0] for path in without})
    if len(left) < _MANY or 2 * len(left) <= len(projects):
        return None
    reason = f"no lock file speaks for {len(left)} of {len(projects)} folders with manifests"
    gap = Evidence("file", without[0], "no lock file beside it or above")
    return Answer("partial", (*shown[: SHOWN - 1], gap), reason)


def containers(material: Material) -> Answer:
    """Pass: container files whose bases are all fixed; partial: some base may change."""
    fixed: list[Evidence] = []
    loose: list[Evidence] = []
    for entry in material.facts.files:
        fact = material.facts.facts.get(entry.path)
        if entry.path_class is not PathClass.DOCKERFILE or fact is None or fact.manifest is None:
            continue
        if place_of(entry.path) is not None:
            continue
        for row in fact.manifest.declarations:
            if row.ecosystem == "docker" and row.group != COPIED:
                detail = f"base image {row.name}{row.specifier}"
                kept = fixed if row.kind == "pinned" else loose
                kept.append(Evidence("file", f"{entry.path}:{row.line}", detail))
    if not fixed and not loose:
        return Answer("fail")
    if loose:
        return Answer(
            "partial", tuple([*loose, *fixed][:SHOWN]), "a base image has no fixed version"
        )
    return Answer("pass", tuple(fixed[:SHOWN]))


def _is_only_a_library(material: Material) -> bool:
    """Tell whether all that is declared is for others to install, and nothing trains or serves."""
    picture = material.facts.picture
    if picture.entry_points or any("serving" in roles for roles in picture.roles.values()):
        return False
    files = runtime_files(material)
    return bool(files) and all(material.path_classes.get(path) in _OF_A_LIBRARY for path in files)
