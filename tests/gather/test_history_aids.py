"""What is read beside the history: persons, commits without meaning, notebooks run again."""

from __future__ import annotations

import json
from pathlib import Path

from debtaudit.domain.history import HistoryFacts
from debtaudit.gather.builder import RepositoryBuilder
from debtaudit.gather.cache import FactCache
from debtaudit.gather.history import read_history
from debtaudit.gather.history_aids import with_ignored_changes, with_proper_authors
from debtaudit.gather.repository import Repository, open_repository
from debtaudit.gather.snapshot import revision_snapshot, work_tree_snapshot

NO_CACHE = FactCache(None, 0)
LIMIT = 1_000_000


def _opened(path: Path) -> Repository:
    repository = open_repository(path)
    assert isinstance(repository, Repository)
    return repository


def _notebook(code: str, output: str = "", text: str = "") -> str:
    cells = [
        {"cell_type": "markdown", "source": text},
        {"cell_type": "code", "source": code, "outputs": [{"text": output}]},
    ]
    return json.dumps({"cells": cells, "nbformat": 4})


def _read(path: Path, cache: FactCache = NO_CACHE) -> HistoryFacts:
    with _opened(path) as repository:
        assert repository.head is not None
        history = read_history(repository, repository.head)
        snapshot = work_tree_snapshot(repository)
        history = with_proper_authors(history, repository, repository.head, snapshot)
        return with_ignored_changes(history, repository, repository.head, snapshot, LIMIT, cache)


def _authors(history: HistoryFacts) -> set[tuple[str, str]]:
    return {(entry.commit.author, entry.commit.author_email) for entry in history.commits}


def test_the_mailmap_names_the_authors(tmp_path: Path) -> None:
    builder = RepositoryBuilder(tmp_path / "r")
    mailmap = "Ada King <ada@king.example> <ada.lovelace@example.org>\n"
    builder.commit("One", {"a.py": "x = 1\n"})
    builder.commit("Two", {"a.py": "x = 2\n", ".mailmap": mailmap}, author="Ada King")
    history = _read(tmp_path / "r")
    assert _authors(history) == {
        ("Ada King", "ada@king.example"),
        ("Ada King", "ada.king@example.org"),
    }
    assert {one.head.author for one in history.change_sets} == {"Ada King"}


def test_the_mailmap_of_the_root_holds_for_a_subfolder_and_a_bare_repository(
    tmp_path: Path,
) -> None:
    builder = RepositoryBuilder(tmp_path / "r")
    mailmap = "Ada King <ada@king.example> <ada.lovelace@example.org>\n"
    builder.commit("One", {"sub/a.py": "x = 1\n", ".mailmap": mailmap})
    assert _authors(_read(tmp_path / "r" / "sub")) == {("Ada King", "ada@king.example")}
    with _opened(tmp_path / "r" / ".git") as repository:
        assert repository.head is not None
        history = with_proper_authors(
            read_history(repository, repository.head),
            repository,
            repository.head,
            revision_snapshot(repository, repository.head),
        )
    assert _authors(history) == {("Ada King", "ada@king.example")}


def test_a_mailmap_that_is_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "outside").write_text("Eve <eve@x> <ada.lovelace@example.org>\n")
    builder = RepositoryBuilder(tmp_path / "r")
    builder.link({".mailmap": "../outside"})
    builder.commit("One", {"a.py": "x = 1\n"})
    assert _authors(_read(tmp_path / "r")) == {("Ada Lovelace", "ada.lovelace@example.org")}


def test_listed_commits_are_known(tmp_path: Path) -> None:
    builder = RepositoryBuilder(tmp_path / "r")
    commit = builder.commit("Tidy", {"a.py": "x = 1\n"})
    builder.commit("List", {".git-blame-ignore-revs": f"# black\n{commit}  # all files\n"})
    assert commit in _read(tmp_path / "r").ignored


def test_notebooks_with_the_same_code_were_run_again(tmp_path: Path) -> None:
    builder = RepositoryBuilder(tmp_path / "r")
    versions = [
        _notebook("x = 1"),
        _notebook("x = 1", output="3.14"),
        _notebook("x = 1", output="3.14", text="# A title"),
        _notebook("x = 2", output="3.14"),
    ]
    for version in versions:
        builder.commit("Work", {"n.ipynb": version})
    cache = FactCache(tmp_path / "cache", 10_000_000)
    history = _read(tmp_path / "r", cache)
    newest_first = [
        (change.before, change.after) in history.reruns
        for entry in history.commits
        for change in entry.changes
    ]
    assert sorted(newest_first) == [False, False, True, True]
    with cache:
        assert _read(tmp_path / "r", cache).reruns == history.reruns


def test_broken_notebooks_are_never_the_same(tmp_path: Path) -> None:
    builder = RepositoryBuilder(tmp_path / "r")
    for version in ("{", "{ ", '{"cells": null}', '{"cells": null, "nbformat": 4}'):
        builder.commit("Work", {"n.ipynb": version})
    history = _read(tmp_path / "r")
    assert len(history.reruns) == 1  # two notebooks without cells have the same code: none
