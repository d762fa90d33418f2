"""The facts of every file of a snapshot: from the cache, or read, extracted and remembered."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from debtaudit.domain.files import FileEntry, FileFacts, Missing, PathClass
from debtaudit.domain.report import AbsentFile, Diagnostic
from debtaudit.domain.settings import Settings
from debtaudit.extract.path_class import MAX_JSON_BYTES, UNREAD, limit_for, limit_name
from debtaudit.gather.cache import FactCache
from debtaudit.gather.decoded_facts import keep, load
from debtaudit.gather.extractor_version import version_within
from debtaudit.gather.snapshot import Snapshot
from debtaudit.resolve.dependencies.included_manifests import unread_includes

_BATCH_BYTES = 16_000_000
"""Sources held in memory at a time."""
_INCLUDED_ROUNDS = 5
"""How deep files of unknown names may include each other."""
_NO_BASE_NAME = frozenset((PathClass.PYTHON, PathClass.SETUP_PY, PathClass.NOTEBOOK))
_WITH_ENGINE = _NO_BASE_NAME
_UNHASHED = "unhashed "

_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(FileFacts)


def gather_file_facts(
    snapshot: Snapshot, settings: Settings, cache: FactCache, jobs: int | None = None
) -> tuple[dict[str, FileFacts], tuple[Diagnostic, ...]]:
    """Return path -> facts of every file that has an extractor, and what could not be read.

    Files of equal content are extracted once. `jobs` is the number of processes, None for as many
    as there are processors.
    """
    gathering = _Gathering(snapshot, settings, cache, jobs)
    facts, diagnostics = gathering.facts_by_path(), gathering.diagnostics
    for _ in range(_INCLUDED_ROUNDS):
        named = _named_by_manifests(snapshot.entries, facts)
        if not named:
            break
        more = _Gathering(snapshot.only(named), settings, cache, 1)
        read = more.facts_by_path()
        facts = dict(sorted({**facts, **read}.items()))
        diagnostics += more.diagnostics
    return facts, tuple(sorted(diagnostics, key=lambda one: one.path or ""))


def _named_by_manifests(
    entries: Sequence[FileEntry], facts: Mapping[str, FileFacts]
) -> list[FileEntry]:
    """Return the files that a manifest includes (`-r deps.txt`) and whose names say nothing."""
    if not any(one.manifest and one.manifest.includes for one in facts.values()):
        return []
    unknown = {entry.path: entry for entry in entries if entry.path_class in UNREAD}
    return [
        msgspec.structs.replace(unknown[path], path_class=PathClass.REQUIREMENTS)
        for path in unread_includes(facts, unknown)
    ]


class _Gathering:
    """One pass over the files of a snapshot; facts are collected by their cache key."""

    def __init__(
        self, snapshot: Snapshot, settings: Settings, cache: FactCache, jobs: int | None
    ) -> None:
        self.snapshot = snapshot
        self.settings = settings
        self.cache = cache
        self.jobs = jobs
        self.kind = f"facts {version_within(settings.limits)}"
        self.paths: dict[str, list[FileEntry]] = {}
        for entry in snapshot.entries:
            if entry.path_class not in UNREAD:
                self.paths.setdefault(self._key(entry), []).append(entry)
        self.facts: dict[str, FileFacts] = {}
        self.diagnostics: list[Diagnostic] = []

    def facts_by_path(self) -> dict[str, FileFacts]:
        """Read what is needed and return the facts, in the order of the paths."""
        self.facts.update(load(self.cache, self.kind, self._cached_keys(), FileFacts))
        missing = [entries[0] for key, entries in self.paths.items() if key not in self.facts]
        for batch in _batches(self._read(missing)):
            self._extract(batch)
        facts = {}
        for entry in self.snapshot.entries:
            found = self.facts.get(self._key(entry)) if entry.path_class not in UNREAD else None
            if found is None:
                continue
            facts[entry.path] = found
            if found.problem is not None:
                self.diagnostics.append(Diagnostic("warning", entry.path, found.problem))
        return facts

    def _cached_keys(self) -> list[str]:
        return [key for key in self.paths if not key.startswith(_UNHASHED)]

    def _key(self, entry: FileEntry) -> str:
        kind = entry.path_class
        if not entry.is_hashed:  # too large to be hashed, and so for the cache
            return f"{_UNHASHED}{entry.path}"
        name = "" if kind in _NO_BASE_NAME else entry.path.rpartition("/")[2]
        engine = self.settings.hotspots.complexity_engine if kind in _WITH_ENGINE else ""
        return f"{entry.blob} {kind.value} {engine} {name}"

    def _limit(self, entry: FileEntry) -> int:
        limit = limit_for(entry.path_class, self.settings.limits)
        return min(limit, MAX_JSON_BYTES) if entry.path_class is PathClass.JSON else limit

    def _read(self, entries: Sequence[FileEntry]) -> Iterator[tuple[FileEntry, bytes]]:
        """Yield the bytes of what can be read, and say what cannot."""
        for entry, data in self.snapshot.read(entries, self._limit):
            if not isinstance(data, Missing):
                yield entry, data
                continue
            self.cache.gaps |= not data.over_limit
            if entry.path_class is not PathClass.JSON or not data.over_limit:
                # (a large JSON file is data, and nobody misses its settings)
                self._say_of_all(entry, _not_read(entry, data), absent=not data.over_limit)

    def _extract(self, batch: Sequence[tuple[FileEntry, bytes]]) -> None:
        from debtaudit.extract.file_facts import extract, prepare  # not for facts that are known
        from debtaudit.gather.workers import run, usable_jobs

        engine = self.settings.hotspots.complexity_engine

        def work(task: tuple[FileEntry, bytes]) -> bytes:
            entry, data = task
            name = entry.path.rpartition("/")[2]
            return _encoder.encode(extract(entry.path_class, name, data, engine))

        prepare({entry.path_class for entry, _ in batch})
        made: dict[str, bytes] = {}
        costs = [_cost(*task) for task in batch]
        for index, answer in run(work, batch, costs, self.jobs or usable_jobs()):
            entry = batch[index][0]
            if isinstance(answer, Missing):
                self.cache.gaps = True
                self._say_of_all(entry, f"not parsed: {answer.reason}")
            elif self._keep(self._key(entry), answer) and entry.is_hashed:
                made[self._key(entry)] = answer
        self.cache.put_many(self.kind, made)

    def _keep(self, key: str, value: bytes) -> bool:
        """Decode facts; what does not decode is as if it was not in the cache."""
        try:
            self.facts[key] = _decoder.decode(value)
        except (msgspec.DecodeError, UnicodeDecodeError):
            return False
        keep(self.cache, self.kind, key, self.facts[key])
        return True

    def _say_of_all(self, entry: FileEntry, message: str, *, absent: bool = False) -> None:
        kind = AbsentFile if absent else Diagnostic
        for one in self.paths[self._key(entry)]:
            self.diagnostics.append(kind("warning", one.path, message))


def _not_read(entry: FileEntry, missing: Missing) -> str:
    if not missing.over_limit:
        return f"not read: {missing.reason}"
    setting = limit_name(entry.path_class).replace("_", "-")
    return f"not read: {missing.reason}; the setting is limits.{setting}"


def _cost(entry: FileEntry, data: bytes) -> int:
    """Return what a file costs, in bytes of Python source: the measure of `workers.run`."""
    return len(data) // _CHEAPER.get(entry.path_class, 1)


_CHEAPER = {
    PathClass.NOTEBOOK: 5,  # most of it is output
    PathClass.DOCUMENT: 20,
    PathClass.LOCK: 4,
    PathClass.REQUIREMENTS: 2,
}


def _batches(
    files: Iterable[tuple[FileEntry, bytes]],
) -> Iterator[list[tuple[FileEntry, bytes]]]:
    """Cut a stream of files into lists of some megabytes, so that memory stays bounded."""
    batch: list[tuple[FileEntry, bytes]] = []
    held = 0
    for entry, data in files:
        batch.append((entry, data))
        held += len(data)
        if held >= _BATCH_BYTES:
            yield batch
            batch, held = [], 0
    if batch:
        yield batch
