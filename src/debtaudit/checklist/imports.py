"""Which files import which instruments, and whether they call them: read once for all items."""

from collections.abc import Mapping
from functools import cached_property

from msgspec import Struct

from debtaudit.domain.facts import RepositoryFacts
from debtaudit.domain.python_facts import Import, PythonFacts
from debtaudit.domain.report import Role
from debtaudit.knowledge.frameworks import training_packages
from debtaudit.knowledge.instruments import Instrument, by_root, instruments
from debtaudit.knowledge.places import place_of

# Packages of a cloud or a cluster hold a trainer among much else: an import tells nothing.
_BROAD = frozenset({"google", "azureml", "sagemaker", "pyspark", "ray", "synapse", "interpret"})


class InstrumentUse(Struct, frozen=True):
    """A file that imports an instrument; `called` is the line of the first use, if there is one."""

    instrument: Instrument
    path: str
    line: int
    called: int | None


class Imports:
    """The imports of all Python files and notebooks that are no tests."""

    def __init__(self, facts: RepositoryFacts) -> None:
        self._facts = facts.facts
        self._roles = facts.picture.roles
        self._entry_points = facts.picture.entry_points

    def roles(self, path: str) -> tuple[Role, ...]:
        """Return what reaches a file."""
        return self._roles.get(path, ())

    @cached_property
    def sources(self) -> tuple[tuple[str, PythonFacts], ...]:
        """Every Python file and notebook, tests left out, by path."""
        return tuple(
            (path, fact.python)
            for path, fact in sorted(self._facts.items())
            if fact.python is not None and self.roles(path) != ("test",)
        )

    @cached_property
    def _uses(self) -> Mapping[str, tuple[InstrumentUse, ...]]:
        """The uses of instruments by purpose."""
        found: dict[str, list[InstrumentUse]] = {}
        for root, rows in by_root().items():
            for path, source in self._by_root.get(root, {}).items():
                for instrument in rows:
                    if instrument.purposes == ("model",):
                        continue
                    use = _use(instrument, path, source)
                    if use is not None:
                        for purpose in instrument.purposes:
                            found.setdefault(purpose, []).append(use)
        return {
            purpose: tuple(sorted(uses, key=lambda use: (use.path, use.line)))
            for purpose, uses in found.items()
        }

    def uses(self, purpose: str) -> tuple[InstrumentUse, ...]:
        """Return the files that import an instrument of this purpose."""
        return self._uses.get(purpose, ())

    @cached_property
    def _by_root(self) -> Mapping[str, Mapping[str, PythonFacts]]:
        """The files by the top-level modules that they import."""
        found: dict[str, dict[str, PythonFacts]] = {}
        for path, source in self.sources:
            for one in source.imports:
                if not one.level:
                    found.setdefault(one.module.partition(".")[0], {})[path] = source
        return found

    def importing(self, modules: tuple[str, ...]) -> list[tuple[str, PythonFacts]]:
        """Return the files that import one of the top-level modules, by path."""
        found: dict[str, PythonFacts] = {}
        for module in modules:
            found.update(self._by_root.get(module, {}))
        return sorted(found.items(), key=lambda one: one[0])

    @cached_property
    def ordinary_training(self) -> bool:
        """Tell whether anything trains outside of examples, tests, documentation and the like."""
        return any(place_of(entry.path) is None for entry in self._entry_points)

    def aside(self, path: str) -> bool:
        """Tell whether a file is an example or the like of a project that trains elsewhere."""
        return self.ordinary_training and place_of(path) is not None

    @cached_property
    def model_code(self) -> str | None:
        """Return `path:line` of the first import of a library that models are made with."""
        packages = frozenset(training_packages()) - _BROAD
        extra = frozenset(one.module for one in instruments() if "model" in one.purposes)
        for path, source in self.sources:
            for one in source.imports:
                root = one.module.partition(".")[0]
                if not one.level and (root in packages or root in extra):
                    return f"{path}:{one.line}"
        return None


def _use(instrument: Instrument, path: str, source: PythonFacts) -> InstrumentUse | None:
    """Return how a file uses an instrument: its first import, and the first call by any name."""
    imports = [one for one in source.imports if not one.level and _brings(one, instrument.module)]
    if not imports:
        return None
    aliases = sorted({one.alias for one in imports})
    calls = (_first_use(source, alias, instrument.calls) for alias in aliases)
    called = min((line for line in calls if line is not None), default=None)
    return InstrumentUse(instrument, path, imports[0].line, called)


def _brings(one: Import, module: str) -> bool:
    """Tell whether an import binds the module, a part of it, or a name of it."""
    if one.module == module or one.module.startswith(f"{module}."):
        return True
    return bool(one.name) and f"{one.module}.{one.name}" == module


def _first_use(source: PythonFacts, alias: str, counting: frozenset[str]) -> int | None:
    """Return the line of a call, base class or decorator that starts with a local name.

    The first one that is met counts: module-level code first, then the definitions in their order.
    Where only some calls count, it is the first of these.
    """
    starts = (f"{alias}.", f"{alias}(")
    for definition in source.definitions:
        for call in definition.calls:
            counts = not counting or call.name.rpartition(".")[2] in counting
            if counts and (call.name == alias or call.name.startswith(starts)):
                return call.line
        if counting:
            continue
        for name in (*definition.bases, *definition.decorators):
            if name == alias or name.startswith(starts):
                return definition.line
    return None
