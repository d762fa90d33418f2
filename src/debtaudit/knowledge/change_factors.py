"""What speaks for a model change and how much: the loader of change_factors.tsv."""

from collections.abc import Mapping
from functools import cache

from msgspec import Struct

from debtaudit.knowledge.packaged import packaged_text


class ChangeFactors(Struct, frozen=True):
    """Log-odds by table and name of a sign; 0 where nothing is said."""

    tables: Mapping[str, Mapping[str, float]]

    def of(self, table: str, name: str) -> float:
        """Return the log-odds that one sign brings."""
        return self.tables.get(table, {}).get(name, 0.0)


@cache
def change_factors() -> ChangeFactors:
    """Read the packaged table once."""
    tables: dict[str, dict[str, float]] = {}
    for line in packaged_text("change_factors.tsv").splitlines():
        if line and not line.startswith("#"):
            table, name, odds = line.split("\t")
            tables.setdefault(table, {})[name] = float(odds)
    return ChangeFactors(tables)
