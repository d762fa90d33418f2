"""What distributions bring along: the rows of brought_along.tsv."""

from collections.abc import Iterable
from functools import cache

from debtaudit.knowledge.packaged import packaged_text


@cache
def _table() -> dict[str, tuple[str, ...]]:
    lines = packaged_text("brought_along.tsv").splitlines()
    rows = (line.partition("\t") for line in lines if line and line[0] != "#")
    return {name: tuple(brought.split()) for name, _tab, brought in rows}


@cache
def _limits() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for row in _table():
        name, sign, limit = row.partition("<")
        if sign:
            found[name] = (*found.get(name, ()), limit)
    return found


def limits_of(distribution: str) -> tuple[str, ...]:
    """Return the versions below which a distribution brought more than it does today."""
    return _limits().get(distribution, ())


def with_what_they_bring(names: Iterable[str]) -> frozenset[str]:
    """Return normalised names of distributions with those that come with them, to any depth.

    `pandas<3` asks for what only earlier versions brought.
    """
    found: set[str] = set()
    queue = list(names)
    while queue:
        name = queue.pop()
        if name not in found:
            found.add(name)
            queue.extend(_table().get(name, ()))
    return frozenset(name for name in found if "<" not in name)
