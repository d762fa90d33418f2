"""The notes of the files that are hotspots: from the cache, or read once."""

from collections.abc import Sequence

import msgspec

from debtaudit.domain.files import FileEntry, Missing
from debtaudit.domain.settings import Settings
from debtaudit.extract.path_class import limit_for
from debtaudit.extract.place_notes import PlaceNotes, place_notes
from debtaudit.gather.cache import FactCache
from debtaudit.gather.extractor_version import version_within
from debtaudit.gather.snapshot import Snapshot

_decoder = msgspec.msgpack.Decoder(PlaceNotes)


def gather_place_notes(
    snapshot: Snapshot, entries: Sequence[FileEntry], settings: Settings, cache: FactCache
) -> dict[str, PlaceNotes]:
    """Return path -> notes of each file that can be read."""
    kind = f"place notes {version_within(settings.limits)}"
    known = cache.get_many(kind, [_key(entry) for entry in entries])
    found: dict[str, PlaceNotes] = {}
    unread = []
    for entry in entries:
        notes = _decoded(known.get(_key(entry)))
        if notes is None:
            unread.append(entry)
        else:
            found[entry.path] = notes
    made = {}
    for entry, data in snapshot.read(
        unread, lambda one: limit_for(one.path_class, settings.limits)
    ):
        if not isinstance(data, Missing):
            notes = found[entry.path] = place_notes(entry.path_class, data)
            made[_key(entry)] = msgspec.msgpack.encode(notes)
    cache.put_many(kind, made)
    return found


def _decoded(value: bytes | None) -> PlaceNotes | None:
    try:
        return None if value is None else _decoder.decode(value)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None


def _key(entry: FileEntry) -> str:
    return f"{entry.blob} {entry.path_class.value}"
