"""Who calls a node: the calls by their target."""

from collections.abc import Iterable, Mapping

from debtaudit.domain.picture import ResolvedCall
from debtaudit.resolve.calls import CallGraph
from debtaudit.resolve.modules import is_internal


def reversed_calls(
    graph: CallGraph, extra: Iterable[ResolvedCall] = ()
) -> dict[str, list[ResolvedCall]]:
    """Return the calls by their target.

    The call of a class runs its constructor. What a class calls on itself may run the method of a
    class derived from it: such a call stands under `Derived.step` with the target `Base.step`.
    """
    found: dict[str, list[ResolvedCall]] = {}
    for calls in graph.resolved.values():
        for call in calls:
            if call.internal:
                found.setdefault(call.target, []).append(call)
    for call in extra:
        found.setdefault(call.target, []).append(call)
    called = {target.rpartition(".")[2] for target in found}
    overridden: list[tuple[str, list[ResolvedCall]]] = []
    for name, definition in graph.definitions.items():
        if definition.kind == "class" and name in found:
            init = graph.values.method(name, "__init__")
            if init is not None and is_internal(init):
                found.setdefault(init, []).append(ResolvedCall(name, init, definition.line, True))
        elif definition.kind == "method" and name.rpartition(".")[2] in called:
            more = _calls_on_itself(graph, name, found)
            if more:
                overridden.append((name, more))
    for name, more in overridden:
        found.setdefault(name, []).extend(more)
    return found


def with_makers(
    callers: Mapping[str, list[ResolvedCall]], names: Iterable[str]
) -> dict[str, list[ResolvedCall]]:
    """Return the callers with those who make an instance for those who call it (`__call__`).

    Of the methods among `names`: a scaler that steps the optimiser is made by the script that
    trains, and handed through functions whose parameters say nothing of it.
    """
    found = dict(callers)
    for name in names:
        owner, _, last = name.rpartition(".")
        if last == "__call__" and owner in callers:
            made = [
                ResolvedCall(each.caller, name, each.line, True)
                for each in callers[owner]
                if each.caller != owner
            ]
            found[name] = [*callers.get(name, ()), *made]
    return found


def _calls_on_itself(
    graph: CallGraph, name: str, callers: Mapping[str, list[ResolvedCall]]
) -> list[ResolvedCall]:
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
