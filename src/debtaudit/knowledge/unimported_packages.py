"""Distributions that do their work without an import: plug-ins, engines, commands, type stubs."""

from functools import cache

from debtaudit.knowledge.packaged import packaged_text


@cache
def _table() -> tuple[frozenset[str], tuple[str, ...], tuple[str, ...]]:
    """Return whole names, and those that begin (`mkdocs-*`) or end (`*-stubs`) with something."""
    names = [
        line.partition("\t")[0]
        for line in packaged_text("unimported_packages.tsv").splitlines()
        if line and not line.startswith("#")
    ]
    heads = tuple(name.removesuffix("*") for name in names if name.endswith("*"))
    tails = tuple(name.removeprefix("*") for name in names if name.startswith("*"))
    return frozenset(names), heads, tails


def works_unimported(distribution: str) -> bool:
    """Tell whether a distribution (PEP 503 name) may be needed though nothing imports it."""
    names, heads, tails = _table()
    return distribution in names or distribution.startswith(heads) or distribution.endswith(tails)
