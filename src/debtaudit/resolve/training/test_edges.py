"""How tests get to code where no call says so: fixtures, scripts, commands, estimators in loops."""

from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase

from debtaudit.domain.picture import ResolvedCall
from debtaudit.domain.python_facts import MODULE, Definition
from debtaudit.knowledge.vocabulary import vocabulary
from debtaudit.resolve.calls import TRAINING_NAMES, CallGraph
from debtaudit.resolve.calls_of_file import CallEdge
from debtaudit.resolve.imports import Source
from debtaudit.resolve.modules import is_internal, node, split_node
from debtaudit.resolve.training.started_by import StarterFinder
from debtaudit.resolve.training.test_files import filled_in

_RUNNERS = vocabulary("running-modules")
_RUNNING_NAMES = frozenset(vocabulary("running-calls"))
_DEEPEST = 4
"""Functions of test code between a test and the call that starts a program."""


class TestEdges:
    """Collects the ways from test code into the program that are no plain calls."""

    __test__ = False

    def __init__(self, graph: CallGraph, tests: frozenset[str], starters: StarterFinder) -> None:
        self.graph = graph
        self.tests = tests
        self.starters = starters
        self._fixtures = self._find_fixtures()
        self._asked: dict[tuple[str, str], str | None] = {}
        self._runs: dict[str, bool] = {}

    def find(self) -> list[CallEdge]:
        """Return the edges from definitions of test files."""
        found: list[CallEdge] = []
        for path in sorted(self.tests):
            source = self.graph.sources[path]
            for definition in source.facts.definitions:
                found.extend(self._of_definition(source, definition))
                if definition.kind == "class":
                    found.extend(self._filled_in(node(path, definition.name), definition.line))
        return found

    def _filled_in(self, owner: str, line: int) -> list[CallEdge]:
        """Return edges from what a test class makes to the `fit` that inherited tests call on it.

        These tests stand in a base class and know the model as `self.make()` only.
        """
        values = self.graph.values
        members = {
            member
            for base in values.line_of(owner)[1:]
            if is_internal(base) and split_node(base)[0] in self.tests
            for each in self.graph.sources[split_node(base)[0]].members(split_node(base)[1])
            for member in self._unknown(node(split_node(base)[0], each.name))
        }
        found = []
        for hook in filled_in(owner, values) if members else ():
            made = values.result(hook)
            for member in sorted(members) if made and values.is_class(made[:-2]) else ():
                method = values.method(made[:-2], member) if made else None
                if method is not None and is_internal(method):
                    found.append(CallEdge(hook, method, line))
        return found

    def _unknown(self, name: str) -> set[str]:
        """Return the training methods that a definition calls on something of unknown class."""
        return {
            suspect.call.name.rpartition(".")[2]
            for suspect in self.graph.suspects.get(name, ())
            if not (suspect.target and is_internal(suspect.target))
        } & TRAINING_NAMES

    def _of_definition(self, source: Source, definition: Definition) -> list[CallEdge]:
        name = node(source.path, definition.name)
        fixtures = self.fixtures_of(source, definition)
        targets = [*fixtures, *self._estimators(source, definition, fixtures)]
        if self._runs_programs(definition, name):
            targets.extend(self._scripts(source, definition))
        targets.extend(self._checked_estimators(name))
        return [CallEdge(name, target, definition.line) for target in targets]

    # -- fixtures --------------------------------------------------------------------------

    def _find_fixtures(self) -> dict[str, dict[str, str]]:
        found: dict[str, dict[str, str]] = {}
        for path in sorted(self.tests):
            for each in self.graph.sources[path].decorated:
                if any("fixture" in text.partition("(")[0] for text in each.decorators):
                    last = each.name.rpartition(".")[2]
                    found.setdefault(path, {})[last] = node(path, each.name)
        return found

    def fixtures_of(self, source: Source, definition: Definition) -> list[str]:
        """Return the fixtures that a test or fixture asks for by its parameters and marks."""
        if not self._fixtures or definition.kind not in ("function", "method"):
            return []
        asked = list(definition.parameters)
        for text in definition.decorators:
            if "usefixtures" in text:
                asked.extend(text.partition("(")[2].replace("'", "").rstrip(")").split(", "))
        found = []
        for name in asked:
            fixture = self._fixture(source.path, name)
            if fixture and fixture != node(source.path, definition.name):
                found.append(fixture)
        return found

    def fixtures_before(self, name: str) -> list[str]:
        """Return the fixtures that the test or fixture of a node asks for."""
        source = self.graph.sources.get(split_node(name)[0])
        definition = self.graph.definitions.get(name)
        return self.fixtures_of(source, definition) if source and definition else []

    def _fixture(self, path: str, name: str) -> str | None:
        key = path, name
        if key not in self._asked:
            self._asked[key] = self._find_fixture(path, name)
        return self._asked[key]

    def _find_fixture(self, path: str, name: str) -> str | None:
        known = self._fixtures.get(path, {}).get(name) or self._imported_fixture(path, name)
        folder = path
        while known is None and folder:
            folder = folder.rpartition("/")[0]
            conftest = f"{folder}/conftest.py" if folder else "conftest.py"
            known = self._fixtures.get(conftest, {}).get(name)
        return known

    def _imported_fixture(self, path: str, name: str) -> str | None:
        """Return the fixture that a test file imports: pytest then finds it under that name."""
        found = self.graph.names.member(node(path, MODULE), name)
        if found is None or not is_internal(found):
            return None
        home, symbol = split_node(found)
        return self._fixtures.get(home, {}).get(symbol)

    # -- estimators whose class is not written at the call -----------------------------------

    def _estimators(
        self, source: Source, definition: Definition, fixtures: Iterable[str]
    ) -> list[str]:
        """Return `fit` methods that an unresolved `x.fit()` may mean.

        These are methods of the classes that the test, its fixtures or its parameters construct.
        """
        name = node(source.path, definition.name)
        members = self._unknown(name)
        if not members:
            return []
        classes = [*self._constructed(name)]
        for fixture in fixtures:
            classes.extend(self._constructed(fixture))
        if any("parametrize" in text for text in definition.decorators):
            classes.extend(self._parameters(source, definition))
        found = []
        for each in dict.fromkeys(classes):
            for member in sorted(members):
                method = self.graph.values.method(each, member)
                if method is not None and is_internal(method):
                    found.append(method)
        return found

    def _constructed(self, name: str) -> list[str]:
        return [target for target in self.graph.targets(name) if self.graph.values.is_class(target)]

    def _parameters(self, source: Source, definition: Definition) -> list[str]:
        """Return classes that stand in the decorators above a test, or that the file imports."""
        before = [
            each.end_line
            for each in source.facts.definitions[1:]
            if each.end_line < definition.line
        ]
        start = max(before, default=0)
        owner = definition.name.rpartition(".")[0] or MODULE
        found = [
            call.target
            for call in self.graph.resolved.get(node(source.path, owner), ())
            if start < call.line < definition.line and self.graph.values.is_class(call.target)
        ]
        if found:
            return found
        values = [self.graph.names.imported(source.path, each) for each in source.facts.imports]
        return [value for value in values if value and self.graph.values.is_class(value)]

    def _checked_estimators(self, name: str) -> list[str]:
        """scikit-learn's own checks fit the estimators that they are given."""
        calls = self.graph.resolved.get(name, ())
        if not any(
            call.target.endswith((".check_estimator", ".parametrize_with_checks"))
            for call in calls
            if not call.internal
        ):
            return []
        methods = [self.graph.values.method(each, "fit") for each in self._constructed(name)]
        return [each for each in methods if each is not None and is_internal(each)]

    # -- programs that a test starts ---------------------------------------------------------

    def _runs_programs(self, definition: Definition, name: str, depth: int = 0) -> bool:
        if name not in self._runs:
            self._runs[name] = False
            called = [call.name for call in definition.calls]
            self._runs[name] = (
                not _RUNNING_NAMES.isdisjoint([each.rpartition(".")[2] for each in called])
                or any("testbook" in text for text in definition.decorators)
                or any(self._starts(call, depth) for call in self.graph.resolved.get(name, ()))
                or any(each.endswith((".invoke", "run_cli")) for each in called)
            )
        return self._runs[name]

    def _starts(self, call: ResolvedCall, depth: int) -> bool:
        if not call.internal:
            return call.target.startswith(_RUNNERS)
        path, symbol = split_node(call.target)
        if path not in self.tests or depth > _DEEPEST:
            return False
        source = self.graph.sources[path]
        definition = source.definitions.get(symbol)
        return definition is not None and self._runs_programs(definition, call.target, depth + 1)

    def _scripts(self, source: Source, definition: Definition) -> list[str]:
        texts = [*definition.strings, *(call.text for call in definition.calls)]
        texts.extend(definition.decorators)
        own = self._named(texts, source.folder)
        if not own:
            module = source.definitions[MODULE]
            own = self._named(module.strings, source.folder)[:3]
        return [*own, *self._commands(source, definition, texts)]

    def _named(self, texts: Iterable[str], folder: str) -> list[str]:
        found: dict[str, None] = {}
        words = [
            word.strip("'\"(),[]") for text in texts for word in text.replace("(", " ").split()
        ]
        for at, word in enumerate(words):
            if word.endswith(".ipynb") and "*" in word:
                found.update((node(each, MODULE), None) for each in self._matching(word, folder))
            elif word in self.starters.console:
                found[self.starters.console[word][1]] = None
            elif word.endswith((".py", ".ipynb")):
                path = self.starters.file(word, folder)
                if path is not None and path not in self.tests:
                    found[node(path, MODULE)] = None
            elif (at and words[at - 1] == "-m") or ("." in word and "/" not in word):
                target = self.starters.module(word)
                if target is not None and split_node(target)[0] not in self.tests:
                    found[target] = None
        return list(found)

    def _matching(self, pattern: str, folder: str) -> list[str]:
        """Return the notebooks that a pattern names, relative to a folder or the repository."""
        plain = pattern.removeprefix("./")
        patterns = (f"{folder}/{plain}" if folder else plain, plain)
        return [
            path
            for path, source in self.graph.sources.items()
            if source.is_notebook and any(fnmatchcase(path, each) for each in patterns)
        ]

    def _commands(self, source: Source, definition: Definition, texts: Iterable[str]) -> list[str]:
        """Return the functions behind a Click group or Typer application that a test invokes."""
        words = {word for text in texts for word in text.split()}
        found = []
        for call in definition.calls:
            if not call.name.endswith(".invoke"):
                continue
            for argument in call.names:
                each = source.imports.get(argument.partition(".")[0])
                module = self.graph.names.imported_module(source.path, each) if each else None
                if module is not None and is_internal(module):
                    found.extend(chosen_commands(self.graph, split_node(module)[0], words))
        return found


def chosen_commands(graph: CallGraph, path: str, words: set[str]) -> list[str]:
    """Return the functions of a file that are commands and named in `words`.

    A file with one command needs no name.
    """
    commands = command_functions(graph, path)
    if len(commands) == 1:
        return list(commands.values())
    return [name for command, name in commands.items() if command in words]


def command_functions(graph: CallGraph, path: str) -> Mapping[str, str]:
    """Return the functions of a file that Click or Typer run as commands, by command name."""
    source = graph.sources.get(path)
    found: dict[str, str] = {}
    for each in source.decorated if source else ():
        for text in each.decorators:
            name, _, arguments = text.partition("(")
            if name.rpartition(".")[2] == "command":
                given = arguments.partition("'")[2].partition("'")[0]
                plain = each.name.replace("_", "-")
                found[given if given and " " not in given else plain] = node(path, each.name)
    return found
