"""Which distributions are tools of development, whatever file they are declared in."""

from functools import cache

from debtaudit.knowledge.packaged import packaged_text


@cache
def development_tools() -> frozenset[str]:
    """Return the normalised names (PEP 503) of formatters, linters, test runners and notebooks."""
    text = packaged_text("development_tools.tsv")
    return frozenset(line for line in text.splitlines() if line and not line.startswith("#"))
