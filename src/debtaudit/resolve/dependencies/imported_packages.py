"""What is declared and what is imported, side by side: packages on one of the two sides only.

Neither side is certain (plug-ins are never imported, a name can come from many distributions), so
only what has no innocent explanation is returned.
"""

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from debtaudit.domain.distribution_names import normalised
from debtaudit.domain.facts import RepositoryFacts
from debtaudit.domain.findings import Status
from debtaudit.domain.manifests import LockedPackage
from debtaudit.domain.report_rows import Role
from debtaudit.knowledge.development_tools import development_tools
from debtaudit.knowledge.import_names import import_names, importable_distributions, names_of
from debtaudit.knowledge.places import place_of
from debtaudit.knowledge.pypi_snapshot import newest_release
from debtaudit.knowledge.unimported_packages import works_unimported
from debtaudit.resolve.code_reading import reading_status
from debtaudit.resolve.dependencies.accounted import Accounted
from debtaudit.resolve.dependencies.declared import Declared
from debtaudit.resolve.distributions import SHARED_NAMESPACES, distributions_of

_PROGRAM = frozenset(("requirements", "pyproject", "setup.cfg", "setup.py", "pipfile", "conda"))
_FROZEN = 15  # so many pins and nothing else: `pip freeze` wrote the file, with what came along
_INSTALLERS = frozenset(("setuptools", "pkg_resources", "pip", "distutils", "wheel", "conda"))


class Undeclared(Struct, frozen=True):
    """An imported module that no manifest accounts for; `places` are `path:line`, best first."""

    module: str
    distributions: tuple[str, ...]
    places: tuple[str, ...]
    roles: tuple[Role, ...]


def undeclared_imports(
    facts: RepositoryFacts, declared: Sequence[Declared]
) -> tuple[Undeclared, ...]:
    """Return modules that the program cannot do without and nothing declares, by name."""
    if not any(one.manifest.format in _PROGRAM for one in declared) or _is_partly_read(facts):
        return ()
    accounted = Accounted(
        [one.declaration for one in declared],
        [one.declaration for one in declared if _runs(one)],
        _locked(facts),
        facts.picture.distributions,
    )
    own = _own_names(facts)
    found: dict[tuple[str, ...], Undeclared] = {}
    for module, paths in facts.picture.outside.items():
        top = module.partition(".")[0]
        if top in sys.stdlib_module_names or top in own | _INSTALLERS or top[:1] == "_":
            continue
        distributions = distributions_of(module)
        if top in SHARED_NAMESPACES and distributions[:1] == (top,):
            continue
        if accounted.has(module, distributions):
            continue
        if _is_known_to_nobody(top, distributions):
            continue
        one = _undeclared(facts, top, distributions, paths)
        if one is not None and distributions not in found:
            found[distributions] = one
    if found:  # nobody parses commands for nothing
        installed = set(_installed_names(facts))
        found = {names: one for names, one in found.items() if installed.isdisjoint(names)}
    return tuple(sorted(found.values(), key=lambda one: one.module))


def _is_known_to_nobody(top: str, distributions: tuple[str, ...]) -> bool:
    """Tell whether only the module itself says what its distribution is called."""
    guessed = top not in import_names() or distributions[0] == normalised(top)
    return guessed and newest_release(distributions[0]) is None


def _undeclared(
    facts: RepositoryFacts, top: str, distributions: tuple[str, ...], paths: Iterable[str]
) -> Undeclared | None:
    """Return the imports at the top level of ordinary program files, None where there is none."""
    places: list[tuple[int, str]] = []
    roles: set[Role] = set()
    for path in paths:
        source = facts.facts[path].python
        used = facts.picture.roles.get(path, ())
        if source is None or used == ("test",) or place_of(path) or path.endswith(".ipynb"):
            continue
        stem = path.rpartition("/")[2].lower()
        if stem == "setup.py" or top.lower() in stem:
            continue  # `backend/_openai.py` is there for those who have it
        for one in source.imports:
            if one.module.partition(".")[0] == top and one.line not in source.nested_imports:
                places.append((0 if used != ("other",) else 1, f"{path}:{one.line}"))
                roles.update(used)
                break
    if not places:
        return None
    order: tuple[Role, ...] = ("training", "serving", "other")
    return Undeclared(
        top,
        distributions,
        tuple(place for _, place in sorted(places)),
        tuple(role for role in order if role in roles),
    )


def unused_declarations(
    facts: RepositoryFacts, declared: Sequence[Declared]
) -> Mapping[str, tuple[Declared, ...]]:
    """Return by manifest what the program's manifests declare and no file imports.

    Nothing where some of the code could not be read: it may be what imports them.
    """
    if not facts.picture.outside:
        return {}
    if reading_status(facts, "what these files import").status is not Status.COMPLETE:
        return {}
    by_path: dict[str, list[Declared]] = {}
    for one in declared:
        if one.manifest.format in _PROGRAM:
            by_path.setdefault(one.path, []).append(one)
    words = _Mentions(facts)
    found = {}
    for path, group in by_path.items():
        if _is_frozen(group):
            continue
        unused = tuple(
            one
            for one in group
            if _is_unused(one)
            and one.distribution not in facts.picture.distributions
            and not words.has(one.distribution)
        )
        if unused:
            found[path] = unused
    return found


def _is_frozen(group: Sequence[Declared]) -> bool:
    pins = sum(one.declaration.kind == "pinned" for one in group)
    return len(group) >= _FROZEN and pins >= 0.9 * len(group)


def _is_unused(one: Declared) -> bool:
    name = one.distribution
    return (
        name is not None
        and one.used_by == ("none",)
        and not one.own
        and _runs(one)
        and one.declaration.kind not in ("url", "local")
        and name not in development_tools()
        and not works_unimported(name)
        and name.partition("-")[0] not in SHARED_NAMESPACES
        and name in importable_distributions()
    )


def _runs(one: Declared) -> bool:
    """Tell what a program runs with from tools, extras and groups of developers."""
    return not one.development and one.declaration.group in (None, "pip")


class _Mentions:
    """Words in commands and settings: a package that a command line or setting names is used."""

    def __init__(self, facts: RepositoryFacts) -> None:
        self._facts = facts
        self._text: str | None = None

    def has(self, distribution: str | None) -> bool:
        """Tell whether a command, a setting or a string in the code names the package."""
        if self._text is None:
            self._text = "\n".join(self._texts())
        name = distribution or ""
        names = {name, name.replace("-", "_"), *names_of(name)}
        return any(name in self._text for name in names)

    def _texts(self) -> Iterator[str]:
        for path in sorted(self._facts.facts):
            one = self._facts.facts[path]
            if one.workflow is not None:
                for step in one.workflow.steps:
                    yield from (line for line in step.commands if "install" not in line)
            if one.manifest is None:
                yield from (setting.value for setting in one.settings)
            if one.python is not None:
                for definition in one.python.definitions:
                    yield from definition.strings
                    yield from (call.text for call in definition.calls if call.text)


def _locked(facts: RepositoryFacts) -> Iterator[LockedPackage]:
    for one in facts.facts.values():
        if one.manifest is not None:
            yield from one.manifest.locked


def _installed_names(facts: RepositoryFacts) -> Iterator[str]:
    """Yield what scripts and targets install: a clean environment has it without a manifest."""
    from debtaudit.extract.manifests.install_commands import add_commands, mentions_install
    from debtaudit.extract.manifests.requirements_file import Found

    found = Found()
    for one in facts.facts.values():
        started = one.workflow if one.manifest is None else None
        for step in started.steps if started is not None else ():
            for command in filter(mentions_install, step.commands):
                add_commands(found, [(1, command)], None)
    for declaration in found.declarations:
        if declaration.name is not None:
            yield normalised(declaration.name)


def _is_partly_read(facts: RepositoryFacts) -> bool:
    """Tell whether a setup.py computes what it declares, so that the list is not whole."""
    return any(
        one.manifest is not None and any("computed" in text for text in one.manifest.problems)
        for one in facts.facts.values()
    )


def _own_names(facts: RepositoryFacts) -> frozenset[str]:
    """Return every name that can be a module of the repository itself, submodules too."""
    own: set[str] = set()
    for entry in facts.files:
        parts = entry.path.split("/")
        own.update(parts[:-1])
        if parts[-1].endswith((".py", ".pyx", ".so", ".ipynb")):
            own.add(parts[-1].partition(".")[0])
    return frozenset(own)
