"""The checklist is read by a reader of its own, which has to agree with that of TOML."""

from debtaudit.domain.toml import read_toml
from debtaudit.knowledge.checklist_items import items_as_written
from debtaudit.knowledge.packaged import packaged_bytes, packaged_text


def test_the_quick_reader_reads_the_checklist_as_toml_is_read() -> None:
    name = "checklists/default.toml"
    assert {"item": items_as_written(packaged_text(name))} == read_toml(packaged_bytes(name))
