"""Constants that only give a name to what stood in the code before, put back in their place.

    -net = Conv(8, (3, 3 * 13))
    +FILTERS, KERNEL = 8, (3, 39)
    +net = Conv(FILTERS, KERNEL)

Whoever takes numbers out of the code changes nothing of the model. A constant counts as such where
the other version does not know its name, and has its value in the code that differs.
"""

import ast
import operator
import re
from collections.abc import Callable, Mapping
from copy import deepcopy

from debtaudit.extract.surface.version import Version

_MOST_DIGITS = 12
"""Digits of numbers that are worked out: `3 * 13` is 39, `9 ** 9 ** 9` stays what it is."""
_ARITHMETIC: Mapping[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
}


def place_constants(old: ast.Module, new: ast.Module, versions: tuple[Version, Version]) -> None:
    """Put the values of such constants in their place, in the trees of what differs."""
    _place(new, old, versions[0])
    _place(old, new, versions[1])


def _place(tree: ast.Module, other: ast.Module, other_version: Version) -> None:
    constants = {
        name: value
        for name, value in _constants(tree).items()
        if re.search(rf"\b{name}\b", other_version.whole) is None
    }
    if not constants:
        return
    held = {_said(node) for node in ast.walk(other) if _is_literal(node)}
    taken = {name: value for name, value in constants.items() if _said(value) in held}
    if taken:
        placing = _Placing(taken)
        placing.visit(tree)
        _Folding().visit(tree)
        _Folding().visit(other)
        tree.body = [one for one in tree.body if not _binds(one, placing.used)]


def _constants(tree: ast.Module) -> dict[str, ast.expr]:
    """Return the values of the constants that the module level binds, by their names."""
    return {
        name: value
        for statement in tree.body
        for name, value in _bound(statement)
        if name.isupper() and _is_literal(value)
    }


def _bound(statement: ast.stmt) -> list[tuple[str, ast.expr]]:
    """Return the names that a statement binds with their values: `A = 1`, `A, B = 1, 2`."""
    if isinstance(statement, ast.AnnAssign) and statement.value is not None:
        targets: list[ast.expr] = [statement.target]
        values: list[ast.expr] = [statement.value]
    elif isinstance(statement, ast.Assign) and len(statement.targets) == 1:
        targets, values = [statement.targets[0]], [statement.value]
        if isinstance(targets[0], ast.Tuple) and isinstance(values[0], ast.Tuple):
            targets, values = targets[0].elts, values[0].elts
    else:
        return []
    if len(targets) != len(values) or not all(isinstance(one, ast.Name) for one in targets):
        return []
    pairs = zip(targets, values, strict=True)
    return [(target.id, value) for target, value in pairs if isinstance(target, ast.Name)]


def _binds(statement: ast.stmt, names: set[str]) -> bool:
    """Tell whether a statement binds nothing but these names."""
    bound = _bound(statement)
    return bool(bound) and names.issuperset(name for name, _value in bound)


def _is_literal(node: ast.AST) -> bool:
    if isinstance(node, ast.Constant):
        return not isinstance(node.value, bool) and node.value is not None
    if isinstance(node, ast.UnaryOp):
        return isinstance(node.op, ast.USub) and _is_literal(node.operand)
    if isinstance(node, (ast.Tuple, ast.List)):
        return bool(node.elts) and all(map(_is_literal, node.elts))
    if isinstance(node, ast.BinOp):
        return _is_literal(node.left) and _is_literal(node.right)
    return False


def _said(node: ast.AST) -> str:
    """Return a literal as text, sums and products worked out."""
    if isinstance(node, ast.BinOp):
        number = _worked_out(node)
        return repr(number) if number is not None else ast.dump(node)
    if isinstance(node, ast.Constant):
        return repr(node.value)
    if isinstance(node, (ast.Tuple, ast.List)):
        return f"({', '.join(map(_said, node.elts))})"
    if isinstance(node, ast.UnaryOp):
        return f"-{_said(node.operand)}"
    return ast.dump(node)


def _worked_out(node: ast.expr) -> float | None:
    """Return the number that an expression of numbers gives, None where it is none of those."""
    if isinstance(node, ast.Constant):
        value = node.value
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            return None
        return value if abs(value) < 10**_MOST_DIGITS else None
    if isinstance(node, ast.BinOp) and type(node.op) in _ARITHMETIC:
        left, right = _worked_out(node.left), _worked_out(node.right)
        if left is not None and right is not None:
            return _ARITHMETIC[type(node.op)](left, right)
    return None


class _Placing(ast.NodeTransformer):
    """Puts the value of a constant where its name is read."""

    def __init__(self, constants: Mapping[str, ast.expr]) -> None:
        self.constants = constants
        self.used: set[str] = set()

    def visit_Name(self, node: ast.Name) -> ast.expr:
        """Return the value in place of the name."""
        value = self.constants.get(node.id)
        if value is None or not isinstance(node.ctx, ast.Load):
            return node
        self.used.add(node.id)
        return ast.copy_location(deepcopy(value), node)


class _Folding(ast.NodeTransformer):
    """Works out sums and products of numbers."""

    def visit_BinOp(self, node: ast.BinOp) -> ast.expr:
        """Return the number in place of the expression."""
        number = _worked_out(node)
        if number is None:
            self.generic_visit(node)
            return node
        return ast.copy_location(ast.Constant(number), node)
