"""A difference in the model surface with what it weighs in its place."""

from msgspec import Struct

from debtaudit.domain.history import SurfaceChange
from debtaudit.domain.patterns import lazy_pattern

_PLAIN = lazy_pattern(r"-?[\d.]+(?:e[-+]?\d+)?$|'[^']*'$|True$|False$|[\[({][^a-z(]*\d[^a-z(]*$")


class WeighedChange(Struct, frozen=True, gc=False):
    """One difference in its file with its final weight (0 to 1) and kind."""

    path: str
    old_path: str
    change: SurfaceChange
    kind: str
    weight: float


def is_value(change: SurfaceChange) -> bool:
    """Tell whether something with a name has one plain value before and another one after."""
    if change.before is None or change.after is None or not (change.key or change.anywhere):
        return False
    if change.anywhere:
        return True
    return all(_PLAIN.match(text) is not None for text in (change.before, change.after))
