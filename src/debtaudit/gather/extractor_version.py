"""The version of all that makes facts, history and pictures: part of every key of the cache.

Only plain answers of git and of a package index have a number of their own instead.
"""

import functools
import os
import sys
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path

import debtaudit
from debtaudit.domain.settings import Limits

_ROOMS = ("domain", "extract", "gather", "knowledge", "resolve")
_OTHER_ROOMS = ("audit", "checklist", "config", "detectors", "risk")


@functools.cache
def extractor_version() -> str:
    """Return a digest of the versions of debtaudit and Python and of the code behind the cache.

    The code counts by name, size and time of its files: one `stat` each instead of reading half a
    megabyte, and nobody has to remember to raise a number. Where there are no files (a zip), the
    versions alone count.
    """
    return _version_of(_ROOMS)


def program_version() -> str:
    """Return the version of the whole program: of all that makes a report."""
    return f"{extractor_version()} {_version_of(_OTHER_ROOMS)}"


def _version_of(rooms: tuple[str, ...]) -> str:
    digest = blake2b(digest_size=8)
    digest.update(f"{debtaudit.__version__} {sys.version_info[:3]}".encode())
    root = Path(debtaudit.__file__).parent
    for line in sorted(line for room in rooms for line in _files(str(root / room))):
        digest.update(line.encode("utf-8", "surrogateescape"))
    return digest.hexdigest()


def version_within(limits: Limits) -> str:
    """Return the version of what is made of files: one above its limit in bytes has no facts.

    Without the limits, an audit with lower ones would find the facts of larger files.
    """
    sizes = (limits.python_bytes, limits.notebook_bytes, limits.text_bytes, limits.lock_bytes)
    return f"{extractor_version()} {sizes}"


def _files(folder: str) -> Iterator[str]:
    try:
        entries = list(os.scandir(folder))
    except OSError:
        return
    for entry in entries:
        if entry.name == "__pycache__":
            continue
        if entry.is_dir():
            yield from _files(entry.path)
        else:
            found = entry.stat()
            yield f"{entry.name} {found.st_size} {found.st_mtime_ns}\n"
