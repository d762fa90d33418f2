"""What the block around a statement makes of it: guarded, or measured only."""

import ast
from collections.abc import Sequence

from debtaudit.extract.nodes import nodes_of
from debtaudit.extract.surface.words import words_of

GUARDED = "guarded"
"""Runs only where something has an unusual form: what turns a crash into a run."""
MEASURED = "measured"
"""Runs to measure or to tell: the loop over validation data within training."""

_FORM_CALLS = frozenset(("isinstance", "hasattr", "len", "callable", "is_available"))
_FORM_NAMES = frozenset(("ndim", "shape", "dtype", "version", "__version__"))
_MEASURING = frozenset(("val", "valid", "validation", "test", "testing", "eval", "evaluation"))
_TELLING = frozenset(("log", "logging", "print", "plot", "display", "save", "summary", "verbose"))


def asks_for_form(test: ast.AST) -> bool:
    """Tell whether a condition asks for the form of a value, not for what somebody chose."""
    if isinstance(test, ast.BoolOp):
        return all(asks_for_form(value) for value in test.values)
    if isinstance(test, ast.UnaryOp):
        return asks_for_form(test.operand)
    if isinstance(test, ast.Compare):
        ends = (test.left, *test.comparators)
        return any(_is_form(end) for end in ends) and not is_limit(ends)
    if not isinstance(test, ast.Call):
        return False
    # a bare `exists(x)` is how some say `x is not None`
    return _last(test.func) in _FORM_CALLS or _is_method(test.func, "exists")


def is_limit(ends: Sequence[ast.AST]) -> bool:
    """Tell whether how much there is is compared with something chosen: `len(tokens) > limit`."""
    counts = [isinstance(end, ast.Call) and _last(end.func) == "len" for end in ends]
    return counts.count(True) == 1 and all(
        isinstance(end, ast.Name | ast.Attribute)
        for end, counted in zip(ends, counts, strict=True)
        if not counted
    )


def _is_form(node: ast.AST) -> bool:
    if isinstance(node, ast.Call):
        return _last(node.func) in ("len", "find_spec", "type")
    return isinstance(node, ast.Attribute) and node.attr in _FORM_NAMES


def measures(node: ast.AST) -> bool:
    """Tell whether a block is run over data for measuring, or on steps on which something is told.

    `node` is what a loop runs over, or a condition.
    """
    words: set[str] = set()
    nodes = nodes_of(node)
    for inner in nodes:
        if isinstance(inner, ast.Name | ast.Attribute):
            words.update(words_of(_last(inner)))
    if isinstance(node, ast.BoolOp | ast.Compare):
        modulo = any(isinstance(inner, ast.Mod) for inner in nodes)
        return modulo and bool(words & (_MEASURING | _TELLING))
    return bool(words & _MEASURING) and "train" not in words and not isinstance(node, ast.UnaryOp)


def is_measuring(name: str) -> bool:
    """Tell whether a name says that a value is for measuring: `val_loader`, `sampler_test`."""
    words = words_of(name)
    return not _MEASURING.isdisjoint(words) and "train" not in words


def _is_method(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Attribute) and node.attr == name


def _last(node: ast.AST) -> str:
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")
