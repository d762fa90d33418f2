"""Histories and files that go wrong elsewhere: each costs at most one diagnostic."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import msgspec
import pytest

from debtaudit.domain.hotspot_list import HotspotList
from debtaudit.gather.builder import RepositoryBuilder
from tests.end_to_end.conftest import Command, scan_json
from tests.gather.real_git import DAY, START, commit_all, git

FUNCTION = "def f(a):\n    if a:\n        return {}\n    return a\n"


def _hotspots(debtaudit: Command, path: Path, *options: str) -> HotspotList:
    done = debtaudit("hotspots", path, "--format", "json", "--as-of", "2026-11-22", *options)
    assert done.returncode == 0, done.stderr
    return msgspec.json.decode(done.stdout, type=HotspotList)


def _import(folder: Path, commits: Sequence[tuple[str, str, int, str]]) -> Path:
    """Import commits (author, address, time, source of a.py) with `git fast-import`."""
    folder.mkdir()
    git(folder, "init", "-q", "-b", "main")
    stream = []
    for author, address, time, source in commits:
        stream += [
            f"commit refs/heads/main\ncommitter {author} <{address}> {time} +0000",
            f"data 4\nWork\nM 100644 inline a.py\ndata {len(source)}\n{source}\n",
        ]
    data = "\n".join(stream).encode()
    git(folder, "fast-import", "--quiet", "--date-format=raw-permissive", stdin=data)
    git(folder, "reset", "-q", "--hard", "main")
    return folder


def test_five_thousand_authors_are_counted(debtaudit: Command, tmp_path: Path) -> None:
    commits = [(f"P{n}", f"p{n}@x.org", START + n * 60, FUNCTION.format(n)) for n in range(5_000)]
    repository = _import(tmp_path / "r", commits)
    (place,) = _hotspots(debtaudit, repository).places
    assert (place.authors, place.changes) == (5_000, 5_000)
    assert place.main_author_share == 0.0
    (repository / ".mailmap").write_text(
        "".join(f"All <all@x.org> <p{n}@x.org>\n" for n in range(4_999))
    )
    commit_all(repository, "One person")
    (place,) = _hotspots(debtaudit, repository, "--authors").places
    assert (place.authors, place.main_author) == (2, "All")


def test_a_clock_that_runs_backwards_changes_no_count(debtaudit: Command, tmp_path: Path) -> None:
    times = [START + 40 * DAY, START, START + 20 * DAY, START + 41 * DAY]
    repository = _import(
        tmp_path / "r",
        [("Ada", "a@x.org", time, FUNCTION.format(n)) for n, time in enumerate(times)],
    )
    (place,) = _hotspots(debtaudit, repository).places
    assert place.changes == 4
    assert [point.day for point in place.sizes] == sorted(point.day for point in place.sizes)


def test_dates_far_ahead_are_left_out_and_said_once(debtaudit: Command, tmp_path: Path) -> None:
    times = [START, START + DAY, 4_000_000_000, 10**17]
    repository = _import(
        tmp_path / "r",
        [("Ada", "a@x.org", time, FUNCTION.format(n)) for n, time in enumerate(times)],
    )
    found = _hotspots(debtaudit, repository)
    (place,) = found.places
    assert place.changes == 2
    said = [one.message for one in found.diagnostics]
    assert said == ["2 commits left out: dated after the window"]


def test_a_generated_file_of_a_million_lines_costs_one_diagnostic(
    debtaudit: Command, tmp_path: Path
) -> None:
    builder = RepositoryBuilder(tmp_path / "r")
    for turn in range(2):
        builder.commit(
            "Generate", {"big.py": f"x = {turn}\n" * 1_000_000, "a.py": FUNCTION.format(turn)}
        )
    found = _hotspots(debtaudit, tmp_path / "r")
    assert [place.path for place in found.places] == ["a.py"]
    (one,) = found.diagnostics
    assert one.path == "big.py"
    assert "limits.python-bytes" in one.message


def test_grafts_and_replace_refs_change_nothing(debtaudit: Command, tmp_path: Path) -> None:
    builder = RepositoryBuilder(tmp_path / "r")
    ids = [builder.commit("Work", {"a.py": FUNCTION.format(n)}) for n in range(4)]
    before = _hotspots(debtaudit, tmp_path / "r").places
    git(tmp_path / "r", "replace", ids[2], ids[0])
    (tmp_path / "r" / ".git" / "info").mkdir(exist_ok=True)
    (tmp_path / "r" / ".git" / "info" / "grafts").write_text(f"{ids[3]} {ids[0]}\n")
    assert _hotspots(debtaudit, tmp_path / "r").places == before
    assert before[0].changes == 4


def test_a_file_that_changed_its_case_keeps_its_past(debtaudit: Command, tmp_path: Path) -> None:
    builder = RepositoryBuilder(tmp_path / "r")
    builder.commit("One", {"train.py": FUNCTION.format(1)})
    builder.commit("Two", {"train.py": FUNCTION.format(2)})
    (tmp_path / "r" / "train.py").unlink()
    builder.repo.index.remove(["train.py"])
    builder.commit("Rename", {"Train.py": FUNCTION.format(2)})
    (place,) = _hotspots(debtaudit, tmp_path / "r").places
    assert (place.path, place.changes, place.silent) == ("Train.py", 2, 1)
    (function,) = _hotspots(debtaudit, tmp_path / "r", "--function").places
    assert function.changes == 2


def test_a_file_that_was_deleted_and_came_back_keeps_its_past(
    debtaudit: Command, tmp_path: Path
) -> None:
    builder = RepositoryBuilder(tmp_path / "r")
    builder.commit("One", {"a.py": FUNCTION.format(1), "b.py": "x = 1\n"})
    builder.commit("Two", {"a.py": None})
    builder.commit("Three", {"a.py": FUNCTION.format(3)})
    first = _hotspots(debtaudit, tmp_path / "r").places[0]
    assert (first.path, first.changes) == ("a.py", 3)


@pytest.mark.parametrize(
    "content",
    ['{"cells": null}', '{"cells": []}', "{}", '{"cells": [', "not json", "[]", '{"cells": 3}'],
)
def test_notebooks_without_cells_or_json_cost_at_most_one_diagnostic(
    debtaudit: Command, tmp_path: Path, content: str
) -> None:
    builder = RepositoryBuilder(tmp_path / "r")
    good = json.dumps({"cells": [{"cell_type": "code", "source": "if a:\n    b()\n"}]})
    builder.commit("Good", {"n.ipynb": good, "a.py": FUNCTION.format(0)})
    builder.commit("Bad", {"n.ipynb": content})
    builder.commit("Work", {"a.py": FUNCTION.format(1)})
    found = _hotspots(debtaudit, tmp_path / "r")
    assert "a.py" in {place.path for place in found.places}
    assert len([one for one in found.diagnostics if one.path == "n.ipynb"]) <= 1
    assert _hotspots(debtaudit, tmp_path / "r", "--function").places[0].path == "a.py"


def test_thousands_of_branches_and_depth_beyond_the_interpreter(
    debtaudit: Command, tmp_path: Path
) -> None:
    builder = RepositoryBuilder(tmp_path / "r")
    wide = "def wide(a):\n" + "".join(f"    if a == {n}:\n        b()\n" for n in range(4_000))
    for turn in range(2):
        builder.commit(
            "Work",
            {
                "wide.py": f"{wide}    return {turn}\n",
                "deep.py": f"x = {turn}{' + 1' * 60_000}\n",
                "nested.py": f"x = {turn}, {'(' * 3_000}{')' * 3_000}\n",
            },
        )
    found = _hotspots(debtaudit, tmp_path / "r")
    assert (found.places[0].path, found.places[0].complexity) == ("wide.py", 4_002)
    unread = [one.path for one in found.diagnostics if one.path]
    assert len(unread) == len(set(unread))
    assert "nested.py" in unread
    report = scan_json(debtaudit, tmp_path / "r", "--scan", "hotspots")
    assert {one.path for one in report.diagnostics if one.path} == set(unread)


def test_a_past_version_that_is_gone_is_said_and_leaves_a_gap(
    debtaudit: Command, tmp_path: Path
) -> None:
    builder = RepositoryBuilder(tmp_path / "r")
    for turn in range(3):
        builder.commit("Work", {"a.py": FUNCTION.format(turn)})
    blob = git(tmp_path / "r", "rev-parse", "HEAD~1:a.py")
    (tmp_path / "r" / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    found = _hotspots(debtaudit, tmp_path / "r", "--no-cache")
    (place,) = found.places
    assert len(place.sizes) == 1  # all on one day
    assert place.changes == 3
    messages = [one.message for one in found.diagnostics]
    assert "hotspots: 1 past versions could not be read; trends have gaps" in messages
