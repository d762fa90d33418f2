"""Lists the files of a work tree: what is committed, changed and new, as git sees it."""

import os
import stat
from collections.abc import Iterator
from typing import Literal

from msgspec.structs import replace

from debtaudit.domain.files import FileEntry, Missing
from debtaudit.domain.report import Diagnostic
from debtaudit.extract.path_class import UNREAD, path_class
from debtaudit.gather.git_process import GitFailedError
from debtaudit.gather.listing import (
    HASHED_BYTES,
    Listing,
    blob_id,
    irregular,
    shown,
    unhashed,
)
from debtaudit.gather.regular_files import read_inside
from debtaudit.gather.repository import Repository
from debtaudit.gather.revision import list_revision

UNTRACKED_LIMIT = 50_000

_Level = Literal["info", "warning", "error"]


def list_work_tree(repository: Repository) -> Listing:
    """List tracked and untracked files; ignored ones, links and submodules are left out."""
    tree = _WorkTree(repository)
    index, whole = _Index(), True
    try:
        for tag, mode, blob, name in _listed(repository):
            index.add(tag, mode, blob, name)
    except GitFailedError as error:
        tree.say("error", None, f"the work tree could not be listed whole: {error}")
        whole = False
    if not index.committed and repository.head is not None:
        head = list_revision(repository, repository.head)
        if not index.untracked and head.entries and not _any_on_disk(repository, head):
            return _not_checked_out(head)
        index.take_over(head, repository.prefix)
    tree.add(index)
    differs = tree.dirty or _staged(repository, index)
    return Listing(
        entries=tuple(sorted(tree.entries.values(), key=lambda entry: entry.path)),
        on_disk=tree.on_disk,
        dirty=bool(differs),
        diagnostics=tuple(tree.diagnostics),
        commit=repository.head if whole and differs is False else None,
    )


class _Index:
    """The lines of `git ls-files`, sorted by what they mean."""

    def __init__(self) -> None:
        self.committed: dict[bytes, str] = {}
        self.links: dict[bytes, bytes] = {}
        self.touched: set[bytes] = set()
        self.gone: set[bytes] = set()
        self.absent_by_choice: set[bytes] = set()
        self.untracked: set[bytes] = set()
        self.stands_on_head = False

    def add(self, tag: bytes, mode: bytes, blob: str, name: bytes) -> None:
        if tag == b"?":
            if not name.endswith(b"/"):  # another repository inside this one
                self.untracked.add(name)
        elif not mode.startswith(b"100"):
            self.links[name] = mode
        elif tag == b"R":
            self.gone.add(name)
        elif tag == b"C":
            self.touched.add(name)
        elif tag == b"M":  # a merge that stopped: the file holds both sides
            self.touched.add(name)
            self.committed[name] = ""
        else:
            self.committed[name] = blob
            if tag == b"S":
                self.absent_by_choice.add(name)

    def take_over(self, head: Listing, prefix: str) -> None:
        """Stand on HEAD where the index is empty: an interrupted clone, or one made by a tool."""
        for entry in head.entries:
            name = os.fsencode(prefix + entry.path)
            self.committed[name] = entry.blob
            self.touched.add(name)
        self.untracked -= self.touched
        self.stands_on_head = True


class _WorkTree:
    """Entries under collection; a file that differs from the index is read from the disk."""

    def __init__(self, repository: Repository) -> None:
        self._repository = repository
        self._root = os.fsencode(repository.root) + b"/"
        self._start = len(os.fsencode(repository.prefix))
        self.entries: dict[str, FileEntry] = {}
        self.on_disk: dict[str, bytes] = {}
        self.diagnostics: list[Diagnostic] = []
        self.dirty = False

    def add(self, index: _Index) -> None:
        """Take everything that git listed."""
        for name, mode in index.links.items():
            self.say("info", name, irregular(mode))
        self.dirty = bool(index.gone)
        for name, blob in index.committed.items():
            if name in index.gone:
                continue
            if name in index.touched or (
                name not in index.absent_by_choice and self._written_with_the_index(name)
            ):
                self._add_from_disk(name, blob)
            else:
                self._add(name, blob, None)
        names = sorted(index.untracked)
        if len(names) > UNTRACKED_LIMIT:
            said = f"{len(names):,} untracked files; the first {UNTRACKED_LIMIT:,} were audited"
            self.say("warning", None, said)
        for name in names[:UNTRACKED_LIMIT]:
            self._add_from_disk(name, "")

    def say(self, level: _Level, name: bytes | None, message: str) -> None:
        """Add a diagnostic."""
        path = None if name is None else shown(name[self._start :])
        self.diagnostics.append(Diagnostic(level, path, message))

    def _written_with_the_index(self, name: bytes) -> bool:
        """Whether a file may have changed after the index was written, unseen by its times.

        git calls such files racy and looks at whole seconds (Documentation/technical/racy-git).
        """
        index_time = self._repository.index_time_ns
        try:
            return index_time is not None and os.lstat(self._root + name).st_mtime_ns >= index_time
        except OSError:
            return False

    def _add_from_disk(self, name: bytes, blob: str) -> None:
        """Add a file that may differ from `blob`, its id in the index ("" where it has none)."""
        try:
            found = os.lstat(self._root + name)
        except (OSError, ValueError):
            self.dirty = True
            return
        if not stat.S_ISREG(found.st_mode):
            self.dirty = True
            if not stat.S_ISDIR(found.st_mode):
                link = stat.S_ISLNK(found.st_mode)
                self.say("warning", name, irregular(b"120000" if link else b""))
            return
        now = self._id_on_disk(name, found.st_size, blob)
        if now == blob:
            self._add(name, now, None)
        elif now is not None:
            self.dirty = True
            self._add(name, now, found.st_size)

    def _id_on_disk(self, name: bytes, size: int, blob: str) -> str | None:
        """Return the id of a file's bytes, or `blob` where only line endings differ from it."""
        form = self._repository.object_format
        if (not blob and path_class(shown(name)) in UNREAD) or size > HASHED_BYTES:
            return unhashed(form)
        data = read_inside(self._repository.root, name, HASHED_BYTES)
        if isinstance(data, Missing):
            self.say("warning", name, data.reason)
            return None
        now = blob_id(data, form)
        if blob and now != blob and b"\r\n" in data:
            return blob if blob_id(data.replace(b"\r\n", b"\n"), form) == blob else now
        return now

    def _add(self, name: bytes, blob: str, size: int | None) -> None:
        """Add an entry; a `size` in bytes means that it is read from the disk."""
        path = shown(name[self._start :])
        if path in self.entries:
            self.say("warning", name, "left out: another file is shown by the same name")
            return
        self.entries[path] = FileEntry(path, blob, path_class(path), size)
        if size is not None:
            self.on_disk[path] = name


def _any_on_disk(repository: Repository, head: Listing) -> bool:
    root = repository.root / repository.prefix
    return any(os.path.lexists(root / entry.path) for entry in head.entries)


def _not_checked_out(head: Listing) -> Listing:
    said = Diagnostic("info", None, "nothing is checked out; the files of HEAD were audited")
    return replace(head, diagnostics=(*head.diagnostics, said))


def _listed(repository: Repository) -> Iterator[tuple[bytes, bytes, str, bytes]]:
    """Yield tag, mode, blob id and name of each line of `git ls-files`, in one child process."""
    arguments = ["ls-files", "-z", "-t", "-s", "-d", "-m", "-o", "--exclude-standard"]
    with repository.stream(*arguments, *repository.pathspec()) as stream:
        for token in stream.tokens():
            if token.startswith(b"? "):
                yield b"?", b"", "", token[2:]
                continue
            what, _, name = token.partition(b"\t")
            parts = what.split()
            if len(parts) == 4:
                yield parts[0], parts[1], parts[2].decode("ascii", "replace"), name


def _staged(repository: Repository, index: _Index) -> bool | None:
    """Whether the index differs from HEAD below the audited folder; None where git fails."""
    if repository.head is None or index.stands_on_head:
        return False
    try:
        arguments = ["diff-index", "--cached", "--name-only", "-z", repository.head]
        return bool(repository.run(*arguments, *repository.pathspec()))
    except GitFailedError:
        return None
