"""Versions that cannot be compared make a problem, never a change."""

import json

import pytest

from debtaudit.domain.files import PathClass
from debtaudit.extract.model_surface import compare

GOOD = b"class Net(Module):\n    def forward(self, x):\n        return x\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (GOOD, GOOD.replace(b"return x", b"return (x")),
        (GOOD.replace(b"return x", b"return (x"), GOOD),
        (b"\x00\x01\x02binary", b"\x00\x01\x03binary"),
        (GOOD, b"\x7fELF\x00\x00"),
    ],
)
def test_a_side_that_is_no_python_is_a_problem_and_no_change(before: bytes, after: bytes) -> None:
    found = compare(PathClass.PYTHON, before, after)
    assert found.problem is not None
    assert found.changes == ()


@pytest.mark.parametrize("path_class", [PathClass.NOTEBOOK, PathClass.JSON, PathClass.YAML])
def test_bytes_with_the_name_of_a_text_are_a_problem_and_no_change(path_class: PathClass) -> None:
    found = compare(path_class, b"\x00\x01: {", b"\x00\x02: [")
    assert found.problem is not None
    assert found.changes == ()


def test_white_space_in_the_cells_of_a_notebook_is_nothing() -> None:
    def notebook(value: str) -> bytes:
        source = (
            f"import torch\n   \ndef f(x):\n    \n    lr = {value}  \n\t\n    return torch.f(x, lr)"
        )
        return json.dumps({"cells": [{"cell_type": "code", "source": source}]}).encode()

    found = compare(PathClass.NOTEBOOK, notebook("0.1"), notebook("0.2"))
    assert found.problem is None
    assert [(one.before, one.after) for one in found.changes] == [("0.1", "0.2")]
    spaced = notebook("0.1").replace(b"0.1  ", b"0.1 ")
    assert compare(PathClass.NOTEBOOK, notebook("0.1"), spaced).changes == ()


@pytest.mark.parametrize(
    "lines",
    [
        ["if x == 0:", "    y = 0", *[f"elif x == {n}:\n    y = {n}" for n in range(3_000)]],
        ["y = 0 + \\", *[f"    {n} + \\" for n in range(3_000)], "    1"],
        ["@f"] * 3_000 + ["def g(): ..."],
        [" " * n + "if x:" for n in range(90)] + [" " * 90 + "y = 1"],
    ],
)
def test_what_goes_on_and_on_ends(lines: list[str]) -> None:
    before = "\n".join([*lines, "z = 1", ""]).encode()
    for after in (before.replace(b"z = 1", b"z = 2"), before.replace(b"\n    ", b"\n     ")):
        assert isinstance(compare(PathClass.PYTHON, before, after).changes, tuple)
