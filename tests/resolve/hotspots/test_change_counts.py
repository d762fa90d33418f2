"""Change counts: which commits count for which file of today."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import pytest

from debtaudit.domain.history import ChangeSet, Commit, CommitChanges, HistoryFacts, PathChange
from debtaudit.domain.settings import HotspotSettings, Limits, Settings
from debtaudit.resolve.hotspots.change_counts import ChangeCounts, count_changes, is_formatting

MASS_CHANGE = 100
DAY = 86_400

Letter = Literal["A", "M", "D", "R", "T"]


def _commit(
    number: int, *changes: PathChange, who: str = "ada@example.org", subject: str = "Change"
) -> CommitChanges:
    commit = Commit(f"{number:040x}", (), number, "Ada", who, subject, "")
    return CommitChanges(commit, changes)


def _change(path: str, letter: Letter = "M", old: str | None = None) -> PathChange:
    return PathChange(letter, path, old or path, "1", "2")


def _count(commits: Sequence[CommitChanges], settings: Settings | None = None) -> ChangeCounts:
    return count_changes(HistoryFacts(commits=tuple(commits)), settings or Settings())


def test_every_commit_counts_once_for_each_of_its_files() -> None:
    counts = _count(
        [_commit(2, _change("a.py"), _change("b.py")), _commit(1, _change("a.py"), who="bob@x.org")]
    ).by_path
    assert (counts["a.py"].changes, counts["a.py"].counted, counts["a.py"].authors) == (2, 2, 2)
    assert (counts["b.py"].changes, counts["b.py"].authors) == (1, 1)
    assert counts["a.py"].newest == f"{2:040x}"


def test_the_commits_of_a_program_count_and_it_is_nobody() -> None:
    bot = "1+dependabot[bot]@users.noreply.example.org"
    made = [_commit(3, _change("a.py"), who=bot), _commit(2, _change("b.py"), who=bot)]
    counts = _count([*made, _commit(1, _change("a.py"))]).by_path
    assert (counts["a.py"].counted, counts["a.py"].authors) == (2, 1)
    assert (counts["b.py"].counted, counts["b.py"].authors) == (1, 0)


def test_renames_are_followed_back() -> None:
    counts = _count(
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
    counts = _count(
        [
            _commit(4, _change("Train.py", "R", "train.py")),
            _commit(3, _change("train.py", "R", "x.py")),
            _commit(2, _change("x.py", "R", "train.py")),
            _commit(1, _change("train.py", "A")),
        ]
    ).by_path
    assert counts["Train.py"].changes == 4


def test_a_file_that_was_deleted_and_came_back_keeps_its_changes() -> None:
    counts = _count(
        [
            _commit(3, _change("a.py", "A")),
            _commit(2, _change("a.py", "D")),
            _commit(1, _change("a.py")),
        ]
    )
    assert counts.by_path["a.py"].changes == 3


def test_mass_changes_are_changes_that_do_not_count() -> None:
    many = [_change(f"{number}.py") for number in range(MASS_CHANGE + 1)]
    counts = _count([_commit(3, *many), _commit(2, *many[1:]), _commit(1, many[0])])
    assert counts.mass_changes == (f"{3:040x}",)
    assert (counts.by_path["0.py"].changes, counts.by_path["0.py"].counted) == (2, 1)
    assert (counts.by_path["1.py"].changes, counts.by_path["1.py"].counted) == (2, 1)
    assert counts.by_path["0.py"].newest == f"{1:040x}"


def test_formatting_does_not_count() -> None:
    counts = _count([_commit(2, _change("a.py"), subject="Run black"), _commit(1, _change("a.py"))])
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
        ("Update copyright years", True),
        ("Add license headers to all files", True),
        ("chore: renew the licence notice", True),
        ("Add a licence plate detector", False),
        ("Headers of the copyrighted data set are read", False),
        ("", False),
    ],
)
def test_formatting_is_told_by_the_subject(subject: str, formatting: bool) -> None:
    assert is_formatting(subject) is formatting


def test_two_files_that_change_names_in_one_commit_keep_their_own_past() -> None:
    counts = _count(
        [
            _commit(3, _change("b.py", "R", "a.py"), _change("a.py", "R", "b.py")),
            _commit(2, _change("a.py"), who="bob@example.org"),
            _commit(1, _change("a.py"), who="bob@example.org"),
        ]
    ).by_path
    assert (counts["b.py"].changes, counts["a.py"].changes) == (3, 1)


def test_the_limit_of_a_mass_change_is_a_setting() -> None:
    three = [_change(f"{number}.py") for number in range(3)]
    commits = [_commit(1, *three)]
    assert _count(commits).mass_changes == ()
    strict = _count(commits, Settings(hotspots=HotspotSettings(mass_change_paths=2)))
    assert strict.mass_changes == (f"{1:040x}",)
    # of a commit that was cut at the limit of paths nobody knows how large it was
    cut = _count(commits, Settings(limits=Limits(change_set_paths=3)))
    assert cut.mass_changes == (f"{1:040x}",)


def test_listed_commits_are_formatting_whatever_their_subject() -> None:
    history = HistoryFacts(
        commits=(_commit(2, _change("a.py")), _commit(1, _change("a.py"))),
        ignored=frozenset({f"{2:040x}"}),
    )
    counts = count_changes(history, Settings())
    assert counts.formatting == (f"{2:040x}",)
    assert (counts.by_path["a.py"].changes, counts.by_path["a.py"].counted) == (2, 1)


def test_a_notebook_that_was_run_again_was_not_changed() -> None:
    history = HistoryFacts(
        commits=(
            _commit(2, PathChange("M", "n.ipynb", "n.ipynb", "2", "3"), _change("a.py")),
            _commit(1, PathChange("M", "n.ipynb", "n.ipynb", "1", "2")),
        ),
        reruns=frozenset({("2", "3")}),
    )
    counts = count_changes(history, Settings())
    assert (counts.by_path["n.ipynb"].changes, counts.by_path["n.ipynb"].counted) == (2, 1)
    assert counts.by_path["n.ipynb"].newest == f"{1:040x}"
    assert (counts.by_path["a.py"].counted, counts.reruns) == (1, 1)


def _at(day: int, path: str) -> CommitChanges:
    return CommitChanges(
        Commit(f"{day:040x}", (), day * DAY, "Ada", "ada@example.org", "Work", ""),
        (_change(path),),
    )


def test_the_newest_change_weighs_most() -> None:
    counts = _count([_at(720, "new.py"), _at(540, "half.py"), _at(360, "old.py")]).by_path
    assert [counts[f"{name}.py"].weight for name in ("new", "half", "old")] == [1.0, 0.5, 0.25]


def test_a_clock_that_runs_backwards_gives_no_weight_above_one() -> None:
    counts = _count([_at(10, "a.py"), _at(700, "a.py"), _at(20, "a.py")]).by_path
    assert counts["a.py"].counted == 3
    assert 1.0 < counts["a.py"].weight < 3.0


def test_change_sets_stand_beside_the_commits() -> None:
    first, second = _commit(1, _change("a.py", "R", "b.py")), _commit(2, _change("a.py"))
    reviewed = ChangeSet(
        second.commit, (second.commit.id, first.commit.id), ("", ""), first.changes, 0
    )
    early = ChangeSet(_commit(0).commit, (f"{0:040x}",), ("",), (_change("b.py"),), 1)
    history = HistoryFacts(commits=(second, first), change_sets=(reviewed, early))
    count = count_changes(history, Settings()).by_path["a.py"]
    assert (count.changes, count.change_sets) == (2, 2)


def test_no_history_counts_nothing() -> None:
    assert _count([]).by_path == {}
