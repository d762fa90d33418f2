"""`.coverage`, the database of coverage.py, read through the library's own `CoverageData`.

The file lies in the audited repository, so it may be an attacker's: SQLite evaluates views,
triggers and generated columns of a database while it is read, without end if its author wants.
So a copy is opened, and only if it holds nothing but plain tables and indexes. Its schema is
described in coverage.py's documentation ("Coverage.py database schema").
"""

import sqlite3
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from debtaudit.domain.coverage import CoverageFacts, LineCoverage
from debtaudit.extract.coverage.contexts import tests_by_line
from debtaudit.extract.not_parsed import NotParsedError

if TYPE_CHECKING:
    from coverage import CoverageData

MAGIC = b"SQLite format 3\0"


def read_coverage_database(data: bytes) -> CoverageFacts:
    """Return the lines of each file, with the tests that ran them where contexts were recorded.

    The database holds lines that ran only; which others there are, the source must tell. Raises
    `NotParsedError` for what is no database of coverage.py, or one of another version.
    """
    from coverage import CoverageData  # 70 ms of import, for this one format
    from coverage.exceptions import CoverageException

    with TemporaryDirectory(prefix="debtaudit-") as folder:
        copy = Path(folder) / "database"
        copy.write_bytes(data)
        measured = CoverageData(basename=str(copy))
        try:
            _refuse_what_computes(copy)
            measured.read()
            names = [name for name in measured.measured_files() if isinstance(name, str)]
            files = {name: _lines(measured, name) for name in sorted(names)}
        except (CoverageException, sqlite3.Error, LookupError, TypeError, ValueError) as error:
            reason = str(error).replace(str(copy), "it").partition("\n")[0]
            raise NotParsedError(f"not a readable database of coverage.py: {reason}") from error
        finally:
            measured.close(force=True)
    return CoverageFacts(files)


def _refuse_what_computes(copy: Path) -> None:
    """Raise `NotParsedError` for views, triggers, virtual tables and generated columns."""
    with closing(sqlite3.connect(f"{copy.as_uri()}?mode=ro", uri=True)) as opened:
        for kind, name, sql in opened.execute("SELECT type, name, sql FROM sqlite_master"):
            start = " ".join(str(sql).lower().split()[:2])
            if kind not in ("table", "index") or start == "create virtual":
                raise NotParsedError(f"a database with a {kind} that computes; it is not read")
            if kind == "table":
                quoted = str(name).replace('"', '""')
                # the last column of this pragma tells ordinary (0) from generated ones
                if any(row[-1] for row in opened.execute(f'PRAGMA table_xinfo("{quoted}")')):
                    raise NotParsedError("a database with computed columns; it is not read")


def _lines(measured: "CoverageData", name: str) -> LineCoverage:
    return LineCoverage(
        frozenset(measured.lines(name) or ()),
        None,
        tests_by_line(measured.contexts_by_lineno(name)),
    )
