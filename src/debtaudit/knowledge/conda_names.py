"""Which distribution of the Python package index a package of conda is."""

from functools import cache

from debtaudit.knowledge.packaged import packaged_text


@cache
def conda_names() -> dict[str, str | None]:
    """Return the distribution by conda's name; None where there is none."""
    text = packaged_text("conda_names.tsv")
    return {
        name: distribution or None
        for name, _, distribution in (
            line.partition("\t") for line in text.splitlines() if not line.startswith("#")
        )
    }
