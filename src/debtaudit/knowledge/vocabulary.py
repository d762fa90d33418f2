"""The word lists of training_words.tsv: names that say what code is for."""

from functools import cache
from importlib.resources import files


@cache
def _lists() -> dict[str, tuple[str, ...]]:
    text = files("debtaudit.knowledge").joinpath("training_words.tsv").read_text("utf-8")
    found = {}
    for line in text.splitlines():
        if line and not line.startswith("#"):
            name, _, listed = line.partition("\t")
            found[name] = tuple(listed.split())
    return found


def vocabulary(name: str) -> tuple[str, ...]:
    """Return the list `name`; KeyError where the file has none of that name."""
    return _lists()[name]
