"""Files written whole or not at all."""

import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from stat import S_IMODE, S_ISDIR, S_ISREG

from debtaudit.domain.errors import NoReportError, WrongCallError


def check_targets(paths: Sequence[Path]) -> None:
    """Raise for outputs that cannot be written, before anything is audited for them.

    `WrongCallError` for a folder and for two outputs to one file; `NoReportError` for a folder
    that does not exist or takes no file.
    """
    seen: dict[Path, Path] = {}
    for path in paths:
        target = path.resolve()
        if target in seen:
            raise WrongCallError(f"-o {path}: the same file as -o {seen[target]}")
        seen[target] = path
        if target.is_dir():
            raise WrongCallError(f"-o {path}: this is a folder; name a file in it")
        if not target.parent.is_dir():
            raise NoReportError(f"-o {path}: the folder {path.parent} does not exist")
        if not os.access(target.parent, os.W_OK) and not target.exists():
            raise NoReportError(f"-o {path}: the folder {path.parent} is read-only")


def make_folder(path: Path) -> None:
    """Make a folder and those above it; raises `NoReportError` where the system refuses."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise NoReportError(f"cannot make the folder {path}: {error.strerror or error}") from error


def write_files(texts: Sequence[tuple[Path, str]]) -> None:
    """Write all files, or none: each first beside its target, then all renamed.

    A target that is no regular file (`/dev/stdout`, a named pipe) is written to directly. Text
    is UTF-8. Raises `NoReportError` where the system refuses.
    """
    staged: list[tuple[Path, Path]] = []
    path = Path()
    try:
        for path, text in texts:
            target = path.resolve()
            data = text.encode("utf-8", "backslashreplace")
            if target.exists() and not S_ISREG(target.stat().st_mode):
                target.write_bytes(data)
            else:
                temporary = target.with_name(f".{target.name[:100]}.{os.getpid()}.tmp")
                staged.append((temporary, target))
                _write_new(temporary, target, data)
        for temporary, target in staged:
            path = target
            temporary.replace(target)
    except OSError as error:
        raise NoReportError(f"cannot write {path}: {error.strerror or error}") from error
    finally:
        for temporary, _target in staged:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)


def _write_new(temporary: Path, target: Path, data: bytes) -> None:
    """Write a file that was not there, with the permissions of the file it will replace."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)
    with os.fdopen(os.open(temporary, flags, 0o666), "wb") as file:
        if target.exists():
            mode = target.stat().st_mode
            if not os.access(target, os.W_OK):
                raise PermissionError(13, "Permission denied")
            temporary.chmod(S_IMODE(mode))
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def read_file(path: Path, what: str) -> bytes:
    """Return the bytes of a regular file that the caller named.

    Raises `WrongCallError` where it cannot be read.
    """
    try:
        if S_ISDIR(path.stat().st_mode):
            raise WrongCallError(f"{path}: this is a folder; name {what}")
        return path.read_bytes()
    except OSError as error:
        raise WrongCallError(f"{path}: {error.strerror or error}") from error
