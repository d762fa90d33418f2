"""The built-in checklists: YAML for people, read without a parser of YAML."""

import pytest
import yaml

from debtaudit.knowledge.checklists import BUILT_IN, built_in, plain_yaml
from debtaudit.knowledge.packaged import packaged_text


@pytest.mark.parametrize("name", BUILT_IN)
def test_the_plain_reader_reads_what_a_yaml_parser_reads(name: str) -> None:
    text = packaged_text(f"checklists/{name}.yaml")
    assert plain_yaml(text) == yaml.safe_load(text)


@pytest.mark.parametrize("name", BUILT_IN)
def test_ids_are_unique_and_the_checklist_is_called_by_its_id(name: str) -> None:
    ids = [item.id for item in built_in(name).items]
    assert len(ids) == len(set(ids))
    assert built_in(name).id == name


def test_no_id_is_in_two_checklists() -> None:
    ids = [item.id for name in BUILT_IN for item in built_in(name).items]
    assert len(ids) == len(set(ids))
