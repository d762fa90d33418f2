"""Cutting two versions down to what differs: the rest parses and keeps its line numbers."""

import ast

import pytest

from debtaudit.extract.surface_blocks import (
    differing_region,
    differing_source,
    normalised_text,
    top_level_blocks,
)

SOURCE = '''"""Text
at column 0: def nothing():
"""
import os

@decorated
@twice(
    3,
)
def first(
        a,
        b=1,
) -> int:
    c = a + b
    if c:
        c = 2
    else:
        c = 3
    return c


class Second(Base):
    x = 1

    def one(self):
        try:
            return 1
        except ValueError:
            return 2

    async def two(self):
        return """
text at column 0
"""

TABLE = {
    "a": {
        "b": 1,
    },
    "c": 2,
    "d": 3,
    "e": 4,
    "f": 5,
    "g": 6,
    "h": 7,
    "i": 8,
    "j": 9,
    "k": 10,
}
if os.name:
    y = 1
else:
    y = 2
'''


def test_blocks_join_to_the_source() -> None:
    assert "".join(top_level_blocks(SOURCE)) == SOURCE


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("c = a + b", "c = a - b"),
        ("c = 3", "c = 4"),
        ("return 2", "return 5"),
        ("b=1,", "b=2,"),
        ("x = 1", "x = 7"),
        ('"d": 3,', '"d": 33,'),
        ("y = 2", "y = 9"),
        ("text at column 0", "other text"),
    ],
)
def test_what_remains_parses_with_its_lines(old: str, new: str) -> None:
    changed = SOURCE.replace(old, new)
    for source, reduced in zip((SOURCE, changed), differing_source(SOURCE, changed), strict=True):
        ast.parse(reduced)
        assert len(reduced) < len(source)
    line = next(i for i, text in enumerate(changed.split("\n")) if new in text)
    assert new in differing_source(SOURCE, changed)[1].split("\n")[line]


@pytest.mark.parametrize("old", ["c = a + b", "return 2", '"d": 3,', "y = 2"])
def test_region_holds_the_difference_and_starts_at_its_line(old: str) -> None:
    changed = SOURCE.replace(old, old + "  # changed")
    region = differing_region(SOURCE.encode(), changed.encode())
    assert old in region.before
    first = region.before.split("\n", maxsplit=1)[0]
    assert SOURCE.split("\n")[region.first_line] == first
    assert "import os" in region.head + region.before


def test_duplicated_statements_keep_their_number() -> None:
    before = "def f(x):\n    a = 1\n    b = 2\n    x.step()\n    x.step()\n    return a\n"
    after = "def f(x):\n    a = 1\n    b = 2\n    x.step()\n    return a\n"
    reduced = differing_source(before, after)
    assert reduced[0].count("x.step()") - reduced[1].count("x.step()") == 1


def test_equal_versions_have_an_empty_region() -> None:
    region = differing_region(SOURCE.encode(), SOURCE.encode())
    assert region.before == region.after


def test_the_lines_of_a_docstring_stay_together() -> None:
    lines = "".join(f"line {number} of it\n" for number in range(50))
    blocks = ["def f():\n", f'"""{lines}"""\n', "x = '''\nopen\n'''\n", "@wraps\ndef g(): ...\n"]
    assert top_level_blocks("".join(blocks)) == blocks


def test_space_at_the_ends_of_lines_is_no_difference() -> None:
    assert (
        normalised_text(b"a = 1 \t\f\n    \n  b = '  '\n\t\nc = 2  ")
        == "a = 1\n\n  b = '  '\n\nc = 2"
    )
