"""The picture of a snapshot: from the cache where the same files were seen before, else drawn.

It is a pure function of the files and their facts, so it is kept like a fact. It costs more than
all the rest of an audit in which nothing has changed. The calls of each file, most of its cost,
are kept apart: after a commit of three files only those are resolved again whose names it touches.
"""

from collections.abc import Mapping, Sequence

import msgspec

from debtaudit.domain.files import FileEntry, FileFacts
from debtaudit.domain.picture import Picture
from debtaudit.gather.cache import FactCache
from debtaudit.gather.extractor_version import extractor_version
from debtaudit.gather.files_digest import files_digest

_BATCH = 1000
"""Files whose calls are held in memory before they are written to the cache."""


def gather_picture(
    files: Sequence[FileEntry], facts: Mapping[str, FileFacts], engine: str, cache: FactCache
) -> Picture:
    """Return what `resolve.picture.draw` makes of the files; `engine` is `complexity-engine`."""
    key = None
    if cache.path is not None:
        key = files_digest(engine, files, lambda entry: entry.path in facts)
    if key is None:
        return _drawn(files, facts)
    kind = f"picture {extractor_version()}"
    known = cache.get_many(kind, [key]).get(key)
    if known is not None:
        try:
            return msgspec.msgpack.decode(known, type=Picture)
        except (msgspec.DecodeError, UnicodeDecodeError):
            pass  # then it is drawn anew, and stored over what was there
    picture = _drawn_from_calls(files, facts, cache)
    if cache.rounds is None:  # (a point of a trend is kept as a whole, and its picture is large)
        cache.put_many(kind, {key: msgspec.msgpack.encode(picture)})
    return picture


def _drawn(files: Sequence[FileEntry], facts: Mapping[str, FileFacts]) -> Picture:
    from debtaudit.resolve.picture import draw  # most of resolve/: not needed for a known picture

    return draw(tuple(files), facts)


def _drawn_from_calls(
    files: Sequence[FileEntry], facts: Mapping[str, FileFacts], cache: FactCache
) -> Picture:
    """Draw with the calls of files that were resolved before, and remember those that were not."""
    from debtaudit.gather.decoded_facts import load, store
    from debtaudit.resolve.calls import Before
    from debtaudit.resolve.calls_of_file import CallsOfFile
    from debtaudit.resolve.lookup import lookup_of
    from debtaudit.resolve.picture import draw

    kind = f"calls {extractor_version()}"
    blobs = {one.path: one.blob for one in files if one.path in facts and facts[one.path].python}
    keys = {path: f"{path}\0{blob}" for path, blob in blobs.items()}
    known = load(cache, kind, list(keys.values()), CallsOfFile)
    calls = {path: known[key] for path, key in keys.items() if key in known}
    waiting: dict[str, CallsOfFile] = {}

    def keep(path: str, resolved: CallsOfFile) -> None:
        waiting[keys[path]] = resolved
        if len(waiting) == _BATCH:
            store(cache, kind, waiting)
            waiting.clear()

    last = cache.rounds.get("drawn", "", Before) if cache.rounds is not None else None
    lookup = lookup_of(tuple(files), facts, last.lookup if last is not None else None)
    before = Before(lookup, blobs, calls, keep)
    if cache.rounds is not None:
        cache.rounds.put("drawn", "", before)
    picture = draw(tuple(files), facts, before)
    store(cache, kind, waiting)
    return picture
