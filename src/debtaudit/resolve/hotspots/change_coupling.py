"""Files that change together with a place, above chance.

Change sets of many files say nothing about pairs and cost the square of their size: those above
`MOST_FILES` are left out, so that the cost grows with the history and no faster.
"""

from collections import Counter
from collections.abc import Mapping
from math import sqrt

from debtaudit.domain.history import HistoryFacts
from debtaudit.domain.hotspot_list import CoupledFile
from debtaudit.resolve.hotspots.followed_paths import PathFollower

MOST_FILES = 30
"""code-maat leaves change sets of more than 30 files out, too."""
_LEAST_TOGETHER = 3
_LEAST_CONFIDENCE = 0.3
_SHOWN = 5


def coupled_files(
    history: HistoryFacts, places: frozenset[str], present: frozenset[str]
) -> Mapping[str, tuple[CoupledFile, ...]]:
    """Return what changes together with each of the places, the surest first.

    A pair counts from three change sets on, where it is in 30 % of those that change the place and
    in more than chance explains: expected number + twice its square root (two standard deviations
    of a Poisson distribution). Only files that are `present` today are named.
    """
    total = 0
    alone: Counter[str] = Counter()
    together: dict[str, Counter[str]] = {place: Counter() for place in places}
    follower = PathFollower()
    for change_set in history.change_sets:
        names = {path for path, _ in follower.names(change_set.changes)}
        if len(names) > MOST_FILES:
            continue
        total += 1
        alone.update(names)
        for place in names & places:
            together[place].update(names - {place})
    return {
        place: _above_chance(together[place], alone, alone[place], total, present)
        for place in places
    }


def _above_chance(
    others: Counter[str], alone: Counter[str], own: int, total: int, present: frozenset[str]
) -> tuple[CoupledFile, ...]:
    found = []
    for other, both in others.items():
        if both < _LEAST_TOGETHER or other not in present or both < _LEAST_CONFIDENCE * own:
            continue
        expected = own * alone[other] / total
        if both > expected + 2 * sqrt(expected):
            found.append(CoupledFile(other, both, round(both / total, 4), round(both / own, 3)))
    found.sort(key=lambda one: (-one.together, one.path))
    return tuple(found[:_SHOWN])
