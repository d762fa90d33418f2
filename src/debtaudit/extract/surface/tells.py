"""What the form of a difference tells: how the two sides of a leaf relate."""

import ast

from debtaudit.domain.patterns import lazy_pattern
from debtaudit.extract.surface.forms import identifiers, is_arithmetic
from debtaudit.extract.surface.inside import SHAPING, last_name
from debtaudit.extract.surface.leaves import Leaf

_WEIGHTS = lazy_pattern(r"\.(?:pth?|ckpt|h5|safetensors|onnx|bin|pkl|joblib|npz|tflite)$")


def is_another_formula(leaf: Leaf) -> bool:
    """Tell whether arithmetic became other arithmetic on the same names: `a / b * b`, `a / b**2`.

    What adds texts or lists is none.
    """
    old, new = leaf.before, leaf.after
    if old is None or new is None or identifiers(old) != identifiers(new):
        return False
    return is_arithmetic(old, new)


_SWITCHED_ON = (
    frozenset(("bias", "use_bias", "qkv_bias", "affine", "shuffle", "trainable", "learnable"))
    | frozenset(("requires_grad", "include_top", "fit_intercept", "elementwise_affine", "training"))
    | frozenset(("regex", "ascending", "dropna", "sort", "lowercase", "normalize", "concat"))
    | frozenset(("track_running_stats", "add_self_loops", "root_weight"))
)
"""Arguments of frameworks that are on where nobody says so."""


def is_off(leaf: Leaf) -> bool:
    """Tell whether an argument on one side says what a framework takes by itself: `False`, `None`.

    Few arguments of frameworks are on by default; those count.
    """
    side = leaf.after if leaf.before is None else leaf.before
    if (leaf.before is None) == (leaf.after is None) or not leaf.calls:
        return False
    off = isinstance(side, ast.Constant) and (side.value is None or side.value is False)
    return off and leaf.key not in _SWITCHED_ON


def is_turned(leaf: Leaf) -> bool:
    """Tell whether a comparison of the same two things became another one: `<` and `<=`."""
    old, new = leaf.before, leaf.after
    if not isinstance(old, ast.Compare) or not isinstance(new, ast.Compare):
        return False
    sides = [[ast.dump(one.left), *map(ast.dump, one.comparators)] for one in (old, new)]
    return sides[0] == sides[1]


def is_switch(leaf: Leaf) -> bool:
    """Tell whether something that was off is on now, or the reverse."""
    sides = [one.value for one in (leaf.before, leaf.after) if isinstance(one, ast.Constant)]
    return len(sides) == 2 and {type(side) for side in sides} == {bool}


_MODES = frozenset(("train", "training", "is_training", "train_mode"))


def is_mode(leaf: Leaf) -> bool:
    """Tell whether a call switches between training and inference: `model(x, train=True)`."""
    sides = [side for side in (leaf.before, leaf.after) if side is not None]
    return (
        leaf.key in _MODES
        and bool(leaf.calls)
        and all(isinstance(side, ast.Constant) and isinstance(side.value, bool) for side in sides)
    )


def is_another_limit(leaf: Leaf) -> bool:
    """Tell whether a size is compared in the same way with another name: `len(buffer) > start`."""
    old, new = leaf.before, leaf.after
    if not isinstance(old, ast.Compare) or not isinstance(new, ast.Compare):
        return False
    same = ast.dump(old.left) == ast.dump(new.left) and isinstance(new.ops[0], type(old.ops[0]))
    limits = [one.comparators[0] for one in (old, new)]
    named = all(isinstance(limit, ast.Name | ast.Attribute) for limit in limits)
    return same and named and ast.dump(limits[0]) != ast.dump(limits[1])


def is_shape(leaf: Leaf) -> bool:
    """Tell whether a difference only gives data another shape: axes, einops patterns with a 1."""
    if leaf.before is not None and leaf.after is not None:
        names = last_name(leaf.before), last_name(leaf.after)
        if names[0] in SHAPING and names[1] in SHAPING:
            return True
        patterns = [
            [word for word in side.value.replace("(", " ").replace(")", " ").split() if word != "1"]
            for side in (leaf.before, leaf.after)
            if isinstance(side, ast.Constant) and isinstance(side.value, str) and "->" in side.value
        ]
        if len(patterns) == 2 and patterns[0] == patterns[1]:
            return True
        indices = isinstance(leaf.before, _INDEX) and isinstance(leaf.after, _INDEX)
        if indices and _index(leaf.before) == _index(leaf.after):
            return True
    inner = leaf.calls[0].rpartition(".")[2] if leaf.calls else ""
    return inner in SHAPING and are_constants(leaf) and not is_text(leaf)


_INDEX = (ast.Tuple, ast.Slice, ast.Constant)


def _index(node: ast.AST) -> list[str]:
    """Return what an index picks, without the axes that it keeps whole or adds: `[:, None]`."""
    parts = node.elts if isinstance(node, ast.Tuple) else [node]
    whole = ast.dump(ast.Slice())
    return [
        text
        for part in parts
        for text in [ast.dump(part)]
        if text != whole
        and not (isinstance(part, ast.Constant) and (part.value is None or part.value is Ellipsis))
    ]


def is_text(leaf: Leaf) -> bool:
    """Tell whether both sides are strings."""
    sides = [side for side in (leaf.before, leaf.after) if side is not None]
    return bool(sides) and all(
        isinstance(side, ast.JoinedStr)
        or (isinstance(side, ast.Constant) and isinstance(side.value, str))
        for side in sides
    )


def is_freed(leaf: Leaf) -> bool:
    """Tell whether a fixed value became a choice, or a choice a fixed value: `2.0` and `limit`."""
    sides = [leaf.before, leaf.after]
    fixed = [isinstance(side, ast.Constant) and side.value is not None for side in sides]
    chosen = [isinstance(side, ast.Name | ast.Attribute | ast.Subscript) for side in sides]
    return fixed[0] != fixed[1] and chosen[0] != chosen[1] and not is_message(leaf)


def is_handed_on(leaf: Leaf, *, own: bool) -> bool:
    """Tell whether an argument was added or taken away that only hands a name on: `x=self.x`.

    `own` says that the called function is one of the repository: what it does with it decides.
    """
    if (leaf.before is None) == (leaf.after is None):
        return False
    side = leaf.after if leaf.before is None else leaf.before
    if leaf.key == "**":
        return True
    entry = leaf.entry
    by_position = entry is None or entry.before is not leaf.before or entry.after is not leaf.after
    if (by_position or own) and leaf.calls and isinstance(side, ast.Name | ast.Attribute):
        return True
    return side is not None and bool(leaf.key) and _held_name(side) == leaf.key.lower()


def is_regrouped(leaf: Leaf) -> bool:
    """Tell whether a name only moved into or out of an object: `LR`, `args.lr`, `hp["lr"]`."""
    if leaf.before is None or leaf.after is None:
        return False
    old, new = _held_name(leaf.before), _held_name(leaf.after)
    return bool(old) and old == new


def _held_name(node: ast.AST) -> str:
    """Return the name or key under which a value is kept, in lower case; `""` for anything else."""
    if isinstance(node, ast.Name | ast.Attribute):
        return last_name(node).lower()
    key: ast.AST | None = None
    if isinstance(node, ast.Subscript):
        key = node.slice
    elif isinstance(node, ast.Call) and last_name(node.func) == "get" and node.args:
        key = node.args[0]
    text = key.value if isinstance(key, ast.Constant) else None
    return text.lower() if isinstance(text, str) else ""


def are_constants(leaf: Leaf) -> bool:
    """Tell whether both sides are constants, or absent."""
    return all(
        side is None
        or isinstance(side, ast.Constant)
        or (isinstance(side, ast.UnaryOp) and isinstance(side.operand, ast.Constant))
        for side in (leaf.before, leaf.after)
    )


def are_numbers(leaf: Leaf) -> bool:
    """Tell whether both sides are numbers."""
    return all(_is_number(side) for side in (leaf.before, leaf.after))


def _is_number(node: ast.AST | None) -> bool:
    if isinstance(node, ast.UnaryOp):
        return _is_number(node.operand)
    if isinstance(node, ast.Call) and last_name(node.func) == "float":
        return len(node.args) == 1 and isinstance(node.args[0], ast.Constant)
    if isinstance(node, ast.Attribute):
        return node.attr.lower() in ("inf", "nan")
    value = node.value if isinstance(node, ast.Constant) else None
    return isinstance(value, int | float) and not isinstance(value, bool)


def is_other_member(leaf: Leaf) -> bool:
    """Tell whether another member of one enumeration is meant: `Level.LOW`, `Level.HIGH`."""
    old, new = leaf.before, leaf.after
    if not isinstance(old, ast.Attribute) or not isinstance(new, ast.Attribute):
        return False
    members = old.attr.isupper() and new.attr.isupper() and old.attr != new.attr
    return members and ast.dump(old.value) == ast.dump(new.value)


def is_moved_path(leaf: Leaf) -> bool:
    """Tell whether two paths end in the same file name."""
    names = {
        str(side.value).rpartition("/")[2]
        for side in (leaf.before, leaf.after)
        if isinstance(side, ast.Constant) and "/" in str(side.value) + "/"
    }
    return (
        leaf.before is not None
        and leaf.after is not None
        and len(names) == 1
        and "." in names.pop()
    )


def names_weights(leaf: Leaf) -> bool:
    """Tell whether the sides that are texts are names of files of weights."""
    texts = [
        _WEIGHTS.search(str(side.value)) is not None
        for side in (leaf.before, leaf.after)
        if isinstance(side, ast.Constant)
    ]
    return bool(texts) and all(texts)


def is_message(leaf: Leaf) -> bool:
    """Tell whether a side is a text for people."""
    return any(
        isinstance(side, ast.JoinedStr)
        or (isinstance(side, ast.Constant) and " " in str(side.value).strip())
        for side in (leaf.before, leaf.after)
    )
