"""Calls that write, read, register or fetch a model, with the texts that they are given.

Only a file that makes such a call is looked at twice: the second look follows names to what the
file binds them to, which the walk over every file has no time for.
"""

from __future__ import annotations

import ast
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from functools import partial

from debtaudit.domain.masking import mask_value
from debtaudit.domain.python_facts import Definition, Import, ModelCall
from debtaudit.extract.known_texts import Binding, Bound, KnownTexts, Names, bound_in
from debtaudit.knowledge.model_store import store_words

_MOST = 200
"""Calls of one file that are looked at."""


def model_calls(
    tree: ast.Module, definitions: Iterable[Definition], imports: Iterable[Import]
) -> tuple[ModelCall, ...]:
    """Return the calls of a parsed file that may be about a model, by line.

    `definitions` and `imports` are what the walk over the file has found.
    """
    known = store_words()
    roots = {one.module.partition(".")[0] for one in imports if not one.level} & known.keys()
    words = known[""].union(*(known[root] for root in roots))
    lines = sorted(
        {
            call.line
            for definition in definitions
            for call in definition.calls
            if call.name.rpartition(".")[2] in words
        }
    )
    if not lines:
        return ()
    try:
        calls = _found(tree, words, lines)
        found = [call for call, _number in zip(calls, range(_MOST), strict=False)]
    except RecursionError:
        return ()  # the walk over the file got through it; what this adds is not worth more
    return tuple(sorted(found, key=lambda call: call.line))


def _found(tree: ast.Module, words: frozenset[str], lines: list[int]) -> Iterator[ModelCall]:
    """Yield the calls of these names; only what spans one of the lines is looked into."""
    texts = KnownTexts(tree)
    module = [one for one in tree.body if not isinstance(one, _SCOPES)]
    stack: list[tuple[ast.AST, tuple[Names, ...]]] = [(tree, (Names(partial(bound_in, module)),))]
    while stack:
        node, scopes = stack.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            scopes = (*scopes, Names(partial(bound_in, node.body, node.args)))
        elif isinstance(node, ast.ClassDef):
            scopes = (*scopes, Names(partial(_attributes, node)))
        elif isinstance(node, ast.Call):
            name = _last(node.func)
            if name in words:
                yield ModelCall(node.lineno, name, tuple(_arguments(node, texts, scopes)))
        stack += [
            (child, scopes) for child in ast.iter_child_nodes(node) if _spans_one(child, lines)
        ]


def _spans_one(node: ast.AST, lines: list[int]) -> bool:
    """Tell whether one of the sorted lines lies in a node; what has no lines may hold some."""
    first = getattr(node, "lineno", None)
    if first is None:
        return True
    place = bisect_left(lines, first)
    return place < len(lines) and lines[place] <= getattr(node, "end_lineno", first)


_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def _attributes(node: ast.ClassDef) -> Bound:
    """Return what the methods of a class bind attributes of `self` to.

    Where that is a parameter, it is the parameter's default.
    """
    found: Bound = {}
    for method in node.body:
        if isinstance(method, ast.FunctionDef | ast.AsyncFunctionDef):
            own = bound_in(method.body, method.args)
            for name, values in own.items():
                if name.startswith("self."):
                    found.setdefault(name, []).extend(_followed(values, own))
    return found


def _followed(bindings: list[Binding], own: Bound) -> Iterator[Binding]:
    for binding in bindings:
        if isinstance(binding.value, ast.Name) and binding.value.id in own:
            yield from own[binding.value.id]
        else:
            yield binding


def _arguments(
    call: ast.Call, texts: KnownTexts, scopes: tuple[Names, ...]
) -> Iterator[tuple[str, str]]:
    """Yield place (a number, or the keyword) and text of the arguments whose text is known."""
    for place, value in enumerate(call.args):
        yield from ((str(place), text) for text in texts.of(value, scopes))
    for keyword in call.keywords:
        if keyword.arg is not None:
            known = texts.of(keyword.value, scopes)
            yield from ((keyword.arg, mask_value(keyword.arg, text)) for text in known)


def _last(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""
