"""What an expression is as text, as far as the file itself says it.

Constants, f-strings, joined paths, names that the file binds to such a text, defaults of
parameters, of environment variables and of command-line options. Nothing is executed; what is not
known stays `{}` within a longer text, and has no text where it stands alone.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from itertools import product
from typing import NamedTuple

from debtaudit.domain.masking import mask
from debtaudit.domain.python_facts import UNKNOWN
from debtaudit.extract.nodes import nodes_of
from debtaudit.extract.python_names import valid_text
from debtaudit.extract.python_scope import MAX_TEXT

_MOST = 4
"""Texts that one expression may have: a name that is bound twice has two."""
_DEEPEST = 6
"""Names followed to what they are bound to."""
_MOST_STEPS = 20_000
"""Expressions of one file that are looked at: names bound to each other would multiply."""
_SAME_TEXT = frozenset(("str", "Path", "PurePath", "PosixPath", "fspath", "abspath", "resolve"))
"""Calls whose text is that of their first argument, or of what they are a method of."""
_JOINED = frozenset(("join", "joinpath", "Path", "PurePath"))
_WITH_DEFAULT = frozenset(("getenv", "get"))
"""Calls whose second argument is what they give where nothing is set."""


class Binding(NamedTuple):
    """An expression that a name is bound to, and the lines on which that holds."""

    value: ast.expr
    first: int = 0
    last: int = sys.maxsize


Bound = dict[str, list[Binding]]
"""Names with what they are bound to, in the order of the source."""


class Names:
    """The names of a scope, read when the first of them is asked for: most scopes never are."""

    def __init__(self, read: Callable[[], Bound]) -> None:
        self._read = read

    @cached_property
    def bound(self) -> Bound:
        """What the names of the scope are bound to."""
        return self._read()


class KnownTexts:
    """The texts of a file: what its names, options and attributes of `self` are bound to."""

    def __init__(self, tree: ast.Module) -> None:
        self._tree = tree
        self.left = _MOST_STEPS

    @cached_property
    def options(self) -> dict[str, str]:
        """The text defaults of command-line options by name."""
        return dict(_options(self._tree))

    def of(self, node: ast.expr, scopes: tuple[Names, ...], depth: int = 0) -> list[str]:
        """Return the texts that an expression may have, the first one first; none if unknown."""
        self.left -= 1
        if depth > _DEEPEST or self.left < 0:
            return []
        found = [text for text in self._texts(node, scopes, depth) if text.strip(UNKNOWN + "/")]
        return list(dict.fromkeys(mask(valid_text(text[:MAX_TEXT])) for text in found))[:_MOST]

    def _texts(self, node: ast.expr, scopes: tuple[Names, ...], depth: int) -> Iterable[str]:
        match node:
            case ast.Constant(value=str(text)):
                return [text]
            case ast.JoinedStr(values=parts):
                return self._joined(parts, "", scopes, depth)
            case ast.BinOp(op=ast.Add()):
                return self._joined(_summands(node), "", scopes, depth)
            case ast.FormattedValue(value=value):
                return self.of(value, scopes, depth + 1)
            case ast.BinOp(left=left, op=ast.Div(), right=right):
                return self._joined([left, right], "/", scopes, depth)
            case ast.BoolOp(op=ast.Or(), values=values):
                return [text for one in values for text in self.of(one, scopes, depth + 1)]
            case ast.IfExp(body=body, orelse=other):
                return [text for one in (body, other) for text in self.of(one, scopes, depth + 1)]
            case ast.Name(id=name, lineno=line):
                return self._bound(name, line, scopes, depth)
            case ast.Attribute(value=ast.Name(id="self"), attr=name, lineno=line):
                return self._bound(f"self.{name}", line, scopes, depth)
            case ast.Attribute(value=ast.Name(), attr=name):
                return [self.options[name]] if name in self.options else []
            case ast.Call():
                return self._called(node, scopes, depth)
        return []

    def _bound(self, name: str, line: int, scopes: tuple[Names, ...], depth: int) -> list[str]:
        for scope in reversed(scopes):
            if name in scope.bound:
                bound = scope.bound[name]
                values = [one.value for one in bound if one.first <= line <= one.last]
                return [text for one in values[:_MOST] for text in self.of(one, scopes, depth + 1)]
        return []

    def _called(self, call: ast.Call, scopes: tuple[Names, ...], depth: int) -> Iterable[str]:
        name = call.func.attr if isinstance(call.func, ast.Attribute) else ""
        name = call.func.id if isinstance(call.func, ast.Name) else name
        if name in _JOINED and len(call.args) > 1:
            return self._joined(call.args, "/", scopes, depth)
        if name == "joinpath" and isinstance(call.func, ast.Attribute):
            return self._joined([call.func.value, *call.args], "/", scopes, depth)
        if name in _WITH_DEFAULT and len(call.args) > 1:
            return self.of(call.args[1], scopes, depth + 1)
        if name == "open" or name in _SAME_TEXT:
            same = call.args[:1] or (
                [call.func.value] if isinstance(call.func, ast.Attribute) else []
            )
            return [text for one in same for text in self.of(one, scopes, depth + 1)]
        return []

    def _joined(
        self, parts: Iterable[ast.expr], between: str, scopes: tuple[Names, ...], depth: int
    ) -> Iterator[str]:
        known = [
            [part.value]
            if isinstance(part, ast.Constant) and isinstance(part.value, str)
            else self.of(part, scopes, depth + 1) or [UNKNOWN]
            for part in parts
        ]
        for pieces, _number in zip(product(*known), range(_MOST), strict=False):
            yield between.join(pieces)


def _summands(node: ast.expr) -> list[ast.expr]:
    """Return the parts of `a + b + c` in their order."""
    found: list[ast.expr] = []
    while isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        found.append(node.right)
        node = node.left
    return [node, *reversed(found)]


def bound_in(body: Iterable[ast.stmt], parameters: ast.arguments | None = None) -> Bound:
    """Return what names are bound to in a body, its blocks and inner functions included.

    Of parameters it is their default; `with open(path) as file` binds `file` to the call, on the
    lines of its block.
    """
    found: Bound = {}
    for name, default in _defaults(parameters) if parameters is not None else ():
        found.setdefault(name, []).append(Binding(default))
    for node in _statements(body):
        for target, binding in _bindings(node):
            match target:
                case ast.Name(id=name):
                    found.setdefault(name, []).append(binding)
                case ast.Attribute(value=ast.Name(id="self"), attr=name):
                    found.setdefault(f"self.{name}", []).append(binding)
    return found


def _statements(body: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
    """Yield the statements of a body and of all blocks in it, level by level."""
    level = list(body)
    while level:
        yield from level
        level = [
            inner
            for node in level
            for block in ("body", "orelse", "finalbody")
            for inner in getattr(node, block, ())
        ] + [
            inner
            for node in level
            for part in (*getattr(node, "handlers", ()), *getattr(node, "cases", ()))
            for inner in part.body
        ]


def _bindings(node: ast.AST) -> Iterator[tuple[ast.expr, Binding]]:
    match node:
        case ast.Assign(targets=[target], value=value):
            yield target, Binding(value)
        case ast.AnnAssign(target=target, value=ast.expr() as value):
            yield target, Binding(value)
        case ast.With(items=items) | ast.AsyncWith(items=items):
            last = node.end_lineno or node.lineno
            for item in items:
                if item.optional_vars is not None:
                    yield item.optional_vars, Binding(item.context_expr, node.lineno, last)


def _defaults(parameters: ast.arguments) -> Iterator[tuple[str, ast.expr]]:
    placed = [*parameters.posonlyargs, *parameters.args]
    if parameters.defaults:
        with_default = placed[-len(parameters.defaults) :]
        yield from (
            (one.arg, value) for one, value in zip(with_default, parameters.defaults, strict=True)
        )
    for one, value in zip(parameters.kwonlyargs, parameters.kw_defaults, strict=True):
        if value is not None:
            yield one.arg, value


def _options(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Yield the command-line options with a text as default: argparse, click, absl."""
    for node in nodes_of(tree):
        match node:
            case ast.Call(
                func=ast.Attribute(attr="add_argument" | "option" | "DEFINE_string"),
                args=[*names],
                keywords=keywords,
            ):
                default = [one.value for one in keywords if one.arg == "default"]
                for name in names if default else ():
                    match name, default[0]:
                        case ast.Constant(value=str(text)), ast.Constant(value=str(value)):
                            if text.startswith("--") and value:
                                yield text[2:].replace("-", "_"), value
