"""From training code back to the tests and CI steps that run it."""

from collections.abc import Callable, Iterable, Mapping
from itertools import pairwise

from msgspec import Struct

from debtaudit.domain.python_facts import MODULE
from debtaudit.domain.report_rows import TestReference
from debtaudit.resolve.calls import CallGraph
from debtaudit.resolve.calls_of_file import CallEdge
from debtaudit.resolve.modules import node, split_node
from debtaudit.resolve.training.declared_stages import runs_a_pipeline
from debtaudit.resolve.training.entry_points import Chain
from debtaudit.resolve.training.expected_errors import expects_error
from debtaudit.resolve.training.mocks import mocked
from debtaudit.resolve.training.started_by import Stage, Starter
from debtaudit.resolve.training.test_edges import command_functions
from debtaudit.resolve.training.test_files import CollectedTest, always_run, filled_in

_MOST_NODES = 5000
"""Callers followed from one entry point: a limit for code that calls everything from everywhere."""

_MOST_TESTS = 20
"""Tests named for one entry point."""


Way = tuple[str, tuple[str, ...]]
"""The node of a test, and the nodes from there to the training code."""


class Trace(Struct, frozen=True):
    """What runs one entry point: tests, CI steps, everything that starts it; and what does not.

    `ways` holds for each test its node and the nodes from there to the training code.
    """

    tests: tuple[TestReference, ...]
    smoke: tuple[TestReference, ...]
    refused: tuple[TestReference, ...]
    started_by: tuple[str, ...]
    ways: tuple[Way, ...] = ()


class _Visit:
    """One node on the way back: by which node it was reached, and how."""

    __slots__ = ("after", "command", "imported", "meant", "name")

    def __init__(
        self, name: str, after: "_Visit | None", imported: bool, command: str, meant: str = ""
    ) -> None:
        self.name = name
        self.meant = meant
        self.after = after
        self.imported = imported
        self.command = command

    def path(self) -> list[str]:
        """Return the nodes from this one down to the training code."""
        found = []
        visit: _Visit | None = self
        while visit is not None:
            found.append(visit.name)
            visit = visit.after
        return found


class Tracer:
    """Follows callers from an entry point until tests, importing files or commands start it."""

    def __init__(
        self,
        graph: CallGraph,
        callers: Mapping[str, list[CallEdge]],
        tests: Mapping[str, list[CollectedTest]],
        starters: list[Starter],
        importers: Mapping[str, list[str]],
        stages: Iterable[Stage] = (),
        fixtures: Callable[[str], Iterable[str]] = lambda _: (),
    ) -> None:
        self.stages = frozenset((each.declared, each.target) for each in stages)
        self.graph = graph
        self.callers = callers
        self.importers = importers
        self.by_node: dict[str, list[CollectedTest]] = {}
        self.by_file = tests
        for path in sorted(tests):
            for test in tests[path]:
                self.by_node.setdefault(test.name, []).append(test)
        self._set_up = self._set_up_functions(tests)
        self._fixtures = fixtures
        self._before: dict[str, tuple[str, ...]] = {}
        self.starters: dict[str, list[Starter]] = {}
        for starter in starters:
            self.starters.setdefault(starter.target, []).append(starter)

    def _set_up_functions(
        self, tests: Mapping[str, list[CollectedTest]]
    ) -> dict[str, list[CollectedTest]]:
        found: dict[str, list[CollectedTest]] = {}
        for path in sorted(tests):
            source = self.graph.sources[path]
            for owner in dict.fromkeys([None, *(test.owner for test in tests[path])]):
                hooks = filled_in(owner, self.graph.values) if owner else []
                for name in (*always_run(source, owner), *hooks):
                    own = [each for each in tests[path] if owner in (None, each.owner)]
                    found.setdefault(name, []).extend(own)
        return found

    def trace(self, chain: Chain, goals: list[str]) -> Trace:
        """Return what runs one of the goals: the entry point and what fits the model for it."""
        accepted: dict[str, TestReference] = {}
        refused: dict[str, TestReference] = {}
        smoke: dict[str, TestReference] = {}
        started: dict[str, None] = {}
        ways: list[Way] = []
        for visit in self._visits(goals):
            for starter in self.starters.get(visit.name, ()):
                if not _chosen(visit.command, starter):
                    continue
                started[starter.ref] = None
                if starter.by_ci:
                    smoke[starter.ref] = TestReference(starter.ref, _how(visit.path(), "runs"))
            for test, how in self._tests_at(visit):
                reason = test.refused or self._builds_only(visit.path())
                reason = reason or expects_error(self.graph, visit.path())
                reason = reason or mocked(
                    self.graph, self.by_file, test, visit.path(), chain, self._runs_before(test)
                )
                if reason:
                    refused.setdefault(test.ref, TestReference(test.ref, reason))
                elif test.ref not in accepted:
                    conditions = "; ".join(test.conditions)
                    text = f"{how} (condition: {conditions})" if conditions else how
                    text = f"its examples: {text}" if test.is_doctest else text
                    accepted[test.ref] = TestReference(test.ref, text)
                    ways.append((test.name, tuple(visit.path())))
        return Trace(
            _first(accepted),
            _first(smoke),
            _first(refused),
            tuple(sorted(started))[:_MOST_TESTS],
            tuple(ways),
        )

    def _runs_before(self, test: CollectedTest) -> tuple[str, ...]:
        """Return the fixtures that a test asks for, theirs, and what is set up before it."""
        known = self._before.get(test.name)
        if known is None:
            own = split_node(test.name)[0] + "::"
            set_up = [
                name
                for name, tests in self._set_up.items()
                if name.startswith(own) and test in tests
            ]
            found = dict.fromkeys(set_up)
            queue = [test.name, *set_up]
            for name in queue:
                more = [each for each in self._fixtures(name) if each not in found]
                found.update(dict.fromkeys(more))
                queue += more
            known = self._before[test.name] = tuple(found)
        return known

    def _visits(self, goals: list[str]) -> list[_Visit]:
        queue = [_Visit(goal, None, self._is_imported(goal), "") for goal in goals]
        seen = {(visit.name, visit.imported) for visit in queue}
        for visit in queue:
            if len(queue) > _MOST_NODES:
                break
            for following in self._following(visit):
                key = (following.name, following.imported)
                if key not in seen:
                    seen.add(key)
                    queue.append(following)
        return queue

    def _is_imported(self, name: str) -> bool:
        """Tell whether module-level code as a goal runs on import: it has no main block."""
        path, symbol = split_node(name)
        source = self.graph.sources[path]
        return symbol == MODULE and not source.facts.has_main and not source.is_notebook

    def _following(self, visit: _Visit) -> list[_Visit]:
        path, symbol = split_node(visit.name)
        found = []
        for call in self.callers.get(visit.name, ()):
            other, outer = split_node(call.caller)
            as_command = outer == MODULE and other == path and call.line == 0
            command = self._command(path, symbol) if as_command else ""
            imported = outer == MODULE and not as_command and not self._is_guarded(other, call.line)
            # a base class runs what a derived class defines: only tests of that class get here
            meant = node(path, symbol.rpartition(".")[0]) if call.target != visit.name else ""
            found.append(_Visit(call.caller, visit, imported, command, meant or visit.meant))
        if symbol == MODULE and visit.imported:
            found.extend(
                _Visit(node(other, MODULE), visit, True, "")
                for other in self.importers.get(path, ())
            )
        return found

    def _command(self, path: str, symbol: str) -> str:
        """Return the name that a command line has to hold; a file with one command needs none."""
        commands = command_functions(self.graph, path)
        if len(commands) < 2:
            return ""
        return next(name for name, each in commands.items() if each == node(path, symbol))

    def _is_guarded(self, path: str, line: int) -> bool:
        source = self.graph.sources[path]
        block = source.facts.main_block
        return source.is_notebook or (block is not None and block[0] <= line <= block[1])

    def _tests_at(self, visit: _Visit) -> list[tuple[CollectedTest, str]]:
        path, symbol = split_node(visit.name)
        if symbol == MODULE and visit.imported and path in self.by_file:
            tests = self.by_file[path][:1]
            return [(test, f"imports {_where(visit.path(), path)}") for test in tests]
        found = [*self.by_node.get(visit.name, ()), *self._set_up.get(visit.name, ())]
        if not found:
            return []
        nodes = visit.path()
        how = _how(nodes, "calls")
        if not visit.meant:
            return [(test, how) for test in found]
        return [(test, how) for test in found if self._names_class(test, visit.meant, nodes)]

    def _names_class(self, test: CollectedTest, owner: str, nodes: list[str]) -> bool:
        source = self.graph.sources[split_node(test.name)[0]]
        if any(
            owner in self.graph.values.line_of(target)
            for name in (test.name, *nodes)
            for target in self.graph.targets(name)
            if self.graph.values.is_class(target)
        ):
            return True
        return any(
            owner == self.graph.names.imported(source.path, each) for each in source.facts.imports
        )

    def _builds_only(self, nodes: list[str]) -> str:
        """Say where a test only builds the pipeline whose stage would train."""
        declared = [pair for pair in pairwise(nodes) if pair in self.stages]
        own = [name for name in nodes if split_node(name)[0] in self.by_file]
        if not declared or any(runs_a_pipeline(self.graph, name) for name in own):
            return ""
        return f"builds the pipeline in {split_node(declared[0][0])[0]} without running it"


def _first(found: Mapping[str, TestReference]) -> tuple[TestReference, ...]:
    return tuple(found[ref] for ref in sorted(found))[:_MOST_TESTS]


def _chosen(command: str, starter: Starter) -> bool:
    """Tell whether the starter runs this command: a command line may name another."""
    if not command or not starter.words:
        return True
    return command in starter.words or command.replace("-", "_") in starter.words


def _how(nodes: list[str], verb: str) -> str:
    """Say the way from a test (first node) to training code (last node) in a few words."""
    goal = split_node(nodes[-1])
    if len(nodes) == 1:
        return f"{verb} {goal[0]}" if goal[1] == MODULE else f"{verb} {goal[1]}"
    between = [split_node(each) for each in nodes[1:-1]]
    script = next((path for path, symbol in between if symbol == MODULE), "")
    if script or goal[1] == MODULE:
        return f"runs {script or goal[0]}"
    through = ", ".join(symbol for _, symbol in between[:3])
    return f"calls {goal[1]}" + (f" through {through}" if through else "")


def _where(nodes: list[str], own: str) -> str:
    others = [split_node(each)[0] for each in nodes if split_node(each)[0] != own]
    return others[0] if others else own


def importers_of(graph: CallGraph, imported: Mapping[str, tuple[str, ...]]) -> dict[str, list[str]]:
    """Return the files that import each file."""
    found: dict[str, list[str]] = {}
    for path in sorted(imported):
        for other in imported[path]:
            if other in graph.sources:
                found.setdefault(other, []).append(path)
    return found
