"""The items about the environment, answered from manifests, lock files and container files."""

import sys
from collections.abc import Iterable, Iterator, Sequence

from debtaudit.checklist.found import SHOWN, Answer
from debtaudit.checklist.material import Material
from debtaudit.domain.distribution_names import normalised
from debtaudit.domain.files import PathClass
from debtaudit.domain.manifests import COPIED, Declaration
from debtaudit.domain.patterns import lazy_pattern
from debtaudit.domain.reported_finding import Evidence
from debtaudit.knowledge.brought_along import with_what_they_bring
from debtaudit.knowledge.places import place_of
from debtaudit.resolve.dependencies.accounted import Accounted
from debtaudit.resolve.distributions import SHARED_NAMESPACES, distributions_of

_FOR_DEVELOPERS = lazy_pattern(r"dev|test|doc|lint|style|ci\b|extra|optional|\bmin|lowest|oldest")
_FOR_ENVIRONMENTS = lazy_pattern(r"req\w*|env\w*|conda\w*|docker\w*|deploy\w*|build|setup|pip")
"""Folders whose manifests are for the project as a whole."""
_NOT_ENVIRONMENTS = frozenset(
    {PathClass.DOCKERFILE, PathClass.WORKFLOW, PathClass.NOTEBOOK, PathClass.LOCK}
)
_OF_A_LIBRARY = frozenset({PathClass.PYPROJECT, PathClass.SETUP_CFG, PathClass.SETUP_PY})
_LIBRARY = "a library leaves the versions to its users, and nothing here trains or serves"
_SOME = 1 / 3
"""The share of pinned versions below which a few pins fix nothing."""
_NEARLY_ALL = 0.9
_MOST_DECLARED = 0.8
"""Imports in `try` blocks and of what other packages bring along are rarely declared."""
_MANY = 3
"""Projects without a lock file, and more than have one, of which the repository is made."""
_ENOUGH_PINS = 15
"""As many pins in one file are hardly direct dependencies alone: `pip freeze` wrote it."""


def dependency_inventory(material: Material) -> Answer:
    """Pass: four of five packages that training and serving import are declared, or more."""
    imported = _imported(material)
    declarations = [one for _path, one in _declarations(material)]
    if not imported and not any(one.name for one in declarations):
        return Answer("not-applicable", reason="no package of others is imported")
    manifests = tuple(
        Evidence("file", path, f"declares {_packages(count)}") for path, count in _numbers(material)
    )
    if not manifests:
        first = tuple(Evidence("code", r, f"{name} is imported") for name, r in imported.values())
        return Answer("fail", first[:1], "no manifest declares a package")
    locked = (package for _path, manifest in material.manifests for package in manifest.locked)
    running = [row for rows in _runtime_files(material).values() for row in rows]
    accounted = Accounted(declarations, running, locked, material.facts.picture.distributions)
    missing = [
        Evidence("code", ref, f"{module} is imported and not declared")
        for distributions, (module, ref) in imported.items()
        if not accounted.has(module, distributions)
    ]
    if len(missing) > (1 - _MOST_DECLARED) * len(imported):
        return Answer("partial", (*manifests[:2], *missing[: SHOWN - 2]))
    return Answer("pass", manifests[:SHOWN], _all_but(material))


def _all_but(material: Material) -> str:
    """Say how many packages the scan found to be declared nowhere, if any."""
    found = [one for result in material.results for one in result.findings]
    few = sum(len(one.members) for one in found if one.rule == "dependency-undeclared")
    return f"all but {_packages(few)}, which the finding dependency-undeclared names" if few else ""


def pinned_environment(material: Material) -> Answer:
    """Pass: a lock file, or a manifest with nine of ten versions pinned; partial: one of three."""
    locks = [(path, names) for path, names in _locked(material) if place_of(path) is None]
    if locks:
        fixed = tuple(
            Evidence("file", path, f"fixes {_packages(len(names))}") for path, names in locks
        )[:SHOWN]
        open_ones = [
            path
            for path, rows in _without_lock(material, [path for path, _names in locks]).items()
            if sum(row.kind == "pinned" for row in rows) < _NEARLY_ALL * len(rows)
        ]
        return _of_few(open_ones, material, fixed) or Answer("pass", fixed)
    if _is_only_a_library(material):
        return Answer("not-applicable", reason=_LIBRARY)
    files = [
        (sum(row.kind == "pinned" for row in rows), len(rows), path)
        for path, rows in _of_the_whole(_runtime_files(material)).items()
    ]
    if not files:
        return Answer("fail", reason="no manifest declares a package")
    pinned, number, path = max(files, key=lambda one: (one[0] / one[1] >= _NEARLY_ALL, one[0]))
    evidence = (Evidence("file", path, f"{pinned} of {number} versions pinned"),)
    if pinned / number < _SOME:
        return Answer("fail", evidence)
    if pinned / number < _NEARLY_ALL:
        return Answer("partial", evidence)
    names = with_what_they_bring(
        normalised(row.name or "")
        for rows in _runtime_files(material).values()
        for row in rows
        if row.kind == "pinned"
    )
    imported = _imported(material)
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
    locks = _locked(material)
    ordinary = [(path, names) for path, names in locks if place_of(path) is None]
    shown = tuple(
        Evidence("file", path, f"fixes {_packages(len(names))}")
        for path, names in ordinary or locks
    )[:SHOWN]
    if ordinary:
        without = list(_without_lock(material, [path for path, _names in ordinary]))
        return _of_few(without, material, shown) or Answer("pass", shown)
    if shown:
        return Answer("partial", shown, "no lock file outside of examples, tests and documentation")
    for path, rows in _runtime_files(material).items():
        if len(rows) >= _ENOUGH_PINS and all(row.kind == "pinned" for row in rows):
            detail = f"pins {len(rows)} packages, without hashes"
            return Answer("partial", (Evidence("file", path, detail),))
    if not _numbers(material):
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
        for path, rows in _runtime_files(material).items()
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
    projects = {path.rpartition("/")[0] for path in _runtime_files(material)}
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
    files = _runtime_files(material)
    return bool(files) and all(material.path_classes.get(path) in _OF_A_LIBRARY for path in files)


def _packages(number: int) -> str:
    return "1 package" if number == 1 else f"{number} packages"


def _imported(material: Material) -> dict[tuple[str, ...], tuple[str, str]]:
    """Return the packages of others that training and serving import, examples left out.

    The key holds the distributions that can bring the module, the value the module and the first
    place. Where neither role was found, all code outside of tests, examples and docs counts.
    """
    own = _own_modules(material)
    reached = {
        path
        for path, _source in material.imports.sources
        if not {"training", "serving"}.isdisjoint(material.imports.roles(path))
    }
    ordinary = [one for one in material.imports.sources if place_of(one[0]) is None]
    sources = [one for one in ordinary if one[0] in reached] or ordinary
    if not ordinary:
        sources = [one for one in material.imports.sources if one[0] in reached]
    found: dict[tuple[str, ...], tuple[str, str]] = {}
    for path, source in sources:
        for one in source.imports:
            root = one.module.partition(".")[0]
            if one.level or root in own or root in sys.stdlib_module_names or root[:1] == "_":
                continue
            full = f"{one.module}.{one.name}" if one.name else one.module
            distributions = distributions_of(full)
            if root in SHARED_NAMESPACES and distributions[:1] == (root,):
                continue  # which of its many packages brings it is not known
            if distributions and distributions not in found:
                name = full if root in SHARED_NAMESPACES else root
                found[distributions] = (name, f"{path}:{one.line}")
    return found


def _own_modules(material: Material) -> frozenset[str]:
    """Return every name that could be a module of the repository itself."""
    own = {
        name.partition(".")[0]
        for names in material.facts.picture.module_names.values()
        for name in names
    }
    for path, _source in material.imports.sources:
        parts = path.split("/")
        own.update(parts[:-1])
        own.add(parts[-1].removesuffix(".py"))
    return frozenset(own)


def _declarations(material: Material) -> Iterator[tuple[str, Declaration]]:
    """Yield what manifests declare; what CI or a notebook installs is no inventory."""
    for path, manifest in material.manifests:
        if material.path_classes.get(path) in (PathClass.WORKFLOW, PathClass.NOTEBOOK):
            continue
        for row in manifest.declarations:
            if row.ecosystem in ("pypi", "conda"):
                yield path, row


def _numbers(material: Material) -> list[tuple[str, int]]:
    """Return the manifests that declare packages with how many, those of the project first."""
    numbers: dict[str, int] = {}
    for path, _row in _declarations(material):
        numbers[path] = numbers.get(path, 0) + 1
    return sorted(numbers.items(), key=lambda one: (place_of(one[0]) is not None, one[0]))


def _runtime_files(material: Material) -> dict[str, list[Declaration]]:
    """Return what each manifest of the project itself declares to run with."""
    found: dict[str, list[Declaration]] = {}
    for path, row in _declarations(material):
        if material.path_classes.get(path) in _NOT_ENVIRONMENTS or place_of(path) is not None:
            continue
        if _FOR_DEVELOPERS.search(path.rpartition("/")[2].lower()):
            continue
        if row.name and (row.group is None or not _FOR_DEVELOPERS.search(row.group.lower())):
            found.setdefault(path, []).append(row)
    return found


def _locked(material: Material) -> list[tuple[str, set[str]]]:
    """Return the lock files with the normalised names that they fix."""
    return [
        (path, {normalised(package.name) for package in manifest.locked})
        for path, manifest in material.manifests
        if manifest.locked
    ]
