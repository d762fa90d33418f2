"""A default that is made when the function is called, and no more when it is defined.

    -def fit(x, model=Ridge()):
    +def fit(x, model=None):
    +    if model is None:
    +        model = Ridge()

All calls of the function shared one object; what it computes with is the same.
"""

from collections.abc import Sequence

from debtaudit.domain.history import SurfaceChange

_NONE = "None"


def without_late_defaults(changes: Sequence[SurfaceChange]) -> list[SurfaceChange]:
    """Leave out both halves of such a change, whichever way it goes."""
    paired: set[int] = set()
    for at, one in enumerate(changes):
        made = _other_default(one)
        if made is None:
            continue
        for other, statement in enumerate(changes):
            if statement.symbol == one.symbol and _binds(statement, one.key, made):
                paired.update((at, other))
    return [one for at, one in enumerate(changes) if at not in paired]


def _other_default(one: SurfaceChange) -> str | None:
    """Return what stood for a parameter that is `None` on the other side, a call or a container."""
    if not one.key or _NONE not in (one.before, one.after):
        return None
    made = one.after if one.before == _NONE else one.before
    return made if made and made.endswith((")", "]", "}")) else None


def _binds(statement: SurfaceChange, name: str, made: str) -> bool:
    """Tell whether a statement that only one side has gives a name that value."""
    sides = [side for side in (statement.before, statement.after) if side is not None]
    return len(sides) == 1 and sides[0] in {
        f"{name} = {made}",
        f"{name} = {name} or {made}",
        f"{name} = {made} if {name} is None else {name}",
        f"{name} = {name} if {name} is not None else {made}",
    }
