"""Snapshots: the files of a work tree, of a revision or of a plain folder, all read alike."""

import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from debtaudit.domain.files import FileEntry, Missing
from debtaudit.gather.blobs import BlobReader
from debtaudit.gather.listing import Listing, blob_id
from debtaudit.gather.regular_files import read_inside
from debtaudit.gather.repository import Repository
from debtaudit.gather.revision import list_revision
from debtaudit.gather.work_tree import list_work_tree

_READ_PATH_BYTES = 20_000_000
_OTHER_FILES = 3
"""So many files that are no copies of their blobs are read one by one, the rest in one go."""


def _nothing(_path: str) -> bool:
    return False


class Snapshot:
    """The files of a repository at one point.

    `entries` are sorted by path, and paths are relative to the audited folder. `dirty` says that
    a work tree differs from its revision, `commit` is the one that holds all entries as they are
    (None where that is not known); `diagnostics` name what is no regular file. A file that is
    committed has the bytes of its blob, so that filters, line endings and sparse checkouts make no
    difference between a work tree and a revision. `asked` says what `read_path` found beyond the
    entries: path and limit -> the id of the bytes, or why there are none.
    """

    def __init__(self, listing: Listing, repository: Repository | None, root: Path | None) -> None:
        self.entries = listing.entries
        self.dirty = listing.dirty
        self.diagnostics = listing.diagnostics
        self.commit = listing.commit
        self.asked: dict[tuple[str, int], str] = {}
        self._listing = listing
        self._repository = repository
        self._root = root
        self._format = repository.object_format if repository else "sha1"

    def without(self, ignored: Callable[[str], bool]) -> "Snapshot":
        """Return this snapshot without the files whose paths are `ignored`."""
        kept = Snapshot(self._listing, self._repository, self._root)
        kept.asked = self.asked
        kept.entries = tuple(entry for entry in self.entries if not ignored(entry.path))
        kept.diagnostics = tuple(
            one for one in self.diagnostics if one.path is None or not ignored(one.path)
        )
        return kept

    @property
    def only_on_disk(self) -> tuple[FileEntry, ...]:
        """The files whose bytes no object database holds."""
        return tuple(one for one in self.entries if one.path in self._listing.on_disk)

    def only(self, entries: Sequence[FileEntry]) -> "Snapshot":
        """Return this snapshot with these of its files, of what class they may be taken for."""
        kept = Snapshot(self._listing, self._repository, self._root)
        kept.asked = self.asked
        kept.entries = tuple(entries)
        kept.diagnostics = ()
        return kept

    def read(
        self, entries: Sequence[FileEntry], limit: Callable[[FileEntry], int]
    ) -> Iterator[tuple[FileEntry, bytes | Missing]]:
        """Yield each entry with its bytes, in the order given, or with why there are none.

        `limit` says how many bytes an entry may have. The bytes always are those of the entry's
        blob id: a file that is edited meanwhile is missing.
        """
        on_disk = self._listing.on_disk
        stored = [one for one in entries if one.path not in on_disk]
        blobs = self._read_stored(stored, limit)
        for entry in entries:
            if entry.path in on_disk:
                yield entry, self._read_file(entry, limit(entry))
            else:
                yield entry, next(blobs, Missing("not in this snapshot"))

    def _read_stored(
        self, entries: Sequence[FileEntry], limit: Callable[[FileEntry], int]
    ) -> Iterator[bytes | Missing]:
        """Yield the blob of each entry: from the work tree where it lies there, else from git.

        Reading and hashing a file costs a third of unpacking its blob. Where the files of a work
        tree are no plain copies (line endings, filters), git is asked for all the rest at once.
        """
        if self._repository is None:
            return
        reader = BlobReader(self._repository)
        others = 0
        for place, entry in enumerate(entries):
            if others == _OTHER_FILES or self._root is None:
                yield from reader.read_each([(one.blob, limit(one)) for one in entries[place:]])
                return
            data = self._checked_out(self._root, entry, limit(entry))
            if data is not None:
                yield data
            else:
                others += 1
                yield from reader.read_each([(entry.blob, limit(entry))])

    def _checked_out(self, root: Path, entry: FileEntry, limit: int) -> bytes | None:
        """Return the bytes of the file in the work tree if they are those of the entry's blob."""
        prefix = self._repository.prefix if self._repository else ""
        data = read_inside(root, os.fsencode(prefix + entry.path), limit)
        if isinstance(data, bytes) and blob_id(data, self._format) == entry.blob:
            return data
        return None

    def read_path(self, path: str, limit: int = _READ_PATH_BYTES) -> bytes | Missing:
        """Return the bytes of one path, in a work tree also of an untracked or ignored file."""
        entry = next((one for one in self._listing.entries if one.path == path), None)
        if self._root is not None:
            prefix = self._repository.prefix if self._repository else ""
            data = read_inside(self._root, os.fsencode(prefix + path), limit)
            found = data.reason if isinstance(data, Missing) else blob_id(data, self._format)
            if entry is None:
                self.asked[path, limit] = found
                return data
            if found == entry.blob:  # the disk is cheaper to ask than git
                return data
        if entry is None:
            return Missing("not in this revision")
        return next(self.read([entry], lambda _: limit))[1]

    def _read_file(self, entry: FileEntry, limit: int) -> bytes | Missing:
        if self._root is None:
            return Missing("not in this snapshot")
        data = read_inside(self._root, self._listing.on_disk[entry.path], limit)
        if isinstance(data, Missing) or not entry.is_hashed:
            return data
        if blob_id(data, self._format) != entry.blob:
            return Missing("changed while it was audited; audit again")
        return data


def work_tree_snapshot(
    repository: Repository, ignored: Callable[[str], bool] = _nothing
) -> Snapshot:
    """Return the files as they lie on the disk, uncommitted changes included.

    A bare repository has none; there it is the revision of HEAD.
    """
    if not repository.bare:
        listing = list_work_tree(repository)
        return Snapshot(listing, repository, repository.root).without(ignored)
    if repository.head is None:
        return Snapshot(Listing(()), repository, None)
    return revision_snapshot(repository, repository.head, ignored)


def revision_snapshot(
    repository: Repository, revision: str, ignored: Callable[[str], bool] = _nothing
) -> Snapshot:
    """Return the files of the commit with the id `revision`."""
    return Snapshot(list_revision(repository, revision), repository, None).without(ignored)


def folder_snapshot(path: Path, ignored: Callable[[str], bool] = _nothing) -> Snapshot:
    """Return the files of a folder without git."""
    from debtaudit.gather.folder import list_folder

    return Snapshot(list_folder(path), None, path).without(ignored)
