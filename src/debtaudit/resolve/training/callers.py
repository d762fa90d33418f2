"""Who calls a node: the calls by their target."""

from collections.abc import Iterable, Mapping

from msgspec import Struct

from debtaudit.resolve.calls import CallGraph
from debtaudit.resolve.modules import is_internal


class CallEdge(Struct, frozen=True, gc=False):
    """A call inside the repository with both its ends, which are nodes."""

    caller: str
    target: str
    line: int


def reversed_calls(graph: CallGraph, extra: Iterable[CallEdge] = ()) -> dict[str, list[CallEdge]]:
    """Return the calls by their target.

    The call of a class runs its constructor. What a class calls on itself may run the method of a
    class derived from it: such a call stands under `Derived.step` with the target `Base.step`.
    """
    found: dict[str, list[CallEdge]] = {}
    for caller, calls in graph.resolved.items():
        for call in calls:
            if call.internal:
                edge = CallEdge(caller, call.target, call.line)
                found.setdefault(call.target, []).append(edge)
    for edge in extra:
        found.setdefault(edge.target, []).append(edge)
    called = {target.rpartition(".")[2] for target in found}
    overridden: list[tuple[str, list[CallEdge]]] = []
    for name, definition in graph.definitions.items():
        if definition.kind == "class" and name in found:
            init = graph.values.method(name, "__init__")
            if init is not None and is_internal(init):
                found.setdefault(init, []).append(CallEdge(name, init, definition.line))
        elif definition.kind == "method" and name.rpartition(".")[2] in called:
            more = _calls_on_itself(graph, name, found)
            if more:
                overridden.append((name, more))
    for name, more in overridden:
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
    line = graph.values.line_of(owner) if not last.startswith("__") else ()
    if len(line) < 2:
        return []
    base = graph.values.method(owner, last, after=True)
    if base is None or base not in callers:
        return []
    owners = {each for each in line if is_internal(each)}
    return [
        call
        for call in callers[base]
        if call.target == base and call.caller.rpartition(".")[0] in owners
    ]
