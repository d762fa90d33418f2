"""Which distribution of the Python package index a package of conda is."""

from functools import cache
from importlib.resources import files


@cache
def conda_names() -> dict[str, str | None]:
    """Return the distribution by conda's name; None where there is none."""
    text = files("debtaudit.knowledge").joinpath("conda_names.tsv").read_text("utf-8")
    return {
        name: distribution or None
        for name, _, distribution in (
            line.partition("\t") for line in text.splitlines() if not line.startswith("#")
        )
    }
