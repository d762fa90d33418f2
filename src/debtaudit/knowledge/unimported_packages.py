"""Distributions that do their work without an import: plug-ins, engines, commands, type stubs."""

from fnmatch import fnmatchcase
from functools import cache

from debtaudit.knowledge.packaged import packaged_text


@cache
def _table() -> tuple[frozenset[str], tuple[str, ...]]:
    names = [
        line.partition("\t")[0]
        for line in packaged_text("unimported_packages.tsv").splitlines()
        if line and not line.startswith("#")
    ]
    patterns = tuple(name for name in names if "*" in name)
    return frozenset(names) - frozenset(patterns), patterns


def works_unimported(distribution: str) -> bool:
    """Tell whether a distribution (PEP 503 name) may be needed though nothing imports it."""
    names, patterns = _table()
    return distribution in names or any(fnmatchcase(distribution, one) for one in patterns)
