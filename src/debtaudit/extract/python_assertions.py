"""What an `assert` compares, in names and numbers: enough to tell what a test is about."""

from __future__ import annotations

import ast

from debtaudit.domain.python_facts import Assertion
from debtaudit.extract.python_names import dotted_name

MOST_ASSERTIONS = 40
"""So many comparisons are kept of one definition: a test that has more is not told by the rest."""

_OPERATORS: dict[type[ast.cmpop], str] = {
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Is: "is",
    ast.IsNot: "is not",
    ast.In: "in",
    ast.NotIn: "not in",
}
_SEEN_THROUGH = ("float", "abs", "round")
_DEEPEST = 4
_KEY = 40
_LARGEST = 10**15
"""Python writes no integer of more than 4300 digits in decimals (a hexadecimal one can be)."""


def assertions(test: ast.expr) -> tuple[Assertion, ...]:
    """Return the comparisons of an assertion, those of `a < b < c` and of `and` one by one."""
    if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And):
        return tuple([one for value in test.values for one in _of_one(value)])
    return _of_one(test)


def _of_one(test: ast.expr) -> tuple[Assertion, ...]:
    if not isinstance(test, ast.Compare):
        return (Assertion(test.lineno, _side(test), "", ""),)
    sides = [_side(test.left), *map(_side, test.comparators)]
    return tuple(
        [
            Assertion(test.lineno, sides[place], _OPERATORS[operator.__class__], sides[place + 1])
            for place, operator in enumerate(test.ops)
        ]
    )


def _number(value: object) -> str:
    if isinstance(value, float) or (isinstance(value, int) and abs(value) < _LARGEST):
        return repr(value)
    return "?"


def _side(node: ast.expr, depth: int = 0) -> str:
    if isinstance(node, ast.Constant):
        return _number(node.value)
    if depth < _DEEPEST:
        if isinstance(node, ast.BinOp):
            left = _side(node.left, depth + 1)
            return left if left[:1].isidentifier() else _side(node.right, depth + 1)
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id in _SEEN_THROUGH
            and node.args
        ):
            return _side(node.args[0], depth + 1)
    return _with_keys(node)[:120]


def _with_keys(node: ast.expr) -> str:
    """Return the dotted name with the keys of its subscripts, where they are words.

    `stats["roc_auc"]["micro"]` gives `stats[roc_auc][micro]`: the key says what is compared.
    """
    name = dotted_name(node)
    if "[]" not in name:
        return name
    keys: list[str] = []
    while isinstance(node, (ast.Subscript, ast.Attribute, ast.Call, ast.Await)):
        if isinstance(node, ast.Subscript):
            keys.append(_key(node.slice))
        node = node.func if isinstance(node, ast.Call) else node.value
    parts = name.split("[]")
    if len(parts) != len(keys) + 1:  # a chain so long that its name was cut
        return name
    return parts[0] + "".join(
        [f"[{key}]{part}" for key, part in zip(reversed(keys), parts[1:], strict=True)]
    )


def _key(node: ast.expr) -> str:
    word = node.value if isinstance(node, ast.Constant) else None
    return word if isinstance(word, str) and word.isidentifier() and len(word) <= _KEY else ""
