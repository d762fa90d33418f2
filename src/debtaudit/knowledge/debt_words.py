"""What self-admitted debt is about, by its words: the rows of debt_words.tsv."""

import re
from functools import cache

from debtaudit.knowledge.packaged import packaged_text


def debt_kind(text: str) -> str | None:
    """Return the kind of machine-learning debt that a comment speaks of, None for another one."""
    low = text.lower()
    return next((kind for kind, words in _kinds() if words.search(low)), None)


@cache
def _kinds() -> tuple[tuple[str, re.Pattern[str]], ...]:
    rows = [
        line.split("\t")
        for line in packaged_text("debt_words.tsv").splitlines()
        if line and not line.startswith("#")
    ]
    return tuple((kind, _any_of(words.split())) for kind, words in rows)


def _any_of(words: list[str]) -> re.Pattern[str]:
    patterns = [re.escape(word).replace(r"\*", r"\w*") for word in words]
    return re.compile(rf"(?<![\w-])(?:{'|'.join(patterns)})(?!\w)")
