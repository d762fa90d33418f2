"""`.coverage` databases: real ones, and those that are traps."""

import sqlite3
import subprocess
import sys
from contextlib import closing, suppress
from pathlib import Path

import pytest
from coverage import CoverageData

from debtaudit.domain.coverage import CoverageFacts
from debtaudit.extract.coverage.statements import by_statements
from debtaudit.extract.not_parsed import NotParsedError
from debtaudit.gather.coverage_database import read_coverage_database

SOURCE = '''\
"""A module."""
import functools


@functools.lru_cache(
    maxsize=None,
)
def main(
    rows,
    rate=1,
):
    """Train."""
    total = 0
    for row in rows:
        try:
            total += int(
                row
            )
        except ValueError:
            total -= 1
        else:
            pass
    match total:
        case 0:
            return None
        case _:
            global last
            last = total
    with open(__file__) as stream:
        if not stream:
            raise ValueError
    while total > 100:
        total //= 2
    return (
        total
        + rate
    )


class Model:
    """A class."""

    size: int
    depth: int = 1

    async def fit(self):
        return None


main((1, "x"))
'''


def database(path: Path, lines: dict[str, dict[str, list[int]]]) -> bytes:
    """Return a database with these lines of each file, by context."""
    data = CoverageData(basename=str(path))
    for context, files in lines.items():
        data.set_context(context)
        data.add_lines(files)
    data.write()
    data.close(force=True)
    return path.read_bytes()


def test_lines_and_the_tests_that_ran_them(tmp_path: Path) -> None:
    data = database(
        tmp_path / ".coverage",
        {
            "": {"/ci/src/train.py": [1, 2]},
            "tests/test_train.py::test_a[tiny|1]|run": {"/ci/src/train.py": [3]},
            "tests/test_train.py::test_a[big]|setup": {"/ci/src/train.py": [3]},
            "tests.test_train.test_b": {"/ci/src/train.py": [3, 4]},
        },
    )
    lines = read_coverage_database(data).files["/ci/src/train.py"]
    assert sorted(lines.executed) == [1, 2, 3, 4]
    assert lines.missing is None
    assert lines.tests == {
        3: ("tests.test_train.test_b", "tests/test_train.py::test_a"),
        4: ("tests.test_train.test_b",),
    }


@pytest.mark.parametrize("branch", [[], ["--branch"]])
def test_statements_are_those_that_coverage_py_counts(tmp_path: Path, branch: list[str]) -> None:
    (tmp_path / "train.py").write_text(SOURCE)
    for arguments in (["run", *branch, "train.py"], ["json", "-q"]):
        command = [sys.executable, "-m", "coverage", *arguments]
        subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    facts = read_coverage_database((tmp_path / ".coverage").read_bytes())
    (raw,) = facts.files.values()
    ours = by_statements(raw, SOURCE.encode())
    theirs = _report(tmp_path / "coverage.json").files["train.py"]
    assert (ours.executed, ours.missing) == (theirs.executed, theirs.missing)


def _report(path: Path) -> CoverageFacts:
    from debtaudit.extract.coverage.dispatch import read_coverage

    return read_coverage(path.read_bytes())


TRAPS = {
    "a view without end": (
        "DROP TABLE file",
        "CREATE VIEW file AS WITH RECURSIVE n(id) AS "
        "(SELECT 1 UNION ALL SELECT id + 1 FROM n) SELECT id, 'a.py' AS path FROM n",
    ),
    "a trigger": ("CREATE TRIGGER t AFTER INSERT ON file BEGIN DELETE FROM file; END",),
    "a virtual table": ("CREATE VIRTUAL TABLE extra USING fts5(text)",),
    "a computed column": (
        "DROP TABLE file",
        "CREATE TABLE file (id INTEGER, path TEXT AS (hex(zeroblob(900000000))))",
    ),
    "another version": ("UPDATE coverage_schema SET version = 99",),
    "no table of lines": ("DROP TABLE line_bits",),
}


@pytest.mark.parametrize("trap", TRAPS)
def test_databases_that_compute_or_are_of_another_version_are_refused(
    trap: str, tmp_path: Path
) -> None:
    path = tmp_path / ".coverage"
    database(path, {"": {"a.py": [1]}})
    with closing(sqlite3.connect(path)) as opened:
        for statement in TRAPS[trap]:
            opened.execute(statement)
        opened.commit()
    with pytest.raises(NotParsedError) as refused:
        read_coverage_database(path.read_bytes())
    assert "\n" not in str(refused.value)
    assert str(tmp_path) not in str(refused.value)


def test_names_that_are_no_text_are_left_out(tmp_path: Path) -> None:
    path = tmp_path / ".coverage"
    database(path, {"": {"a.py": [1], "b.py": [2]}})
    with closing(sqlite3.connect(path)) as opened:
        opened.execute("UPDATE file SET path = x'ff00ff' WHERE path = 'a.py'")
        opened.commit()
    assert list(read_coverage_database(path.read_bytes()).files) == ["b.py"]


def test_a_database_that_is_cut_off_costs_no_more_than_itself(tmp_path: Path) -> None:
    data = database(tmp_path / ".coverage", {"t": {"a.py": [1, 2, 3]}})
    with pytest.raises(NotParsedError):
        read_coverage_database(data[:100])
    for end in range(4096, len(data), 4096):
        with suppress(NotParsedError):  # SQLite does not miss a page that it does not need
            assert set(read_coverage_database(data[:end]).files) <= {"a.py"}


def test_no_temporary_file_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = database(tmp_path / ".coverage", {"t": {"a.py": [1]}})
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    read_coverage_database(data)
    with pytest.raises(NotParsedError):
        read_coverage_database(data[:8192])
    assert not list(folder.iterdir())
