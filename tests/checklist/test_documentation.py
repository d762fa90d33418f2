"""docs/checklist.md names every item with its question."""

from pathlib import Path
from typing import get_args

import pytest

from debtaudit.domain.report import ItemStatus
from debtaudit.knowledge.checklist_items import Item, default_items

TEXT = (Path(__file__).parents[2] / "docs" / "checklist.md").read_text("utf-8")


@pytest.mark.parametrize("item", default_items(), ids=lambda item: str(item.id))
def test_every_item_is_documented(item: Item) -> None:
    (row,) = [line for line in TEXT.splitlines() if line.startswith(f"| `{item.id}` |")]
    assert item.question in row
    assert ("*any software*" in row) is item.general
    assert ("`unknown` without evidence" in row) is (item.absent == "unknown")


def test_every_status_is_documented() -> None:
    for status in get_args(ItemStatus):
        assert f"| `{status}` |" in TEXT
