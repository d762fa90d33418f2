"""Strings that may name a class: `"LightGBM"`, `"models.forest.Forest"`.

Programs make classes by such names: registries, settings with `_target_`, generated code. Which of
them is a class of the repository only the floors above know.
"""

from __future__ import annotations

from debtaudit.domain.masking import mask
from debtaudit.extract.python_names import valid_text

_LONGEST = 100
_MOST = 200
"""Names kept of one file."""
_LONGEST_ACRONYM = 8


def note_class_text(text: str, line: int, found: dict[str, int]) -> None:
    """Note a string that is no more than a name, whose last part is in CapWords or an acronym."""
    last = text.rpartition(".")[2]
    if not last[:1].isupper() or len(text) > _LONGEST or (last.isupper() and _is_constant(last)):
        return
    if text.replace(".", "_").isidentifier() and last.isidentifier() and len(found) < _MOST:
        found.setdefault(mask(valid_text(text)), line)


def _is_constant(last: str) -> bool:
    """Tell `ICP` or `LSTM`, which may be a class, from other names in capitals."""
    return "_" in last or len(last) > _LONGEST_ACRONYM
