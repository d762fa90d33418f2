"""Fitted factors on the weight of differences: the loader of change_factors.tsv."""

from collections.abc import Mapping
from functools import cache

from msgspec import Struct

from debtaudit.knowledge.packaged import packaged_text


class ChangeFactors(Struct, frozen=True):
    """Factors by what a difference was recognised by, and by its kind; 1 where nothing is said."""

    tells: Mapping[str, float]
    kinds: Mapping[str, float]

    def of(self, tell: str, kind: str) -> float:
        """Return the factor on the weight of a difference."""
        return self.tells.get(tell, 1.0) * self.kinds.get(kind, 1.0)


@cache
def change_factors() -> ChangeFactors:
    """Read the packaged table once."""
    tables: dict[str, dict[str, float]] = {"tell": {}, "kind": {}}
    for line in packaged_text("change_factors.tsv").splitlines():
        if line and not line.startswith("#"):
            table, name, factor = line.split("\t")
            tables[table][name] = float(factor)
    return ChangeFactors(tables["tell"], tables["kind"])
