"""Change coupling: pairs above chance, at a cost that grows with the history."""

from __future__ import annotations

from debtaudit.domain.history import ChangeSet, Commit, HistoryFacts, PathChange
from debtaudit.domain.hotspot_list import CoupledFile
from debtaudit.resolve.hotspots.change_coupling import MOST_FILES, coupled_files


def _history(*sets: str) -> HistoryFacts:
    """Return change sets, newest first, each told as a string of one-letter files."""
    made = []
    for number, names in enumerate(sets):
        commit = Commit(f"{number:040x}", (), 0, "x", "x@x.org", "Work", "")
        changes = tuple(PathChange("M", name, name, "1", "2") for name in names)
        made.append(ChangeSet(commit, (commit.id,), ("",), changes, number))
    return HistoryFacts(change_sets=tuple(made))


def _coupled(history: HistoryFacts, present: str = "abcdefgh") -> tuple[CoupledFile, ...]:
    return coupled_files(history, frozenset("a"), frozenset(present))["a"]


def test_files_that_change_together_are_named_with_support_and_confidence() -> None:
    history = _history("ab", "ab", "ab", "a", *"c" * 26)
    assert _coupled(history) == (CoupledFile("b", 3, 0.1, 0.75),)


def test_a_file_that_is_in_every_change_set_is_chance() -> None:
    assert _coupled(_history(*["ab"] * 4, *"bbbbbbbbbb")) == ()


def test_twice_is_not_enough_and_files_of_the_past_are_not_named() -> None:
    assert _coupled(_history("ab", "ab", *"c" * 26)) == ()
    assert _coupled(_history("ab", "ab", "ab", *"c" * 26), present="ac") == ()


def test_large_change_sets_are_left_out() -> None:
    many = "ab" + "".join(chr(0x4E00 + number) for number in range(MOST_FILES))
    assert _coupled(_history(many, many, many, *"c" * 26)) == ()


def test_renames_are_followed() -> None:
    history = _history("ab", "ab", "xb", *"c" * 26)
    sets = list(history.change_sets)
    rename = PathChange("R", "a", "x", "1", "2")
    sets.insert(2, ChangeSet(sets[0].head, ("r",), ("",), (rename,), 9))
    (found,) = _coupled(HistoryFacts(change_sets=tuple(sets)))
    assert (found.path, found.together) == ("b", 3)


def test_no_history_couples_nothing() -> None:
    assert _coupled(HistoryFacts()) == ()
