"""Who calls a node: the calls by their target."""

from collections.abc import Iterable, Mapping

from debtaudit.resolve.calls import CallGraph
from debtaudit.resolve.calls_of_file import CallEdge
from debtaudit.resolve.modules import is_internal, node, split_node


def reversed_calls(graph: CallGraph, extra: Iterable[CallEdge] = ()) -> dict[str, list[CallEdge]]:
    """Return the calls by their target.

    The call of a class runs its constructor. What a class calls on itself may run the method of a
    class derived from it: such a call stands under `Derived.step` with the target `Base.step`.
    """
    found = {target: [*edges] for target, edges in graph.called.items()}
    for part in graph.aside.values():
        for target, edges in part.called.items():
            found.setdefault(target, []).extend(edges)
    for edge in extra:
        found.setdefault(edge.target, []).append(edge)
    overridden: list[tuple[str, list[CallEdge]]] = []
    called = {target.rpartition(".")[2] for target in found}
    for name, line in graph.lines.items():
        if name in found:
            init = graph.values.method(name, "__init__")
            if init is not None and is_internal(init):
                edge = CallEdge(name, init, graph.definitions[name].line)
                found.setdefault(init, []).append(edge)
        if any(map(is_internal, line[1:])):
            path, symbol = split_node(name)
            members = {each.name for each in graph.sources[path].members(symbol)}
            inherited = sorted(each for each in members if each.rpartition(".")[2] in called)
            methods = [node(path, each) for each in inherited]
            overridden += [(each, _calls_on_itself(graph, each, found)) for each in methods]
    for name, more in overridden:
        if more:
            found.setdefault(name, []).extend(more)
    return found


def with_makers(
    callers: Mapping[str, list[CallEdge]], names: Iterable[str]
) -> dict[str, list[CallEdge]]:
    """Return the callers with those who make an instance for those who call it (`__call__`).

    Of the methods among `names`: a scaler that steps the optimiser is made by the script that
    trains, and handed through functions whose parameters say nothing of it.
    """
    found = dict(callers)
    for name in names:
        owner, _, last = name.rpartition(".")
        if last == "__call__" and owner in callers:
            made = [
                CallEdge(each.caller, name, each.line)
                for each in callers[owner]
                if each.caller != owner
            ]
            found[name] = [*callers.get(name, ()), *made]
    return found


def _calls_on_itself(
    graph: CallGraph, name: str, callers: Mapping[str, list[CallEdge]]
) -> list[CallEdge]:
    owner, _, last = name.rpartition(".")
    base = graph.values.method(owner, last, after=True) if not last.startswith("__") else None
    if base is None or base not in callers:
        return []
    owners = {each for each in graph.values.line_of(owner) if is_internal(each)}
    return [
        call
        for call in callers[base]
        if call.target == base and call.caller.rpartition(".")[0] in owners
    ]
