"""Whether the packages that are imported are declared: the item `dependency-inventory`."""

import sys

from debtaudit.checklist.declared_packages import (
    declarations,
    numbers_of,
    runtime_files,
)
from debtaudit.checklist.found import SHOWN, Answer
from debtaudit.checklist.material import Material
from debtaudit.domain.quantities import plural
from debtaudit.domain.reported_finding import Evidence
from debtaudit.knowledge.places import place_of
from debtaudit.resolve.dependencies.accounted import Accounted
from debtaudit.resolve.distributions import SHARED_NAMESPACES, distributions_of

_MOST_DECLARED = 0.8
"""Imports in `try` blocks and of what other packages bring along are rarely declared."""


def dependency_inventory(material: Material) -> Answer:
    """Pass: four of five packages that training and serving import are declared, or more."""
    imported = imported_packages(material)
    declared = [one for _path, one in declarations(material)]
    if not imported and not any(one.name for one in declared):
        return Answer("not-applicable", reason="no package of others is imported")
    manifests = tuple(
        Evidence("file", path, f"declares {plural(count, 'package')}")
        for path, count in numbers_of(material)
    )
    if not manifests:
        first = tuple(Evidence("code", r, f"{name} is imported") for name, r in imported.values())
        return Answer("fail", first[:1], "no manifest declares a package")
    locked = (package for _path, manifest in material.manifests for package in manifest.locked)
    running = [row for rows in runtime_files(material).values() for row in rows]
    accounted = Accounted(declared, running, locked, material.facts.picture.distributions)
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
    return (
        f"all but {plural(few, 'package')}, which the finding dependency-undeclared names"
        if few
        else ""
    )


def imported_packages(material: Material) -> dict[tuple[str, ...], tuple[str, str]]:
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
