"""Cutting source at its top-level lines."""

import ast

import pytest

from debtaudit.extract.surface.blocks import (
    differing_region,
    import_head,
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


@pytest.mark.parametrize("old", ["c = a + b", "return 2", '"d": 3,', "y = 2"])
def test_region_holds_the_difference_and_starts_at_its_line(old: str) -> None:
    changed = SOURCE.replace(old, old + "  # changed")
    region = differing_region(SOURCE.encode(), changed.encode())
    assert old in region.before
    first = region.before.split("\n", maxsplit=1)[0]
    assert SOURCE.split("\n")[region.first_line] == first


def test_a_region_never_begins_or_ends_inside_a_text() -> None:
    """A line of a docstring at column 0 looks like a statement."""
    module = '"""Title\n\nReferences: {}\nsee: there\n"""\nimport os\n\n\ndef f():\n    return 1\n'
    before, after = module.format("one"), module.format("two")
    region = differing_region(before.encode(), after.encode())
    for side in (region.before, region.after):
        ast.parse(side)


def test_a_region_ends_behind_a_line_that_was_put_before_half_of_another() -> None:
    before = "import a\n\nif a:\n    b = 1\nc = 2\n"
    after = "import a\n\nif x:\n    b = 0\nelif a:\n    b = 1\nc = 2\n"
    region = differing_region(before.encode(), after.encode())
    ast.parse(region.after)
    assert "elif a:" in region.after


def test_imports_stand_above_the_first_definition() -> None:
    assert import_head(b"import os\n\nclass A:\n    pass\n\ndef f(): ...\n") == b"import os\n"
    assert import_head(b"import os\n") == b"import os\n"


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
