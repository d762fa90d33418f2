"""Names as they stand in Python source: dotted names, annotations and decorators as short text."""

from __future__ import annotations

from ast import (
    AST,
    Attribute,
    Await,
    BinOp,
    BoolOp,
    Call,
    Compare,
    Constant,
    Name,
    Not,
    Or,
    Subscript,
    UnaryOp,
    expr,
)
from typing import cast

from debtaudit.domain.masking import mask

MAX_PARTS = 40
"""A chain of more attributes, calls and subscripts has no name that helps anybody (and the names
of all its prefixes would cost the square of its length)."""

MAX_DECORATOR = 200
_MAX_ARGUMENT = 80
_DEEPEST = 4

_SAYS_NOTHING = frozenset(
    (
        *("int", "float", "str", "bool", "bytes", "complex", "object", "None", "Any", "type"),
        *("dict", "list", "tuple", "set", "frozenset", "Callable", "Dict", "List", "Tuple", "Set"),
        *("Type", "Union", "Sequence", "Iterable", "Iterator", "Mapping", "Literal", "Generator"),
        *("Tensor", "ndarray", "DataFrame", "Path"),
    )
)
"""Annotations that do not help to know whose method is called."""


def dotted_name(node: AST) -> str:
    """Return `node` as a dotted name: `self.net.fit`, `make()[].fit`, `?.join` without a name.

    The result of a call keeps `()`, a subscript `[]`; `?` stands for every other expression and
    for the start of a chain of more than `MAX_PARTS` links.
    """
    parts = []
    for _ in range(MAX_PARTS):
        kind = node.__class__
        if kind is Name:
            parts.append(cast(Name, node).id)
            break
        if kind is Attribute:
            parts.append("." + cast(Attribute, node).attr)
            node = cast(Attribute, node).value
        elif kind is Call:
            parts.append("()")
            node = cast(Call, node).func
        elif kind is Subscript:
            parts.append("[]")
            node = cast(Subscript, node).value
        elif kind is Await:
            node = cast(Await, node).value
        else:
            parts.append("?")
            break
    else:
        parts.append("?")
    parts.reverse()
    return "".join(parts)


def base_class(base: expr) -> expr:
    """Return a base class without its type arguments: `Base[T]` is `Base`."""
    return base.value if isinstance(base, Subscript) else base


def valid_text(text: str) -> str:
    """Return the value of a string constant without lone surrogates, which no cache can hold."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


def annotated_type(node: AST) -> str:
    """Return the dotted name of the class that an annotation names, or "".

    `Optional[X]`, `X | None` and `"X"` are X; plain types and containers say nothing.
    """
    if isinstance(node, Name):  # most of them
        return "" if node.id in _SAYS_NOTHING else node.id
    for _ in range(MAX_PARTS):
        if isinstance(node, Subscript):
            name = dotted_name(node.value)
            if name.rpartition(".")[2] not in {"Optional", "Annotated", "Final", "ClassVar"}:
                return "" if name.rpartition(".")[2] in _SAYS_NOTHING else name
            node = node.slice
        elif isinstance(node, BinOp):
            empty = isinstance(node.left, Constant) and node.left.value is None
            node = node.right if empty else node.left
        else:
            break
    if isinstance(node, Name):
        return "" if node.id in _SAYS_NOTHING else node.id
    if isinstance(node, Attribute):
        name = "?" if node.attr in _SAYS_NOTHING else dotted_name(node)
        return "" if "?" in name else name
    if isinstance(node, Constant) and isinstance(node.value, str):
        text = node.value.strip()
        return text if len(text) <= 200 and text.replace(".", "").isidentifier() else ""
    return ""


def decorator_text(node: expr) -> str:
    """Return a decorator as short text: `property`, `pytest.mark.skipif(not cuda(), reason='no')`.

    Arguments that are constants, names, calls (without their arguments) and conditions of these
    are written out, everything else is `...`; the whole is cut at `MAX_DECORATOR` characters.
    """
    if not isinstance(node, Call):
        return dotted_name(node)[:MAX_DECORATOR]
    arguments = [_short(argument, 0) for argument in node.args]
    arguments += [f"{word.arg or '**'}={_short(word.value, 0)}" for word in node.keywords]
    text = mask(f"{dotted_name(node.func)}({', '.join(arguments)})")
    return text if len(text) <= MAX_DECORATOR else text[: MAX_DECORATOR - 1] + ")"


def _short(node: AST, depth: int) -> str:
    text = "..."
    if isinstance(node, Constant):
        value = node.value
        # repr of an integer of 5,000 digits is an error, of a long string a waste
        text = repr(value[:_MAX_ARGUMENT]) if isinstance(value, (str, bytes)) else text
        if value is None or isinstance(value, (bool, float)):
            text = repr(value)
        elif isinstance(value, int) and value.bit_length() < 200:
            text = str(value)
    elif isinstance(node, (Name, Attribute, Call, Subscript)):
        text = dotted_name(node)
    elif depth < _DEEPEST:
        if isinstance(node, UnaryOp) and isinstance(node.op, Not):
            text = "not " + _short(node.operand, depth + 1)
        elif isinstance(node, BoolOp):
            word = " or " if isinstance(node.op, Or) else " and "
            text = word.join([_short(value, depth + 1) for value in node.values[:_DEEPEST]])
        elif isinstance(node, Compare):
            operator = _OPERATORS.get(node.ops[0].__class__.__name__, "?")
            right = _short(node.comparators[0], depth + 1)
            text = f"{_short(node.left, depth + 1)} {operator} {right}"
    return text


_OPERATORS = {
    "Eq": "==",
    "NotEq": "!=",
    "Lt": "<",
    "LtE": "<=",
    "Gt": ">",
    "GtE": ">=",
    "Is": "is",
    "IsNot": "is not",
    "In": "in",
    "NotIn": "not in",
}
