"""Compares pairs of versions that no audit has seen yet: reads both sides, and looks what differs.

All that comparing needs is imported here, and this where there is something to compare.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

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

_encoder = msgspec.msgpack.Encoder()

_Task = tuple[Pair, bytes | None, bytes | None]


def compared(
    pairs: Sequence[Pair],
    repository: Repository,
    settings: Settings,
    edited: Mapping[str, bytes],
    jobs: int | None,
) -> Iterator[tuple[dict[Pair, Answer], dict[str, bytes]]]:
    """Yield what comes of some pairs after the others: the answers, and what the cache may keep.

    Of a pair that lacks a side, or that cannot be compared, the answer is the reason; it is not
    kept. `edited` holds the bytes of what is not committed, by blob id.
    """
    unread: dict[Pair, Answer] = {}
    reader = _PairReader(repository, settings, edited)
    for batch in _batches(reader.read(pairs, unread)):
        answers: dict[Pair, Answer] = {}
        made: dict[str, bytes] = {}
        sizes = [len(before or b"") + len(after or b"") for _, before, after in batch]
        for index, found in run(_work, batch, sizes, jobs or usable_jobs()):
            pair = batch[index][0]
            if isinstance(found, Missing):
                answers[pair] = Answer(Comparison(problem=f"not compared: {found.reason}"))
            else:
                made[pair.key] = found
                answers[pair] = msgspec.msgpack.decode(found, type=Answer)
        yield answers, made
    yield unread, {}


def _work(task: _Task) -> bytes:
    pair, before, after = task
    if pair.path_class is PathClass.DOCUMENT:
        return _encoder.encode(Answer(None, added_lines(before, after or b"")))
    return _encoder.encode(Answer(compare(pair.path_class, pair.name, before, after)))


class _PairReader:
    """Reads both sides of pairs: from what is edited, or out of the object database."""

    def __init__(
        self, repository: Repository, settings: Settings, edited: Mapping[str, bytes]
    ) -> None:
        self._repository = repository
        self._limits = settings.limits
        self._edited = edited

    def read(self, pairs: Sequence[Pair], answers: dict[Pair, Answer]) -> Iterator[_Task]:
        """Yield the pairs with their bytes; those that lack a side are answered with the reason."""
        wanted = [
            (blob, limit_for(pair.path_class, self._limits))
            for pair in pairs
            for blob in (pair.before, pair.after)
            if blob is not None and blob not in self._edited
        ]
        blobs = BlobReader(self._repository).read_each(wanted)
        for pair in pairs:
            before, after = self._side(pair.before, blobs), self._side(pair.after, blobs)
            if isinstance(before, Missing) or isinstance(after, Missing):
                answers[pair] = _unread(pair, before, after)
            else:
                yield pair, before, after

    def _side(self, blob: str | None, blobs: Iterator[bytes | Missing]) -> bytes | Missing | None:
        if blob is None:
            return None
        return self._edited[blob] if blob in self._edited else next(blobs)


def _unread(pair: Pair, before: bytes | Missing | None, after: bytes | Missing | None) -> Answer:
    if pair.path_class is PathClass.DOCUMENT:
        return Answer()
    side = before if isinstance(before, Missing) else after
    reason = side.reason if isinstance(side, Missing) else ""
    return Answer(Comparison(problem=f"not compared: {reason}"))


def _batches(tasks: Iterable[_Task]) -> Iterator[list[_Task]]:
    """Cut a stream of pairs into lists of some megabytes, so that memory stays bounded."""
    batch: list[_Task] = []
    held = 0
    for task in tasks:
        batch.append(task)
        held += len(task[1] or b"") + len(task[2] or b"")
        if held >= _BATCH_BYTES:
            yield batch
            batch, held = [], 0
    if batch:
        yield batch
