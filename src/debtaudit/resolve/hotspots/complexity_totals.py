"""How much code there is, and how complicated it is as a whole."""

from collections.abc import Iterable, Mapping

from msgspec import Struct

from debtaudit.domain.anatomy import Anatomy
from debtaudit.domain.files import FileFacts
from debtaudit.domain.trend import KNOTTED
from debtaudit.extract.anatomy import is_nameless
from debtaudit.extract.complexity import file_complexity


class ComplexityTotals(Struct, frozen=True):
    """The sums over all Python files and notebooks that were read; `knotted` are functions."""

    files: int
    logical_lines: int
    complexity: int
    functions: int
    knotted: int


def complexity_totals(facts: Mapping[str, FileFacts]) -> ComplexityTotals:
    """Add up the files."""
    sources = [fact.python for fact in facts.values() if fact.python is not None]
    functions = [
        made.complexity
        for source in sources
        for made in source.definitions
        if made.kind in {"function", "method"}
    ]
    return ComplexityTotals(
        files=len(sources),
        logical_lines=sum([source.logical_lines for source in sources]),
        complexity=sum([file_complexity(source.definitions) for source in sources]),
        functions=len(functions),
        knotted=sum([complexity > KNOTTED for complexity in functions]),
    )


def totals_of_anatomies(anatomies: Iterable[Anatomy]) -> ComplexityTotals:
    """Add up files that were cut into parts; the sums are those of `complexity_totals`."""
    parsed = [one for one in anatomies if one.problem is None]
    functions = [
        part.complexity for one in parsed for part in one.parts if not is_nameless(part.name)
    ]
    return ComplexityTotals(
        files=len(parsed),
        logical_lines=sum([one.logical_lines for one in parsed]),
        complexity=sum([one.complexity for one in parsed]),
        functions=len(functions),
        knotted=sum([complexity > KNOTTED for complexity in functions]),
    )
