"""Picking the statements that differ: they parse, on their lines, with what stands around them."""

import ast
import random

import pytest

from debtaudit.extract.surface.differing import Differing, differing_statements
from debtaudit.extract.surface.version import Version
from tests.extract.surface.test_blocks import SOURCE


def differing(before: str, after: str) -> Differing:
    return differing_statements(Version(before), Version(after))


def picked(before: str, after: str) -> tuple[list[str], list[str]]:
    """Return the lines that are picked on both sides; both must parse."""
    found = differing(before, after)
    for side in (found.before, found.after):
        ast.parse(side)
    return [line for line in found.before.split("\n") if line], [
        line for line in found.after.split("\n") if line
    ]


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
def test_what_is_picked_parses_and_keeps_its_lines(old: str, new: str) -> None:
    changed = SOURCE.replace(old, new)
    found = differing(SOURCE, changed)
    for source, side in ((SOURCE, found.before), (changed, found.after)):
        ast.parse(side)
        assert len(side) < len(source)
    # (the docstring of the module has no statement that it could change)
    line = next((i for i, text in enumerate(changed.split("\n")) if new in text and i > 3), -1)
    assert new in found.after.split("\n")[line]


def test_only_the_statement_and_the_heads_around_it_are_picked() -> None:
    before = (
        "class A:\n    def f(self, x):\n        a = 1\n        if x:\n            b = 2\n"
        "        else:\n            c = 3\n        return a\n\n    def g(self):\n        return 1\n"
    )
    assert picked(before, before.replace("c = 3", "c = 4"))[1] == [
        "class A:",
        "    def f(self, x):",
        "        if x:",
        "            pass",
        "        else:",
        "            c = 4",
        "        pass",
        "    pass",
    ]


def test_comments_docstrings_and_blank_lines_are_nothing() -> None:
    before = 'def f(x):\n    """Say it."""\n    return x\n'
    after = 'def f(x):\n    """Say it\n\n    better.\n    """\n\n    # why\n    return x\n'
    assert differing(before, after).is_empty


def test_a_text_that_is_a_value_is_something() -> None:
    before = 'def f(x):\n    return """\n# one\n"""\n'
    assert "# two" in picked(before, before.replace("one", "two"))[1]


def test_a_changed_condition_is_picked_with_all_that_hangs_on_it() -> None:
    before = "def f(x):\n    if x:\n        return 1\n    else:\n        y = 2\n    return y\n"
    _, after = picked(before, before.replace("if x:", "if not x:"))
    assert "        return 1" in after
    assert "        y = 2" in after
    assert "    return y" not in after


def test_an_except_is_picked_with_its_try_and_a_try_with_an_except() -> None:
    before = (
        "def f(x):\n    try:\n        a = 1\n        b = 2\n    except KeyError:\n        c = 3\n"
        "    finally:\n        d = 4\n"
    )
    for old in ("b = 2", "c = 3", "d = 4"):
        picked(before, before.replace(old, "e = 5"))


def test_what_hangs_on_brackets_stays_with_its_statement() -> None:
    before = "def f(x,\n      y):\n    z = g(x,\n          y,\n          k=1)\n    return z\n"
    _, after = picked(before, before.replace("k=1", "k=2"))
    assert after == [
        "def f(x, y):",
        "    z = g(x,",
        "          y,",
        "          k=2)",
        "    pass",
    ]


def test_of_a_head_that_both_sides_have_the_names_are_left() -> None:
    head = "    async def f(\n        self, x: int = 1, *, k=g(2)\n    ) -> int:\n"
    before = f"class A:\n{head}        return x\n"
    found = differing(before, before.replace("return x", "return -x"))
    assert found.after.split("\n") == [
        "class A:",
        "    def f(self, x, *, k):",
        "",
        "",
        "        return -x",
        "",
    ]
    changed = differing(before, before.replace("x: int = 1", "x: int = 2"))
    assert "self, x: int = 1, *, k=g(2)" in changed.before
    assert "self, x: int = 2, *, k=g(2)" in changed.after


def test_a_head_under_another_class_is_left_as_it_is() -> None:
    before = "class A:\n    def f(self, x=1):\n        return x\n"
    assert "    def f(self, x=1):" in picked(before, before.replace("class A", "class B"))[1]


def test_a_condition_over_several_lines_is_a_head() -> None:
    before = "def f(x):\n    if x:\n        a = 1\n    elif (\n        x.y\n    ):\n        b = 1\n"
    _, after = picked(before, before.replace("b = 1", "b = 2"))
    assert "    elif (" in after
    assert "        b = 2" in after
    assert "        a = 1" not in after


TABLE = "T = {\n" + "".join(f"    'k{n}': f(\n        {n},\n    ),\n" for n in range(9)) + "}\n"


def test_entries_of_a_long_table_are_picked_one_by_one() -> None:
    _, after = picked(TABLE, TABLE.replace("        5,", "        55,"))
    assert after == [
        "T = {",
        "    'k4': f(",
        "        4,",
        "    ),",
        "    'k5': f(",
        "        55,",
        "    ),",
        "}",
    ]


def test_an_entry_that_goes_on_at_the_same_indentation_stays_together() -> None:
    entries = "".join(f"    k{n}=x\n    * {n},\n" for n in range(9))
    before = f"y = f(\n{entries})\n"
    _, after = picked(before, before.replace("* 5,", "* 55,"))
    assert after == ["y = f(", "    k4=x", "    * 4,", "    k5=x", "    * 55,", ")"]


def test_a_table_under_another_name_is_picked_as_it_is() -> None:
    _, after = picked(TABLE, TABLE.replace("T = {", "U = {"))
    assert len(after) == len(TABLE.strip().split("\n"))


def test_a_renamed_function_is_picked_whole() -> None:
    before = "def f(x):\n    a = x + 1\n    return a\n\n\ndef h(x):\n    return f(x)\n"
    after = before.replace("f(x)", "g(x)")
    assert picked(before, after)[1] == [line for line in after.split("\n") if line]


def test_what_a_statement_moved_across_is_picked_too() -> None:
    before = "def f(x):\n    a = 1\n    b = a + x\n    c = 2\n    return b\n"
    after = "def f(x):\n    b = a + x\n    c = 2\n    a = 1\n    return b\n"
    found = picked(before, after)
    assert "    c = 2" in found[0]
    assert sorted(found[0]) == sorted(found[1])


def test_decorators_come_with_their_function() -> None:
    before = "@a\n@b(\n    1,\n)\ndef f(x):\n    return x\n"
    assert picked(before, before.replace("return x", "return -x"))[1][0] == "@a"
    assert "def f(x):" in picked(before, before.replace("    1,", "    2,"))[1]


def test_duplicated_statements_keep_their_number() -> None:
    before = "def f(x):\n    a = 1\n    b = 2\n    x.step()\n    x.step()\n    return a\n"
    after = "def f(x):\n    a = 1\n    b = 2\n    x.step()\n    return a\n"
    found = differing(before, after)
    assert found.before.count("x.step()") - found.after.count("x.step()") == 1


def test_the_end_of_a_function_is_where_it_was() -> None:
    before = "def f(x):\n    a = 1\n" + "    x.step()\n" * 9 + "    return a\n\n\nend = 1\n"
    found = differing(before, before.replace("a = 1", "a = 2"))
    (function,) = ast.parse(found.after).body
    assert function.end_lineno == 12


ODD: tuple[str, ...] = (
    "",
    " ",
    "    ",
    "\t",
    "\f",
    "\u00a0",
    "    \u00a0",
    '"""',
    "    '''",
    "#",
    "    # x",
    ")",
    "    ]",
)
ODD += (
    "def f(",
    "    x):",
    "class A:",
    "    if x:",
    "    else:",
    "        y = 1",
    "x = {",
    "    1,",
)
ODD += ("@a", "    try:", "    except E:", "\\", "    z = \\", "match x:", "    return 1", "\ud800")


@pytest.mark.parametrize("seed", range(300))
def test_nothing_that_is_no_python_is_too_odd(seed: int) -> None:
    chance = random.Random(seed)
    before = chance.choices(ODD, k=chance.randrange(1, 60))
    after = [line for line in before if chance.random() > 0.2]
    for _ in range(chance.randrange(5)):
        after.insert(chance.randrange(len(after) + 1), chance.choice(ODD))
    found = differing("\n".join(before), "\n".join(after))
    for side, lines in ((found.before, before), (found.after, after or [""])):
        assert side.count("\n") == len(lines) - 1
