"""What each change set does to the model surface and to the documents.

The unit is a pair of blobs: the same edit in two change sets (a branch and its cherry-pick) is
compared once, and what was compared is in the cache under both ids for ever.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

import msgspec
from msgspec import Struct

from debtaudit.domain.files import Missing, PathClass
from debtaudit.domain.globs import path_filter
from debtaudit.domain.history import (
    AddedLine,
    ChangeSet,
    ChangeSetComparison,
    Comparison,
    DocumentChange,
    FileComparison,
    PathChange,
)
from debtaudit.domain.report import Diagnostic
from debtaudit.domain.settings import Settings
from debtaudit.extract.documents import added_lines
from debtaudit.extract.model_surface import COMPARED, compare
from debtaudit.extract.path_class import limit_for, path_class
from debtaudit.extract.surface.pointers import artefact_change
from debtaudit.gather.blobs import BlobReader
from debtaudit.gather.cache import FactCache
from debtaudit.gather.extractor_version import version_within
from debtaudit.gather.model_names import may_hold_a_model
from debtaudit.gather.repository import Repository
from debtaudit.gather.workers import run, usable_jobs
from debtaudit.resolve.model_changes.surface_paths import is_surface_path

_BATCH_BYTES = 16_000_000
_IMPORTANCE = {
    PathClass.PYTHON: 0,
    PathClass.NOTEBOOK: 1,
    PathClass.POINTER: 2,
    PathClass.ARTEFACT: 3,
    PathClass.YAML: 4,
    PathClass.JSON: 4,
    PathClass.TOML: 4,
    PathClass.INI: 4,
    PathClass.SHELL: 5,
}
"""Which files of a change set are compared first where there are too many."""


class Pair(Struct, frozen=True, gc=False):
    """Two versions of a file, by blob id; None where there is none. `name` is the base name."""

    path_class: PathClass
    name: str
    before: str | None
    after: str | None

    @property
    def key(self) -> str:
        """The key of its comparison in the cache."""
        return f"{self.before or '-'}..{self.after or '-'} {self.path_class.value} {self.name}"


class _Answer(Struct, frozen=True, array_like=True):
    """What is kept of a pair: a comparison of the surface, or the lines added to a document."""

    comparison: Comparison | None = None
    added: tuple[AddedLine, ...] = ()


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(_Answer)

_Task = tuple[Pair, bytes | None, bytes | None]


def gather_comparisons(
    repository: Repository,
    change_sets: Sequence[ChangeSet],
    settings: Settings,
    ignored: Callable[[str], bool],
    cache: FactCache,
    jobs: int | None = None,
    edited: Mapping[str, bytes] = {},
    *,
    has_model: bool = True,
) -> tuple[dict[str, ChangeSetComparison], tuple[Diagnostic, ...]]:
    """Return the comparison of every change set by the id of its head, and what was left out.

    Paths that are `ignored` are not compared; `jobs` is None for as many processes as there are
    processors. The change sets need not come from the window: any commits will do. `edited` holds
    the bytes of what is not committed, by blob id. `has_model` tells whether the audited files
    hold a model: where they do not and what was changed names none either, nothing is compared.
    """
    diagnostics: list[Diagnostic] = []
    chosen = {}
    is_document = path_filter(settings.model_changes.documents)
    for change_set in change_sets:
        limit = settings.limits.change_set_paths
        found = _chosen(change_set, limit, ignored, is_document, diagnostics)
        chosen[change_set.head.id] = found
    pairs = {pair: None for found in chosen.values() for _change, pair in found}
    versions = ((one.path_class, blob) for one in pairs for blob in (one.before, one.after))
    if not has_model and not may_hold_a_model(versions, repository, settings, cache):
        return dict.fromkeys(chosen, ChangeSetComparison((), ())), tuple(diagnostics)
    reader = _PairReader(repository, settings, edited)
    answers = _answers(reader, list(pairs), cache, jobs or usable_jobs())
    return (
        {head: _placed(found, answers) for head, found in chosen.items()},
        tuple(diagnostics),
    )


_Chosen = Sequence[tuple[PathChange, Pair]]


def _chosen(
    change_set: ChangeSet,
    limit: int,
    ignored: Callable[[str], bool],
    is_document: Callable[[str], bool],
    diagnostics: list[Diagnostic],
) -> _Chosen:
    """Return the changes that can matter with their pairs, in the order of their paths.

    Above the limit model code comes first; documents are not counted, they cost next to nothing.
    `is_document` says of a path that the settings name it one, whatever it looks like.
    """
    surface: list[tuple[PathChange, Pair]] = []
    documents: list[tuple[PathChange, Pair]] = []
    for change in change_set.changes:
        kind = path_class(change.path)
        if kind is not PathClass.DOCUMENT and is_document(change.path):
            kind = PathClass.DOCUMENT
        if change.before == change.after or ignored(change.path):
            continue
        pair = Pair(kind, change.path.rpartition("/")[2], change.before, change.after)
        if kind in COMPARED and (is_surface_path(change.path) or is_surface_path(change.old_path)):
            surface.append((change, pair))
        elif kind is PathClass.DOCUMENT and change.after is not None:
            documents.append((change, pair))
    if len(surface) > limit:
        surface.sort(key=lambda one: (_IMPORTANCE.get(one[1].path_class, 9), one[0].path))
        left = len(surface) - limit
        diagnostics.append(
            Diagnostic(
                "warning",
                None,
                f"commit {change_set.head.id[:10]}: {left:,} of {len(surface):,} changed files "
                "were not compared; the setting is limits.change-set-paths",
            )
        )
        del surface[limit:]
    return sorted(surface + documents[:limit], key=lambda one: one[0].path)


def _placed(chosen: _Chosen, answers: Mapping[Pair, _Answer]) -> ChangeSetComparison:
    files, documents = [], []
    for change, pair in chosen:
        answer = answers[pair]
        if answer.comparison is not None:
            files.append(
                FileComparison(change.path, change.old_path, change.status, answer.comparison)
            )
        elif answer.added:
            documents.append(DocumentChange(change.path, answer.added))
    return ChangeSetComparison(tuple(files), tuple(documents))


def _answers(
    reader: "_PairReader", pairs: Sequence[Pair], cache: FactCache, jobs: int
) -> dict[Pair, _Answer]:
    """Look the pairs up, compare those that are new, and remember them."""
    answers = {
        pair: _Answer(artefact_change(pair.before, pair.after))
        for pair in pairs
        if pair.path_class is PathClass.ARTEFACT  # other bytes are other weights
    }
    asked = [pair for pair in pairs if pair not in answers]
    kind = f"comparison {reader.version}"
    cached = cache.get_many(kind, [pair.key for pair in asked])
    missing = []
    for pair in asked:
        answer = _decoded(cached.get(pair.key))
        if answer is None:
            missing.append(pair)
        else:
            answers[pair] = answer
    for batch in _batches(reader.read(missing, answers)):
        made: dict[str, bytes] = {}
        sizes = [len(before or b"") + len(after or b"") for _, before, after in batch]
        for index, found in run(_work, batch, sizes, jobs):
            pair = batch[index][0]
            if isinstance(found, Missing):
                answers[pair] = _Answer(Comparison(problem=f"not compared: {found.reason}"))
            else:
                made[pair.key] = found
                answers[pair] = _decoder.decode(found)
        cache.put_many(kind, made)
    return answers


def _work(task: _Task) -> bytes:
    pair, before, after = task
    if pair.path_class is PathClass.DOCUMENT:
        return _encoder.encode(_Answer(None, added_lines(before, after or b"")))
    return _encoder.encode(_Answer(compare(pair.path_class, pair.name, before, after)))


def _decoded(value: bytes | None) -> _Answer | None:
    if value is None:
        return None
    try:
        return _decoder.decode(value)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None


class _PairReader:
    """Reads both sides of pairs: from what is edited, or out of the object database."""

    def __init__(
        self, repository: Repository, settings: Settings, edited: Mapping[str, bytes]
    ) -> None:
        self._repository = repository
        self._limits = settings.limits
        self.version = version_within(settings.limits)
        self._edited = edited

    def read(self, pairs: Sequence[Pair], answers: dict[Pair, _Answer]) -> Iterator[_Task]:
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


def _unread(pair: Pair, before: bytes | Missing | None, after: bytes | Missing | None) -> _Answer:
    if pair.path_class is PathClass.DOCUMENT:
        return _Answer()
    side = before if isinstance(before, Missing) else after
    reason = side.reason if isinstance(side, Missing) else ""
    return _Answer(Comparison(problem=f"not compared: {reason}"))


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
