"""The word lists of training_words.tsv: names that say what code is for."""

from functools import cache

from debtaudit.knowledge.packaged import packaged_text


@cache
def _lists() -> dict[str, tuple[str, ...]]:
    text = packaged_text("training_words.tsv")
    found = {}
    for line in text.splitlines():
        if line and not line.startswith("#"):
            name, _, listed = line.partition("\t")
            if name in found:
                raise ValueError(f"training_words.tsv: {name} stands twice")
            found[name] = tuple(listed.split())
    return found


def vocabulary(name: str) -> tuple[str, ...]:
    """Return the list `name`; KeyError where the file has none of that name."""
    return _lists()[name]
