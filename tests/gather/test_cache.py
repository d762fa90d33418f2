"""The fact cache: quick where it works, and only slow where it does not."""

import os
import random
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from debtaudit.gather.cache import FactCache, open_cache

LIMIT = 50_000_000
DAY = 86_400


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "cache"


def _filled(folder: Path, count: int = 300, size: int = 500) -> dict[str, bytes]:
    values = {f"key {number}": f"{number} ".encode() * (size // 4) for number in range(count)}
    with FactCache(folder, LIMIT) as cache:
        cache.put_many("facts 1", values)
        assert cache.diagnostics == ()
    return values


def test_what_was_put_is_there_next_time(folder: Path) -> None:
    values = _filled(folder, count=1_200)
    with FactCache(folder, LIMIT) as cache:
        assert cache.get_many("facts 1", [*values, "another"]) == values
        assert cache.get_many("facts 2", list(values)) == {}
        assert cache.get_many("facts 1", []) == {}


def test_a_value_can_be_replaced(folder: Path) -> None:
    with FactCache(folder, LIMIT) as cache:
        cache.put_many("a", {"k": b"1"})
        cache.put_many("a", {"k": b"2"})
        cache.put_many("a", {})
        assert cache.get_many("a", ["k"]) == {"k": b"2"}


def test_odd_keys(folder: Path) -> None:
    keys = ["", "\udcff.py", "a\0b", "x" * 10_000, "ключ"]
    with FactCache(folder, LIMIT) as cache:
        cache.put_many("a", {key: key.encode("utf-8", "replace") for key in keys})
        assert set(cache.get_many("a", keys)) == set(keys)


def test_no_cache_holds_nothing_and_makes_nothing(tmp_path: Path) -> None:
    with open_cache(enabled=False) as cache:
        cache.put_many("a", {"k": b"1"})
        assert cache.get_many("a", ["k"]) == {}
        assert cache.info().entries == 0
        cache.clear()
        assert cache.diagnostics == ()
    assert list(tmp_path.iterdir()) == []


def test_the_environment_names_folder_and_limit(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DEBTAUDIT_CACHE_DIR", str(folder))
    monkeypatch.setenv("DEBTAUDIT_CACHE_LIMIT_MB", "7")
    with open_cache() as cache:
        assert cache.info().limit == 7_000_000
        cache.put_many("a", {"k": b"1"})
        assert cache.info().path.startswith(str(folder))
    monkeypatch.setenv("DEBTAUDIT_CACHE_LIMIT_MB", "much")
    assert open_cache().limit == 500_000_000


@pytest.mark.skipif(sys.platform != "linux", reason="the XDG base directories")
def test_the_default_folder_is_that_of_the_user(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DEBTAUDIT_CACHE_DIR")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert open_cache().path == tmp_path / "debtaudit" / "facts.sqlite3"
    monkeypatch.setenv("XDG_CACHE_HOME", "")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    assert open_cache().path == tmp_path / "home/.cache/debtaudit/facts.sqlite3"
    monkeypatch.delenv("HOME")
    assert open_cache().path is None


def test_the_folder_is_private(folder: Path) -> None:
    _filled(folder, count=1)
    assert folder.stat().st_mode & 0o077 == 0
    assert (folder / "facts.sqlite3").stat().st_mode & 0o077 == 0


def test_info_and_clear(folder: Path) -> None:
    _filled(folder, count=20)
    cache = FactCache(folder, LIMIT)
    info = cache.info()
    assert (info.entries, info.limit) == (20, LIMIT)
    assert info.bytes == (folder / "facts.sqlite3").stat().st_size
    cache.clear()
    assert list(folder.iterdir()) == []
    assert cache.info().entries == 0
    cache.put_many("a", {"k": b"1"})
    assert cache.get_many("a", ["k"]) == {"k": b"1"}
    cache.close()
    cache.close()


@pytest.mark.parametrize("seed", range(12))
def test_a_damaged_file_never_hands_out_wrong_bytes(folder: Path, seed: int) -> None:
    values = _filled(folder)
    path = folder / "facts.sqlite3"
    data = bytearray(path.read_bytes())
    random_bytes = random.Random(seed)
    for _ in range(1 + seed * 5):
        start = random_bytes.randrange(len(data))
        data[start : start + 40] = random_bytes.randbytes(40)
    path.write_bytes(data)
    with FactCache(folder, LIMIT) as cache:
        found = cache.get_many("facts 1", list(values))
        assert all(values[key] == value for key, value in found.items())
        cache.put_many("facts 1", values)
        assert len(cache.diagnostics) <= 1
    with FactCache(folder, LIMIT) as cache:
        assert all(
            values[key] == value for key, value in cache.get_many("facts 1", list(values)).items()
        )


@pytest.mark.parametrize("content", [b"", b"x", b"no database" * 1_000, b"\0" * 8_192])
def test_a_file_that_is_no_database_is_made_anew(folder: Path, content: bytes) -> None:
    folder.mkdir()
    (folder / "facts.sqlite3").write_bytes(content)
    with FactCache(folder, LIMIT) as cache:
        cache.put_many("a", {"k": b"1"})
        assert cache.get_many("a", ["k"]) == {"k": b"1"}
        assert len(cache.diagnostics) <= 1


@pytest.mark.parametrize("keep", [0.1, 0.5, 0.99])
def test_a_truncated_file_costs_speed_only(folder: Path, keep: float) -> None:
    values = _filled(folder)
    path = folder / "facts.sqlite3"
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * keep)])
    with FactCache(folder, LIMIT) as cache:
        found = cache.get_many("facts 1", list(values))
        assert all(values[key] == value for key, value in found.items())
        cache.put_many("facts 1", values)
    with FactCache(folder, LIMIT) as cache:
        found = cache.get_many("facts 1", list(values))
        assert all(values[key] == value for key, value in found.items())
        assert len(found) > 290  # (a page that was cut off may stay lost)


def test_a_table_of_another_make_is_replaced(folder: Path) -> None:
    folder.mkdir()
    connection = sqlite3.connect(folder / "facts.sqlite3")
    connection.execute("CREATE TABLE facts (something TEXT)")
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with FactCache(folder, LIMIT) as cache:
        cache.put_many("a", {"k": b"1"})
        assert cache.get_many("a", ["k"]) == {"k": b"1"}


def test_a_table_that_lies_about_its_make_is_replaced(folder: Path) -> None:
    folder.mkdir()
    connection = sqlite3.connect(folder / "facts.sqlite3")
    connection.execute("PRAGMA user_version = 1")
    connection.close()
    with FactCache(folder, LIMIT) as cache:
        assert cache.get_many("a", ["k"]) == {}
        cache.put_many("a", {"k": b"1"})
        assert cache.get_many("a", ["k"]) == {"k": b"1"}


def test_a_path_that_cannot_be_a_folder_switches_the_cache_off(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with FactCache(tmp_path / "file" / "cache", LIMIT) as cache:
        assert cache.get_many("a", ["k"]) == {}
        cache.put_many("a", {"k": b"1"})
        assert len(cache.diagnostics) == 1
        assert "cannot be used" in cache.diagnostics[0].message


def test_a_folder_in_the_place_of_the_file_switches_the_cache_off(folder: Path) -> None:
    (folder / "facts.sqlite3").mkdir(parents=True)
    with FactCache(folder, LIMIT) as cache:
        assert cache.get_many("a", ["k"]) == {}
        cache.put_many("a", {"k": b"1"})
        assert len(cache.diagnostics) == 1
        cache.clear()
        assert cache.info().entries == 0


def test_a_cache_that_somebody_holds_is_done_without(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("debtaudit.gather.cache._BUSY_SECONDS", 0.01)
    values = _filled(folder, count=3)
    holder = sqlite3.connect(folder / "facts.sqlite3", isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    cache = FactCache(folder, LIMIT)
    assert cache.get_many("facts 1", list(values)) == {}
    cache.put_many("facts 1", {"new": b"1"})
    assert [one.message for one in cache.diagnostics] == [
        "another audit holds the fact cache; this one went on without it"
    ]
    holder.execute("COMMIT")
    holder.close()
    assert cache.get_many("facts 1", list(values)) == values
    cache.close()


def test_a_full_disk_costs_speed_only(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    values = _filled(folder, count=3)
    connect = FactCache._connect

    def small(cache: FactCache) -> sqlite3.Connection:
        connection = connect(cache)
        connection.execute("PRAGMA max_page_count = 4")
        return connection

    monkeypatch.setattr(FactCache, "_connect", small)
    with FactCache(folder, LIMIT) as cache:
        cache.put_many("b", {str(number): os.urandom(5_000) for number in range(50)})
        assert "full" in cache.diagnostics[0].message
    monkeypatch.undo()
    with FactCache(folder, LIMIT) as cache:
        assert cache.get_many("facts 1", list(values)) == values


WRITER = """
import sys
from pathlib import Path
from debtaudit.gather.cache import FactCache
folder, name = Path(sys.argv[1]), sys.argv[2]
for turn in range(15):
    with FactCache(folder, 50_000_000) as cache:
        cache.put_many("shared", {f"{name} {turn} {n}": name.encode() * 700 for n in range(40)})
        keys = [f"{name} {t} {n}" for t in range(turn) for n in range(40)]
        found = cache.get_many("shared", keys)
        assert len(found) == turn * 40, (len(found), turn, cache.diagnostics)
        assert not cache.diagnostics, cache.diagnostics
"""


def test_two_audits_at_once_share_it(folder: Path) -> None:
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, str(folder), name], stderr=subprocess.PIPE, text=True
        )
        for name in ("first", "second")
    ]
    for writer in writers:
        _, errors = writer.communicate(timeout=120)
        assert writer.returncode == 0, errors
    with FactCache(folder, LIMIT) as cache:
        assert cache.info().entries == 2 * 15 * 40


KILLED = """
import os, signal, sys
from pathlib import Path
from debtaudit.gather.cache import FactCache
cache = FactCache(Path(sys.argv[1]), 50_000_000)
cache.put_many("a", {str(n): b"x" * 3000 for n in range(2000)})
connection = cache._connection
connection.execute("BEGIN IMMEDIATE")
connection.execute("PRAGMA cache_size = 5")
connection.execute("UPDATE facts SET value = zeroblob(3000)")
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL")
def test_killed_in_the_middle_of_writing_the_cache_still_opens(folder: Path) -> None:
    killed = subprocess.run([sys.executable, "-c", KILLED, str(folder)], check=False)
    assert killed.returncode == -9
    with FactCache(folder, LIMIT) as cache:
        found = cache.get_many("a", [str(number) for number in range(2_000)])
        assert found == {str(number): b"x" * 3_000 for number in range(2_000)}
        assert cache.diagnostics == ()
    assert [one.name for one in folder.iterdir()] == ["facts.sqlite3"]


def _on_day(monkeypatch: pytest.MonkeyPatch, day: int) -> None:
    monkeypatch.setattr("debtaudit.gather.cache.time.time", lambda: day * DAY + 5.0)


def test_the_oldest_unused_go_first_when_the_limit_is_passed(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    limit = 1_000_000
    old, used, new = (
        {f"{name} {number}": os.urandom(4_000) for number in range(100)}
        for name in ("old", "used", "new")
    )
    _on_day(monkeypatch, 1)
    with FactCache(folder, limit) as cache:
        cache.put_many("a", {**old, **used})
    _on_day(monkeypatch, 2)
    with FactCache(folder, limit) as cache:
        assert len(cache.get_many("a", list(used))) == 100
    _on_day(monkeypatch, 3)
    with FactCache(folder, limit) as cache:
        cache.put_many("a", new)
    with FactCache(folder, limit) as cache:
        assert len(cache.get_many("a", list(new))) == 100
        assert len(cache.get_many("a", list(used))) > 50
        assert len(cache.get_many("a", list(old))) < 20
        assert cache.info().bytes <= limit


def test_a_value_larger_than_a_quarter_of_the_limit_is_not_kept(folder: Path) -> None:
    with FactCache(folder, 1_000) as cache:
        cache.put_many("a", {"big": b"x" * 251, "small": b"x"})
        assert cache.get_many("a", ["big", "small"]) == {"small": b"x"}
