"""Lists the files of a folder that is no git repository."""

import os
from pathlib import Path

from debtaudit.domain.files import FileEntry, Missing
from debtaudit.domain.report import Diagnostic
from debtaudit.extract.path_class import UNREAD, path_class
from debtaudit.gather.listing import (
    HASHED_BYTES,
    Listing,
    blob_id,
    irregular,
    shown,
    unhashed,
)
from debtaudit.gather.regular_files import read_inside

FILE_LIMIT = 100_000
DEPTH_LIMIT = 64

# Folders that hold no source of the project: nobody wrote them by hand, and they are large.
SKIPPED = frozenset(
    b".git .hg .svn .venv venv node_modules __pycache__ site-packages .tox .nox .eggs .mypy_cache "
    b".ruff_cache .pytest_cache .ipynb_checkpoints".split()
)


def list_folder(path: Path) -> Listing:
    """List the regular files below `path`, hashed as git does; links are not followed."""
    walk = _Walk(path)
    walk.enter(b"", 0)
    if walk.full:
        said = f"more than {FILE_LIMIT:,} files; the rest is not audited"
        walk.diagnostics.append(Diagnostic("warning", None, said))
    return Listing(
        entries=tuple(sorted(walk.entries.values(), key=lambda entry: entry.path)),
        on_disk=walk.on_disk,
        diagnostics=tuple(sorted(walk.diagnostics, key=lambda one: (one.path or "", one.message))),
    )


class _Walk:
    """One walk; names are bytes, for they may be no text at all."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self.entries: dict[str, FileEntry] = {}
        self.on_disk: dict[str, bytes] = {}
        self.diagnostics: list[Diagnostic] = []
        self.full = False

    def enter(self, folder: bytes, depth: int) -> None:
        """Add the files of a folder (`b""` or `b"sub/folder/"`) and of those below it."""
        if depth > DEPTH_LIMIT:
            self._say(folder, f"left out: nested deeper than {DEPTH_LIMIT} folders")
            return
        try:
            with os.scandir(os.fsencode(self._root) + b"/" + folder) as found:
                children = sorted(found, key=lambda child: child.name)
        except OSError as error:
            self._say(folder, f"not readable: {error.strerror}")
            return
        for child in children:
            if self.full:
                return
            name = folder + child.name
            if child.is_dir(follow_symlinks=False):
                if child.name not in SKIPPED:
                    self.enter(name + b"/", depth + 1)
            elif child.is_file(follow_symlinks=False):
                self._add(name, child)
            else:
                self._say(name, irregular(b"120000" if child.is_symlink() else b""))

    def _add(self, name: bytes, child: "os.DirEntry[bytes]") -> None:
        path = shown(name)
        if path in self.entries:
            self._say(name, "left out: another file is shown by the same name")
            return
        try:
            size = child.stat(follow_symlinks=False).st_size
        except OSError as error:
            self._say(name, f"not readable: {error.strerror}")
            return
        kind = path_class(path)
        blob = unhashed("sha1")
        if kind not in UNREAD and size <= HASHED_BYTES:
            data = read_inside(self._root, name, HASHED_BYTES)
            if isinstance(data, Missing):
                self._say(name, data.reason)
                return
            blob = blob_id(data, "sha1")
        self.entries[path] = FileEntry(path, blob, kind, size)
        self.on_disk[path] = name
        self.full = len(self.entries) >= FILE_LIMIT

    def _say(self, name: bytes, message: str) -> None:
        self.diagnostics.append(Diagnostic("warning", shown(name) or None, message))
