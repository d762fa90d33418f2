"""Who calls a node: the calls by their target."""

from collections.abc import Container, Iterable, Mapping

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
    for name in graph.lines:
        if name in found:
            init = graph.values.method(name, "__init__")
            if init is not None and is_internal(init):
                edge = CallEdge(name, init, graph.definitions[name].line)
                found.setdefault(init, []).append(edge)
    for name, more in _calls_on_themselves(graph, found).items():
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


def _calls_on_themselves(
    graph: CallGraph, callers: Mapping[str, list[CallEdge]]
) -> dict[str, dict[CallEdge, None]]:
    """Return by method what classes call on themselves as another one, which it overrides.

    The method that runs is that of the derived class, or of a base that stands before the other:

        class Sgd(OneUpdate, Template): ...  # where Template calls the step of OneUpdate
    """
    called: dict[str, dict[str, str]] = {}  # by class: its methods of which any is called
    names = {target.rpartition(".")[2] for target in callers}
    found: dict[str, dict[CallEdge, None]] = {}
    for line in graph.lines.values():
        owners = [each for each in line if is_internal(each)]
        if len(owners) < 2:
            continue
        first: dict[str, str] = {}
        for owner in owners:
            if owner not in called:
                called[owner] = _methods(graph, owner, names)
            for last, method in called[owner].items():
                runs = first.setdefault(last, method)
                for call in callers.get(method, ()) if runs != method else ():
                    caller, _, calls_from = call.caller.rpartition(".")
                    # `super().step()` in a `step` runs just what it names
                    if call.target == method and caller in owners and calls_from != last:
                        found.setdefault(runs, {})[call] = None
    return found


def _methods(graph: CallGraph, owner: str, names: Container[str]) -> dict[str, str]:
    """Return the nodes of the methods that a class defines itself, of those names."""
    path, symbol = split_node(owner)
    lasts = [each.name.rpartition(".")[2] for each in graph.sources[path].members(symbol)]
    return {
        last: node(path, f"{symbol}.{last}")
        for last in lasts
        if last in names and not last.startswith("__")
    }
