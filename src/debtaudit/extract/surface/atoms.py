"""What a refactoring leaves alone: the values, texts and framework calls in what differs.

Code that is only told in other words loses and gains the same of them; a change of the maths
mostly brings or takes one.
"""

from collections.abc import Iterable
from functools import cache
from zlib import crc32

from debtaudit.domain.patterns import lazy_pattern
from debtaudit.extract.surface.units import Unit
from debtaudit.knowledge.model_surface import surface_knowledge

_MOST_UNITS = 300
_MOST_TEXT = 60_000
_ATOM = lazy_pattern(
    r"'[^'\n]*'|\"[^\"\n]*\"|(?<![\w.%])\d+(?:\.\d+)?(?:e[+-]?\d+)?"
    r"|(?<![\w.%~'])[A-Za-z_]\w*(?:\.\w+)+|~\w+(?=\()|%(?:sorted|reversed|min|max|sum|abs|round|set|any|all)(?=\()"
    r"|(?<= )(?:Add|Sub|Mult|Div|FloorDiv|Mod|Pow|MatMult|Eq|NotEq|Lt|LtE|Gt|GtE|In|NotIn)(?= )"
    r"|(?<=[( ])(?:Or|And|Not)\b|\b\w+(?==[^=])"
)
_TRIVIAL = frozenset(("0.0", "1.0", "param"))
_SHAPES = frozenset(
    [
        "squeeze",
        "unsqueeze",
        "view",
        "reshape",
        "stack",
        "cat",
        "concat",
        "concatenate",
        "expand",
        "permute",
        "transpose",
        "flatten",
        "contiguous",
        "shape",
        "size",
        "dim",
        "axis",
        "long",
        "float",
        "int",
        "item",
        "detach",
        "clone",
        "copy",
        "range",
        "enumerate",
        "zip",
        "items",
        "keys",
        "values",
        "append",
        "extend",
        "get",
        "format",
        "asarray",
        "array",
        "numpy",
        "from_numpy",
        "tensor",
        "dtype",
    ]
)
"""Names of what gives data another shape or container: they follow the maths."""


@cache
def _ignored() -> frozenset[str]:
    known = surface_knowledge()
    neutral = frozenset((*known.table("neutral-keyword"), *known.table("wrapper-method")))
    return _TRIVIAL | _SHAPES | neutral


def atoms(units: Iterable[Unit]) -> tuple[int, ...] | None:
    """Return digests of what statements compute with, sorted; None where there is too much."""
    texts = [unit.text for unit in units]
    if len(texts) > _MOST_UNITS or sum(map(len, texts)) > _MOST_TEXT:
        return None
    ignored = _ignored()
    found: set[str] = set()
    for text in texts:
        for atom in _ATOM.findall(text):
            name = atom.strip("'\"").rpartition(".")[2] if atom[0] not in "0123456789" else atom
            name = name.lstrip("~%")
            if name and name not in ignored:
                found.add(name)
    return tuple(sorted(crc32(name.encode("utf-8", "surrogatepass")) for name in found))
