"""Cutting source at its top-level lines."""

import pytest

from debtaudit.extract.surface.blocks import (
    import_statements,
    members_of_class,
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


def test_a_class_is_cut_into_its_members() -> None:
    (block,) = [one for one in top_level_blocks(SOURCE) if one.startswith("class ")]
    found = members_of_class(block)
    assert found is not None
    assert found.head == "class Second(Base):\n"
    assert found.indent == "    "
    assert [one.strip().split("\n")[0] for one in found.members] == [
        "x = 1",
        "def one(self):",
        "async def two(self):",
    ]
    assert found.head + "".join(found.members) == block


@pytest.mark.parametrize(
    "head",
    [
        "class A:\n",
        "@final\n@dataclass(frozen=True)\nclass A(B, metaclass=abc(c)):  # why\n",
        "class A(\n    B[int],\n    C,\n):\n",
    ],
)
def test_the_head_of_a_class_may_have_decorators_and_several_lines(head: str) -> None:
    found = members_of_class(f"{head}\n    # note\n    x = 1\n    y = 2\n")
    assert found is not None
    assert found.head == head
    assert found.members == ["\n    # note\n", "    x = 1\n", "    y = 2\n"]


@pytest.mark.parametrize(
    "block",
    [
        "x = 1\n",
        "def f():\n    return 1\n",
        "class A: ...\n",
        "class A:\n",
        "class A(f(g(h()))):\n    x = 1\n",
        "@f(\n    1,\n)\nclass A:\n    x = 1\n",
    ],
)
def test_what_is_no_class_with_a_plain_head_is_not_cut(block: str) -> None:
    assert members_of_class(block) is None


def test_imports_are_found_wherever_they_stand_at_column_0() -> None:
    source = (
        '"""Text\nimport nothing\n"""\nimport os\n\nclass A:\n    import inner\n\n'
        "from b import (\n    c,\n)\nx = 1\n"
    )
    found = import_statements(top_level_blocks(source))
    assert found == "import os\n\nfrom b import (\n    c,\n)\n"


def test_the_lines_of_a_docstring_stay_together() -> None:
    lines = "".join(f"line {number} of it\n" for number in range(50))
    blocks = ["def f():\n", f'"""{lines}"""\n', "x = '''\nopen\n'''\n", "@wraps\ndef g(): ...\n"]
    assert top_level_blocks("".join(blocks)) == blocks


def test_space_at_the_ends_of_lines_is_no_difference() -> None:
    assert (
        normalised_text(b"a = 1 \t\f\n    \n  b = '  '\n\t\nc = 2  ")
        == "a = 1\n\n  b = '  '\n\nc = 2"
    )
