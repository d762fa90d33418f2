"""The newest release of 15,000 packages of the Python package index, as of one month.

`pypi_snapshot.tsv` is sorted by name, so a look-up is a binary search in its bytes; the table is
never taken apart as a whole. `python -m benchmarks.renew_knowledge` makes it anew.
"""

from functools import cache

from msgspec import Struct

from debtaudit.domain.patterns import lazy_pattern
from debtaudit.knowledge.packaged import packaged_bytes

_TAKEN = lazy_pattern(rb"Taken (\d{4}-\d\d)")


class Release(Struct, frozen=True):
    """The newest release of a package and the month (`2026-10`) of its upload."""

    version: str
    month: str


@cache
def _table() -> bytes:
    return packaged_bytes("pypi_snapshot.tsv")


@cache
def taken() -> str:
    """Return the month in which the snapshot was taken (`2026-11`)."""
    match = _TAKEN.search(_table(), 0, 200)
    if match is None:
        raise ValueError("pypi_snapshot.tsv does not say when it was taken")
    return match.group(1).decode()


@cache
def newest_release(name: str) -> Release | None:
    """Return the newest release of a package by its normalised name (PEP 503), None if unknown."""
    wanted = name.encode()
    table = _table()
    low, high = table.index(b"\n") + 1, len(table)
    while low < high:
        middle = table.rfind(b"\n", 0, (low + high) // 2) + 1
        middle = max(middle, low)
        end = table.find(b"\n", middle)
        row = table[middle:end].split(b"\t")
        if row[0] == wanted:
            return Release(row[1].decode(), row[2].decode())
        if row[0] < wanted:
            low = end + 1
        else:
            high = middle
    return None
