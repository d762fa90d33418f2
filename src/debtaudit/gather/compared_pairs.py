"""Compares pairs of versions that no audit has seen yet: reads both sides, and looks what differs.

All that comparing needs is imported here, and this where there is something to compare. The
versions of one file are compared one after the other, by one process: the version after one change
is the version before the next, is read once and need not be cut up again.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec
from msgspec import Struct

from debtaudit.domain.files import Missing, PathClass
from debtaudit.domain.history import Comparison
from debtaudit.domain.settings import Settings
from debtaudit.extract.documents import added_lines
from debtaudit.extract.model_surface import compare
from debtaudit.extract.path_class import limit_for
from debtaudit.gather.blobs import BlobReader
from debtaudit.gather.pairs import Answer, Pair
from debtaudit.gather.repository import Repository
from debtaudit.gather.workers import run, usable_jobs

_BATCH_BYTES = 16_000_000
"""What is held at a time, of both sides of all pairs."""
_ROW_BYTES = 1_000_000
"""What one process compares in a row before another may go on with it."""

_encoder = msgspec.msgpack.Encoder()
_row_decoder = msgspec.msgpack.Decoder(tuple[bytes, ...])

_Task = tuple[Pair, bytes | None, bytes | None]
_Row = list[_Task]
"""Tasks that one process answers one after the other."""
_Side = tuple[PathClass, str]
"""A blob as a file of a class, which decides how large it may be."""


class ComparedPairs(Struct, frozen=True):
    """Answers, and what the cache may keep of them by its keys.

    `gaps` says that a pair has no answer that the next audit may be able to give.
    """

    answers: dict[Pair, Answer]
    kept: dict[str, bytes]
    gaps: bool


def compared(
    pairs: Sequence[Pair],
    repository: Repository,
    settings: Settings,
    edited: Mapping[str, bytes],
    jobs: int | None,
) -> Iterator[ComparedPairs]:
    """Yield what comes of some pairs after the others.

    Of a pair that lacks a side, or that cannot be compared, the answer is the reason; it is not
    kept. `edited` holds the bytes of what is not committed, by blob id.
    """
    unread: dict[Pair, Missing] = {}
    reader = _PairReader(repository, settings, edited)
    for batch in _batches(reader.read(in_rows(pairs), unread)):
        answers: dict[Pair, Answer] = {}
        made: dict[str, bytes] = {}
        gaps = False
        for pair, found in _found(batch, jobs or usable_jobs()):
            if isinstance(found, Missing):
                gaps = True
                answers[pair] = _unanswered(found)
            else:
                made[pair.key] = found
                answers[pair] = msgspec.msgpack.decode(found, type=Answer)
        yield ComparedPairs(answers, made, gaps)
    yield ComparedPairs(
        {pair: _unanswered(missing) for pair, missing in unread.items()},
        {},
        not all(missing.over_limit for missing in unread.values()),
    )


def in_rows(pairs: Sequence[Pair]) -> list[Pair]:
    """Order pairs so that a version after one change is followed by the change of that version."""
    by_before: dict[str | None, list[Pair]] = {}
    for one in pairs:
        by_before.setdefault(one.before, []).append(one)
    changed = {one.after for one in pairs}
    first = [one for one in pairs if one.before is None or one.before not in changed]
    ordered: dict[Pair, None] = {}
    for start in (*first, *pairs):  # (those of a circle have no first)
        pair: Pair | None = start
        while pair is not None and pair not in ordered:
            ordered[pair] = None
            following = by_before.get(pair.after) if pair.after is not None else None
            pair = next((one for one in following or () if one not in ordered), None)
    return list(ordered)


def _found(batch: Sequence[_Row], jobs: int) -> Iterator[tuple[Pair, bytes | Missing]]:
    """Compare; where a row of tasks fails, each of them alone, so that one fault costs one pair."""
    sizes = [sum([_size(task) for task in row]) for row in batch]
    for index, found in run(_work, batch, sizes, jobs):
        row = batch[index]
        if not isinstance(found, Missing):
            for task, answer in zip(row, _row_decoder.decode(found), strict=True):
                yield task[0], answer
        elif len(row) == 1:
            yield row[0][0], found
        else:
            yield from _found([[task] for task in row], jobs)


def _work(tasks: _Row) -> bytes:
    return _encoder.encode([_answer(*task) for task in tasks])


def _answer(pair: Pair, before: bytes | None, after: bytes | None) -> bytes:
    if pair.path_class is PathClass.DOCUMENT:
        return _encoder.encode(Answer(None, added_lines(before, after or b"")))
    return _encoder.encode(Answer(compare(pair.path_class, before, after)))


class _PairReader:
    """Reads both sides of pairs: from what is edited, or out of the object database."""

    def __init__(
        self, repository: Repository, settings: Settings, edited: Mapping[str, bytes]
    ) -> None:
        self._repository = repository
        self._limits = settings.limits
        self._edited = edited

    def read(self, pairs: Sequence[Pair], unread: dict[Pair, Missing]) -> Iterator[_Task]:
        """Yield the pairs with their bytes; of those that lack a side, note what is missing.

        A version that the pair before has too is not read again.
        """
        sides = [self._stored(pair) for pair in pairs]
        fresh = [
            [side for side in mine if side not in held]
            for mine, held in zip(sides, [[], *sides], strict=False)
        ]
        wanted = [(blob, limit_for(kind, self._limits)) for new in fresh for kind, blob in new]
        blobs = BlobReader(self._repository).read_each(wanted)
        held: dict[_Side, bytes | Missing] = {}
        for pair, mine, new in zip(pairs, sides, fresh, strict=True):
            held = {side: next(blobs) if side in new else held[side] for side in mine}
            before, after = (self._side(pair, blob, held) for blob in (pair.before, pair.after))
            if isinstance(before, Missing):
                unread[pair] = before
            elif isinstance(after, Missing):
                unread[pair] = after
            else:
                yield pair, before, after

    def _side(
        self, pair: Pair, blob: str | None, held: Mapping[_Side, bytes | Missing]
    ) -> bytes | Missing | None:
        if blob is None:
            return None
        return self._edited[blob] if blob in self._edited else held[pair.path_class, blob]

    def _stored(self, pair: Pair) -> list[_Side]:
        """Return the sides of a pair that are in the object database."""
        blobs = dict.fromkeys((pair.before, pair.after))
        return [(pair.path_class, one) for one in blobs if one and one not in self._edited]


def _unanswered(missing: Missing) -> Answer:
    return Answer(Comparison(problem=f"not compared: {missing.reason}"))


def _batches(tasks: Iterable[_Task]) -> Iterator[list[_Row]]:
    """Cut a stream of pairs into rows, and these into lists of some megabytes: memory is bounded.

    A row ends where the next pair does not go on from the last one, or where it is long enough.
    """
    batch: list[_Row] = []
    held = length = 0
    for task in tasks:
        size = _size(task)
        if batch and length < _ROW_BYTES and task[0].before == batch[-1][-1][0].after:
            batch[-1].append(task)
            length += size
        else:
            batch.append([task])
            length = size
        held += size
        if held >= _BATCH_BYTES:
            yield batch
            batch, held = [], 0
    if batch:
        yield batch


def _size(task: _Task) -> int:
    return len(task[1] or b"") + len(task[2] or b"")
