"""What the result of a factory may run, where the factory returns one of several classes.

    def make(kind):
        if kind == "forest":
            return Forest()
        return Net()

    model = make(kind)
    model.train()

`Values` takes one of the classes; whoever calls `make` may run the method of any of them.
"""

from collections.abc import Iterable, Iterator, Sequence

from debtaudit.domain.python_facts import MODULE, Call, Definition
from debtaudit.resolve.calls import CallGraph
from debtaudit.resolve.calls_of_file import CallEdge
from debtaudit.resolve.imports import Source
from debtaudit.resolve.modules import is_internal, node, split_node


def factory_calls(graph: CallGraph) -> list[CallEdge]:
    """Return the calls of methods of all that a factory may have returned."""
    found: list[CallEdge] = []
    for path in sorted(graph.sources):
        source = graph.sources[path]
        for symbol, made in source.factories.items():
            factory = node(path, symbol)
            if factory in graph.called:
                classes = _classes(graph, source, source.definitions[symbol], made)
                if len(classes) > 1:
                    found.extend(_edges(graph, _uses(graph, factory), classes))
    return found


def _classes(
    graph: CallGraph, source: Source, definition: Definition, made: Sequence[str]
) -> list[str]:
    """Return the classes of the repository among what a function may return instances of."""
    found: dict[str, None] = {}
    for value in made:
        made_of, call, _ = (graph.values.evaluate(value, source, definition) or "").rpartition("()")
        if call and is_internal(made_of) and graph.values.is_class(made_of):
            found[made_of] = None
    return list(found)


def _uses(graph: CallGraph, factory: str) -> Iterator[tuple[str, Call]]:
    """Yield the calls of methods of what a factory returned, with the nodes that make them."""
    name = split_node(factory)[1].rpartition(".")[2]
    for edge in graph.called[factory]:
        path, symbol = split_node(edge.caller)
        source = graph.sources[path]
        definition = source.definitions[symbol]
        results = {
            target
            for target, values in source.local(definition).items()
            if any(_is_call_of(name, value) for value in values)
        }
        nested = results and symbol in source.owners
        inside = _calls_inside(source, symbol) if nested else _calls_of(definition)
        for caller, call in inside:
            receiver = call.name.rpartition(".")[0]
            if receiver in results or _is_call_of(name, receiver):
                yield node(path, caller), call


def _edges(
    graph: CallGraph, uses: Iterable[tuple[str, Call]], classes: Sequence[str]
) -> Iterator[CallEdge]:
    for caller, call in uses:
        member = call.name.rpartition(".")[2]
        for method in (graph.values.method(each, member) for each in classes):
            if method is not None and is_internal(method):
                yield CallEdge(caller, method, call.line)


def _calls_of(definition: Definition) -> Iterator[tuple[str, Call]]:
    return ((definition.name, call) for call in definition.calls)


def _calls_inside(source: Source, symbol: str) -> Iterator[tuple[str, Call]]:
    """Yield the calls of a function and of those inside it, which see its names."""
    for each in source.facts.definitions:
        if each.name == symbol or (symbol != MODULE and each.name.startswith(symbol + ".")):
            for call in each.calls:
                yield each.name, call


def _is_call_of(name: str, value: str) -> bool:
    return value.endswith("()") and value[:-2].rpartition(".")[2] == name
