"""Of which kinds a model change is: those of the differences that carry it."""

from collections.abc import Iterable

from debtaudit.resolve.model_changes.weighed import WeighedChange

_CARRIES = 0.45
"""Weight from which a difference says something of the kind of a change."""
_MORE = 0.06
"""What each further difference of a kind adds to it."""
_BESIDE = 0.7
"""Share of the weight of the first kind from which another one stands beside it."""


def kinds_of(changes: Iterable[WeighedChange]) -> tuple[str, ...]:
    """Return the kinds of the differences that carry the verdict, the weightiest kind first.

    The fitted log-odds say how often a difference is right, not how much of the change it is: they
    take no part here.
    """
    found: dict[str, list[float]] = {}
    for one in changes:
        found.setdefault(one.kind, []).append(one.weight)
    best = {
        kind: max(weights) + _MORE * min(max(0, sum(w >= _CARRIES for w in weights) - 1), 5)
        for kind, weights in found.items()
    }
    top = max(best.values(), default=0.0)
    ranked = sorted(best.items(), key=lambda item: (-item[1], item[0]))
    least = max(_CARRIES, _BESIDE * top)
    return tuple(kind for kind, weight in ranked if weight >= least or weight == top)
