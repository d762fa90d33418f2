"""What a person is shown of a difference: names with values, statements where they differ."""

import ast

from debtaudit.domain.masking import mask
from debtaudit.domain.patterns import lazy_pattern
from debtaudit.extract.surface.leaves import Entry
from debtaudit.extract.surface.options import is_option, option_name, option_words
from debtaudit.extract.surface.units import Unit

_LONGEST = 160
_TELLING_LENGTH = 90
"""Texts longer than this are shown where they differ only."""
_AROUND = 20
"""Characters of the common beginning and end that are kept around what differs."""
_SPACE = lazy_pattern(r"\s+")
_TOKEN = lazy_pattern(r"\w+|\W")

Shown = tuple[str, str | None, str | None]
"""The name of what has the values (empty for statements), its text before and after."""


def shown_entry(entry: Entry) -> Shown:
    """Return a named part of a statement with its two values."""
    before, after = (
        None if side is None else _one_line(ast.unparse(side))
        for side in (entry.before, entry.after)
    )
    return (entry.name, *_contrast(before, after))


def shown_statements(before: Unit | None, after: Unit | None) -> Shown:
    """Return two statements as a person writes them; parameters and options as name and value."""
    if before is None or after is None:
        unit = after or before
        name, value = ("", None) if unit is None else _named(unit)
        if name and value is not None:
            text = _short(_one_line(value))
            return (name, None, text) if before is None else (name, text, None)
    elif isinstance(before.node, ast.keyword) and isinstance(after.node, ast.keyword):
        old, new = (_one_line(ast.unparse(node.value)) for node in (before.node, after.node))
        if before.node.arg == after.node.arg:
            return (after.node.arg or "", *_contrast(old, new))
    return ("", *_contrast(_statement(before), _statement(after)))


def _named(unit: Unit) -> tuple[str, str | None]:
    """Return name and value of a parameter, an option or a constant; no name for anything else."""
    node = unit.node
    if isinstance(node, ast.keyword):
        return node.arg or "", ast.unparse(node.value)
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        given = option_words(node.value).get("default")
        if given and is_option(node.value):
            return option_name(node.value), ast.unparse(given)
    if isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, ast.Constant):
        target = node.targets[0] if isinstance(node, ast.Assign) else node.target
        return ast.unparse(target), ast.unparse(node.value)
    return "", None


def _statement(unit: Unit | None) -> str | None:
    if unit is None:
        return None
    node = unit.node
    if isinstance(node, ast.keyword):
        text = f"{node.arg}={ast.unparse(node.value)}"
    elif isinstance(node, ast.If | ast.While):
        text = f"{type(node).__name__.lower()} {ast.unparse(node.test)}"
    elif isinstance(node, ast.For | ast.AsyncFor):
        text = f"for {ast.unparse(node.target)} in {ast.unparse(node.iter)}"
    elif isinstance(node, ast.With | ast.AsyncWith):
        text = "with " + ", ".join(ast.unparse(item) for item in node.items)
    elif isinstance(node, ast.Pass):
        text = unit.text
    else:
        text = ast.unparse(node)
    return _one_line(text)


def _contrast(before: str | None, after: str | None) -> tuple[str | None, str | None]:
    """Cut what two long texts have in common at both ends, at the bounds of words."""
    if before is None or after is None or max(len(before), len(after)) <= _TELLING_LENGTH:
        return before and _short(before), after and _short(after)
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    start = 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        start += 1
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
        end += 1
    head, tail = "".join(old[:start]), "".join(old[len(old) - end :])
    head = head if len(head) <= _AROUND + 4 else "…" + head[-_AROUND:]
    tail = tail if len(tail) <= _AROUND + 4 else tail[:_AROUND] + "…"
    middles = ("".join(one[start : len(one) - end]) for one in (old, new))
    first, second = (_short(head + middle + tail) for middle in middles)
    return first, second


def _one_line(text: str) -> str:
    return mask(_SPACE.sub(" ", text))


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
