"""What two calls have in common: the same inside, the same sizes, arguments given in another way.

`text` makes the normal form of an expression, by which all of it is compared.
"""

import ast
from collections.abc import Callable

from debtaudit.extract.surface.inside import without_casts, without_shaping

Text = Callable[[ast.AST | None], str]


def hold_the_same(before: ast.Call, after: ast.Call, text: Text) -> bool:
    """Tell whether two calls hold the same inside of casts, or of methods that shape it."""
    return any(
        text(inside(before)) == text(inside(after)) for inside in (without_casts, without_shaping)
    )


def same_but_ones(before: ast.Call, after: ast.Call, text: Text) -> bool:
    """Tell whether two sizes differ by dimensions of 1 only."""
    old, new = (
        [text(one) for one in [node.func, *node.args, *node.keywords]] for node in (before, after)
    )
    return [one for one in old if one != "1.0"] == [one for one in new if one != "1.0"]


def wrapped(
    before: ast.Call, after: ast.Call, text: Text
) -> tuple[ast.AST | None, ast.AST | None] | None:
    """Return the function that was put around a call, or taken away, on its side."""
    inside, outside = text(before), text(after)
    if any(text(argument) == inside for argument in after.args):
        return None, after.func
    if any(text(argument) == outside for argument in before.args):
        return before.func, None
    return None


def positional(
    before: ast.Call, after: ast.Call, text: Text
) -> tuple[list[ast.expr], list[ast.expr]]:
    """Return the positional arguments without those that are keywords on the other side."""
    old, new = before.args, after.args
    if len(old) == len(new):
        return old, new
    old_words = {text(k.value) for k in before.keywords}
    new_words = {text(k.value) for k in after.keywords}
    olds = [a for a in old if text(a) not in new_words]
    news = [a for a in new if text(a) not in old_words]
    if len(olds) != len(news):
        ours, theirs = ([text(a) for a in side] for side in (olds, news))
        olds = _without(olds, ours, theirs)
        news = _without(news, theirs, ours)
    return olds, news


def _without(side: list[ast.expr], texts: list[str], others: list[str]) -> list[ast.expr]:
    """Return the arguments that the other side has not: what was put in between or taken out."""
    left = list(others)
    kept = []
    for node, text in zip(side, texts, strict=True):
        if text in left:
            left.remove(text)
        else:
            kept.append(node)
    return kept


def keywords(
    before: ast.Call, after: ast.Call, text: Text
) -> tuple[dict[str, ast.expr], dict[str, ast.expr]]:
    """Return the keywords of both sides without those whose value the other gives by position."""
    return _not_respelled(before, after.args, text), _not_respelled(after, before.args, text)


def _not_respelled(call: ast.Call, arguments: list[ast.expr], text: Text) -> dict[str, ast.expr]:
    words = {keyword.arg or "**": keyword.value for keyword in call.keywords}
    given = {text(argument) for argument in arguments}
    return {word: value for word, value in words.items() if text(value) not in given}
