"""Which files import which instruments, and whether they call them: read once for all items."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from msgspec import Struct

from debtaudit.domain.facts import RepositoryFacts
from debtaudit.domain.python_facts import Import, PythonFacts
from debtaudit.domain.report_rows import Role
from debtaudit.knowledge.frameworks import training_packages
from debtaudit.knowledge.instruments import Instrument, by_distribution, by_root, instruments
from debtaudit.knowledge.places import place_of

# Packages of a cloud or a cluster hold a trainer among much else: an import tells nothing.
_BROAD = frozenset({"google", "azureml", "sagemaker", "pyspark", "ray", "synapse", "interpret"})
_JOBS = frozenset({"flow", "task", "dag", "job", "op", "asset", "step", "pipeline", "component"})
"""Decorators by which orchestrators know a function that they run."""
_WATCHES = ("monitor", "drift")
_ORDERS = ("create_training_job", "create_endpoint", "CustomTrainingJob", "Endpoint.create")
"""Calls of the clients of AWS and Google Cloud that train or serve somewhere else."""
_ANSWERS = ("Response", "Output", "Out", "Result", "Reply", "Settings", "Config")
"""Classes by which a service forms its answers, or reads its settings: they check no data."""
_SCHEDULES = frozenset({"schedule", "schedule_interval", "cron", "cron_schedule", "timetable"})
"""Arguments by which orchestrators are told when to run something."""


class InstrumentUse(Struct, frozen=True):
    """A file that imports an instrument; `called` is the line of the first use, if there is one."""

    instrument: Instrument
    path: str
    line: int
    called: int | None


_Importing = tuple[PythonFacts, list[Import]]
"""A file, and what of its imports is meant."""


class Imports:
    """The imports of all Python files and notebooks that are no tests."""

    def __init__(self, facts: RepositoryFacts) -> None:
        self._facts = facts.facts
        self._roles = facts.picture.roles
        self._entry_points = facts.picture.entry_points
        serving = facts.picture.reach.get("serving")
        self._served = serving.because if serving is not None else {}

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
            if root not in self._by_root or self._is_own(root):
                continue
            for path, (source, imports) in self._by_root[root].items():
                for instrument in rows:
                    if instrument.purposes == ("model",):
                        continue
                    skipped: frozenset[str] = frozenset()
                    if "boundary" in instrument.purposes:
                        skipped = self._binding_nobody(path, source)
                    use = _use(instrument, path, source, imports, skipped)
                    if use is not None:
                        for purpose in instrument.purposes:
                            found.setdefault(purpose, []).append(use)
        return {
            purpose: tuple(sorted(uses, key=lambda use: (use.path, use.line)))
            for purpose, uses in found.items()
        }

    def _binding_nobody(self, path: str, source: PythonFacts) -> frozenset[str]:
        """Return the classes that check no data: forms of answers, and those that nobody imports.

        Where a file serves itself, or is imported whole, each of its classes may be used.
        """
        classes = {one.name for one in source.definitions if one.kind == "class"}
        stem = path.rpartition("/")[2].removesuffix(".py")
        known = self._served.get(path) == path or stem in self._imported_names
        return frozenset(
            name
            for name in classes
            if name.endswith(_ANSWERS) or not (known or name in self._imported_names)
        )

    @cached_property
    def _imported_names(self) -> frozenset[str]:
        """The names that files import from elsewhere, and the modules that they import whole."""
        return frozenset(
            one.name if one.name not in ("", "*") else one.module.rpartition(".")[2]
            for _path, source in self.sources
            for one in source.imports
        )

    def uses(self, purpose: str) -> tuple[InstrumentUse, ...]:
        """Return the files that import an instrument of this purpose."""
        return self._uses.get(purpose, ())

    @cached_property
    def declared(self) -> Mapping[str, tuple[tuple[str, str, Instrument], ...]]:
        """The instruments that manifests name, by purpose: place, name, instrument."""
        found: dict[str, list[tuple[str, str, Instrument]]] = {}
        for path, fact in sorted(self._facts.items()):
            for one in fact.manifest.declarations if fact.manifest is not None else ():
                for instrument in by_distribution().get(one.name or "", ()):
                    for purpose in instrument.purposes:
                        place = (f"{path}:{one.line}", one.name or "", instrument)
                        found.setdefault(purpose, []).append(place)
        return {purpose: tuple(places) for purpose, places in found.items()}

    def _is_own(self, root: str) -> bool:
        """Tell whether a top-level module is a package of this repository: Evidently's Evidently.

        A folder further down with the name of a distribution that is declared is none.
        """
        if root not in self._packages:
            return False
        if {f"{root}/__init__.py", f"src/{root}/__init__.py"} & self._facts.keys():
            return True
        names = {name for one in by_root()[root] for name in one.distributions}
        return not any(
            one.name in names
            for fact in self._facts.values()
            if fact.manifest is not None
            for one in fact.manifest.declarations
        )

    @cached_property
    def _packages(self) -> frozenset[str]:
        return frozenset(
            path[: -len("/__init__.py")].rpartition("/")[2]
            for path, _source in self.sources
            if path.endswith("/__init__.py")
        )

    @cached_property
    def _by_root(self) -> Mapping[str, Mapping[str, _Importing]]:
        """The files by the top-level modules that they import, with the imports of it."""
        found: dict[str, dict[str, _Importing]] = {}
        for path, source in self.sources:
            for one in source.imports:
                if not one.level:
                    files = found.setdefault(one.module.partition(".")[0], {})
                    if path not in files:
                        files[path] = source, []
                    files[path][1].append(one)
        return found

    def importing(self, modules: tuple[str, ...]) -> list[tuple[str, PythonFacts]]:
        """Return the files that import one of the top-level modules, by path."""
        found: dict[str, PythonFacts] = {}
        for module in modules:
            for path, (source, _imports) in self._by_root.get(module, {}).items():
                found[path] = source
        return sorted(found.items(), key=lambda one: one[0])

    def is_program(self, path: str) -> bool:
        """Tell a script from a module: a main block, a job of an orchestrator, a monitor."""
        fact = self._facts.get(path)
        source = fact.python if fact is not None else None
        if source is None:
            return False
        if path.endswith(".ipynb"):
            return any(word in path.lower() for word in _WATCHES)
        return (
            source.has_main
            or path in self.orchestrated
            or any(
                decorator.partition("(")[0].rpartition(".")[2] in _JOBS
                for definition in source.definitions
                for decorator in definition.decorators
            )
        )

    @cached_property
    def orchestrated(self) -> frozenset[str]:
        """The files that call an orchestrator: what they say is run by it."""
        return frozenset(use.path for use in self.uses("orchestration") if use.called is not None)

    def has_schedule(self, path: str) -> bool:
        """Tell whether a file says when an orchestrator is to run what is in it."""
        source = self._facts[path].python
        return source is not None and any(
            not _SCHEDULES.isdisjoint(call.keywords)
            or call.name.endswith("Schedule")
            or call.name.startswith("schedule.every")
            for definition in source.definitions
            for call in definition.calls
        )

    @cached_property
    def ordinary_training(self) -> bool:
        """Tell whether anything trains outside of examples, tests, documentation and the like."""
        return any(place_of(entry.path) is None for entry in self._entry_points)

    def aside(self, path: str) -> bool:
        """Tell whether a file is an example or the like of a project that trains elsewhere."""
        return self.ordinary_training and place_of(path) is not None

    @cached_property
    def remote_training(self) -> bool:
        """Tell whether code orders a training or an endpoint from a cloud."""
        return any(
            True
            for _path, source in self.importing(("boto3", "sagemaker", "google", "azure"))
            for _call in calls_of(source, _ORDERS, None)
        )

    @cached_property
    def model_code(self) -> bool:
        """Tell whether a file imports a library that models are made with."""
        packages = frozenset(training_packages()) - _BROAD
        extra = frozenset(one.module for one in instruments() if "model" in one.purposes)
        return not (packages | extra).isdisjoint(self._by_root)


def full_names(source: PythonFacts) -> Mapping[str, str]:
    """Return what the local names of a file stand for: `AMLModel` for `azureml.core.Model`."""
    return {
        one.alias: f"{one.module}.{one.name}" if one.name else one.module
        for one in source.imports
        if one.alias and one.name != "*" and not (not one.name and "." in one.module)
    }


def calls_of(
    source: PythonFacts, patterns: tuple[str, ...], keyword: str | None
) -> Iterator[tuple[int, str]]:
    """Yield line and name of the calls, and uses as a base class, that a pattern means.

    A pattern is the last name of a call, or the last parts of its full one (`Model.upload`).
    """
    lasts = frozenset(pattern.rpartition(".")[2] for pattern in patterns)
    for definition in source.definitions:
        for call in definition.calls:
            if call.name.rpartition(".")[2] in lasts:
                name = _meant(call.name, source, patterns)
                if name and (keyword is None or keyword in call.keywords):
                    yield call.line, name
        for base in definition.bases:
            if keyword is None and base.rpartition(".")[2] in lasts:
                name = _meant(base, source, patterns)
                if name:
                    yield definition.line, name


def _meant(written: str, source: PythonFacts, patterns: tuple[str, ...]) -> str:
    """Return the full name of what is called where a pattern means it, else nothing."""
    name = _full(written, full_names(source))
    dotted = f".{name}"
    return name if any(dotted.endswith(f".{pattern}") for pattern in patterns) else ""


def _full(name: str, names: Mapping[str, str]) -> str:
    head, dot, rest = name.partition(".")
    return f"{names.get(head, head)}{dot}{rest}"


def _use(
    instrument: Instrument,
    path: str,
    source: PythonFacts,
    of_root: Sequence[Import],
    skipped: frozenset[str],
) -> InstrumentUse | None:
    """Return how a file uses an instrument: its first import, and the first call by any name.

    `of_root` are the file's imports of the top-level module that holds the instrument.
    """
    imports = [one for one in of_root if _brings(one, instrument.module)]
    if not imports:
        return None
    aliases = sorted({one.alias for one in imports})
    calls = (_first_use(source, alias, instrument.calls, skipped) for alias in aliases)
    called = min((line for line in calls if line is not None), default=None)
    return InstrumentUse(instrument, path, imports[0].line, called)


def _brings(one: Import, module: str) -> bool:
    """Tell whether an import binds the module, a part of it, or a name of it."""
    if one.module == module or one.module.startswith(f"{module}."):
        return True
    return bool(one.name) and f"{one.module}.{one.name}" == module


def _first_use(
    source: PythonFacts, alias: str, counting: frozenset[str], skipped: frozenset[str]
) -> int | None:
    """Return the line of a call, base class or decorator that starts with a local name.

    The first one that is met counts: module-level code first, then the definitions in their order.
    Where only some calls count, it is the first of these; `skipped` are classes that do not.
    """
    starts = (f"{alias}.", f"{alias}(")
    for definition in source.definitions:
        if skipped and definition.name.partition(".")[0] in skipped:
            continue
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
