"""What the rules of all items look at, prepared once and only where a rule asks for it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from functools import cached_property

from debtaudit.checklist.commands import program_names
from debtaudit.checklist.imports import Imports
from debtaudit.domain.facts import RepositoryFacts
from debtaudit.domain.files import PathClass, SettingValue, Step, WorkflowFacts
from debtaudit.domain.findings import ScanResult
from debtaudit.domain.manifests import ManifestFacts
from debtaudit.domain.patterns import lazy_pattern
from debtaudit.domain.python_facts import Definition, PythonFacts
from debtaudit.extract.path_class import UNREAD
from debtaudit.knowledge.checklist_items import Checklist, Item, SettingRule
from debtaudit.knowledge.checklists import DEFAULT, default_items
from debtaudit.knowledge.places import place_of
from debtaudit.resolve.modules import node_of, split_node
from debtaudit.resolve.program_callers import Callers, callers_of
from debtaudit.resolve.training.inner_commands import CI_ORIGINS, commands_within

_TEMPLATE = "not parsed: a template"
"""How the reader of YAML calls a Helm chart or the like: no file that is broken."""
_OF_TEMPLATES = (".resource", "Type", "Resource", "schedule_expression", "ScheduleExpression")
_AZURE = lazy_pattern(r"//azuremlschemas\.azureedge\.net/\w+/(\w+)\.schema\.json")
_INDEX = lazy_pattern(r"\[\d+\]")
_OF_MACHINES = ("asl", "state", "step", "template", "stack", "pipeline")
_OF_MONITORING = ("dashboard", "grafana", "alert", "monitor")


def _in_short(problem: str | None) -> str | None:
    """Return the first of the problems of a file, such as the cells of a notebook have them."""
    first, _, others = (problem or "").partition("; ")
    return f"{first}, and more of it" if others else problem


_Named = Mapping[str, list[tuple[str, int, Definition]]]
"""Definitions by their last name in lower case: path, number in the file, definition."""


def _places(named: _Named, names: Iterable[str]) -> list[tuple[str, str, int]]:
    found = sorted(one for name in set(names) for one in named[name])
    return [(path, definition.name, definition.line) for path, _number, definition in found]


class Material:
    """The facts of the repository in the orders in which rules ask for them."""

    def __init__(
        self,
        facts: RepositoryFacts,
        results: Sequence[ScanResult],
        checklists: Sequence[Checklist],
    ) -> None:
        self.facts = facts
        self.results = results
        self.imports = Imports(facts)
        self._checklists = checklists

    @property
    def items(self) -> Iterator[Item]:
        """Yield the items of all checklists, and those that they refer to."""
        yield from (item for checklist in self._checklists for item in checklist.items)
        if all(checklist.id != DEFAULT for checklist in self._checklists):
            yield from default_items()

    @cached_property
    def callers(self) -> Callers:
        """The nodes of the program, tests left out, that call a node of the repository."""
        return callers_of(self.facts.picture)

    @cached_property
    def calling_training(self) -> frozenset[str]:
        """The files of the program whose code calls a training entry point, through others too."""
        return frozenset(split_node(name)[0] for name in self.nodes_to_training)

    @cached_property
    def nodes_to_training(self) -> frozenset[str]:
        """The nodes of the program that are a training entry point, or call one."""
        callers = self.callers
        found = set(map(node_of, self.facts.picture.entry_points))
        level = list(found)
        while level:
            level = [up for name in level for up in callers.get(name, ()) if up not in found]
            found.update(level)
        return frozenset(found)

    @cached_property
    def templates(self) -> tuple[tuple[str, tuple[SettingValue, ...]], ...]:
        """What Terraform, CloudFormation and state machines say of resources, steps and times."""
        found = (
            (path, tuple(leaf for leaf in fact.settings if leaf.key.endswith(_OF_TEMPLATES)))
            for path, fact in sorted(self.facts.facts.items())
            if fact.settings and _may_order(path)
        )
        return tuple((path, leaves) for path, leaves in found if leaves)

    @cached_property
    def azure(self) -> tuple[tuple[str, str, tuple[SettingValue, ...]], ...]:
        """The files of Azure ML (CLI v2): path, kind by the schema (`pipelineJob`), values."""
        return tuple(
            (path, found[1], fact.settings)
            for path, fact in sorted(self.facts.facts.items())
            if fact.settings and fact.settings[0].key == "$schema" and place_of(path) is None
            for found in [_AZURE.search(fact.settings[0].value)]
            if found is not None
        )

    @cached_property
    def path_classes(self) -> Mapping[str, PathClass]:
        """The class of every path."""
        return {entry.path: entry.path_class for entry in self.facts.files}

    @cached_property
    def manifests(self) -> tuple[tuple[str, ManifestFacts], ...]:
        """The files that declare or lock packages, by path."""
        return tuple(
            (path, fact.manifest)
            for path, fact in sorted(self.facts.facts.items())
            if fact.manifest is not None
        )

    @cached_property
    def by_stem(self) -> Mapping[str, tuple[str, ...]]:
        """Paths by the stem of their name, lower case and with `_` for `-`."""
        found: dict[str, list[str]] = {}
        for entry in self.facts.files:
            name = entry.path.rpartition("/")[2].lower()
            found.setdefault(name.partition(".")[0].replace("-", "_"), []).append(entry.path)
        return {stem: tuple(paths) for stem, paths in found.items()}

    @cached_property
    def folders(self) -> Mapping[str, Mapping[str, str]]:
        """The first path in each folder, both by the last part of the folder, in lower case."""
        found: dict[str, str] = {}
        for entry in self.facts.files:
            found.setdefault(entry.path.rpartition("/")[0].lower(), entry.path)
        by_last: dict[str, dict[str, str]] = {}
        for folder, path in found.items():
            by_last.setdefault(folder.rpartition("/")[2], {})[folder] = path
        return by_last

    @cached_property
    def lowered(self) -> Mapping[str, str]:
        """Every path by what it is in lower case."""
        return {entry.path.lower(): entry.path for entry in self.facts.files}

    @cached_property
    def lines(self) -> str:
        """Every path in lower case, one a line."""
        return "\n".join(self.lowered)

    @cached_property
    def function_names(self) -> str:
        """The last names of all functions and methods, one a line, in lower case."""
        return "\n".join(self._functions)

    @cached_property
    def class_names(self) -> str:
        """The last names of all classes, one a line, in lower case."""
        return "\n".join(self._classes)

    def functions_of(self, names: Iterable[str]) -> list[tuple[str, str, int]]:
        """Return path, whole name and line of the functions of these last names, by path."""
        return _places(self._functions, names)

    def classes_of(self, names: Iterable[str]) -> list[tuple[str, str, int]]:
        """Return path, whole name and line of the classes of these last names, by path."""
        return _places(self._classes, names)

    @cached_property
    def _functions(self) -> _Named:
        return self._named(("function", "method"))

    @cached_property
    def _classes(self) -> _Named:
        return self._named(("class",))

    def _named(self, kinds: tuple[str, ...]) -> _Named:
        """Return the definitions by their last name in lower case, each with its number."""
        found: dict[str, list[tuple[str, int, Definition]]] = {}
        for path, source in self.imports.sources:
            for number, one in enumerate(source.definitions):
                if one.kind in kinds:
                    last = one.name.rpartition(".")[2].lower()
                    found.setdefault(last, []).append((path, number, one))
        return found

    def functions_in(self, module: str, pattern: str) -> Iterator[tuple[str, str, int]]:
        """Yield those whose name matches a pattern, in modules or folders of a name."""
        for path, source in self._by_module.get(module, ()):
            for one in source.definitions:
                is_callable = one.kind in ("function", "method")
                if is_callable and fnmatchcase(one.name.rpartition(".")[2].lower(), pattern):
                    yield path, one.name, one.line

    @cached_property
    def _by_module(self) -> Mapping[str, list[tuple[str, PythonFacts]]]:
        """The sources by the names of their folder and of their module, in lower case."""
        found: dict[str, list[tuple[str, PythonFacts]]] = {}
        for path, source in self.imports.sources:
            parts = path.lower().split("/")[-2:]
            for name in {parts[0], parts[-1].partition(".")[0]}:
                found.setdefault(name, []).append((path, source))
        return found

    @cached_property
    def ci_steps(self) -> tuple[tuple[str, WorkflowFacts, Step], ...]:
        """The steps of CI that are not switched off, with their file."""
        return tuple(
            (path, fact.workflow, step)
            for path, fact in sorted(self.facts.facts.items())
            if fact.workflow is not None
            for step in fact.workflow.steps
            if step.origin in CI_ORIGINS and not step.inactive
        )

    @cached_property
    def broken(self) -> tuple[tuple[str, PathClass, str], ...]:
        """The files that could not be read, with class and reason: broken, or not in this clone.

        Helm charts, examples, tests and documentation are none of them.
        """
        said = {one.path: one.message for one in self.facts.diagnostics}
        found = []
        for entry in self.facts.files:
            if entry.path_class in UNREAD or place_of(entry.path) is not None:
                continue
            fact = self.facts.facts.get(entry.path)
            problem = _in_short(fact.problem) if fact is not None else said.get(entry.path)
            is_chart = entry.path_class is PathClass.YAML and (problem or "").startswith(_TEMPLATE)
            if problem and not is_chart:
                found.append((entry.path, entry.path_class, problem))
        return tuple(found)

    @cached_property
    def programs_in_ci(self) -> tuple[tuple[str, WorkflowFacts, Step, frozenset[str]], ...]:
        """The steps of CI with the names of the programs and modules that each runs."""
        return tuple(
            (path, workflow, step, program_names(step.commands))
            for path, workflow, step in self.ci_steps
        )

    @cached_property
    def ci_workflows(self) -> Mapping[str, WorkflowFacts]:
        """The files of CI by their path."""
        return {path: workflow for path, workflow, _step in self.ci_steps}

    @cached_property
    def started(self) -> frozenset[str]:
        """The base names of scripts that some step, target, container or schedule starts."""
        return frozenset(
            word.rpartition("/")[2].strip("\"'")
            for fact in self.facts.facts.values()
            if fact.workflow is not None
            for step in fact.workflow.steps
            if not step.inactive
            for command in step.commands
            if ".py" in command
            for word in command.split()
            if word.strip("\"'").endswith(".py")
        )

    @cached_property
    def scheduled(self) -> frozenset[str]:
        """The words of all commands that CI runs on a schedule, scripts followed."""
        found: set[str] = set()
        for _path, workflow, step in self.ci_steps:
            if "schedule" not in workflow.triggers:
                continue
            inner = commands_within(self.facts.facts, step.commands)
            for commands in (step.commands, *(commands for _path, commands in inner)):
                for command in commands:
                    found.update(word.strip("\"'").rpartition("/")[2] for word in command.split())
        return frozenset(found)

    @cached_property
    def settings(self) -> Mapping[str, tuple[tuple[str, str, SettingValue], ...]]:
        """The leaves of settings by the last part of their key, where some rule looks for it.

        Each stands with its file and its key without the numbers of lists. JSON counts where it
        is said to be a dashboard or an alert; elsewhere it is data.
        """
        rules = (rule for item in self.items for rule in item.rules)
        keys = (key for rule in rules if isinstance(rule, SettingRule) for key in rule.keys)
        lasts = frozenset(key.rpartition(".")[2] for key in keys)
        found: dict[str, list[tuple[str, str, SettingValue]]] = {}
        for path, fact in sorted(self.facts.facts.items()):
            for leaf in fact.settings if _is_configuration(path) else ():
                last = leaf.key.rpartition(".")[2]
                if last in lasts:
                    key = _INDEX.sub("", leaf.key) if "[" in leaf.key else leaf.key
                    found.setdefault(last, []).append((path, key, leaf))
        return {last: tuple(leaves) for last, leaves in found.items()}

    def is_program(self, path: str) -> bool:
        """Tell whether a file is started by itself: a script, a flow, a watching notebook."""
        return self.imports.is_program(path) or path.rpartition("/")[2] in self.started


def _may_order(path: str) -> bool:
    if path.endswith(".json"):
        return any(word in path.lower() for word in _OF_MACHINES)
    return path.endswith((".tf", ".yml", ".yaml"))


def _is_configuration(path: str) -> bool:
    if path.endswith(".json"):
        return any(word in path.lower() for word in _OF_MONITORING)
    return path.endswith((".yml", ".yaml", ".toml", ".tf"))
