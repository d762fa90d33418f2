"""Finds the change sets of a history: which merge brought which commit in.

A commit belongs to the innermost merge that brought it in: of all sets `M^1..M` that hold it, the
smallest. Commits on the first-parent line of the tip were brought in by nobody. A merge for all
of whose commits an inner merge is the innermost brought nothing of its own and is no change set.

Sets of commits are Python integers with one bit a commit. Their cost is quadratic with a tiny
factor (100,000 commits: 1 GB of memory traffic, a fifth of a second), and only the part of the
graph that the window's merges can reach beyond the trunk takes part: a few hundred commits in an
ordinary year, whatever the age of the repository.
"""

from collections.abc import Callable, Iterator

from msgspec import Struct

from debtaudit.gather.commit_graph import CommitGraph

# Histories up to this size take part whole, so that sets are compared by their exact sizes.
_WHOLE = 3_000
# Sets in bytes that may be alive at once; a history made to exceed it is grouped by its trunk.
_MEMORY = 300_000_000


class CommitGroup(Struct, frozen=True):
    """A change set by the numbers of its commits in the graph.

    `own` are the plain commits in it, newest first. `alone` is False where the merge brought in
    commits that belong to other change sets too, so that its difference says more than it did.
    """

    head: int
    own: tuple[int, ...]
    merge: bool
    alone: bool = True


class _Set(Struct, frozen=True):
    """What one merge brought in: `bits >> shift` of the active commits."""

    size: int
    merge: int
    shift: int
    bits: int


def group_commits(graph: CommitGraph, in_window: Callable[[int], bool]) -> list[CommitGroup]:
    """Return the change sets whose head is in the window, newest (by number) first."""
    trunk = graph.trunk()
    on_trunk = bytearray(len(graph))
    for number in trunk:
        on_trunk[number] = 1
    groups = [
        CommitGroup(head=number, own=(number,), merge=False)
        for number in trunk
        if number not in graph.other_parents and in_window(number)
    ]
    merges = [number for number in graph.other_parents if in_window(number)]
    if merges:
        active = _active(graph, on_trunk, merges)
        plain = _mask([n not in graph.other_parents for n in active])
        owned = _mask([not on_trunk[n] and n not in graph.other_parents for n in active])
        sets = _brought_in(graph, active)
        if sets is None:
            sets = _by_trunk(graph, active, on_trunk)
        groups += [group for group in _assign(active, plain, owned, sets) if in_window(group.head)]
    return sorted(groups, key=lambda group: -group.head)


def _active(graph: CommitGraph, on_trunk: bytearray, merges: list[int]) -> list[int]:
    """Return the commits that a merge of the window can have brought in, oldest first.

    The first-parent line of every merge meets the trunk somewhere; whatever the oldest of these
    places reaches was there before each of them.
    """
    count = len(graph)
    if count <= _WHOLE:
        return list(range(count))
    meets = list(range(count))
    first_parent = graph.first_parent
    for number in range(count):
        if not on_trunk[number]:
            parent = first_parent[number]
            meets[number] = -1 if parent < 0 else meets[parent]
    oldest = min(meets[first_parent[merge]] for merge in merges)
    if oldest < 0:
        return list(range(count))
    before = bytearray(count)
    before[oldest] = 1
    for number in range(oldest, -1, -1):
        if before[number]:
            for parent in graph.parents(number):
                before[parent] = 1
    return [number for number in range(count) if not before[number]]


def _brought_in(graph: CommitGraph, active: list[int]) -> list[_Set] | None:
    """Return the set `M^1..M` of every active merge; None where they would need too much memory."""
    place = {number: bit for bit, number in enumerate(active)}
    last_child = {p: n for n in active for p in graph.parents(n) if p in place}
    reached: dict[int, int] = {}
    alive = 0
    sets = []
    for bit, number in enumerate(active):
        parents = [p for p in graph.parents(number) if p in place]
        mine = 1 << bit
        for parent in parents:
            mine |= reached[parent]
        if number in graph.other_parents:
            # the first parent may be older than all active commits: then everything is new
            new = mine ^ reached.get(graph.first_parent[number], 0)
            shift = (new & -new).bit_length() - 1
            sets.append(_Set(new.bit_count(), number, shift, new >> shift))
            alive += (bit - shift) // 8
        for parent in {p for p in parents if last_child[p] == number}:
            alive -= _bytes(reached.pop(parent))
        if number in last_child:
            reached[number] = mine
            alive += _bytes(mine)
        if alive > _MEMORY:
            return None
    return sets


def _bytes(bits: int) -> int:
    return bits.bit_length() // 8


def _by_trunk(graph: CommitGraph, active: list[int], on_trunk: bytearray) -> list[_Set]:
    """Return what each merge of the trunk brought in, inner merges aside: linear, and coarser."""
    place = {number: bit for bit, number in enumerate(active)}
    seen = bytearray(len(graph))
    sets = []
    for number in active:
        if not on_trunk[number]:
            continue
        stack = list(graph.other_parents.get(number, ()))
        found = [place[number]]
        while stack:
            commit = stack.pop()
            if not seen[commit] and not on_trunk[commit] and commit in place:
                seen[commit] = 1
                found.append(place[commit])
                stack.extend(graph.parents(commit))
        if len(found) > 1:
            shift = min(found)
            bits = bytearray((max(found) - shift) // 8 + 1)
            for bit in found:
                bits[(bit - shift) // 8] |= 1 << (bit - shift) % 8
            sets.append(_Set(len(found), number, shift, int.from_bytes(bits, "little")))
    return sets


def _assign(active: list[int], plain: int, left: int, sets: list[_Set]) -> Iterator[CommitGroup]:
    """Give every commit of `left` to the smallest set that holds it; of equal ones to the oldest.

    `plain` are all commits that are no merges.
    """
    for one in sorted(sets, key=lambda a: (a.size, a.merge)):
        own = one.bits & (left >> one.shift)
        if own:
            left ^= own << one.shift
            yield CommitGroup(
                head=one.merge,
                own=tuple(active[bit + one.shift] for bit in _ones(own)),
                merge=True,
                alone=one.bits & (plain >> one.shift) == own,
            )


def _mask(chosen: list[bool]) -> int:
    """Return the set of the places that are True."""
    return int("".join(["01"[one] for one in reversed(chosen)]) or "0", 2)


def _ones(bits: int) -> Iterator[int]:
    """Yield the places of the ones, the highest first."""
    text = f"{bits:b}"
    at = text.find("1")
    while at >= 0:
        yield len(text) - 1 - at
        at = text.find("1", at + 1)
