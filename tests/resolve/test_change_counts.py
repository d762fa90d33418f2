"""Change counts: which commits count for which file of today."""

from __future__ import annotations

from typing import Literal

import pytest

from debtaudit.domain.history import Commit, CommitChanges, PathChange
from debtaudit.resolve.change_counts import MASS_CHANGE, count_changes, is_formatting

Letter = Literal["A", "M", "D", "R", "T"]


def _commit(
    number: int, *changes: PathChange, who: str = "ada@example.org", subject: str = "Change"
) -> CommitChanges:
    commit = Commit(f"{number:040x}", (), number, "Ada", who, subject, "")
    return CommitChanges(commit, changes)


def _change(path: str, letter: Letter = "M", old: str | None = None) -> PathChange:
    return PathChange(letter, path, old or path, "1", "2")


def test_every_commit_counts_once_for_each_of_its_files() -> None:
    counts = count_changes(
        [_commit(2, _change("a.py"), _change("b.py")), _commit(1, _change("a.py"), who="bob@x.org")]
    ).by_path
    assert (counts["a.py"].changes, counts["a.py"].counted, counts["a.py"].authors) == (2, 2, 2)
    assert (counts["b.py"].changes, counts["b.py"].authors) == (1, 1)
    assert counts["a.py"].newest == f"{2:040x}"


def test_renames_are_followed_back() -> None:
    counts = count_changes(
        [
            _commit(5, _change("c.py")),
            _commit(4, _change("c.py", "R", "b.py")),
            _commit(3, _change("b.py")),
            _commit(2, _change("b.py", "R", "a.py")),
            _commit(1, _change("a.py", "A")),
        ]
    ).by_path
    assert counts["c.py"].changes == 5
    assert set(counts) == {"c.py"}


def test_a_rename_there_and_back_and_a_change_of_case_are_followed() -> None:
    counts = count_changes(
        [
            _commit(4, _change("Train.py", "R", "train.py")),
            _commit(3, _change("train.py", "R", "x.py")),
            _commit(2, _change("x.py", "R", "train.py")),
            _commit(1, _change("train.py", "A")),
        ]
    ).by_path
    assert counts["Train.py"].changes == 4


def test_a_file_that_was_deleted_and_came_back_keeps_its_changes() -> None:
    counts = count_changes(
        [
            _commit(3, _change("a.py", "A")),
            _commit(2, _change("a.py", "D")),
            _commit(1, _change("a.py")),
        ]
    )
    assert counts.by_path["a.py"].changes == 3


def test_mass_changes_are_changes_that_do_not_count() -> None:
    many = [_change(f"{number}.py") for number in range(MASS_CHANGE + 1)]
    counts = count_changes([_commit(3, *many), _commit(2, *many[1:]), _commit(1, many[0])])
    assert counts.mass_changes == (f"{3:040x}",)
    assert (counts.by_path["0.py"].changes, counts.by_path["0.py"].counted) == (2, 1)
    assert (counts.by_path["1.py"].changes, counts.by_path["1.py"].counted) == (2, 1)
    assert counts.by_path["0.py"].newest == f"{1:040x}"


def test_formatting_does_not_count() -> None:
    counts = count_changes(
        [_commit(2, _change("a.py"), subject="Run black"), _commit(1, _change("a.py"))]
    )
    assert counts.formatting == (f"{2:040x}",)
    assert (counts.by_path["a.py"].changes, counts.by_path["a.py"].counted) == (2, 1)


@pytest.mark.parametrize(
    ("subject", "formatting"),
    [
        ("Run black", True),
        ("run `black` on src", True),
        ("style: sort imports", True),
        ("style(api): spaces", True),
        ("Reformat", True),
        ("Apply ruff, isort", True),
        ("Blacken everything", True),
        ("Format code", True),
        ("Run the training on black boxes of several sizes and report", False),
        ("Style transfer: new loss", False),
        ("Apply dropout", False),
        ("Add black-box attack", False),
        ("Format dates in the report", False),
        ("", False),
    ],
)
def test_formatting_is_told_by_the_subject(subject: str, formatting: bool) -> None:
    assert is_formatting(subject) is formatting


def test_no_history_counts_nothing() -> None:
    assert count_changes([]).by_path == {}
