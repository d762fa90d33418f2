"""Whole reports, kept for whoever asks the same again of the same files and commits.

A report is a pure function of what is in its key and of the files that were read beside the
entries of the snapshot (a configuration that git ignores, a baseline that is not there); what
those held is kept with it and looked at again. Where objects are missing or may come later, in a
shallow or partial clone, nothing is kept.
"""

import msgspec
from msgspec import Struct

from debtaudit.domain.report import Report
from debtaudit.extract.path_class import UNREAD
from debtaudit.gather.cache import FactCache
from debtaudit.gather.extractor_version import program_version
from debtaudit.gather.files_digest import files_digest
from debtaudit.gather.repository import Repository
from debtaudit.gather.snapshot import Snapshot


class _Kept(Struct, frozen=True, array_like=True):
    """A report, and what was read beside the entries: path, limit, id of the bytes or reason."""

    asked: tuple[tuple[str, int, str], ...]
    report: Report


def report_key(question: str, repository: Repository, tip: str, snapshot: Snapshot) -> str | None:
    """Return a digest of what a report on a snapshot depends on; None where nothing is kept.

    `question` is everything that was asked for in words.
    """
    if repository.shallow or repository.partial:
        return None
    sizes = [entry.size for entry in snapshot.entries]
    about = (
        *(question, tip, repository.name, repository.prefix, repository.branch),
        *(snapshot.dirty, snapshot.diagnostics, sizes),
    )
    return files_digest(repr(about), snapshot.entries, lambda entry: entry.path_class not in UNREAD)


def recalled(cache: FactCache, key: str, snapshot: Snapshot) -> Report | None:
    """Return the report under a key, if it still holds."""
    data = cache.get_many(_kind(), [key]).get(key)
    if data is None:
        return None
    try:
        kept = msgspec.msgpack.decode(data, type=_Kept)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
    for path, limit, found in kept.asked:
        snapshot.read_path(path, limit)
        if snapshot.asked.get((path, limit)) != found:
            return None
    return kept.report


def keep(cache: FactCache, key: str, snapshot: Snapshot, report: Report) -> None:
    """Keep a report with what was read of the snapshot beside its entries."""
    asked = tuple((path, limit, found) for (path, limit), found in sorted(snapshot.asked.items()))
    cache.put_many(_kind(), {key: msgspec.msgpack.encode(_Kept(asked, report))})


def _kind() -> str:
    return f"report {program_version()}"
