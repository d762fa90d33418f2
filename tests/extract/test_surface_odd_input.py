"""Versions that cannot be compared make a problem, never a change."""

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
    found = compare(PathClass.PYTHON, "net.py", before, after)
    assert found.problem is not None
    assert found.changes == ()


@pytest.mark.parametrize("path_class", [PathClass.NOTEBOOK, PathClass.JSON, PathClass.YAML])
def test_bytes_with_the_name_of_a_text_are_a_problem_and_no_change(path_class: PathClass) -> None:
    found = compare(path_class, "x", b"\x00\x01: {", b"\x00\x02: [")
    assert found.problem is not None
    assert found.changes == ()
