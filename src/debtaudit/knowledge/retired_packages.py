"""Distributions that are renamed, merged or given up, their successors, and where it is said."""

from functools import cache

from msgspec import Struct

from debtaudit.knowledge.packaged import packaged_text


class Retirement(Struct, frozen=True):
    """What became of a distribution: `what` completes "NAME ..."; `since` is a month."""

    name: str
    successor: str | None
    since: str
    what: str
    in_conda: bool
    source: str


@cache
def retired_packages() -> dict[str, Retirement]:
    """Return the table by normalised name (PEP 503)."""
    text = packaged_text("retired_packages.tsv")
    table = {}
    for line in text.splitlines():
        if line and not line.startswith("#"):
            name, successor, since, what, conda, source = line.split("\t")
            table[name] = Retirement(name, successor or None, since, what, conda == "yes", source)
    return table
