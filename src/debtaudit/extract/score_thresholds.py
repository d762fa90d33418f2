"""Comparisons of scores and probabilities with a number that stands in the code unexplained.

`if score > 0.87` decides what a model's answer does, and nothing says where 0.87 is from. A name
for the number or a comment on its line, or on the line above, is taken for the explanation. A
probability of 0.5 is the boundary between two classes and needs none. What was drawn at random
(`prob = rng.uniform()`) is no score: the number is the share of the cases in which it happens.
"""

from __future__ import annotations

import ast

from debtaudit.domain.patterns import lazy_pattern
from debtaudit.domain.python_facts import FixedValue, PythonFacts
from debtaudit.extract.python_names import dotted_name
from debtaudit.knowledge.vocabulary import vocabulary

_MOST = 100
"""Comparisons kept for one file."""

_WORDS = lazy_pattern(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_COMMENT = lazy_pattern(
    rb"#(?!\s*(?:type:|noqa|pylint|pragma|debtaudit|TODO|FIXME|XXX))\s*\w+\W+\w"
)


def compared_score(side: ast.expr, number: ast.Constant, fixed: list[FixedValue]) -> None:
    """Keep `side` compared with a number between 0 and 1, where its name is that of a score."""
    value = number.value
    if not isinstance(value, float) or not 0 < value < 1 or value == 0.5:
        return
    name = dotted_name(side)
    words = {word.lower() for word in _WORDS.findall(name)}
    if words.isdisjoint(vocabulary("probability-words")):
        return
    if not words.isdisjoint(vocabulary("no-score-words")) or len(fixed) >= _MOST:
        return
    fixed.append(FixedValue("threshold", number.lineno, repr(value), name[:80]))


def unexplained(facts: PythonFacts, data: bytes) -> tuple[FixedValue, ...]:
    """Return the fixed values of a file without thresholds of draws, and explained ones."""
    if all(one.kind != "threshold" for one in facts.fixed):
        return facts.fixed
    lines = data.splitlines()
    return tuple(
        one
        for one in facts.fixed
        if one.kind != "threshold" or not (_explained(one, lines) or _is_drawn(one, facts))
    )


def _is_drawn(one: FixedValue, facts: PythonFacts) -> bool:
    """Tell whether all that the name stands for around the comparison was drawn at random."""
    name = one.name.partition("[")[0]
    values = [
        binding.value
        for made in facts.definitions
        if made.line <= one.line <= made.end_line
        for binding in made.bindings
        if binding.target == name
    ]
    drawing = frozenset(vocabulary("drawing-names"))
    parts = [value.replace("()", "").split(".") for value in values]
    return bool(parts) and all(not drawing.isdisjoint(one) for one in parts)


def _explained(one: FixedValue, lines: list[bytes]) -> bool:
    here = lines[one.line - 1] if one.line <= len(lines) else b""
    above = lines[one.line - 2].lstrip() if 2 <= one.line <= len(lines) + 1 else b""
    return bool(_COMMENT.search(here) or (above[:1] == b"#" and _COMMENT.match(above)))
