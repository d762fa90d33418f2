"""Cognitive complexity: how hard it is to follow code, by how deep its branches stand.

The rules are those of G. Ann Campbell, "Cognitive Complexity: a new way of measuring
understandability" (SonarSource, 2018, version 1.4): one for each break in the linear flow, and one
more for every level of nesting around it; `elif` and `else` cost one whatever their depth, a row of
equal boolean operators costs one. Like the cyclomatic number, it counts a function inside another
one by itself.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

MODULE_LINE = 0
"""The key of the code outside functions."""

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_LOOPS = (ast.For, ast.AsyncFor, ast.While)
_TRIES = (ast.Try,) if not hasattr(ast, "TryStar") else (ast.Try, ast.TryStar)


def cognitive_complexity(tree: ast.Module) -> dict[int, int]:
    """Return line of `def` -> cognitive complexity for each function of the tree.

    Visited with a stack of its own: long `elif` chains and deep expressions do not overflow it.
    """
    found = {MODULE_LINE: 0}
    waiting = [_Visit(node, MODULE_LINE, "", 0) for node in reversed(tree.body)]
    while waiting:
        visit = waiting.pop()
        cost, below = _step(visit)
        found[visit.owner] += cost
        if isinstance(visit.node, _FUNCTIONS):
            found.setdefault(visit.node.lineno, 0)
        waiting += below
    return found


class _Visit:
    """A node to visit: in which function (its line and name), how deep; `chained` for an `elif`."""

    __slots__ = ("chained", "depth", "name", "node", "owner")

    def __init__(
        self, node: ast.AST, owner: int, name: str, depth: int, chained: bool = False
    ) -> None:
        self.node = node
        self.owner = owner
        self.name = name
        self.depth = depth
        self.chained = chained

    def inside(self, nodes: list[ast.stmt] | list[ast.expr], deeper: int = 1) -> Iterator[_Visit]:
        """Yield visits of nodes in the same function, deeper by some levels."""
        return (_Visit(node, self.owner, self.name, self.depth + deeper) for node in nodes)


def _step(visit: _Visit) -> tuple[int, list[_Visit]]:
    """Return what a node costs, and what is below it."""
    node = visit.node
    if isinstance(node, ast.If):
        return _if(node, visit)
    if isinstance(node, _LOOPS):
        test = [node.test] if isinstance(node, ast.While) else [node.iter]
        below = [*visit.inside(test, 0), *visit.inside(node.body), *visit.inside(node.orelse)]
        return 1 + visit.depth + bool(node.orelse), below
    if isinstance(node, _TRIES):
        below = [*visit.inside(node.body, 0), *visit.inside(node.finalbody, 0)]
        below += visit.inside(node.orelse, 0)
        for handler in node.handlers:
            below += visit.inside(handler.body)
        return len(node.handlers) * (1 + visit.depth), below
    if isinstance(node, ast.Match):
        below = list(visit.inside([node.subject], 0))
        for case in node.cases:
            below += visit.inside(case.body)
            below += visit.inside([case.guard] if case.guard else [], 0)
        return 1 + visit.depth, below
    if isinstance(node, _FUNCTIONS):
        own = [_Visit(one, node.lineno, node.name, 0) for one in node.body]
        return 0, [*own, *visit.inside(node.decorator_list, 0)]
    return _expression(node, visit)


def _if(node: ast.If, visit: _Visit) -> tuple[int, list[_Visit]]:
    below = [*visit.inside([node.test], 0), *visit.inside(node.body)]
    cost = 1 if visit.chained else 1 + visit.depth
    if len(node.orelse) == 1 and isinstance(node.orelse[0], ast.If):
        below.append(_Visit(node.orelse[0], visit.owner, visit.name, visit.depth, chained=True))
    elif node.orelse:
        cost += 1
        below += visit.inside(node.orelse)
    return cost, below


def _expression(node: ast.AST, visit: _Visit) -> tuple[int, list[_Visit]]:
    cost = 0
    deeper = 0
    if isinstance(node, ast.BoolOp):
        cost = 1
    elif isinstance(node, ast.IfExp):
        cost = 1 + visit.depth
        deeper = 1
    elif isinstance(node, ast.Lambda):
        deeper = 1
    elif isinstance(node, ast.Call) and visit.name and _called(node) == visit.name:
        cost = 1  # it calls itself
    children = ast.iter_child_nodes(node)
    return cost, [_Visit(one, visit.owner, visit.name, visit.depth + deeper) for one in children]


def _called(node: ast.Call) -> str:
    """Return the name of a called function, or of a method of `self`."""
    function = node.func
    if isinstance(function, ast.Name):
        return function.id
    if isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name):
        return function.attr if function.value.id in {"self", "cls"} else ""
    return ""
