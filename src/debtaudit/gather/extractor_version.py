"""The version of all that makes facts and pictures of bytes: part of every key of the cache."""

import functools
import os
import sys
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path

import debtaudit

_ROOMS = ("domain", "extract", "knowledge", "resolve")


@functools.cache
def extractor_version() -> str:
    """Return a digest of debtaudit's and Python's version and of the code below the detectors.

    The code counts by name, size and time of its files: one `stat` each instead of reading half a
    megabyte, and nobody has to remember to raise a number. Where there are no files (a zip), the
    versions alone count.
    """
    digest = blake2b(digest_size=8)
    digest.update(f"{debtaudit.__version__} {sys.version_info[:3]}".encode())
    root = Path(debtaudit.__file__).parent
    for line in sorted(line for room in _ROOMS for line in _files(str(root / room))):
        digest.update(line.encode("utf-8", "surrogateescape"))
    return digest.hexdigest()


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
