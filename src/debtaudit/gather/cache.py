"""The fact cache: what was extracted from bytes once is looked up ever after.

One SQLite file in the user's cache folder (`DEBTAUDIT_CACHE_DIR` moves it). A value is stored
under 64 bits of a hash of its kind and key, with a checksum over key and value, so that neither a
collision nor a damaged page can hand out wrong facts. The cache may cost speed, never the audit:
what goes wrong switches it off (or makes the file anew where it is damaged) and is said once.

The journal is a rollback journal, not WAL: one short transaction at the end of a step measured 0.6
of WAL's CPU, and it works on network folders. `synchronous = OFF` is enough, because a killed
process leaves a whole file behind and a lost one costs a second audit only.

Values are not compressed: zlib costs more than the parse of a small file it would save.
"""

import os
import time
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from hashlib import blake2b
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, TypeVar

from msgspec import Struct

from debtaudit.domain.report import Diagnostic
from debtaudit.domain.rounds import Rounds
from debtaudit.gather.cache_place import cache_folder, cache_limit

if TYPE_CHECKING:
    from sqlite3 import Connection

_FILE = "facts.sqlite3"
_SCHEMA = 1
_CHUNK = 500
_BUSY_SECONDS = 2.0
_KEEP_SHARE = 0.8
_TABLE = (
    "CREATE TABLE IF NOT EXISTS facts"
    " (id INTEGER PRIMARY KEY, used INTEGER NOT NULL, sum INTEGER NOT NULL, value BLOB NOT NULL)"
)

T = TypeVar("T")


class CacheInfo(Struct, frozen=True):
    """Where the cache is and how much it holds; `bytes` and `limit` are bytes on disk."""

    path: str
    entries: int
    bytes: int
    limit: int


class FactCache:
    """Bytes by kind and key, kept between audits; an absent or broken cache holds nothing.

    `rounds` is set by who asks for the same facts many times (`decoded_facts`); `gaps` by who could
    not make a fact that the next audit of the same files may be able to make.
    """

    def __init__(self, folder: Path | None, limit: int) -> None:
        """Use `folder` (None: no cache) and keep the file below `limit` bytes.

        Nothing is opened before it is needed.
        """
        self.path = folder / _FILE if folder else None
        self.limit = limit
        self.rounds: Rounds | None = None
        self._connection: Connection | None = None
        self._off = folder is None
        self.gaps = False
        self._problem: Diagnostic | None = None
        self._today = int(time.time()) // 86_400
        self._stale: list[int] = []
        self._grown = False

    def __enter__(self) -> "FactCache":
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """What went wrong with the cache: at most one."""
        return (self._problem,) if self._problem else ()

    def get_many(self, kind: str, keys: Sequence[str]) -> dict[str, bytes]:
        """Return the values that are there and whole, by key."""
        if not keys:
            return {}
        return self._guarded(lambda connection: self._read(connection, kind, keys), {})

    def put_many(self, kind: str, values: Mapping[str, bytes]) -> None:
        """Store values in one transaction; a value too big for the limit is left out."""
        rows = sorted(
            (_row_id(kind, key), self._today, _checksum(kind, key, value), value)
            for key, value in values.items()
            if len(value) < self.limit // 4
        )
        if rows:
            self._guarded(lambda connection: self._write(connection, rows), None)

    def info(self) -> CacheInfo:
        """Return place, number of entries and size."""
        path = self.path
        if path is None or not path.is_file():
            return CacheInfo(str(path) if path else "", 0, 0, self.limit)
        count = "SELECT count(*) FROM facts"
        entries = self._guarded(lambda connection: int(connection.execute(count).fetchone()[0]), 0)
        return CacheInfo(str(path), entries, path.stat().st_size, self.limit)

    def clear(self) -> None:
        """Remove the file with all that it holds."""
        self._disconnect()
        self._stale.clear()
        self._remove()

    def close(self) -> None:
        """Note what was used today, keep to the size limit and close; safe to call twice."""
        if self._connection is not None and (self._stale or self._grown):
            self._guarded(self._keep_house, None)
        self._stale.clear()
        self._grown = False
        self._disconnect()

    def _read(self, connection: "Connection", kind: str, keys: Sequence[str]) -> dict[str, bytes]:
        by_id = {_row_id(kind, key): key for key in keys}
        found = {}
        for ids in _chunks(sorted(by_id)):
            marks = ",".join("?" * len(ids))
            rows = connection.execute(
                f"SELECT id, used, sum, value FROM facts WHERE id IN ({marks})", ids
            ).fetchall()
            for row_id, used, checksum, value in rows:
                key = by_id.get(row_id)
                # (a damaged page can hold anything, and give it any type)
                if key is None or not isinstance(value, bytes):
                    continue
                if _checksum(kind, key, value) == checksum:
                    found[key] = value
                    if used != self._today:
                        self._stale.append(row_id)
        return found

    def _write(self, connection: "Connection", rows: Sequence[tuple[int, int, int, bytes]]) -> None:
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany("INSERT OR REPLACE INTO facts VALUES (?, ?, ?, ?)", rows)
        connection.execute("COMMIT")
        self._grown = True

    def _keep_house(self, connection: "Connection") -> None:
        connection.execute("BEGIN IMMEDIATE")
        for ids in _chunks(self._stale):
            marks = ",".join("?" * len(ids))
            connection.execute(
                f"UPDATE facts SET used = ? WHERE id IN ({marks})", [self._today, *ids]
            )
        connection.execute("COMMIT")
        if self._grown and _used_bytes(connection) > self.limit:
            self._drop_oldest(connection)

    def _drop_oldest(self, connection: "Connection") -> None:
        """Drop a tenth after the other, the longest unused first."""
        while _used_bytes(connection) > self.limit * _KEEP_SHARE:
            entries = int(connection.execute("SELECT count(*) FROM facts").fetchone()[0])
            if not entries:
                break
            connection.execute(
                "DELETE FROM facts WHERE id IN (SELECT id FROM facts ORDER BY used, id LIMIT ?)",
                [entries // 10 + 1],
            )
        # (executescript, because execute stops after the first page)
        connection.executescript("PRAGMA incremental_vacuum")

    def _guarded(self, action: "Callable[[Connection], T]", otherwise: T) -> T:
        """Do `action` on the open cache; a damaged file is made anew and asked once more."""
        if self._off:
            return otherwise
        import sqlite3  # 6 ms, and not needed without a cache

        try:
            return action(self._open())
        except (sqlite3.Error, OSError, ValueError) as error:
            if not self._mend(error):
                return otherwise
        try:
            return action(self._open())
        except (sqlite3.Error, OSError, ValueError) as error:
            self._give_up(error)
            return otherwise

    def _mend(self, error: Exception) -> bool:
        """Remove a damaged file and return True; anything else costs the cache, or this step."""
        if not _is_damage(error):
            self._give_up(error)
            return False
        self._disconnect()
        self._say("the fact cache was damaged and is made anew")
        self._stale.clear()
        self._remove()
        return not self._off

    def _give_up(self, error: Exception) -> None:
        self._disconnect()
        if _is_busy(error):
            self._say("another audit holds the fact cache; this one went on without it")
            return
        self._off = True
        self._say(f"the fact cache cannot be used ({_reason(error)}); the audit is slower")

    def _open(self) -> "Connection":
        if self._connection is None:
            self._connection = self._connect()
        return self._connection

    def _connect(self) -> "Connection":
        import sqlite3

        assert self.path is not None
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
        connection = sqlite3.connect(self.path, timeout=_BUSY_SECONDS, isolation_level=None)
        try:
            if connection.execute("PRAGMA user_version").fetchone()[0] != _SCHEMA:
                _make(connection)
            connection.execute("PRAGMA synchronous = OFF")
        except BaseException:  # a damaged file raises more than the errors of sqlite3
            connection.close()
            raise
        return connection

    def _disconnect(self) -> None:
        if self._connection is not None:
            self._connection.close()  # rolls back what was begun
            self._connection = None

    def _remove(self) -> None:
        if self.path is None:
            return
        try:
            _unlink(self.path)
        except OSError as error:
            self._off = True
            self._say(f"the fact cache cannot be removed ({_reason(error)})")

    def _say(self, message: str) -> None:
        if self._problem is None:
            self._problem = Diagnostic("info", None, message)


def open_cache(enabled: bool = True) -> FactCache:
    """Return the user's cache, or one that holds nothing.

    `DEBTAUDIT_CACHE_DIR` names the folder and `DEBTAUDIT_CACHE_LIMIT_MB` the limit in megabytes.
    """
    return FactCache(cache_folder() if enabled else None, cache_limit())


def _make(connection: "Connection") -> None:
    """Make a new file's table; of a file with another schema nothing is kept."""
    connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
    connection.execute("BEGIN IMMEDIATE")
    if connection.execute("PRAGMA user_version").fetchone()[0] != _SCHEMA:
        connection.execute("DROP TABLE IF EXISTS facts")
        connection.execute(_TABLE)
        connection.execute(f"PRAGMA user_version = {_SCHEMA}")
    connection.execute("COMMIT")


def _used_bytes(connection: "Connection") -> int:
    pages, free, size = (
        int(connection.execute(f"PRAGMA {name}").fetchone()[0])
        for name in ("page_count", "freelist_count", "page_size")
    )
    return (pages - free) * size


def _row_id(kind: str, key: str) -> int:
    digest = blake2b(f"{kind}\0{key}".encode("utf-8", "surrogateescape"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def _checksum(kind: str, key: str, value: bytes) -> int:
    named = zlib.crc32(f"{kind}\0{key}".encode("utf-8", "surrogateescape"))
    return zlib.crc32(value, named)


def _chunks(ids: Sequence[int]) -> Iterator[list[int]]:
    """Cut into pieces below the number of variables that every SQLite takes (999)."""
    for start in range(0, len(ids), _CHUNK):
        yield list(ids[start : start + _CHUNK])


def _unlink(path: Path) -> None:
    for suffix in ("", "-journal", "-wal", "-shm"):
        Path(f"{path}{suffix}").unlink(missing_ok=True)


def _reason(error: Exception) -> str:
    return (isinstance(error, OSError) and error.strerror) or str(error)


def _is_busy(error: Exception) -> bool:
    return "locked" in str(error) or "busy" in str(error)


def _is_damage(error: Exception) -> bool:
    import sqlite3

    if isinstance(error, sqlite3.OperationalError):
        return "no such" in str(error)
    # a ValueError is a name in the file that is no UTF-8
    return isinstance(error, (sqlite3.DatabaseError, ValueError))
