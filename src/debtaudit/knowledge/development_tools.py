"""Which distributions are tools of development, whatever file they are declared in."""

from functools import cache
from importlib.resources import files


@cache
def development_tools() -> frozenset[str]:
    """Return the normalised names (PEP 503) of formatters, linters, test runners and notebooks."""
    text = files("debtaudit.knowledge").joinpath("development_tools.tsv").read_text("utf-8")
    return frozenset(line for line in text.splitlines() if line and not line.startswith("#"))
