"""What a helper runs on an object, or makes of a class, that a test hands to it.

    def check(model):
        model.train(rows())

    def test_forest():
        check(Forest())

A parameter without annotation says nothing of its class; here the caller knows it. Facts hold which
names and calls are arguments, not their places: an argument is taken for each parameter on which
the helper calls a method that its class has.
"""

from collections.abc import Iterable, Iterator

from debtaudit.domain.python_facts import Call, Definition
from debtaudit.resolve.calls import CallGraph
from debtaudit.resolve.calls_of_file import CallEdge
from debtaudit.resolve.imports import Source
from debtaudit.resolve.modules import is_internal, split_node

_DEEPEST = 3
"""Helpers that hand the same object on, one to the next."""


class HandedObjects:
    """Finds the methods that run because test code hands an object, or a class, to a helper."""

    def __init__(self, graph: CallGraph, tests: Iterable[str]) -> None:
        self.graph = graph
        self.tests = tests
        self._members: dict[tuple[str, int], frozenset[str]] = {}

    def calls(self) -> list[CallEdge]:
        """Return the calls from test code to the methods that its helpers run for it."""
        found: dict[CallEdge, None] = {}
        for path in sorted(self.tests):
            source = self.graph.sources[path]
            for name, definition in source.nodes:
                if definition.calls:
                    found.update(dict.fromkeys(self._of(source, name, definition)))
        return list(found)

    def _of(self, source: Source, name: str, definition: Definition) -> Iterator[CallEdge]:
        helpers = self._helpers(name)
        for call in definition.calls if helpers else ():
            members = helpers.get(call.line)
            if not members:
                continue
            for owner in self._classes(source, definition, call):
                for member in sorted(members):
                    method = self.graph.values.method(owner, member)
                    if method is not None and is_internal(method):
                        yield CallEdge(name, method, call.line)

    def _helpers(self, name: str) -> dict[int, frozenset[str]]:
        """Return the methods that the functions called by a node call on parameters, by line."""
        found: dict[int, frozenset[str]] = {}
        for edge in self.graph.inside.get(name, ()):
            members = self._called_on_parameters(edge.target, 0)
            if members:
                found[edge.line] = found.get(edge.line, frozenset()) | members
        return found

    def _classes(self, source: Source, definition: Definition, call: Call) -> Iterator[str]:
        """Yield the classes of the repository that an argument is, or is an instance of."""
        values = self.graph.values
        inner = [one.name for one in definition.calls if one.line == call.line and one is not call]
        for written in (*call.names, *(f"{each}()" for each in inner)):
            value = values.evaluate(written, source, definition)
            plain = value.removesuffix("()") if value else ""
            if plain and values.is_class(plain):
                yield plain

    def _called_on_parameters(self, function: str, depth: int) -> frozenset[str]:
        """Return the methods that a function, or one that it hands on to, calls on a parameter."""
        known = self._members.get((function, depth))
        if known is None:
            self._members[function, depth] = frozenset()  # functions that hand on in a circle
            known = self._members[function, depth] = frozenset(self._members_of(function, depth))
        return known

    def _members_of(self, function: str, depth: int) -> Iterator[str]:
        path, symbol = split_node(function)
        source = self.graph.sources.get(path)
        done = source.on_parameters.get(symbol) if source is not None else None
        if done is None:
            return
        yield from done.members
        if done.handed_on and depth < _DEEPEST:
            for edge in self.graph.inside.get(function, ()):
                if edge.line in done.handed_on:
                    yield from self._called_on_parameters(edge.target, depth + 1)
