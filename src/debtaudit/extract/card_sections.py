"""Which sections of a model card are only the template's headings."""

import re
from collections.abc import Sequence

from msgspec.structs import replace

from debtaudit.domain.files import Heading
from debtaudit.domain.patterns import lazy_pattern

# What templates leave to be filled in; the first is Hugging Face's (modelcard_template.md).
_PLACEHOLDERS = lazy_pattern(
    r"\[more information needed\]|\{\{[^{}\n]*\}\}|<!--.*?(?:-->|\Z)|\b(?:todo|tbd|n/a|fixme|xxx)\b"
    r"|\bto be (?:done|added|completed|filled in|written)\b|\bcoming soon\b",
    re.DOTALL,
)
_MOST_TEXT = 500_000


def is_card(base_name: str) -> bool:
    """Tell a card of a model or data set by the name of its file."""
    return "card" in base_name.lower() or "datasheet" in base_name.lower()


def marked_empty(text: str, headings: Sequence[Heading]) -> tuple[Heading, ...]:
    """Return the headings of a card, those marked that have no text of their own and none below."""
    if not headings:
        return ()
    lines = text[:_MOST_TEXT].lower().splitlines()
    empty: list[bool] = []
    ends = [heading.line for heading in headings[1:]] + [len(lines) + 1]
    for heading, end in zip(headings, ends, strict=True):
        body = _PLACEHOLDERS.sub(" ", "\n".join(lines[heading.line : end - 1]))
        empty.append(not any(map(str.isalnum, body)))
    return tuple(
        replace(heading, empty=empty[at] and _nothing_below(at, headings, empty))
        for at, heading in enumerate(headings)
    )


def _nothing_below(at: int, headings: Sequence[Heading], empty: Sequence[bool]) -> bool:
    for below in range(at + 1, len(headings)):
        if headings[below].level <= headings[at].level:
            return True
        if not empty[below]:
            return False
    return True
