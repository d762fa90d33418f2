"""What training, serving and tests reach: by calls, by making instances, and by importing."""

from collections.abc import Iterable, Mapping

from debtaudit.domain.picture import Reach
from debtaudit.domain.python_facts import MODULE
from debtaudit.domain.report_rows import Role
from debtaudit.knowledge.frameworks import serving_mark, serving_marks
from debtaudit.resolve.calls import CallGraph
from debtaudit.resolve.imports import Source
from debtaudit.resolve.modules import is_internal, node, split_node

ROLES: tuple[Role, ...] = ("training", "serving", "test", "other")


def reach(graph: CallGraph, roots: Iterable[str], imported: Mapping[str, tuple[str, ...]]) -> Reach:
    """Return what the root nodes reach; an instance of a class reaches all its methods."""
    nodes: set[str] = set()
    because: dict[str, str] = {}
    queue = []
    for root in sorted(roots):
        nodes.add(root)
        path = split_node(root)[0]
        because.setdefault(path, path)
        queue.append((root, path))
    while queue:
        name, path = queue.pop()
        for target in _next(graph, name, path):
            if target not in nodes:
                nodes.add(target)
                other = split_node(target)[0]
                queue.append((target, other))
                because.setdefault(other, path)
    _by_import(graph, nodes, because, imported)
    return Reach(frozenset(nodes), because)


def _next(graph: CallGraph, name: str, path: str) -> list[str]:
    found = graph.targets(name)
    definition = graph.definitions.get(name)
    if definition is None:
        return found
    if definition.kind == "class":
        for each in graph.values.line_of(name):
            if is_internal(each):
                base, base_symbol = split_node(each)
                members = graph.sources[base].members(base_symbol)
                found.extend([node(base, member.name) for member in members])
    elif definition.kind == "method":
        owner = graph.sources[path].class_of(definition)
        if owner is not None:
            found.append(owner)
    return found


def _by_import(
    graph: CallGraph,
    nodes: set[str],
    because: dict[str, str],
    imported: Mapping[str, tuple[str, ...]],
) -> None:
    """Add the files whose module-level code runs because a reached file imports them."""
    queue = sorted(because)
    for path in queue:
        nodes.add(node(path, MODULE))
        if path.endswith("__init__.py"):
            continue  # a package that gathers names uses none of them
        for other in imported.get(path, ()):
            if other not in because and other in graph.sources:
                because[other] = path
                queue.append(other)


def serving_roots(graph: CallGraph, paths: Iterable[str]) -> set[str]:
    """Return the nodes of code that serves predictions, of the given files."""
    found: set[str] = set()
    tops = {
        mark.pattern.before.partition(".")[0]
        for kind in ("call", "base", "decorator")
        for mark in serving_marks(kind)
    }
    for path in sorted(paths):
        source = graph.sources[path]
        if source.is_notebook:
            continue
        found.update(source.serving)
        if not source.packages.isdisjoint(tops):
            found.update(_of_frameworks(graph, source))
    return found


def _of_frameworks(graph: CallGraph, source: Source) -> set[str]:
    for name, _ in source.nodes:
        for call in graph.resolved.get(name, ()):
            if not call.internal and serving_mark("call", call.target):
                return {each for each, _ in source.nodes}
    found: set[str] = set()
    module = source.definitions[MODULE]
    for name, definition in source.nodes:
        if definition.kind == "class" and any(
            not is_internal(each) and serving_mark("base", each)
            for each in graph.values.line_of(name)
        ):
            found.add(name)
        for text in definition.decorators:
            value = graph.values.evaluate(text.partition("(")[0], source, module)
            if value and not is_internal(value) and serving_mark("decorator", value):
                found.add(name)
    return found
