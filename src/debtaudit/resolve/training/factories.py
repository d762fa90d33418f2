"""What the result of a factory may run, where the factory returns one of several classes.

    def make(kind):
        if kind == "forest":
            return Forest()
        return Net()

    model = make(kind)
    model.train()

It may bind the class or the object to a name in several branches before it returns it, or take the
class from a mapping: `return MODELS[kind]()`.

`Values` takes one of the classes; whoever calls `make` may run the method of any of them.
"""

from collections.abc import Iterator, Sequence

from debtaudit.domain.python_facts import IN_MAPPING, MODULE, RETURNED, Call, Definition
from debtaudit.resolve.calls import CallGraph
from debtaudit.resolve.calls_of_file import CallEdge
from debtaudit.resolve.imports import Source
from debtaudit.resolve.modules import is_internal, node, split_node

_MOST = 20
"""Returned values of one function that are looked at."""

_DEEPEST = 3
"""Names bound to each other: `model = cls()`, where `cls = MODELS[kind]`."""


def factory_calls(graph: CallGraph) -> list[CallEdge]:
    """Return the calls of methods of all that a factory may have returned."""
    found: list[CallEdge] = []
    for path in sorted(graph.sources):
        source = graph.sources[path]
        for definition in source.facts.definitions:
            factory = node(path, definition.name)
            if factory in graph.called:
                classes = _returned(graph, source, definition)
                if len(classes) > 1:
                    found.extend(_through(graph, factory, classes))
    return found


def _returned(graph: CallGraph, source: Source, definition: Definition) -> list[str]:
    """Return the classes of the repository that a function returns instances of."""
    values = [each.value for each in definition.bindings if each.target == RETURNED]
    made = [one for value in values[:_MOST] for one in _made(source, definition, value, 0)]
    if len(made) < 2:
        return []
    found: dict[str, None] = {}
    for value in made[:_MOST]:
        made_of, call, _ = (graph.values.evaluate(value, source, definition) or "").rpartition("()")
        if call and is_internal(made_of) and graph.values.is_class(made_of):
            found[made_of] = None
    return list(found)


def _made(source: Source, definition: Definition, value: str, depth: int) -> list[str]:
    """Return the calls that may have made a returned value, through names of the function."""
    name = value.removesuffix("()")
    called = value[len(name) :]
    bound = source.local(definition).get(name) or (
        source.bindings.get(name) if name.endswith(IN_MAPPING) else None
    )
    if not bound or name in definition.parameters or depth > _DEEPEST:
        return [value] if called else []
    return [one for each in bound for one in _made(source, definition, each + called, depth + 1)]


def _through(graph: CallGraph, factory: str, classes: Sequence[str]) -> Iterator[CallEdge]:
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
        for caller, call in _calls_inside(source, symbol):
            receiver, _, member = call.name.rpartition(".")
            if receiver in results or _is_call_of(name, receiver):
                methods = (graph.values.method(each, member) for each in classes)
                for method in filter(None, methods):
                    if is_internal(method):
                        yield CallEdge(node(path, caller), method, call.line)


def _calls_inside(source: Source, symbol: str) -> Iterator[tuple[str, Call]]:
    """Yield the calls of a function and of those inside it, which see its names."""
    for each in source.facts.definitions:
        if each.name == symbol or (symbol != MODULE and each.name.startswith(symbol + ".")):
            for call in each.calls:
                yield each.name, call


def _is_call_of(name: str, value: str) -> bool:
    return value.endswith("()") and value[:-2].rpartition(".")[2] == name
