"""Which lines of a document say something: not the citations, links, pictures and commands."""

import re
from collections.abc import Iterable

from debtaudit.domain.history import AddedLine
from debtaudit.domain.patterns import lazy_pattern

_NOISE = lazy_pattern(
    r"^\s*(?:@\w+\{|\}|(?:title|author|journal|year|booktitle|url|eprint|archiveprefix|doi|pages"
    r"|volume|primaryclass|publisher|number|month|note)\s*=|[-*+\d.]*\s*\[[^\]]*\]\([^)]*\)\s*$"
    r"|(?:>>> )?(?:from [\w.]+ )?import [\w., ]+(?:\(|$)"
    r"|\[?!\[|https?://\S+\s*$|\[[^\]]+\]:\s*\S+\s*$|<(?:img|a|div|p|br|picture|source)\b"
    r"|\.\. (?:\w+::|\[)|:(?:[\w-]+:(?:\s+\S+)?$|(?:maxdepth|caption|toctree|width|alt|target):)"
    r"|::: "
    r"|~?[\w.]+(?:\(\))?\s*$)",
    re.IGNORECASE,
)
"""Citations, links, imports, pictures, directives, and entries that are nothing but a name."""
_PULLED_IN = lazy_pattern(r"\.\. (?:auto\w+|currentmodule)::|::: ")
_UNDERLINE = lazy_pattern(r"([=\-~^\"'`#*+.:_])\1{2,}\s*$")
COMMAND = lazy_pattern(
    r"\W*(?:\w+=\S+ )*(?:python3?|pip3?|bash|sh|source|cd|git|docker|torchrun|accelerate|mpirun"
    r"|wget|curl|export|conda|make|srun|sbatch|jupyter|nohup|deepspeed|streamlit) "
    r"|--\w[\w-]*(?:[ =]+\S+)?\s*\\?$"
)
"""A command, or an option with its value on a line of its own."""


def saying_lines(added: Iterable[AddedLine]) -> list[AddedLine]:
    """Leave out lines that say nothing, and the headings of what is only pulled in."""
    kept: list[AddedLine] = []
    for one in added:
        if _PULLED_IN.match(one.text):
            while kept and kept[-1].line >= one.line - 3:
                kept.pop()
        elif not any(sign.match(one.text) for sign in (_NOISE, _UNDERLINE, COMMAND)):
            kept.append(one)
    return kept
