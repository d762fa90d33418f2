"""Which lines, or blocks, two versions of a text share, in order: a patience diff.

What stands once on each side is an anchor (Bram Cohen's patience diff), and what surrounds anchors
equally is taken along. Linear but for sorting the anchors; it need not find the longest match, only
a true one.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import pairwise

from msgspec import Struct

NOWHERE = -1


class Alignment(Struct, gc=False):
    """For each line of two versions its place on the other side, or `NOWHERE`."""

    to_new: list[int]
    to_old: list[int]


def aligned(old: Sequence[str], new: Sequence[str]) -> Alignment:
    """Align the lines of two texts."""
    to_new = [NOWHERE] * len(old)
    to_old = [NOWHERE] * len(new)
    for one, other, size in _stretches(old, new):
        to_new[one : one + size] = range(other, other + size)
        to_old[other : other + size] = range(one, one + size)
    return Alignment(to_new, to_old)


def without_partner(old: Sequence[str], new: Sequence[str]) -> tuple[list[int], list[int]]:
    """Return the places, on both sides, of what has no partner on the other."""
    found = aligned(old, new)
    return (
        [place for place, partner in enumerate(found.to_new) if partner == NOWHERE],
        [place for place, partner in enumerate(found.to_old) if partner == NOWHERE],
    )


_Gap = tuple[int, int, int, int]
"""Start and end on the one side, start and end on the other."""
_Stretch = tuple[int, int, int]
"""Start on the one side, start on the other, number of lines."""


def _stretches(old: Sequence[str], new: Sequence[str]) -> list[_Stretch]:
    """Return what is equal."""
    found: list[_Stretch] = []
    gaps: list[_Gap] = [(0, len(old), 0, len(new))]
    while gaps:
        first, last, begin, end = gaps.pop()
        size = 0
        while first + size < last and begin + size < end and old[first + size] == new[begin + size]:
            size += 1
        if size:
            found.append((first, begin, size))
            first, begin = first + size, begin + size
        size = 0
        while first < last and begin < end and old[last - 1] == new[end - 1]:
            last, end, size = last - 1, end - 1, size + 1
        if size:
            found.append((last, end, size))
        if first < last and begin < end:
            gaps += _between_anchors((first, last, begin, end), old, new)
    return found


def _between_anchors(gap: _Gap, old: Sequence[str], new: Sequence[str]) -> Iterable[_Gap]:
    """Cut a gap at its anchors; none where there is no anchor.

    Each gap begins with an anchor, so that what is equal from there on is taken by the caller.
    """
    first, last, begin, end = gap
    anchors = _rising(_anchors(old[first:last], new[begin:end]))
    if not anchors:
        return ()
    gaps: list[_Gap] = []
    one, other = first, begin
    above = None
    for i, j in anchors:
        if above != (i - 1, j - 1):  # else the gap of the anchor above reaches it
            gaps.append((one, first + i, other, begin + j))
            one, other = first + i, begin + j
        above = (i, j)
    gaps.append((one, last, other, end))
    return gaps


def _anchors(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Return the places of the lines that stand exactly once on each side."""
    mine, theirs = _places(old), _places(new)
    return [
        (index, theirs[line])
        for line, index in mine.items()
        if index != NOWHERE and theirs.get(line, NOWHERE) != NOWHERE
    ]


def _places(lines: Sequence[str]) -> dict[str, int]:
    """Return the place of each line, `NOWHERE` where it stands twice; in the order of `lines`."""
    places: dict[str, int] = {}
    for index, line in enumerate(lines):
        places[line] = NOWHERE if line in places else index
    return places


def _rising(anchors: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return a longest chain of anchors that rises on both sides (patience sorting)."""
    if all(one[1] < other[1] for one, other in pairwise(anchors)):
        return anchors
    tops: list[int] = []
    ends: list[int] = []  # which anchor is on top of each pile
    below = [NOWHERE] * len(anchors)
    for index, (_, place) in enumerate(anchors):
        pile = bisect_left(tops, place)
        below[index] = ends[pile - 1] if pile else NOWHERE
        tops[pile : pile + 1] = [place]
        ends[pile : pile + 1] = [index]
    chain = []
    index = ends[-1] if ends else NOWHERE
    while index != NOWHERE:
        chain.append(anchors[index])
        index = below[index]
    return chain[::-1]
