"""Whether two formulas are the same: `a + a + 1` and `2 * a + 1`."""

import ast
from collections.abc import Callable
from zlib import crc32

_MOST_NODES = 60
_CLOSE = 1e-9


class _TooBigError(Exception):
    pass


class _Formula:
    """A formula with a number in place of everything in it that is no arithmetic."""

    def __init__(self, text: Callable[[ast.AST], str], salt: int) -> None:
        self.text = text
        self.salt = salt
        self.left = _MOST_NODES

    def value(self, node: ast.AST) -> complex:
        self.left -= 1
        if self.left < 0:
            raise _TooBigError
        if isinstance(node, ast.BinOp) and isinstance(
            node.op, ast.Add | ast.Sub | ast.Mult | ast.Div | ast.Pow
        ):
            one, other = self.value(node.left), self.value(node.right)
            if isinstance(node.op, ast.Add):
                return one + other
            if isinstance(node.op, ast.Sub):
                return one - other
            if isinstance(node.op, ast.Mult):
                return one * other
            return one / other if isinstance(node.op, ast.Div) else one**other
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            return -self.value(node.operand)
        if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
            return complex(node.value)
        digest = crc32(f"{self.salt} {self.text(node)}".encode("utf-8", "surrogatepass"))
        return complex(1 + digest / 2**32)


def same_maths(before: ast.AST, after: ast.AST, text: Callable[[ast.AST], str]) -> bool:
    """Tell whether two formulas agree wherever they are tried (Schwartz-Zippel, two points).

    `text` gives the normal form of what is no arithmetic. Tensors add and multiply element by
    element, so that the order does not matter; `@` stays as it is.
    """
    if not isinstance(before, ast.BinOp) and not isinstance(after, ast.BinOp):
        return False
    try:
        for salt in (1, 2):
            one = _Formula(text, salt).value(before)
            other = _Formula(text, salt).value(after)
            if not abs(one - other) <= _CLOSE * max(1.0, abs(one), abs(other)):
                return False
    except (_TooBigError, ZeroDivisionError, OverflowError, ValueError):
        return False
    return True
