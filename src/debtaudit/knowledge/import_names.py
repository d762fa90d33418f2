"""Which distribution brings which imported name, where the two differ: `cv2`, `PIL`, `yaml`."""

from functools import cache

from debtaudit.knowledge.packaged import packaged_text


@cache
def import_names() -> dict[str, tuple[str, ...]]:
    """Return the distributions (PEP 503 names) by the dotted name that is imported."""
    text = packaged_text("import_names.tsv")
    return {
        name: tuple(distributions.split(" "))
        for name, _, distributions in (
            line.partition("\t") for line in text.splitlines() if not line.startswith("#")
        )
    }


@cache
def importable_distributions() -> frozenset[str]:
    """Return the distributions (PEP 503 names) of which all imported names are known."""
    own = packaged_text("self_named.tsv").splitlines()
    tabled = {name for names in import_names().values() for name in names}
    return frozenset(tabled | {name for name in own if not name.startswith("#")})


def names_of(distribution: str) -> tuple[str, ...]:
    """Return the imported names that the table has for a distribution (PEP 503 name)."""
    return tuple(name for name, brought in import_names().items() if distribution in brought)
