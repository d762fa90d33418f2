"""A name that the imports bind to something else, while the code that uses it stays as it was.

    -from transformers import AdamW
    +from torch.optim import AdamW

Both take the same arguments, and have other defaults. Imports alone change nothing of a model, but
these put one part of it in the place of another.
"""

import re
from collections.abc import Mapping

from debtaudit.domain.history import SurfaceChange
from debtaudit.domain.python_facts import MODULE
from debtaudit.extract.surface.context import call_mark
from debtaudit.extract.surface.version import Version
from debtaudit.knowledge.model_surface import surface_knowledge

_LEAST = 0.5
_ONE_LIBRARY = (
    frozenset(("keras", "tensorflow", "tf_keras")),
    frozenset(("pytorch_lightning", "lightning")),
)
"""Packages that bring the same thing under the same name."""


def import_swaps(
    before: Mapping[str, str], after: Mapping[str, str], new: Version
) -> list[SurfaceChange]:
    """Return a change for each name that the code uses and that stands for another part.

    `before` and `after` hold what the imports of both versions bind.
    """
    found = []
    for name in sorted(before.keys() & after.keys()):
        one, other = before[name], after[name]
        marks = call_mark(one), call_mark(other)
        if one == other or not _is_another(one, other) or not all(marks):
            continue
        mark = min((mark for mark in marks if mark is not None), key=lambda mark: mark.weight)
        line = _first_use(name, new.whole) if mark.weight >= _LEAST else None
        if line is not None:
            found.append(
                SurfaceChange(
                    symbol=MODULE,
                    kind=mark.kind,
                    before=one,
                    after=other,
                    line=line,
                    weight=mark.weight,
                    because=f"`{name}` is another one",
                    key=name,
                    tell="call",
                )
            )
    return found


def _is_another(one: str, other: str) -> bool:
    """Tell another part from the same one in another place: both of packages of models."""
    packages = {name.partition(".")[0] for name in (one, other)}
    known = surface_knowledge().table("model-package")
    if not packages <= known.keys():
        return False
    if one.rpartition(".")[2] != other.rpartition(".")[2]:
        return True
    return len(packages) > 1 and not any(packages <= library for library in _ONE_LIBRARY)


def _first_use(name: str, source: str) -> int | None:
    """Return the first line that calls the name; None where none does."""
    found = re.search(rf"^.*\b{re.escape(name)}\(", source, re.MULTILINE)
    return source.count("\n", 0, found.start()) + 1 if found is not None else None
