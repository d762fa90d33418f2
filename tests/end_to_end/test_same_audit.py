"""Same repository, same options, same day: the same bytes, whatever the way to them."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from debtaudit.domain.report import Report
from tests.end_to_end.conftest import AS_OF, Command, scan_json


def _without_duration(text: str) -> str:
    return re.sub(r'"duration_seconds": ?[0-9.]+', '"duration_seconds": 0', text)


def _findings(report: Report) -> list[tuple[str, float]]:
    return [(finding.id, finding.risk.score) for finding in report.findings]


def _state(folder: Path) -> dict[str, tuple[int, str]]:
    """Return every file below a folder with its time and content."""
    state = {}
    for root, folders, names in os.walk(folder):
        for name in [*folders, *names]:
            path = Path(root) / name
            status = path.lstat()
            if path.is_symlink():
                content = str(path.readlink())
            else:
                content = (
                    hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "folder"
                )
            state[str(path.relative_to(folder))] = (status.st_mtime_ns, content)
    return state


@pytest.mark.parametrize("name", ["demo", "hostile"])
def test_two_audits_give_the_same_bytes(
    name: str, debtaudit: Command, request: pytest.FixtureRequest
) -> None:
    path = request.getfixturevalue(name)
    options = ("scan", path, "--format", "json", "--as-of", AS_OF)
    cold = debtaudit(*options, "--no-cache")
    first, warm = debtaudit(*options), debtaudit(*options)
    one_job = debtaudit(*options, "--no-cache", "--jobs", "1")
    assert cold.returncode == 0, cold.stderr
    assert _without_duration(first.stdout) == _without_duration(cold.stdout)
    assert _without_duration(warm.stdout) == _without_duration(cold.stdout)
    assert _without_duration(one_job.stdout) == _without_duration(cold.stdout)


def test_work_tree_revision_and_bare_clone_agree(
    debtaudit: Command, demo: Path, tmp_path: Path
) -> None:
    bare = tmp_path / "bare.git"
    subprocess.run(["git", "clone", "--quiet", "--bare", str(demo), str(bare)], check=True)
    work_tree = scan_json(debtaudit, demo)
    assert work_tree.findings
    assert _findings(scan_json(debtaudit, demo, "--rev", "HEAD")) == _findings(work_tree)
    assert _findings(scan_json(debtaudit, bare)) == _findings(work_tree)


def test_a_linked_worktree_is_audited_as_it_is(
    debtaudit: Command, demo: Path, tmp_path: Path
) -> None:
    linked = tmp_path / "linked"
    subprocess.run(
        ["git", "-C", str(demo), "worktree", "add", "--quiet", "--detach", str(linked)], check=True
    )
    report = scan_json(debtaudit, linked)
    assert _findings(report) == _findings(scan_json(debtaudit, demo))
    assert report.audit.branch is None


def test_uncommitted_changes_are_part_of_the_work_tree(debtaudit: Command, demo: Path) -> None:
    assert scan_json(debtaudit, demo).audit.dirty is False
    (demo / "requirements.txt").write_text("torch==1.13.1\n")
    report = scan_json(debtaudit, demo)
    assert report.audit.dirty is True
    assert "torch" in {row.name for row in report.dependencies}
    committed = scan_json(debtaudit, demo, "--rev", "HEAD")
    assert "torch" not in {row.name for row in committed.dependencies}


@pytest.mark.parametrize("name", ["demo", "hostile"])
def test_the_audited_repository_stays_as_it_is(
    name: str, debtaudit: Command, request: pytest.FixtureRequest
) -> None:
    path: Path = request.getfixturevalue(name)
    before = _state(path)
    for command in (("scan",), ("gate",), ("changes",), ("checklist",)):
        done = debtaudit(*command, path, "--as-of", AS_OF)
        assert done.returncode in {0, 1, 3}, done.stderr
    assert _state(path) == before


def test_no_connection_is_made(debtaudit: Command, demo: Path, tmp_path: Path) -> None:
    """A socket that raises stands where Python finds its own."""
    trap = tmp_path / "trap"
    trap.mkdir()
    (trap / "sitecustomize.py").write_text(
        "import socket\n"
        "def refuse(*_, **__):\n"
        "    raise SystemExit('a connection was attempted')\n"
        "socket.socket = refuse\n"
        "socket.create_connection = refuse\n"
        "socket.getaddrinfo = refuse\n"
    )
    done = debtaudit("scan", demo, "--no-cache", environment={"PYTHONPATH": str(trap)})
    assert done.returncode == 0, done.stderr
    assert "connection was attempted" not in done.stdout + done.stderr


@pytest.mark.skipif(shutil.which("unshare") is None, reason="needs unshare(1)")
def test_it_runs_without_any_network(demo: Path) -> None:
    command = ["unshare", "--net", "--map-root-user"]
    if subprocess.run([*command, "true"], capture_output=True, check=False).returncode:
        pytest.skip("this machine gives no network namespace")
    done = subprocess.run(
        [*command, sys.executable, "-m", "debtaudit", "scan", str(demo), "--no-cache"],
        capture_output=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
