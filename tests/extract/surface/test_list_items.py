"""The items of a list are compared with themselves, wherever they stand."""

import pytest

from debtaudit.domain.files import PathClass
from debtaudit.extract.model_surface import compare
from debtaudit.extract.surface.list_items import paired

SMALL = "- name: small\n  batch_size: 8\n"
LARGE = "- name: large\n  batch_size: 32\n"
NEW = "- name: new\n  batch_size: 64\n"


def told(before: str, after: str) -> list[tuple[str, str | None, str | None]]:
    """Return key, value before and value after of each difference."""
    changes = compare(PathClass.YAML, before.encode(), after.encode()).changes
    return sorted((one.symbol, one.before, one.after) for one in changes)


def test_an_item_that_is_put_first_changes_nothing_of_the_others() -> None:
    assert told(SMALL + LARGE, NEW + SMALL + LARGE) == [("[0].batch_size", None, "64")]
    assert told(SMALL + LARGE, LARGE) == [("[0].batch_size", "8", None)]
    assert told(SMALL + LARGE, LARGE + SMALL) == []


def test_a_value_of_an_item_that_moved_is_told_at_its_new_place() -> None:
    after = NEW + SMALL.replace("8", "16")
    assert ("[1].batch_size", "8", "16") in told(SMALL + LARGE, after)


@pytest.mark.parametrize(
    ("before", "after", "differences"),
    [
        ("[64, 128]", "[64, 256]", [("dims[1]", "128", "256")]),
        ("[64, 128]", "[32, 64, 128]", [("dims[0]", None, "32")]),
        ("[64, 128]", "[128, 64]", [("dims[0]", None, "128"), ("dims[1]", "128", None)]),
        ("[64, 128]", "[64, 128]", []),
        ("[[1, 2], [3]]", "[[3], [1, 2]]", [("dims[0][0]", None, "3"), ("dims[1][0]", "3", None)]),
    ],
)
def test_plain_values_keep_their_order(
    before: str, after: str, differences: list[tuple[str, str | None, str | None]]
) -> None:
    assert told(f"dims: {before}\n", f"dims: {after}\n") == differences


def test_items_without_a_name_are_known_by_what_they_hold() -> None:
    first, other = "- lr: 0.1\n  epochs: 3\n", "- lr: 0.2\n  epochs: 5\n"
    assert told(first + other, other) == [("[0].epochs", "3", None), ("[0].lr", "0.1", None)]
    assert told(first, first.replace("0.1", "0.3")) == [("[0].lr", "0.1", "0.3")]


def test_two_items_of_the_same_name_are_no_name() -> None:
    twice = {"a[0].name": "x", "a[0].lr": "1", "a[1].name": "x", "a[1].lr": "2"}
    assert sorted(paired(twice, twice)) == sorted((key, key) for key in twice)


def test_a_list_without_end_goes_by_its_places() -> None:
    old = {f"rows[{at}]": str(at) for at in range(2000)}
    new = {f"rows[{at}]": str(at + 1) for at in range(2000)}
    assert sorted(paired(old, new), key=str) == sorted(((key, key) for key in old), key=str)
