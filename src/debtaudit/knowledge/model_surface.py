"""Which names decide how a model behaves: the loader of model_surface.tsv."""

from collections.abc import Mapping
from functools import cache

from msgspec import Struct

from debtaudit.knowledge.packaged import packaged_text

NO_KIND = "-"
"""The kind of names that change nothing of a model."""


class Mark(Struct, frozen=True, array_like=True, gc=False):
    """What a name says: the kind of model change (`NO_KIND` for none) and how surely (0 to 1)."""

    kind: str
    weight: float


class SurfaceKnowledge(Struct, frozen=True, gc=False):
    """The tables of model_surface.tsv, each from pattern to mark (see the head of that file)."""

    tables: Mapping[str, Mapping[str, Mark]]

    def table(self, name: str) -> Mapping[str, Mark]:
        """Return one table; patterns of `word` and the folder tables are lower case."""
        return self.tables[name]


@cache
def surface_knowledge() -> SurfaceKnowledge:
    """Read the packaged table once."""
    text = packaged_text("model_surface.tsv")
    tables: dict[str, dict[str, Mark]] = {}
    for line in text.splitlines():
        if line.startswith("#") or not line:
            continue
        table, kind, weight, patterns = line.split("\t")
        mark = Mark(kind, float(weight))
        tables.setdefault(table, {}).update(dict.fromkeys(patterns.split(" "), mark))
    return SurfaceKnowledge(tables)
