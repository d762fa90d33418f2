"""What a name means in a file: through its definitions, imports, re-exports and star imports."""

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Protocol

from debtaudit.domain.python_facts import MODULE, Binding, Definition, Import, PythonFacts
from debtaudit.resolve.distributions import SHARED_NAMESPACES
from debtaudit.resolve.made_results import results_made
from debtaudit.resolve.modules import PACKAGE, is_internal, node, split_node
from debtaudit.resolve.outward_names import OutwardNames
from debtaudit.resolve.parameter_calls import (
    OnParameters,
    calling_by_given_name,
    done_on_parameters,
)
from debtaudit.resolve.serving_names import serving_nodes

_DEEPEST = 12
"""Re-exports followed one after another; import circles end here."""


class Modules(Protocol):
    """What a module index answers (`modules.ModuleIndex`)."""

    def relative(self, path: str, module: str, level: int, /) -> str | None:
        """Return the value of `from ..module import`."""

    def absolute(self, importer: str, module: str, /) -> str | None:
        """Return the value of `import module`."""

    def inside(self, folder: str, name: str, /) -> str | None:
        """Return the submodule or subpackage `name` of a package's folder."""


class Source:
    """One Python file with its names ready to be looked up.

    All of it follows from the path and the facts of the file: who draws the same file again takes
    it over (`lookup.sources_of`).
    """

    def __init__(self, path: str, facts: PythonFacts) -> None:
        self.path = path
        self.facts = facts
        self.folder = path.rpartition("/")[0]
        self.is_notebook = path.endswith(".ipynb")
        self.definitions: dict[str, Definition] = {each.name: each for each in facts.definitions}
        self.imports: dict[str, Import] = {}
        self.stars: list[Import] = []
        for each in facts.imports:
            if each.name == "*":
                self.stars.append(each)
            else:
                self.imports.setdefault(each.alias, each)
        module = self.definitions.get(MODULE)
        self.bindings: dict[str, list[str]] = by_target(module.bindings if module else ())
        self._local: dict[str, dict[str, list[str]]] = {}
        self._attributes: dict[str, dict[str, list[tuple[str, Definition]]]] = {}

    @cached_property
    def outward(self) -> OutwardNames:
        """What other files see of this one."""
        return OutwardNames(self.facts)

    @cached_property
    def nodes(self) -> tuple[tuple[str, Definition], ...]:
        """The definitions with their nodes, in the order of the source; a name may stand twice."""
        return tuple((node(self.path, each.name), each) for each in self.facts.definitions)

    @cached_property
    def decorated(self) -> tuple[Definition, ...]:
        """The definitions with decorators."""
        return tuple(each for each in self.facts.definitions if each.decorators)

    @cached_property
    def functions(self) -> frozenset[str]:
        """The last names of functions and methods."""
        kinds = ("function", "method")
        definitions = (each for each in self.facts.definitions if each.kind in kinds)
        return frozenset(each.name.rpartition(".")[2] for each in definitions)

    @cached_property
    def packages(self) -> frozenset[str]:
        """The first parts of the modules that are imported; empty for `from . import`."""
        return frozenset(each.module.partition(".")[0] for each in self.facts.imports)

    @cached_property
    def serving(self) -> frozenset[str]:
        """The nodes that serve predictions as their names say."""
        return serving_nodes(self.path, self.facts)

    @cached_property
    def owners(self) -> frozenset[str]:
        """The names of definitions that hold others."""
        return frozenset(each.name.rpartition(".")[0] for each in self.facts.definitions)

    @cached_property
    def factories(self) -> Mapping[str, tuple[str, ...]]:
        """The functions that return the result of one of several calls, with these."""
        return {
            each.name: made
            for each in self.facts.definitions
            for made in [results_made(each, self.local(each), self.bindings)]
            if made
        }

    @cached_property
    def by_given_name(self) -> tuple[str, ...]:
        """The functions that call a method by a name that they are given."""
        return calling_by_given_name(self.facts)

    @cached_property
    def on_parameters(self) -> Mapping[str, OnParameters]:
        """What functions do with parameters of which nothing is known, by the function."""
        return {
            each.name: done
            for each in self.facts.definitions
            for done in [done_on_parameters(each, self.local(each))]
            if done is not None
        }

    @cached_property
    def _members(self) -> dict[str, list[Definition]]:
        found: dict[str, list[Definition]] = {}
        for each in self.facts.definitions:
            if each.kind == "method":
                found.setdefault(each.name.rpartition(".")[0], []).append(each)
        return found

    def members(self, symbol: str) -> list[Definition]:
        """Return the methods that stand directly in the class `symbol`."""
        return self._members.get(symbol, [])

    def enclosing(self, definition: Definition) -> Definition | None:
        """Return the function or module around a definition; classes are no scope of methods."""
        name = definition.name
        while "." in name:
            name = name.rpartition(".")[0]
            outer = self.definitions.get(name)
            if outer is not None and outer.kind != "class":
                return outer
        return self.definitions.get(MODULE)

    def class_of(self, definition: Definition) -> str | None:
        """Return the class node that a method (or a function inside a method) belongs to."""
        name = definition.name
        while "." in name:
            name = name.rpartition(".")[0]
            outer = self.definitions.get(name)
            if outer is not None and outer.kind == "class":
                return node(self.path, name)
        return None

    def local(self, definition: Definition) -> dict[str, list[str]]:
        """Return the values that each name or attribute of the definition is bound to."""
        found = self._local.get(definition.name)
        if found is None:
            found = self._local[definition.name] = by_target(definition.bindings)
        return found

    def attributes(self, symbol: str) -> dict[str, list[tuple[str, Definition]]]:
        """Return what the class `symbol` binds its attributes to, each value with its scope."""
        if symbol not in self._attributes:
            owner = self.definitions[symbol]
            found: dict[str, list[tuple[str, Definition]]] = {}
            for binding in owner.bindings:
                found.setdefault(binding.target, []).append((binding.value, owner))
            for definition in self.members(symbol):
                own = definition.parameters[0] + "." if definition.parameters else "self."
                for binding in definition.bindings:
                    if binding.target.startswith(own):
                        attribute = binding.target[len(own) :]
                        found.setdefault(attribute, []).append((binding.value, definition))
            self._attributes[symbol] = found
        return self._attributes[symbol]


def by_target(bindings: tuple[Binding, ...]) -> dict[str, list[str]]:
    """Return the values of each target, in the order of the source."""
    found: dict[str, list[str]] = {}
    for each in bindings:
        found.setdefault(each.target, []).append(each.value)
    return found


class Names:
    """Looks names up in modules, across files. Values are those of `modules.py`."""

    def __init__(self, index: Modules, sources: Mapping[str, Source]) -> None:
        self.index = index
        self.sources = sources
        self._memo: dict[tuple[str, str], str | None] = {}

    def consulted(self) -> Iterable[tuple[str, str]]:
        """Return the files in which names were looked up, with these."""
        return self._memo

    def imported_module(self, path: str, each: Import) -> str | None:
        """Return the module that the import statement reads, before any name is taken from it."""
        if each.level:
            return self.index.relative(path, each.module, each.level)
        return self.index.absolute(path, each.module)

    def imported(self, path: str, each: Import, depth: int = 0) -> str | None:
        """Return the value that the import binds to its alias."""
        if not each.name:
            whole = each.module
            if "." in whole and each.alias == whole.partition(".")[0]:
                top = self.index.absolute(path, each.alias)
                return top if top is None or is_internal(top) else each.alias
            return self.index.absolute(path, whole)
        module = self.imported_module(path, each)
        if module is None:
            return None
        if not is_internal(module):
            return f"{module}.{each.name}"
        found = self.member(module, each.name, depth + 1)
        if found is None and not each.level:
            return self.index.absolute(path, f"{each.module}.{each.name}")
        return found

    def imports_of(self, source: Source) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return the files that a file imports and the modules outside, both sorted.

        A name that a package only hands on counts for the file that defines it.
        """
        inside, outside = set(), set()
        for each in source.facts.imports:
            if each.name == "*":
                value = self.imported_module(source.path, each)
            else:
                value = self.imported(source.path, each)
            if value is None and each.name:  # a variable of a module: what makes it runs
                value = self.imported_module(source.path, each)
            if value is None:
                continue
            if is_internal(value):
                inside.add(split_node(value)[0])
            else:
                shared = each.module.partition(".")[0] in SHARED_NAMESPACES
                outside.add(value if shared or not each.module else each.module)
        inside.discard(source.path)
        return tuple(sorted(inside)), tuple(sorted(outside))

    def member(self, module: str, name: str, depth: int = 0) -> str | None:
        """Return the attribute `name` of an internal module or namespace package."""
        path, symbol = split_node(module)
        if depth > _DEEPEST:
            return None
        if symbol == PACKAGE:
            return self.index.inside(path, name)
        key = (path, name)
        if key not in self._memo:
            self._memo[key] = None  # an import circle finds this and gives up
            self._memo[key] = self._member(path, name, depth)
        return self._memo[key]

    def _member(self, path: str, name: str, depth: int) -> str | None:
        source = self.sources.get(path)
        if source is not None:
            if name in source.definitions:
                return node(path, name)
            each = source.imports.get(name)
            if each is not None:
                found = self.imported(path, each, depth)
                if found != node(path, MODULE):
                    return found
            for star in source.stars:
                module = self.imported_module(path, star)
                if module is not None and is_internal(module) and not name.startswith("_"):
                    found = self.member(module, name, depth + 1)
                    if found is not None:
                        return found
        if path.endswith("__init__.py"):
            return self.index.inside(path.rpartition("/")[0], name)
        return None

    def outside_star(self, source: Source) -> str | None:
        """Return the one package outside whose names a star import brings in, None at doubt."""
        found = {
            module
            for star in source.stars
            if (module := self.imported_module(source.path, star)) and not is_internal(module)
        }
        return next(iter(found)) if len(found) == 1 else None
