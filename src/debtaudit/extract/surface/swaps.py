"""Statements that differ by one name in place of another, which may be renamed elsewhere."""

import re

from msgspec.structs import replace

from debtaudit.domain.history import Comparison
from debtaudit.domain.patterns import lazy_pattern
from debtaudit.extract.surface.units import Unit

_WORD = lazy_pattern(r"\w+")
_METHOD = lazy_pattern(r"%\w+~(\w+)\(")
"""A call of a function of a class or module, in normal form."""


def swapped_name(before: Unit | None, after: Unit | None) -> str:
    """Return `old new` where two statements differ by one name in place of another, else `""`."""
    if before is None or after is None:
        return ""
    texts = before.text, after.text
    if _WORD.sub("", texts[0]) != _WORD.sub("", texts[1]):
        texts = _METHOD.sub(r"%\1(", texts[0]), _METHOD.sub(r"%\1(", texts[1])
    old, new = _WORD.findall(texts[0]), _WORD.findall(texts[1])
    if len(old) != len(new) or _WORD.sub("", texts[0]) != _WORD.sub("", texts[1]):
        return ""
    swaps = {(one, other) for one, other in zip(old, new, strict=True) if one != other}
    if len(swaps) != 1:
        return ""
    one, other = swaps.pop()
    return f"{one} {other}" if one.isidentifier() and other.isidentifier() else ""


_RENAMED = 0.2
"""What is left of a difference in nothing but the name of an attribute."""
_ALIKE = 0.8
"""Likeness from which one name may be a new spelling of the other: `ob_rms`, `obs_rms`."""


def with_attributes_renamed(found: Comparison, before: bytes, after: bytes) -> Comparison:
    """Lower what only calls an attribute of an object by another name, everywhere in the file.

    Attributes that the file itself binds were recognised before; this is for those of base classes.
    """
    if not any(change.swap for change in found.changes):
        return found
    changes = [
        replace(change, weight=_RENAMED, because="an attribute with another name", tell="form")
        if change.swap and change.weight > _RENAMED and _is_renamed(change.swap, before, after)
        else change
        for change in found.changes
    ]
    return replace(found, changes=tuple(changes))


def _is_renamed(swap: str, before: bytes, after: bytes) -> bool:
    old, new = (name.encode() for name in swap.split(" "))
    if not (_reads_attribute(old, before) and _reads_attribute(new, after)):
        return False
    words = rb"\b%b\b"
    if re.search(words % old, after) or re.search(words % new, before):
        return False
    from difflib import SequenceMatcher

    return SequenceMatcher(None, old, new, autojunk=False).ratio() >= _ALIKE


def _reads_attribute(name: bytes, source: bytes) -> bool:
    return re.search(rb"\bself\.%b\b(?!\s*\()" % name, source) is not None
