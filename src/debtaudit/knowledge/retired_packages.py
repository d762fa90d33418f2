"""Distributions that are renamed, merged or given up, their successors, and where it is said."""

from functools import cache
from importlib.resources import files

from msgspec import Struct


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
    text = files("debtaudit.knowledge").joinpath("retired_packages.tsv").read_text("utf-8")
    table = {}
    for line in text.splitlines():
        if line and not line.startswith("#"):
            name, successor, since, what, conda, source = line.split("\t")
            table[name] = Retirement(name, successor or None, since, what, conda == "yes", source)
    return table
