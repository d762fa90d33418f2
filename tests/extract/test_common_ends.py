"""What two texts begin and end with alike."""

import random

import pytest

from debtaudit.extract.common_ends import common_prefix, common_suffix


@pytest.mark.parametrize(
    ("one", "other", "prefix", "suffix"),
    [
        ("", "", 0, 0),
        ("a", "", 0, 0),
        ("abc", "abc", 3, 3),
        ("abc", "abd", 2, 0),
        ("xbc", "abc", 0, 2),
        ("ab", "abab", 2, 2),
    ],
)
def test_the_ends_of_texts_and_bytes(one: str, other: str, prefix: int, suffix: int) -> None:
    assert (common_prefix(one, other), common_suffix(one, other)) == (prefix, suffix)
    known = common_prefix(one.encode(), other.encode()), common_suffix(one.encode(), other.encode())
    assert known == (prefix, suffix)


def test_the_end_does_not_reach_behind_the_start() -> None:
    assert common_suffix("aaa", "aaaaa", start=2) == 1


def counted(one: str, other: str) -> int:
    """Count the equal characters at the beginning one by one."""
    number = 0
    while number < min(len(one), len(other)) and one[number] == other[number]:
        number += 1
    return number


def test_they_agree_with_counting() -> None:
    draw = random.Random(7)
    for _ in range(300):
        one, other = ("".join(draw.choices("ab", k=draw.randrange(9))) for _ in range(2))
        assert common_prefix(one, other) == counted(one, other)
        assert common_suffix(one, other) == counted(one[::-1], other[::-1])
