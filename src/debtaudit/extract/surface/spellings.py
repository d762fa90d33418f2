"""Several ways to write the same call, known by their names and forms."""

import ast

CASTS = frozenset(("tensorflow.cast", "tensorflow.keras.backend.cast", "keras.backend.cast"))
"""Functions that change the type of an array and no more."""
_FILLED = frozenset(("zeros", "ones", "empty"))
MAPPINGS = ("%dict", "collections.OrderedDict", "%OrderedDict")
"""What an empty one of is the same as `{}`."""


def one_more(node: ast.AST) -> ast.AST | None:
    """Return `x` of `1 + x` or `x + 1`, else None."""
    if not isinstance(node, ast.BinOp) or not isinstance(node.op, ast.Add):
        return None
    for one, other in ((node.left, node.right), (node.right, node.left)):
        if isinstance(one, ast.Constant) and one.value == 1 and not isinstance(one.value, bool):
            return other
    return None


def are_filled_alike(name: str, other: str) -> bool:
    """Tell whether two functions differ by where they take the shape: `zeros`, `zeros_like`."""
    both = {name.removesuffix("_like"), other.removesuffix("_like")}
    return name != other and len(both) == 1 and both.pop().rpartition(".")[2] in _FILLED


def argmax_of(value: str, index: str) -> str:
    """Return the form of `x.argmax(1)` for `x.max(1)` and the index 1, else `""`."""
    owner, found, axis = value.rpartition("~max(")
    if index != "1.0" or not found or axis == ")" or "(" in axis or not value.endswith(")"):
        return ""
    return f"{owner}~argmax({axis}"


def is_recoding(method: str, call: ast.Call) -> bool:
    """Tell `.decode()` of bytes and `.encode()` of texts from those of models and tokenisers.

    Theirs take what they work on; these take nothing, or the name of an encoding.
    """
    arguments = [*call.args, *(keyword.value for keyword in call.keywords)]
    return method in ("decode", "encode") and all(
        isinstance(each, ast.Constant) and str(each.value).lower().startswith(_RECODINGS)
        for each in arguments
    )


_RECODINGS = ("utf", "ascii", "latin", "iso", "cp1", "ignore", "replace", "strict")
"""How encodings and ways to treat errors begin (Python's `codecs`)."""
