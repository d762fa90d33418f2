"""What runs because an event of that name is triggered: methods of plugins and callbacks.

    def trigger(plugins, event):
        for plugin in plugins:
            getattr(plugin, event)()

    trigger(self.plugins, "after_epoch")

Which objects are called, nothing says; whoever makes one hands it to what triggers the events.
"""

from collections.abc import Iterator

from debtaudit.resolve.calls import CallGraph
from debtaudit.resolve.calls_of_file import CallEdge
from debtaudit.resolve.modules import is_internal, node, split_node


def event_calls(graph: CallGraph) -> list[CallEdge]:
    """Return calls of the methods named like an event, by those who make an instance."""
    events = {
        event
        for path, source in graph.sources.items()
        for name in source.by_given_name
        for event in _given(graph, node(path, name))
    }
    if not events:
        return []
    found: dict[CallEdge, None] = {}
    for owner in graph.lines:
        methods = [graph.values.method(owner, event) for event in sorted(events)]
        for edge in graph.called.get(owner, ()):
            for method in methods:
                if method is not None and is_internal(method):
                    found[CallEdge(edge.caller, method, edge.line)] = None
    return list(found)


def _given(graph: CallGraph, function: str) -> Iterator[str]:
    """Yield the names that a function is given where it is called."""
    for edge in graph.called.get(function, ()):
        path, symbol = split_node(edge.caller)
        for call in graph.sources[path].definitions[symbol].calls:
            if call.line == edge.line and call.text.isidentifier():
                yield call.text
