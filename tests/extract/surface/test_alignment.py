"""Aligning lines: what is called equal is equal, in order, and found where it is plain to see."""

import random

import pytest

from debtaudit.extract.surface.alignment import NOWHERE, aligned, without_partner

WORDS = ("a", "b", "c", ")", "", "return x", "x = 1", "y = 2", "z = 3", "w = 4")


def unmatched(before: str, after: str) -> tuple[list[str], list[str]]:
    old, new = before.split("\n"), after.split("\n")
    gone, fresh = without_partner(old, new)
    return [old[place] for place in gone], [new[place] for place in fresh]


@pytest.mark.parametrize("seed", range(60))
def test_partners_are_equal_and_in_order(seed: int) -> None:
    chance = random.Random(seed)
    old, new = (chance.choices(WORDS, k=chance.randrange(1, 40)) for _ in range(2))
    found = aligned(old, new)
    assert len(found.to_new) == len(old)
    assert len(found.to_old) == len(new)
    partners = [(i, place) for i, place in enumerate(found.to_new) if place != NOWHERE]
    assert all(old[i] == new[place] for i, place in partners)
    assert all(found.to_old[place] == i for i, place in partners)
    places = [place for _, place in partners]
    assert places == sorted(set(places))


@pytest.mark.parametrize(
    ("before", "after", "gone", "fresh"),
    [
        ("a\nb\nc", "a\nx\nc", ["b"], ["x"]),
        ("a\nb", "a\nb\nc", [], ["c"]),
        ("a\nb", "b", ["a"], []),
        ("", "a", [""], ["a"]),
        ("same\ntext", "same\ntext", [], []),
        # two places of difference, and lines between them that are not unique
        ("p\nx\n)\n\nq\n)\ny\nr", "p\nX\n)\n\nq\n)\nY\nr", ["x", "y"], ["X", "Y"]),
        # what moved is gone in one place and new in the other
        ("a\nb\nc\nd", "b\nc\nd\na", ["a"], ["a"]),
    ],
)
def test_what_has_no_partner(before: str, after: str, gone: list[str], fresh: list[str]) -> None:
    assert unmatched(before, after) == (gone, fresh)


def test_what_only_swapped_is_aligned_in_part() -> None:
    gone, fresh = unmatched("a\nb\nc\nd\ne\nf", "a\nd\ne\nb\nc\nf")
    assert gone == fresh
    assert gone in (["b", "c"], ["d", "e"])
