"""The graph of all commits, kept small: a number for each commit, arrays for the rest."""

from array import array
from collections.abc import Iterable, Sequence
from typing import Protocol

from msgspec import DecodeError, Struct, msgpack

from debtaudit.domain.rounds import Rounds
from debtaudit.gather.git_process import GitFailedError
from debtaudit.gather.repository import Repository

_CACHE_KIND = "commit-graph-1"
# So many new commits are listed again and again before the graph is written anew.
_STORE_AFTER = 300
# A time outside 1971..2099 was never a committer's clock: a malformed line, or a joke.
_EARLIEST, _LATEST = 365 * 86400, 4_102_444_800


class FactStore(Protocol):
    """What the readers of history use of the fact cache (`cache.FactCache`)."""

    rounds: Rounds | None

    def get_many(self, kind: str, keys: Sequence[str], /) -> dict[str, bytes]:
        """Return what is known under those keys."""

    def put_many(self, kind: str, values: dict[str, bytes], /) -> None:
        """Remember bytes under keys."""


class CommitGraph:
    """Commits numbered so that parents come before children; the tip is the last number.

    `first_parent[i]` is -1 for a commit without parents (or at a shallow boundary);
    `other_parents` holds those of merges only. `times` are committer times in seconds; where a
    time cannot be right it is the newest of the parents' instead.
    """

    def __init__(self) -> None:
        self.ids: list[str] = []
        self.numbers: dict[str, int] = {}
        self.first_parent = array("i")
        self.other_parents: dict[int, tuple[int, ...]] = {}
        self.times = array("q")

    def __len__(self) -> int:
        return len(self.ids)

    def add(self, commit: str, parents: Sequence[str], time: int) -> None:
        """Add a commit whose parents are there already (missing ones are cut off)."""
        number = len(self.ids)
        numbers = self.numbers
        known = [numbers[parent] for parent in parents if parent in numbers]
        numbers[commit] = number
        self.ids.append(commit)
        if not _EARLIEST <= time <= _LATEST:
            time = max((self.times[parent] for parent in known), default=0)
        self.times.append(time)
        self.first_parent.append(known[0] if known else -1)
        if len(known) > 1:
            self.other_parents[number] = tuple(known[1:])

    def parents(self, number: int) -> tuple[int, ...]:
        """Return the numbers of a commit's parents, the first one first."""
        first = self.first_parent[number]
        return () if first < 0 else (first, *self.other_parents.get(number, ()))

    def trunk(self) -> list[int]:
        """Return the first-parent line of the tip, the tip first."""
        line = []
        number = len(self) - 1
        while number >= 0:
            line.append(number)
            number = self.first_parent[number]
        return line


class _Stored(Struct, frozen=True, array_like=True):
    """A graph as it is cached."""

    tip: str
    ids: bytes
    first_parent: bytes
    times: bytes
    merges: tuple[tuple[int, tuple[int, ...]], ...]


_ALL_COMMITS = ("rev-list", "--topo-order", "--reverse", "--parents", "--timestamp")


def begin_commit_graph(repository: Repository, tip: str, store: FactStore | None) -> None:
    """Let git list the commits of `tip` ahead of `read_commit_graph`, where nothing is known."""
    if store is not None and store.rounds is not None:
        return  # (the commits of another point are known)
    key = str(repository.common)
    if store is None or repository.shallow or not store.get_many(_CACHE_KIND, [key]):
        repository.begin(*_ALL_COMMITS, tip, "--")


def read_commit_graph(repository: Repository, tip: str, store: FactStore | None) -> CommitGraph:
    """Return all commits that `tip` reaches; raises `GitFailedError` on a damaged repository.

    What was read at an earlier tip is taken from `store`, so that a later audit asks git only for
    the commits that are new. The history of a commit never changes; that of a shallow clone does.
    """
    if store is None or repository.shallow:
        return add_commits(repository, CommitGraph(), [tip])
    key = str(repository.common)
    rounds = store.rounds
    known = rounds.take(_CACHE_KIND, key, CommitGraph) if rounds is not None else None
    if known is None:
        known = _load(store.get_many(_CACHE_KIND, [key]).get(key), repository)
    old = len(known) if known is not None else 0
    graph = _extended(repository, known, tip) if known is not None else None
    if graph is None:
        old, graph = 0, add_commits(repository, CommitGraph(), [tip])
    if rounds is not None:
        rounds.put(_CACHE_KIND, key, graph)
    elif old == 0 or len(graph) - old > _STORE_AFTER:
        store.put_many(_CACHE_KIND, {key: _dump(graph)})
    return graph


def _extended(repository: Repository, known: CommitGraph, tip: str) -> CommitGraph | None:
    """Add to a known graph what `tip` reaches beyond it; None where the history was rewritten."""
    if known.ids[-1] == tip:
        return known
    old = len(known)
    try:
        graph = add_commits(repository, known, [tip, f"^{known.ids[-1]}"])
    except GitFailedError:  # the old tip is gone from the object database
        return None
    return graph if graph.ids[-1] == tip and _reaches_down_to(old - 1, graph) else None


def add_commits(
    repository: Repository, graph: CommitGraph, revisions: Sequence[str]
) -> CommitGraph:
    """Add what git lists for `revisions` (and options of `rev-list`), parents before children.

    Raises `GitFailedError` where it cannot, or where the graph has no commit then.
    """
    with repository.stream(*_ALL_COMMITS, *revisions, "--") as stream:
        _add_lines(graph, stream.output)
    if not len(graph):
        raise GitFailedError("git rev-list failed: it lists no commit")
    return graph


def _add_lines(graph: CommitGraph, lines: Iterable[bytes]) -> None:
    """Add lines of `TIME COMMIT PARENT...`; this is the one loop over all commits."""
    ids, numbers, times = graph.ids, graph.numbers, graph.times
    first_parent = graph.first_parent
    number = len(ids)
    for line in lines:
        parts = line.decode("ascii").split()
        if len(parts) == 3 and parts[2] in numbers and len(parts[0]) == 10 and parts[0] < "4":
            commit = parts[1]
            numbers[commit] = number
            ids.append(commit)
            times.append(int(parts[0]))
            first_parent.append(numbers[parts[2]])
        else:
            graph.add(parts[1], parts[2:], int(parts[0]))
        number += 1


def _reaches_down_to(old_tip: int, graph: CommitGraph) -> bool:
    """Tell whether the tip reaches all commits down to the old tip, which reaches all before it.

    It does not where the history was rewritten.
    """
    seen = bytearray(len(graph))
    seen[-1] = 1
    for number in range(len(graph) - 1, old_tip - 1, -1):
        if not seen[number]:
            return False
        for parent in graph.parents(number):
            seen[parent] = 1
    return True


def _dump(graph: CommitGraph) -> bytes:
    stored = _Stored(
        tip=graph.ids[-1],
        ids=bytes.fromhex("".join(graph.ids)),
        first_parent=array("i", graph.first_parent).tobytes(),
        times=graph.times.tobytes(),
        merges=tuple(graph.other_parents.items()),
    )
    return msgpack.encode(stored)


def _load(data: bytes | None, repository: Repository) -> CommitGraph | None:
    """Return a cached graph; None where there is none, or where it is damaged."""
    if data is None:
        return None
    graph = CommitGraph()
    try:
        stored = msgpack.decode(data, type=_Stored)
        text, size = stored.ids.hex(), repository.id_length
        graph.ids = [text[at : at + size] for at in range(0, len(text), size)]
        graph.numbers = dict(zip(graph.ids, range(len(graph.ids)), strict=True))
        graph.first_parent.frombytes(stored.first_parent)
        graph.times.frombytes(stored.times)
        graph.other_parents = dict(stored.merges)
    except (ValueError, DecodeError):
        return None
    whole = len(graph.ids) == len(graph.first_parent) == len(graph.times) > 0
    return graph if whole and graph.ids[-1] == stored.tip else None
