"""docs/checklist.md holds every item of the built-in checklists, every status and every rule."""

from pathlib import Path
from typing import get_args

import msgspec
import pytest
from benchmarks.checklist_docs import checklist_table

from debtaudit.domain.checklist_report import ItemStatus
from debtaudit.knowledge.checklist_items import Rule
from debtaudit.knowledge.checklists import BUILT_IN, built_in
from debtaudit.knowledge.instruments import purposes

TEXT = (Path(__file__).parents[2] / "docs" / "checklist.md").read_text("utf-8")


@pytest.mark.parametrize("name", BUILT_IN)
def test_the_tables_are_those_of_the_checklists(name: str) -> None:
    assert checklist_table(built_in(name)) in TEXT, "run `make docs`"


def test_every_status_is_documented() -> None:
    for status in get_args(ItemStatus):
        assert f"| `{status}` |" in TEXT


def test_every_rule_with_its_keys_is_documented() -> None:
    for rule in get_args(Rule):
        info = msgspec.inspect.type_info(rule)
        assert isinstance(info, msgspec.inspect.StructType)
        (row,) = [line for line in TEXT.splitlines() if line.startswith(f"| `{info.tag}` |")]
        for key in rule.__struct_encode_fields__:
            assert f"`{key}`" in row, key
    for purpose in purposes():
        assert f"`{purpose}`" in TEXT
