"""Histories of files and functions: which commits changed them, through renames and moves."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Literal

import pytest

from debtaudit.domain.anatomy import Anatomy
from debtaudit.domain.files import PathClass
from debtaudit.domain.history import ChangeSet, Commit, CommitChanges, HistoryFacts, PathChange
from debtaudit.domain.settings import HotspotSettings, Settings
from debtaudit.extract.anatomy import anatomy
from debtaudit.resolve.hotspots.code_history import Touched, is_fix, trace

Letter = Literal["A", "M", "D", "R", "T"]
Files = Mapping[str, str | None]

F = "def f(a):\n    if a:\n        return 1\n    return {}\n\n"
G = "def g(b):\n    while b:\n        b -= {}\n    return b\n\n"


class _Past:
    """A history that is told as the files after each commit, oldest first."""

    def __init__(self) -> None:
        self.commits: list[CommitChanges] = []
        self.anatomies: dict[str, Anatomy] = {}
        self._files: dict[str, str] = {}

    def commit(
        self, files: Files, subject: str = "Work", who: str = "ada", renamed: Mapping[str, str] = {}
    ) -> None:
        """Change files (None: deleted); `renamed` maps new names to old ones."""
        number = len(self.commits)
        changes = []
        for path, text in files.items():
            old = renamed.get(path, path)
            before = self._files.pop(old, None)
            letter: Letter = "R" if old != path else "A" if before is None else "M"
            letter = "D" if text is None else letter
            changes.append(
                PathChange(letter, path, old, self._blob(old, before), self._blob(path, text))
            )
            if text is not None:
                self._files[path] = text
        made = Commit(f"{number:040x}", (), number * 86_400, who, f"{who}@x.org", subject, "")
        self.commits.insert(0, CommitChanges(made, tuple(changes)))

    def _blob(self, path: str, text: str | None) -> str | None:
        if text is None:
            return None
        kind = PathClass.NOTEBOOK if path.endswith(".ipynb") else PathClass.PYTHON
        blob = f"{path.rpartition('.')[2]} {text}"
        self.anatomies[blob] = anatomy(kind, text.encode(), {})
        return blob

    def reviewed_together(self, *numbers: int) -> ChangeSet:
        """Return the change set that holds the commits of these numbers, the first one 0."""
        own = [one.commit for one in reversed(self.commits)]
        inside = tuple(own[number].id for number in numbers)
        return ChangeSet(own[numbers[-1]], inside, (), (), None)

    def trace(
        self,
        *paths: str,
        settings: Settings | None = None,
        change_sets: tuple[ChangeSet, ...] = (),
    ) -> dict[tuple[str, str], Touched]:
        history = HistoryFacts(commits=tuple(self.commits), change_sets=change_sets)
        found = trace(history, settings or Settings(), self.anatomies, paths)
        assert not found.missing
        return found.touched


def test_a_function_has_the_commits_that_changed_its_own_code() -> None:
    past = _Past()
    past.commit({"a.py": F.format(1) + G.format(1)})
    past.commit({"a.py": F.format(2) + G.format(1)})
    past.commit({"a.py": "# a comment\n" + F.format(3) + G.format(1)}, who="bob")
    past.commit({"a.py": F.format(3) + "\n\n" + G.format(1)})
    found = past.trace("a.py")
    assert (found["a.py", "f"].changes, found["a.py", "g"].changes) == (3, 1)
    assert (found["a.py", ""].changes, found["a.py", ""].silent) == (3, 1)
    assert found["a.py", "f"].authors == {"bob@x.org": 1, "ada@x.org": 2}
    assert [size for _, size in found["a.py", ""].sizes] == [5, 5, 5, 5]


def test_only_change_sets_that_hold_a_change_are_counted() -> None:
    past = _Past()
    past.commit({"a.py": F.format(1)})
    past.commit({"a.py": F.format(2)})
    past.commit({"a.py": F.format(3) + G.format(1)})
    past.commit({"a.py": "# layout\n" + F.format(3) + G.format(1)})
    first, second = past.reviewed_together(0, 1), past.reviewed_together(2)
    found = past.trace("a.py", change_sets=(past.reviewed_together(3), second, first))
    assert found["a.py", ""].change_sets == {first.head.id, second.head.id}
    assert found["a.py", "g"].change_sets == {second.head.id}
    assert len(past.trace("a.py")["a.py", ""].change_sets) == 3  # each commit by itself


TABLE = "import json\n\nMODELS = {{\n    'small': [64],\n    'large': [{}],\n}}\n\n"
LOOP = "for name in MODELS:\n    if name:\n        MODELS[name]['name'] = name\n\n"


@pytest.mark.parametrize(
    ("before", "after", "changes"),
    [
        (TABLE.format(1), TABLE.format(2), 0),
        (TABLE.format(1), TABLE.format(1) + "EXTRA = [1, 2]\n", 0),
        (TABLE.format(1), "import os\n" + TABLE.format(1), 0),
        (TABLE.format(1), TABLE.format("2 if json else 3"), 1),
        (TABLE.format(1) + LOOP, TABLE.format(2) + LOOP, 0),
        (TABLE.format(1) + LOOP, TABLE.format(1) + LOOP.replace("if name", "if not name"), 1),
        (TABLE.format(1), TABLE.format(2) + G.format(1), 1),
        (TABLE.format(1) + "class A:\n    x = 1\n", TABLE.format(1) + "class A:\n    x = 2\n", 1),
        (TABLE.format(1) + G.format(2), TABLE.format(2), 1),
    ],
)
def test_a_row_in_a_table_is_no_change_of_complicated_code(
    before: str, after: str, changes: int
) -> None:
    past = _Past()
    past.commit({"a.py": F.format(1) + before})
    past.commit({"a.py": F.format(1) + after})
    found = past.trace("a.py")["a.py", ""]
    assert (found.changes - 1, found.tables) == (changes, 1 - changes)
    assert len(found.sizes) == 2  # how complicated the file was is known all the same


def test_a_cell_of_a_notebook_that_changes_a_constant_is_a_change() -> None:
    def notebook(rate: str) -> str:
        cell = {"cell_type": "code", "source": f"rate = {rate}\n", "metadata": {}, "outputs": []}
        return json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5})

    past = _Past()
    past.commit({"a.ipynb": notebook("0.1")})
    past.commit({"a.ipynb": notebook("0.2")})
    found = past.trace("a.ipynb")["a.ipynb", ""]
    assert (found.changes, found.tables) == (2, 0)


def test_a_renamed_file_and_a_renamed_function_keep_their_past() -> None:
    past = _Past()
    past.commit({"old.py": F.format(1)})
    past.commit({"old.py": F.format(2)})
    past.commit({"new.py": F.format(2)}, renamed={"new.py": "old.py"})
    past.commit({"new.py": F.format(2).replace("def f", "def better")})
    past.commit({"new.py": F.format(3).replace("def f", "def better")})
    found = past.trace("new.py")
    assert found["new.py", "better"].changes == 3  # made, edited, edited; renamed twice
    assert ("new.py", "f") not in found


def test_a_function_that_moved_to_another_file_keeps_its_past() -> None:
    past = _Past()
    past.commit({"old.py": F.format(1) + G.format(1), "new.py": "x = 1\n"})
    past.commit({"old.py": F.format(2) + G.format(1)})
    past.commit({"old.py": G.format(1), "new.py": "x = 1\n\n" + F.format(2)})
    past.commit({"new.py": "x = 1\n\n" + F.format(3)})
    found = past.trace("new.py")
    assert found["new.py", "f"].changes == 3
    assert [size for _, size in found["new.py", "f"].sizes] == [2, 2, 2, 2]


def test_a_copy_is_no_move() -> None:
    past = _Past()
    past.commit({"old.py": F.format(1)})
    past.commit({"old.py": F.format(2)})
    past.commit({"old.py": F.format(2) + "\nx = 1\n", "new.py": F.format(2)})
    assert past.trace("new.py")["new.py", "f"].changes == 1


def test_short_bodies_are_not_followed() -> None:
    short = "def {}(self):\n    return self.x\n"
    past = _Past()
    past.commit({"a.py": short.format("one")})
    past.commit({"a.py": short.format("two")})
    assert past.trace("a.py")["a.py", "two"].changes == 1


def test_mass_changes_and_formatting_are_followed_and_not_counted() -> None:
    past = _Past()
    past.commit({"a.py": F.format(1)})
    past.commit({"a.py": F.format(2), "b.py": "x\n", "c.py": "x\n"})
    past.commit({"d.py": F.format(3)}, renamed={"d.py": "a.py"}, subject="Run black")
    found = past.trace("d.py", settings=Settings(hotspots=HotspotSettings(mass_change_paths=2)))
    assert found["d.py", "f"].changes == 1
    assert len(found["d.py", "f"].sizes) == 3


def test_a_wide_commit_counts_less_for_each_of_its_files() -> None:
    past = _Past()
    past.commit({f"{number}.py": F.format(1) for number in range(40)})
    past.commit({f"{number}.py": F.format(2) for number in range(10)})
    assert past.trace("0.py")["0.py", "f"].weight == pytest.approx(1 + 0.25, abs=0.01)
    assert past.trace("20.py")["20.py", ""].weight == pytest.approx(0.25, abs=0.01)


def test_a_deleted_file_that_came_back_is_one_file() -> None:
    past = _Past()
    past.commit({"a.py": F.format(1)})
    past.commit({"a.py": None})
    past.commit({"a.py": F.format(1)})
    found = past.trace("a.py")
    assert (found["a.py", ""].changes, found["a.py", "f"].changes) == (3, 2)


def test_a_change_of_case_is_a_rename() -> None:
    past = _Past()
    past.commit({"train.py": F.format(1)})
    past.commit({"Train.py": F.format(2)}, renamed={"Train.py": "train.py"})
    assert past.trace("Train.py")["Train.py", "f"].changes == 2


def _notebook(*cells: str) -> str:
    return json.dumps({"cells": [{"cell_type": "code", "source": cell} for cell in cells]})


def test_cells_are_told_by_their_code() -> None:
    one, two = "if a:\n    b()\n", "for x in y:\n    z({})\n"
    past = _Past()
    past.commit({"n.ipynb": _notebook(one, two.format(1))})
    past.commit({"n.ipynb": _notebook("import q", one, two.format(1))})
    past.commit({"n.ipynb": _notebook("import q", one, two.format(2))})
    found = past.trace("n.ipynb")
    assert found["n.ipynb", "<cell 1>"].changes == 1
    assert found["n.ipynb", "<cell 2>"].changes == 2


def test_top_level_statements_are_told_by_their_code() -> None:
    past = _Past()
    last = "while a:\n    a = b({})\n    c = a\n"
    past.commit({"a.py": LOOP + last.format(1)})
    past.commit({"a.py": LOOP + last.format(2)})
    past.commit({"a.py": "if first:\n    go()\n" + LOOP + last.format(3)})
    found = past.trace("a.py")
    assert found["a.py", "<module>"].changes == 1  # `if first`, new in the last commit
    assert found["a.py", "<module>#2"].changes == 1  # the loop moved down
    assert found["a.py", "<module>#3"].changes == 3
    assert found["a.py", ""].changes == 3


def test_versions_that_do_not_parse_leave_a_gap() -> None:
    past = _Past()
    past.commit({"a.py": F.format(1)})
    past.commit({"a.py": "def f(:\n"})
    past.commit({"a.py": F.format(2)})
    found = past.trace("a.py")
    assert found["a.py", ""].changes == 3
    assert [size for _, size in found["a.py", ""].sizes] == [3, 3]
    assert found["a.py", "f"].changes == 1


def test_what_is_not_there_yet_is_asked_for_once() -> None:
    past = _Past()
    past.commit({"a.py": F.format(1), "b.py": "x = 1\n"})
    past.commit({"a.py": F.format(2)})
    history = HistoryFacts(commits=tuple(past.commits))
    asked = trace(history, Settings(), {}, ["a.py"]).missing
    assert {path for path, _ in asked} == {"a.py"}
    assert len(asked) == 2
    lost = frozenset(blob for _, blob in asked)
    assert trace(history, Settings(), {}, ["a.py"], lost).missing == {}


@pytest.mark.parametrize(
    ("subject", "fix"),
    [
        ("Fix wrong sign in the loss", True),
        ("Bugfix: off by one", True),
        ("Hotfix", True),
        ("Resolve crash on empty batches", True),
        ("Fixes #12", True),
        ("Fix typo in docs", False),
        ("fix lint", False),
        ("Prefix all names", False),
        ("Add fixture", False),
        ("Debug output", False),
    ],
)
def test_fixes_are_told_by_their_subject(subject: str, fix: bool) -> None:
    assert is_fix(subject) is fix
