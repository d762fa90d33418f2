"""The badge of a repository."""

import json
from pathlib import Path

from debtaudit.gather.builder import RepositoryBuilder
from tests.cli.running import run


def test_a_badge_is_printed_or_written(builder: RepositoryBuilder, tmp_path: Path) -> None:
    builder.commit("Start", {"src/app.py": "x = 1\n"})
    printed = run("badge", builder.folder)
    assert (printed.returncode, printed.stderr) == (0, "")
    assert json.loads(printed.stdout)["schemaVersion"] == 1
    written = run("badge", builder.folder, "-o", tmp_path / "badge.json")
    assert (written.returncode, written.stdout) == (0, "")
    assert (tmp_path / "badge.json").read_text() == printed.stdout


def test_a_badge_goes_nowhere_where_the_folder_is_missing(tmp_path: Path) -> None:
    done = run("badge", tmp_path, "-o", tmp_path / "no" / "badge.json")
    assert done.returncode == 3
    assert "does not exist" in done.stderr
