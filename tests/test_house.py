"""What the house promises of itself: rules with pages and tests, rooms of a readable size."""

import ast
from pathlib import Path

import pytest

from debtaudit.detectors import all_rules, discover

ROOT = Path(__file__).parents[1]
SOURCES = sorted((ROOT / "src").rglob("*.py"))
PAGES = ROOT / "docs" / "rules"


def test_rule_ids_are_unique_slugs() -> None:
    ids = [rule.id for rule in all_rules()]
    assert len(ids) == len(set(ids))
    assert all(rule_id == rule_id.lower() and " " not in rule_id for rule_id in ids)


def test_every_rule_has_a_page_and_every_page_a_rule() -> None:
    assert {page.stem for page in PAGES.glob("*.md")} == {rule.id for rule in all_rules()}


@pytest.mark.parametrize("rule_id", sorted(rule.id for rule in all_rules()))
def test_every_rule_is_named_by_a_test(rule_id: str) -> None:
    tests = (ROOT / "tests" / "detectors").rglob("test_*.py")
    assert any(rule_id in test.read_text() for test in tests)


def test_every_rule_belongs_to_the_scan_of_its_detector() -> None:
    for detector in discover():
        assert detector.rules
        assert {rule.scan for rule in detector.rules} == {detector.scan}


def test_files_and_functions_stay_readable() -> None:
    """A file past 350 lines or a function past 60 holds a second idea (house rule 11)."""
    long = []
    for path in SOURCES:
        text = path.read_text()
        if text.count("\n") > 350:
            long.append(f"{path.name}: {text.count(chr(10))} lines")
        long += [
            f"{path.name}: {node.name}"
            for node in ast.walk(ast.parse(text))
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
            and (node.end_lineno or 0) - node.lineno > 60
        ]
    assert long == []


def test_no_room_is_called_utils() -> None:
    loose = {"utils", "util", "helpers", "helper", "common", "misc"}
    assert [path for path in SOURCES if loose & set(path.with_suffix("").parts)] == []


def test_every_source_file_says_what_it_is() -> None:
    assert [path for path in SOURCES if not ast.get_docstring(ast.parse(path.read_text()))] == []
