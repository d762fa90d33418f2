"""Read an offline dump of OSV records: `all.zip`, a folder of JSON files, or one file.

A dump is a file that somebody handed over, so it is read as one that may be hostile: nothing is
unpacked to disk, names in it are never used as paths, and records, bytes of a record and bytes in
all have limits, whatever sizes the archive announces.
"""

import os
import stat
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from debtaudit.domain.advisories import Advisory
from debtaudit.domain.errors import WrongCallError
from debtaudit.extract.not_parsed import NotParsedError
from debtaudit.extract.osv_record import read_osv_record

RECORD_BYTES = 5_000_000
ALL_BYTES = 2_000_000_000
RECORDS = 500_000


def read_osv_dump(path: Path, names: frozenset[str]) -> tuple[tuple[Advisory, ...], int]:
    """Return the advisories about the named packages (normalised), and how many are broken.

    Raises `WrongCallError` for a dump that cannot be read or is larger than the limits.
    """
    found: list[Advisory] = []
    broken = total = count = 0
    try:
        for data in _files(path):
            count += 1
            if data is None:
                broken += 1
                continue
            total += len(data)
            if count > RECORDS or total > ALL_BYTES:
                limit = f"{RECORDS:,} records or {ALL_BYTES:,} bytes"
                raise WrongCallError(f"--osv-db {path}: more than {limit}")
            try:
                record = read_osv_record(data)
            except NotParsedError:
                broken += 1
                continue
            if any(one.name in names for one in record.affected):
                found.append(record)
    except OSError as error:
        raise WrongCallError(f"--osv-db {path}: {error.strerror or error}") from None
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError) as error:
        raise WrongCallError(f"--osv-db {path}: no zip archive that can be read: {error}") from None
    if count == broken:
        raise WrongCallError(f"--osv-db {path}: holds no OSV record")
    return tuple(sorted(found, key=lambda one: one.id)), broken


def _files(path: Path) -> Iterator[bytes | None]:
    """Yield the bytes of every JSON file, None for one that is too large."""
    if path.is_dir():
        for folder, folders, names in os.walk(path):
            folders.sort()
            yield from (_bounded(Path(folder, name)) for name in sorted(names) if _is_json(name))
    elif path.suffix.lower() == ".zip":
        with zipfile.ZipFile(path) as archive:
            for entry in archive.infolist():
                if _is_json(entry.filename):
                    yield _unpacked(archive, entry)
    else:
        yield _bounded(path)


def _is_json(name: str) -> bool:
    return name.lower().endswith(".json")


def _bounded(path: Path) -> bytes | None:
    """Read a regular file; a device or a pipe among the records could keep the reader for ever."""
    if not stat.S_ISREG(path.stat().st_mode):
        return None
    with path.open("rb") as file:
        data = file.read(RECORD_BYTES + 1)
    return data if len(data) <= RECORD_BYTES else None


def _unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes | None:
    """Unpack an entry in memory, up to the limit and not to the size that it announces."""
    with archive.open(entry) as file:
        data = file.read(RECORD_BYTES + 1)
    return data if len(data) <= RECORD_BYTES else None
