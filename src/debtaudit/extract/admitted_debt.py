"""Self-admitted debt: comments in which developers say that something is left to do."""

from __future__ import annotations

import tokenize
from collections.abc import Iterable
from io import StringIO
from itertools import islice

from msgspec import Struct

from debtaudit.domain.patterns import lazy_pattern

_TAG = lazy_pattern(r"\b(TODO|FIXME|HACK|XXX)\b[\s:\-]*(.*)")
_MOST = 200
_LENGTH = 160


class Admission(Struct, frozen=True, array_like=True, gc=False):
    """A comment with its tag; `line` counts in the source that was given."""

    line: int
    tag: str
    text: str


Comment = tuple[int, str]
"""A line and the comment on it, with its sign."""


def comments(source: str) -> list[Comment]:
    """Return the comments of Python source; where it breaks off, those that come before."""
    found: list[Comment] = []
    try:
        tokens = tokenize.generate_tokens(StringIO(source).readline)
        found.extend((one.start[0], one.string) for one in tokens if one.type == tokenize.COMMENT)
    except (tokenize.TokenError, SyntaxError):
        pass  # the rest of it cannot be told from strings
    return found


def admissions(found: Iterable[Comment]) -> tuple[Admission, ...]:
    """Return the comments that carry a tag, at most 200 of them."""
    tagged = ((line, _TAG.search(text)) for line, text in found)
    admitted = (
        Admission(line, tag[1], tag[2].strip()[:_LENGTH]) for line, tag in tagged if tag is not None
    )
    return tuple(islice(admitted, _MOST))
