"""Files are written whole or not at all."""

import os
import stat
import threading
from pathlib import Path

import pytest

from debtaudit.cli.files import check_targets, read_file, write_files
from debtaudit.domain.errors import NoReportError, WrongCallError

AS_ROOT = os.geteuid() == 0


def test_files_are_written_in_utf8(tmp_path: Path) -> None:
    write_files([(tmp_path / "a.md", "caf\u00e9\n"), (tmp_path / "b.json", "{}\n")])
    assert (tmp_path / "a.md").read_bytes() == b"caf\xc3\xa9\n"
    assert (tmp_path / "b.json").read_text() == "{}\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.md", "b.json"]


def test_one_failure_leaves_every_target_as_it_was(tmp_path: Path) -> None:
    first = tmp_path / "first.md"
    first.write_text("old")
    with pytest.raises(NoReportError, match="missing"):
        write_files([(first, "new"), (tmp_path / "missing" / "second.md", "new")])
    assert first.read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["first.md"]


def test_permissions_of_the_replaced_file_stay(tmp_path: Path) -> None:
    target = tmp_path / "report.md"
    target.write_text("old")
    target.chmod(0o640)
    write_files([(target, "new")])
    assert stat.S_IMODE(target.stat().st_mode) == 0o640


def test_a_new_file_has_the_usual_permissions(tmp_path: Path) -> None:
    usual = tmp_path / "usual"
    usual.write_text("")
    write_files([(tmp_path / "report.md", "new")])
    assert (tmp_path / "report.md").stat().st_mode == usual.stat().st_mode


def test_a_link_is_followed_and_stays_a_link(tmp_path: Path) -> None:
    target, link = tmp_path / "target.md", tmp_path / "link.md"
    target.write_text("old")
    link.symlink_to(target)
    write_files([(link, "new")])
    assert link.is_symlink()
    assert target.read_text() == "new"


def test_a_pipe_is_written_to_and_not_replaced(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.json"
    os.mkfifo(pipe)
    read: list[str] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_text()))
    reader.start()
    write_files([(pipe, "{}\n")])
    reader.join(timeout=10)
    assert read == ["{}\n"]
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_a_device_is_written_to_and_not_replaced() -> None:
    write_files([(Path("/dev/null"), "nothing")])
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_full_disk_is_told() -> None:
    with pytest.raises(NoReportError, match="No space left"):
        write_files([(Path("/dev/full"), "something")])


@pytest.mark.skipif(AS_ROOT, reason="root may write everywhere")
def test_a_folder_without_permission_is_told(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(NoReportError, match="Permission denied"):
        write_files([(tmp_path / "report.md", "new")])


def test_two_outputs_to_one_file_are_refused(tmp_path: Path) -> None:
    (tmp_path / "link.md").symlink_to(tmp_path / "a.md")
    for second in ("a.md", "x/../a.md", "link.md"):
        with pytest.raises(WrongCallError, match="same file"):
            check_targets([tmp_path / "a.md", tmp_path / second])


def test_a_folder_or_a_missing_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WrongCallError, match="folder"):
        check_targets([tmp_path])
    with pytest.raises(NoReportError, match="does not exist"):
        check_targets([tmp_path / "missing" / "a.md"])
    check_targets([tmp_path / "a.md", tmp_path / "a.json"])


def test_what_cannot_be_read_is_a_wrong_call(tmp_path: Path) -> None:
    with pytest.raises(WrongCallError, match="No such file"):
        read_file(tmp_path / "missing.json", "a report")
    with pytest.raises(WrongCallError, match="name a report"):
        read_file(tmp_path, "a report")
    (tmp_path / "a.json").write_bytes(b"{}")
    assert read_file(tmp_path / "a.json", "a report") == b"{}"
