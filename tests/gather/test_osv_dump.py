"""Dumps of OSV records: archives, folders and files, and those that are made to hurt."""

import os
import zipfile
from pathlib import Path

import pytest

from debtaudit.domain.errors import WrongCallError
from debtaudit.gather import osv_dump
from debtaudit.gather.osv_dump import read_osv_dump
from tests.gather.loopback import osv_record

NAMES = frozenset({"torch"})


def archive(path: Path, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name, data in files.items():
            target.writestr(name, data)
    return path


FILES = {
    "GHSA-2.json": osv_record("GHSA-2", "torch", "2.0"),
    "GHSA-1.json": osv_record("GHSA-1", "torch", None),
    "GHSA-3.json": osv_record("GHSA-3", "numpy", None),
    "README.md": b"no record",
}


def test_an_archive_a_folder_and_a_file_say_the_same(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    (folder / "deep").mkdir(parents=True)
    for name, data in FILES.items():
        (folder / "deep" / name).write_bytes(data)
    found, broken = read_osv_dump(archive(tmp_path / "all.zip", FILES), NAMES)
    assert [one.id for one in found] == ["GHSA-1", "GHSA-2"]
    assert broken == 0
    assert read_osv_dump(folder, NAMES) == (found, 0)
    single = folder / "deep" / "GHSA-1.json"
    assert read_osv_dump(single, NAMES) == (found[:1], 0)


def test_broken_records_are_counted_and_the_others_intact(tmp_path: Path) -> None:
    files = {**FILES, "a.json": b"{", "b.json": b"[" * 100_000}
    found, broken = read_osv_dump(archive(tmp_path / "all.zip", files), NAMES)
    assert ([one.id for one in found], broken) == (["GHSA-1", "GHSA-2"], 2)


def test_names_that_leave_the_archive_write_nothing(tmp_path: Path) -> None:
    files = {"../../out.json": FILES["GHSA-1.json"], "/abs.json": FILES["GHSA-2.json"]}
    found, _ = read_osv_dump(archive(tmp_path / "all.zip", files), NAMES)
    assert len(found) == 2
    assert [one.name for one in tmp_path.iterdir()] == ["all.zip"]


def test_a_record_that_unpacks_to_more_than_the_limit_is_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(osv_dump, "RECORD_BYTES", 1000)
    bomb = {**FILES, "bomb.json": b" " * 10_000_000}
    found, broken = read_osv_dump(archive(tmp_path / "all.zip", bomb), NAMES)
    assert (len(found), broken) == (2, 1)


@pytest.mark.parametrize(("limit", "value"), [("RECORDS", 2), ("ALL_BYTES", 500)])
def test_a_dump_that_is_larger_than_the_limits(
    limit: str, value: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(osv_dump, limit, value)
    with pytest.raises(WrongCallError, match="more than"):
        read_osv_dump(archive(tmp_path / "all.zip", FILES), NAMES)


def test_a_pipe_among_the_records_stops_nobody(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.json")
    (tmp_path / "GHSA-1.json").write_bytes(FILES["GHSA-1.json"])
    found, broken = read_osv_dump(tmp_path, NAMES)
    assert (len(found), broken) == (1, 1)


def test_what_is_no_dump_is_a_wrong_call(tmp_path: Path) -> None:
    (tmp_path / "no.zip").write_bytes(b"PK\x03\x04 nothing")
    (tmp_path / "no.json").write_bytes(b"{}")
    (tmp_path / "empty").mkdir()
    whole = archive(tmp_path / "whole.zip", FILES).read_bytes()
    (tmp_path / "cut.zip").write_bytes(whole[: len(whole) // 2])
    for name in ("no.zip", "no.json", "empty", "cut.zip", "absent.zip", "absent"):
        with pytest.raises(WrongCallError, match=f"--osv-db .*{name}"):
            read_osv_dump(tmp_path / name, NAMES)


def test_an_archive_with_damaged_data(tmp_path: Path) -> None:
    path = archive(tmp_path / "all.zip", FILES)
    data = bytearray(path.read_bytes())
    data[60:90] = b"\xff" * 30
    path.write_bytes(data)
    with pytest.raises(WrongCallError, match="no zip archive that can be read"):
        read_osv_dump(path, NAMES)
