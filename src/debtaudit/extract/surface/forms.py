"""What the form of a single expression or statement tells, before any name is looked at."""

import ast

from debtaudit.domain.patterns import lazy_pattern
from debtaudit.extract.nodes import nodes_of
from debtaudit.extract.surface.inside import last_name
from debtaudit.extract.surface.places import is_limit

_GUARD_CALLS = {"isinstance", "hasattr", "len", "exists", "callable", "getattr", "is_available"}


def is_guard(test: ast.AST) -> bool:
    """Tell whether a condition only asks if something can be used at all."""
    if isinstance(test, ast.Compare) and "version" in ast.dump(test.left).lower():
        return True
    if isinstance(test, ast.BoolOp):
        return all(is_guard(value) for value in test.values)
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        return is_guard(test.operand)
    if isinstance(test, ast.Compare):
        ends = [test.left, *test.comparators]
        if isinstance(test.ops[0], ast.NotIn):
            return True
        if any(isinstance(end, ast.Constant) and end.value is None for end in ends):
            return True
        counted = any(isinstance(end, ast.Call) and last_name(end.func) == "len" for end in ends)
        return counted and not is_limit(ends)
    return isinstance(test, ast.Call) and last_name(test.func) in _GUARD_CALLS


def is_size(node: ast.AST | None) -> bool:
    """Tell whether a value is how much data there is: `len(x)`, `x.size(0)`, `x.shape[0]`."""
    if isinstance(node, ast.Subscript):
        node = node.value
    if isinstance(node, ast.Attribute):
        return node.attr == "shape"
    return isinstance(node, ast.Call) and last_name(node.func) in ("len", "size")


def identifiers(node: ast.AST) -> set[str]:
    """Return the names and attributes in an expression."""
    nodes = nodes_of(node)
    found = {inner.attr for inner in nodes if isinstance(inner, ast.Attribute)}
    return found | {inner.id for inner in nodes if isinstance(inner, ast.Name)}


_FRAMES = lazy_pattern(r"^(?:df|frame|features?|x|data|sales)$|(?:_df|_frame|_features)$|^df_", 2)


def makes_table(node: ast.AST) -> bool:
    """Tell whether a statement writes a column, or keeps the rows for which something holds."""
    if is_column(node):
        return True
    if not isinstance(node, ast.Assign) or not isinstance(node.value, ast.Subscript):
        return False
    rows = node.value.slice
    both = isinstance(rows, ast.BinOp) and isinstance(rows.op, ast.BitAnd | ast.BitOr)
    return both or isinstance(rows, ast.Compare)


def is_column(node: ast.AST) -> bool:
    """Tell whether a statement assigns a column of a data frame: `frame["price"] = ...`."""
    target = node.targets[0] if isinstance(node, ast.Assign) else None
    if not isinstance(target, ast.Subscript) or not isinstance(
        target.slice, ast.Constant | ast.JoinedStr
    ):
        return False
    text = isinstance(target.slice, ast.JoinedStr) or isinstance(target.slice.value, str)
    return text and _FRAMES.search(last_name(target.value)) is not None


_ARITHMETIC = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.Pow, ast.MatMult, ast.Mod)


def is_arithmetic(*sides: ast.AST) -> bool:
    """Tell whether numbers are computed somewhere in expressions, and no text or list is built."""
    parts = [part for side in sides for part in nodes_of(side)]
    if any(
        isinstance(part, ast.JoinedStr | ast.List | ast.Tuple)
        or (isinstance(part, ast.Constant) and isinstance(part.value, str))
        for part in parts
    ):
        return False
    return any(isinstance(one, ast.BinOp) and isinstance(one.op, _ARITHMETIC) for one in parts)


def is_recomputed(node: ast.AST) -> bool:
    """Tell whether a statement computes with what its target holds: `v = v / n`, no `i = i + 1`."""
    if not isinstance(node, ast.Assign) or len(node.targets) != 1:
        return False
    target, value = node.targets[0], node.value
    if not isinstance(target, ast.Name) or not isinstance(value, ast.BinOp):
        return False
    numbers = {type(side) for side in (value.left, value.right)}
    counts = isinstance(value.op, ast.Add | ast.Sub) and ast.Constant in numbers
    return target.id in identifiers(value) and not counts and is_arithmetic(value)


def is_literal(node: ast.AST) -> bool:
    """Tell whether an expression holds values only: no name, no call."""
    return not any(
        isinstance(inner, ast.Name | ast.Call | ast.Attribute) for inner in nodes_of(node)
    )
