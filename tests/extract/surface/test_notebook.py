"""Two versions of a notebook: its code cells compared by meaning, each difference in its cell."""

import json

import pytest

from debtaudit.domain.files import PathClass
from debtaudit.domain.history import Comparison
from debtaudit.extract.model_surface import compare

IMPORTS = "import torch\nfrom torch import nn"
NET = (
    "class Net(nn.Module):\n    def __init__(self):\n        self.layer = nn.Linear(4, 64)\n\n"
    "    def forward(self, x):\n        return self.layer(x)"
)
WIDE, SMALL = "Linear(4, 64)", "Linear(4, 8)"
RATE = "learning_rate = 0.1\nepochs = 3"


def code(source: str | list[str], **more: object) -> dict[str, object]:
    return {"cell_type": "code", "source": source, "outputs": [], "metadata": {}, **more}


def text(source: str) -> dict[str, object]:
    return {"cell_type": "markdown", "source": source, "metadata": {}}


def notebook(*cells: str | dict[str, object]) -> bytes:
    made = [code(cell) if isinstance(cell, str) else cell for cell in cells]
    return json.dumps({"cells": made, "metadata": {}, "nbformat": 4}).encode()


def compared(before: bytes | None, after: bytes | None) -> Comparison:
    return compare(PathClass.NOTEBOOK, before, after)


WHOLE = notebook(text("# Train"), IMPORTS, NET, RATE)


@pytest.mark.parametrize(
    ("old", "new", "symbol", "line", "values"),
    [
        ("learning_rate = 0.1", "learning_rate = 0.2", "cell 3", 1, ("0.1", "0.2")),
        ("epochs = 3", "epochs = 9", "cell 3", 2, ("3", "9")),
        (WIDE, SMALL, "Net.__init__", 3, (f"nn.{WIDE}", f"nn.{SMALL}")),
    ],
)
def test_a_difference_stands_on_a_line_of_its_cell(
    old: str, new: str, symbol: str, line: int, values: tuple[str, str]
) -> None:
    cells = [cell.replace(old, new) for cell in (IMPORTS, NET, RATE)]
    (change,) = compared(WHOLE, notebook(text("# Train"), *cells)).changes
    assert (change.symbol, change.line) == (symbol, line)
    assert (change.before, change.after) == values
    assert change.weight > 0.8


def test_a_cell_that_is_new_or_gone_is_named_with_its_place() -> None:
    less = notebook(text("# Train"), IMPORTS, NET)
    (new,) = compared(less, WHOLE).changes[:1]
    assert (new.symbol, new.line, new.before) == ("cell 3", 1, None)
    (gone,) = compared(WHOLE, less).changes[:1]
    assert (gone.symbol, gone.line, gone.after) == ("cell 3", 1, None)


@pytest.mark.parametrize(
    "after",
    [
        notebook(text("# Train it now"), IMPORTS, NET, RATE),
        notebook(IMPORTS, NET, RATE),
        notebook(text("# Train"), NET, RATE, IMPORTS),
        notebook(text("# Train"), IMPORTS, NET, code(RATE, execution_count=7, outputs=[{"x": 1}])),
        notebook(text("# Train"), IMPORTS, NET, code(RATE.splitlines(keepends=True))),
        notebook(text("# Train"), IMPORTS + "\n\n# the usual", NET, RATE + "\n\n"),
        notebook(text("# Train"), f"{IMPORTS}\n{NET}", RATE),  # two cells became one
        notebook(text("# Train"), "%matplotlib inline\n" + IMPORTS, NET, RATE),
        notebook(text("# Train"), "!pip install torch==2.0", IMPORTS, NET, RATE),
        notebook(text("# Train"), IMPORTS + "\nnn.Linear?", NET, RATE),
        notebook(text("# Train"), IMPORTS, NET, RATE + "\nprint(epochs)"),
    ],
)
def test_what_is_no_change_of_meaning(after: bytes) -> None:
    assert compared(WHOLE, after) == Comparison()


def test_code_beside_a_magic_command_is_read() -> None:
    before = notebook(IMPORTS, "%%time\n!nvidia-smi\nlearning_rate = 0.1")
    after = before.replace(b"0.1", b"0.2").replace(b"nvidia-smi", b"free")
    (change,) = compared(before, after).changes
    assert (change.symbol, change.line, change.after) == ("cell 1", 3, "0.2")


def test_a_cell_of_another_language_is_no_python() -> None:
    before = notebook(IMPORTS, "%%bash\nlr=0.1 python train.py")
    assert compared(before, before.replace(b"0.1", b"0.2")).changes == ()


def test_a_cell_that_does_not_parse_hinders_only_where_it_changed() -> None:
    broken = "print 'done'\nx = = 1"
    before = notebook(broken, RATE)
    (change,) = compared(before, notebook(broken, RATE.replace("0.1", "0.2"))).changes
    assert change.after == "0.2"
    assert compared(before, notebook(broken + "\ny = = 2", RATE)).problem is not None


def test_the_cells_of_an_old_format_are_read() -> None:
    def old(rate: str) -> bytes:
        cells = [{"cell_type": "code", "input": f"learning_rate = {rate}", "outputs": []}]
        return json.dumps({"worksheets": [{"cells": cells}], "nbformat": 3}).encode()

    (change,) = compared(old("0.1"), old("0.2")).changes
    assert (change.symbol, change.before, change.after) == ("cell 0", "0.1", "0.2")


def test_a_new_notebook_names_its_definitions_in_their_cells() -> None:
    new = {change.symbol: change.line for change in compared(None, WHOLE).changes}
    assert new["Net"] == 1
    gone = compared(WHOLE, None).changes
    assert {change.symbol for change in gone} == set(new)
    assert all(change.whole and change.after is None for change in gone)


@pytest.mark.parametrize("data", [b"", b"[]", b'{"cells": 3}', b"\xff\xfe", b'{"cells": ['])
def test_what_is_no_notebook_is_a_problem_and_no_change(data: bytes) -> None:
    for found in (compared(data, WHOLE), compared(WHOLE, data), compared(None, data)):
        assert (found.problem or "").startswith("not parsed: no notebook")
        assert found.changes == ()
    assert compared(notebook(), b"{}").problem is None  # a notebook without cells is one
