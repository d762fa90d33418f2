"""Files of strangers: only regular ones, never through a link, never more than a limit.

A FIFO named `train.py` would block its reader for ever, a link could lead to `/etc/shadow`, and a
file can grow between a look at its size and the reading of it.
"""

import os
import stat
from pathlib import Path

from debtaudit.domain.errors import WrongCallError
from debtaudit.domain.files import Missing

_FILE = (
    os.O_RDONLY
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_NOCTTY", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
)
_FOLDER = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_CLOEXEC", 0)
_INNER_FOLDER = _FOLDER | getattr(os, "O_NOFOLLOW", 0)
_CHUNK = 1 << 20


def read_regular(path: Path, limit: int) -> bytes | Missing:
    """Return the bytes of the regular file at `path`, which may have `limit` of them.

    Only the last part of the path is checked for being a link.
    """
    try:
        handle = os.open(path, _FILE)
    except OSError as error:
        return _failed(error)
    return _read_handle(handle, limit)


def writable_inside(folder: Path, name: str) -> Path:
    """Return the path of a file in an audited folder that is about to be written.

    Raises `WrongCallError` where a link leads elsewhere: nothing outside of the folder is written.
    """
    path = folder / name
    if path.resolve() != folder.resolve() / name:
        raise WrongCallError(f"{name}: a link, or in a folder that is one; nothing is written")
    return path


def read_inside(root: Path, relative: bytes, limit: int) -> bytes | Missing:
    """Return the bytes of a regular file below `root`; no part of `relative` may be a link."""
    parts = relative.split(b"/")
    if any(part in (b"", b".", b"..") for part in parts):
        return Missing("not a path inside the repository")
    if os.open not in os.supports_dir_fd:
        return _read_resolved(root, relative, limit)
    try:
        folder = os.open(root, _FOLDER)
        try:
            for part in parts[:-1]:
                inner = os.open(part, _INNER_FOLDER, dir_fd=folder)
                os.close(folder)
                folder = inner
            handle = os.open(parts[-1], _FILE, dir_fd=folder)
        finally:
            os.close(folder)
    except (OSError, ValueError) as error:
        return _failed(error)
    return _read_handle(handle, limit)


def _read_resolved(root: Path, relative: bytes, limit: int) -> bytes | Missing:
    """Read without `openat` (Windows): the resolved path must be the path that was asked for."""
    path = root / os.fsdecode(relative)
    if os.path.realpath(path) != os.path.realpath(root) + os.sep + os.path.normpath(
        os.fsdecode(relative)
    ):
        return Missing("a symbolic link")
    return read_regular(path, limit)


def _read_handle(handle: int, limit: int) -> bytes | Missing:
    try:
        found = os.fstat(handle)
        if not stat.S_ISREG(found.st_mode):
            return Missing("not a regular file")
        if found.st_size > limit:
            return too_large(found.st_size, limit)
        pieces = []
        left = limit + 1
        while left and (piece := os.read(handle, min(_CHUNK, left))):
            pieces.append(piece)
            left -= len(piece)
        if not left:
            grew = f"grew above the limit of {limit:,} bytes while it was read"
            return Missing(grew, over_limit=True)
        return b"".join(pieces)
    except OSError as error:
        return _failed(error)
    finally:
        os.close(handle)


def too_large(size: int, limit: int) -> Missing:
    """Return what is handed out of a file that is left out because of its size in bytes."""
    return Missing(f"larger than the limit ({size:,} of {limit:,} bytes)", over_limit=True)


def _failed(error: OSError | ValueError) -> Missing:
    reason = error.strerror if isinstance(error, OSError) else None
    return Missing(f"not readable: {reason or 'the name cannot be opened'}")
