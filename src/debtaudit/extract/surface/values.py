"""What the value of a statement says by its form, before any call in it is looked at."""

import ast

from debtaudit.domain.patterns import lazy_pattern
from debtaudit.extract.nodes import children
from debtaudit.extract.surface.context import Context
from debtaudit.extract.surface.forms import is_size
from debtaudit.extract.surface.verdict import Verdict, quoted
from debtaudit.knowledge.model_surface import Mark

ONE_SIDE = 0.9
"""What is left where a value is given on one side only: it may be the default, or move."""
_SIZE = 0.3
_MASKED = 0.7
_PARTS = ("architecture", "feature", "loss", "training-loop", "inference")
"""Kinds of names that say of a path only what the file is for."""
_FILE = lazy_pattern(r"/[\w.%{}-]+\.\w{1,7}$")
_RESTORED = frozenset(("checkpoint", "ckpt", "snapshot"))


def plain_value(node: ast.AST, target: str, mark: Mark | None, context: Context) -> Verdict | None:
    """Judge a statement that computes nothing: a constant, a name, a size, an infinite score."""
    value = getattr(node, "value", None)
    if context.factor == 1.0 and _masks(node):
        return Verdict(context.kind, max(_MASKED, context.weight), "a mask", "value")
    if is_size(value):
        weight = 0.0 if mark is not None and not mark.weight else min(_SIZE, context.weight)
        return Verdict(context.kind, weight, "a size of the data", "form")
    if _is_restored(value):
        return Verdict(context.kind, 0.1, "restored from a checkpoint", "form")
    if mark is not None and is_place(mark, value):
        return Verdict(context.kind, 0.15, "where a file is", "form")
    if isinstance(value, ast.Constant):
        if mark is None or value.value is None or (mark.weight == 0):
            return Verdict(context.kind, 0.2 * (mark is None), "a constant", "option")
        weight = mark.weight * ONE_SIDE * max(context.factor, 0.3)
        return Verdict(mark.kind, weight, quoted(target), "option")
    if isinstance(value, ast.Name | ast.Attribute) and not _writes_into(node):
        # handing a value on; where it is used, or given, decides
        given = mark or Mark(context.kind, context.weight)
        weight = min(given.weight, 0.4) * context.factor
        if isinstance(node, ast.Return) and context.kind in ("training-loop", "loss"):
            return Verdict(context.kind, context.weight, "what is returned", "place")
        return Verdict(given.kind or context.kind, weight, quoted(target), "handed-on")
    if isinstance(value, ast.Dict | ast.List | ast.Tuple) and not children(value):
        return Verdict(context.kind, 0.1, "an empty container", "form")
    return None


def is_place(mark: Mark, value: ast.AST | None) -> bool:
    """Tell whether a name that tells a part of a model is given the path of a file."""
    return mark.kind in _PARTS and _is_path(value)


def _is_path(value: ast.AST | None) -> bool:
    """Tell whether a value is where a file is: `"%s/encoder.json" % folder`, `"data/x.csv"`."""
    if isinstance(value, ast.BinOp) and isinstance(value.op, ast.Mod | ast.Add | ast.Div):
        return _is_path(value.left) or _is_path(value.right)
    if isinstance(value, ast.JoinedStr):
        return any(map(_is_path, value.values))
    text = value.value if isinstance(value, ast.Constant) else None
    return isinstance(text, str) and "://" not in text and _FILE.search(text) is not None


def _writes_into(node: ast.AST) -> bool:
    """Tell whether a statement replaces a part of an array or list: `tokens[-1] = end`."""
    target = node.targets[0] if isinstance(node, ast.Assign) else None
    if not isinstance(target, ast.Subscript):
        return False
    key = target.slice
    return not (isinstance(key, ast.Constant) and isinstance(key.value, str))


def _is_restored(value: ast.AST | None) -> bool:
    """Tell whether a value is read out of a checkpoint: `checkpoint["epoch"]`."""
    owner = value.value if isinstance(value, ast.Subscript) else None
    return isinstance(owner, ast.Name) and owner.id in _RESTORED


def _masks(node: ast.AST) -> bool:
    """Tell whether a statement rules something out by an infinite score: `scores[i] = -inf`."""
    target = node.targets[0] if isinstance(node, ast.Assign) else None
    if not isinstance(node, ast.Assign) or not isinstance(target, ast.Subscript):
        return False
    value = node.value.operand if isinstance(node.value, ast.UnaryOp) else node.value
    if isinstance(value, ast.Call):
        given = value.args[0] if len(value.args) == 1 else None
        text = given.value if isinstance(given, ast.Constant) else ""
        return isinstance(text, str) and text.lower().lstrip("-") in ("inf", "infinity")
    return isinstance(value, ast.Attribute) and value.attr.lower() == "inf"
