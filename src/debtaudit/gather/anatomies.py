"""The anatomies of past versions of files: each blob is read once in the life of the cache."""

from collections.abc import Iterable, Iterator, Sequence

import msgspec
from msgspec import Struct

from debtaudit.domain.anatomy import Anatomy
from debtaudit.domain.files import FileEntry, Missing, PathClass
from debtaudit.domain.settings import Settings
from debtaudit.extract.anatomy import CUT, Known, anatomy
from debtaudit.extract.path_class import limit_for, path_class
from debtaudit.gather.blobs import BlobReader
from debtaudit.gather.cache import FactCache
from debtaudit.gather.extractor_version import version_within
from debtaudit.gather.repository import Repository
from debtaudit.gather.snapshot import Snapshot
from debtaudit.gather.workers import run, usable_jobs

_BATCH_BYTES = 32_000_000
_TOGETHER_BYTES = 4_000_000
"""Versions of one file that one worker takes at a time, in bytes."""
_DEAR = 3
"""What a changed version costs against one that is parsed whole, as a divisor of its bytes."""

_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(Anatomy)
_answers_encoder = msgspec.msgpack.Encoder()
_answers_decoder = msgspec.msgpack.Decoder(tuple[bytes, ...])


class Version(Struct, frozen=True, gc=False):
    """A blob that was a file at `path` once."""

    path: str
    blob: str


class _Task(Struct, frozen=True):
    """Versions of one file, in the order in which they followed each other."""

    path_class: PathClass
    versions: list[tuple[str, bytes]]
    size: int


def gather_anatomies(
    repository: Repository,
    versions: Iterable[Version],
    settings: Settings,
    cache: FactCache,
    jobs: int | None = None,
) -> dict[str, Anatomy]:
    """Return the anatomy of each version by its blob id; those that cannot be read are absent.

    Versions of one file should follow each other: what they share is parsed once.
    """
    wanted = list({one.blob: one for one in versions if path_class(one.path) in CUT}.values())
    wanted.sort(key=lambda one: one.path)  # stable: versions keep their order
    kind = f"anatomy {version_within(settings.limits)}"
    found: dict[str, Anatomy] = {}
    for key, value in cache.get_many(kind, [_key(one) for one in wanted]).items():
        known = _decoded(value)
        if known is not None:
            found[key] = known
    unread = [one for one in wanted if _key(one) not in found]
    for batch in _batches(_tasks(_read(repository, unread, settings))):
        made: dict[str, bytes] = {}
        sizes = [task.size // _DEAR for task in batch]
        for index, answer in run(_work, batch, sizes, jobs or usable_jobs()):
            if isinstance(answer, Missing):
                continue
            task = batch[index]
            made.update(zip([key for key, _ in task.versions], _taken(answer), strict=True))
        cache.put_many(kind, made)
        found.update({key: _decoder.decode(value) for key, value in made.items()})
    return {one.blob: found[_key(one)] for one in wanted if _key(one) in found}


def snapshot_anatomies(
    snapshot: Snapshot, entries: Sequence[FileEntry], settings: Settings, cache: FactCache
) -> dict[str, Anatomy]:
    """Return path -> anatomy of files as they are in the snapshot, uncommitted edits included."""
    kind = f"anatomy {version_within(settings.limits)}"
    keys = {entry.path: _key(Version(entry.path, entry.blob)) for entry in entries}
    cached = cache.get_many(kind, list(keys.values()))
    found = {}
    made = {}
    unread = []
    for entry in entries:
        value = cached.get(keys[entry.path])
        known = None if value is None else _decoded(value)
        if known is None:
            unread.append(entry)
        else:
            found[entry.path] = known
    for entry, data in snapshot.read(
        unread, lambda one: limit_for(one.path_class, settings.limits)
    ):
        if not isinstance(data, Missing):
            found[entry.path] = anatomy(entry.path_class, data, {})
            if entry.is_hashed:
                made[keys[entry.path]] = _encoder.encode(found[entry.path])
    cache.put_many(kind, made)
    return found


def _key(one: Version) -> str:
    notebook = path_class(one.path) is PathClass.NOTEBOOK
    return f"{one.blob} {'notebook' if notebook else 'python'}"


def _read(
    repository: Repository, versions: Sequence[Version], settings: Settings
) -> Iterator[tuple[Version, bytes]]:
    wanted = [(one.blob, limit_for(path_class(one.path), settings.limits)) for one in versions]
    answers = BlobReader(repository).read_each(wanted)
    for one, data in zip(versions, answers, strict=True):
        if not isinstance(data, Missing):
            yield one, data


def _tasks(versions: Iterable[tuple[Version, bytes]]) -> Iterator[_Task]:
    """Put the versions of one file together, up to some megabytes."""
    path = ""
    task: _Task | None = None
    for one, data in versions:
        if task is not None and (one.path != path or task.size > _TOGETHER_BYTES):
            yield task
            task = None
        before = task or _Task(path_class(one.path), [], 0)
        before.versions.append((_key(one), data))
        task = _Task(before.path_class, before.versions, before.size + len(data))
        path = one.path
    if task is not None:
        yield task


def _batches(tasks: Iterable[_Task]) -> Iterator[list[_Task]]:
    batch: list[_Task] = []
    held = 0
    for task in tasks:
        batch.append(task)
        held += task.size
        if held >= _BATCH_BYTES:
            yield batch
            batch, held = [], 0
    if batch:
        yield batch


def _work(task: _Task) -> bytes:
    known: Known = {}
    return _answers_encoder.encode(
        [_encoder.encode(anatomy(task.path_class, data, known)) for _, data in task.versions]
    )


def _taken(answer: bytes) -> tuple[bytes, ...]:
    return _answers_decoder.decode(answer)


def _decoded(value: bytes) -> Anatomy | None:
    try:
        return _decoder.decode(value)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
