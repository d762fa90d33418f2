"""Reducing two versions to the blocks that differ: nothing that differs is lost, lines are kept."""

import ast
import random

import pytest

from debtaudit.domain.files import PathClass
from debtaudit.extract.model_surface import compare
from debtaudit.extract.surface.parts import differing_parts
from tests.extract.surface.test_blocks import SOURCE

CLASS = (
    "class A(Base):\n    x = 1\n\n    def f(self):\n        return 1\n\n"
    "    def g(self):\n        return 2\n"
)


def reduced(before: str, after: str) -> tuple[str, str]:
    """Return both sides reduced; each line must be where the version says it is."""
    versions = differing_parts(before.encode(), after.encode())
    for version in versions:
        lines = version.whole.split("\n")
        for number, text in enumerate(version.text.split("\n"), start=1):
            if text.strip() not in ("", "pass"):
                assert lines[version.line(number) - 1].rstrip() == text
    return versions[0].text, versions[1].text


@pytest.mark.parametrize("old", ["c = a + b", "return 2", '"d": 3,', "y = 2", "x = 1"])
def test_only_blocks_that_differ_are_left(old: str) -> None:
    for side in reduced(SOURCE, SOURCE.replace(old, old + "  # changed")):
        assert old in side
        assert len(side) < len(SOURCE) / 2
        ast.parse(side)


def test_of_a_class_the_head_and_the_members_that_differ_are_left() -> None:
    _, after = reduced(CLASS, CLASS.replace("return 2", "return 3"))
    assert after == "class A(Base):\n    pass\n    def g(self):\n        return 3\n"


def test_another_base_leaves_a_class_without_its_members() -> None:
    assert reduced(CLASS, CLASS.replace("(Base)", "(Other)")) == (
        "class A(Base):\n    pass\n",
        "class A(Other):\n    pass\n",
    )


def test_a_class_of_another_name_is_left_whole() -> None:
    after = CLASS.replace("class A", "class B")
    assert reduced(CLASS, after) == (CLASS, after)


def test_a_class_that_stands_twice_is_left_whole() -> None:
    after = CLASS.replace("return 2", "return 3")
    assert reduced(CLASS * 2, after * 2) == (CLASS * 2, after * 2)


def test_members_that_only_changed_places_are_left_on_both_sides() -> None:
    head, f, g = (
        CLASS.partition("\n\n    def f")[0],
        "    def f(self): ...\n",
        "    def g(self): ...\n",
    )
    before, after = reduced(f"{head}\n{f}{g}", f"{head}\n{g}{f}")
    assert sorted(before.split("\n")) == sorted(after.split("\n"))


def test_equal_versions_have_no_parts() -> None:
    assert reduced(SOURCE, SOURCE) == ("", "")
    assert reduced("", "") == ("", "")


def test_white_space_and_line_ends_are_no_difference() -> None:
    before, after = reduced(CLASS, CLASS.replace("\n", " \r\n"))
    assert before == after


def test_parts_never_begin_or_end_inside_a_text() -> None:
    """A line of a docstring at column 0 looks like a statement."""
    module = '"""Title\n\nReferences: {}\nsee: there\n"""\nimport os\n\n\ndef f():\n    return 1\n'
    for side in reduced(module.format("one"), module.format("two")):
        ast.parse(side)


def test_a_line_put_before_half_of_a_block_leaves_it_whole() -> None:
    before = "import a\n\nif a:\n    b = 1\nc = 2\n"
    after = "import a\n\nif x:\n    b = 0\nelif a:\n    b = 1\nc = 2\n"
    assert reduced(before, after)[1] == "if x:\n    b = 0\nelif a:\n    b = 1\n"


@pytest.mark.parametrize("seed", range(100))
def test_a_changed_number_is_found_on_its_line_wherever_it_stands(seed: int) -> None:
    """Most of both versions is left out: what is told must be what the whole would tell."""
    chance = random.Random(seed)
    classes = [
        f"class Net{n}(nn.Module):\n"
        + "".join(
            f"    def step{m}(self, x):\n        return self.conv(x, dropout={chance.random()})\n\n"
            for m in range(chance.randrange(1, 5))
        )
        for n in range(chance.randrange(1, 5))
    ]
    before = "import torch.nn as nn\n\n\n" + "\n".join(classes)
    lines = before.split("\n")
    line = chance.choice([n for n, text in enumerate(lines) if "dropout" in text])
    lines[line] = lines[line].replace("dropout=0", "dropout=7")
    lines.insert(3, "# a comment")
    found = compare(PathClass.PYTHON, before.encode(), "\n".join(lines).encode())
    assert [(one.line, one.key) for one in found.changes] == [(line + 2, "dropout")]
