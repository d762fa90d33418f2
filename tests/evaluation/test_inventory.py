"""The comparison of the inventory with what was written down by reading."""

import pytest
from evaluation.inventory import Label, compare, is_same, judged, read_labels
from msgspec.structs import replace

from debtaudit.domain.inventory_model import InventoryModel

MODEL = InventoryModel(
    *("src/demand", "trained", "sklearn", ("src/flow.py::main",), (), (), (), ("demand",)),
    *(None, None, "2026-01-02", None, "served", "src/serve.py:6 loads it"),
    code=("src/flow.py", "src/train.py"),
)
LABEL = Label(
    *("org/shop", "0" * 40, "trained", "demand", "src/train.py", "-", "demand", "-"),
    *("2026-01-02", "-", "served", "src/serve.py"),
)


def test_a_model_is_the_reader_s_by_its_file_and_agrees_item_by_item() -> None:
    assert is_same(LABEL, MODEL)
    assert all(agree for agree, _said in judged(LABEL, MODEL).values())


def test_what_differs_and_what_only_one_has_is_counted(capsys: pytest.CaptureFixture[str]) -> None:
    other = InventoryModel(
        *("org/name", "pretrained", None, (), (), ("src/serve.py:3",), (), ()),
        *(None, None, "2026-01-02", None, "unknown", "no serving code loads it by name"),
        code=("src/serve.py",),
    )
    owned = replace(LABEL, owner="@x")
    counted = compare("org/shop", [owned], [MODEL, other])
    assert (counted["found"], counted["items"], counted["same"]) == (1, 8, 7)
    assert counted["too many"] == 1
    said = capsys.readouterr().out
    assert "demand: owner: -" in said
    assert "only debtaudit has org/name" in said


def test_the_labels_can_be_read() -> None:
    labels = read_labels()
    assert len({label.repository for label in labels}) >= 5
    assert all(len(label.revision) == 40 for label in labels)
