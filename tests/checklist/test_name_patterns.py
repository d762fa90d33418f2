"""Patterns of names: what `*` stands for, and that it is what an expression would find."""

import re

import pytest

from debtaudit.checklist.name_patterns import lines_like

NAMES = "check_drift\ncheck_data_drift_daily\nrun_check_drift\ndrift\nload\npsi\nmy_psi"
PATHS = "docs/model.md\ndocs/old/model.md\nmodel.md\ndocs/data_model_2.md\ndocs/model.md.bak"


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("drift", ["drift"]),
        ("Check_*Drift*", ["check_drift", "check_data_drift_daily"]),
        ("*_psi", ["my_psi"]),
        ("*drift", ["check_drift", "run_check_drift", "drift"]),
        ("*", NAMES.split("\n")),
        ("**", NAMES.split("\n")),
        ("nothing*", []),
        ("check_*", ["check_drift", "check_data_drift_daily"]),
    ],
)
def test_a_star_stands_for_anything_in_a_name(pattern: str, found: list[str]) -> None:
    assert list(lines_like([pattern], NAMES)) == found


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("docs/*model*.md", ["docs/model.md", "docs/data_model_2.md"]),
        ("*.md", ["model.md"]),
        ("docs/*/model.md", ["docs/old/model.md"]),
        ("docs/model.md", ["docs/model.md"]),
    ],
)
def test_a_star_may_be_kept_within_the_name_of_a_file(pattern: str, found: list[str]) -> None:
    assert list(lines_like([pattern], PATHS, never="/")) == found


@pytest.mark.parametrize("pattern", ["a*a", "aa*", "*aba*", "a*b*a", "ab*ba", "*b*b*", "aba*aba"])
def test_parts_do_not_overlap_and_may_be_found_in_any_way(pattern: str) -> None:
    names = ["a", "aa", "aba", "abba", "abab", "ababa", "abaaba", "bb", "b", "aabaa", "abxaba"]
    expression = re.compile(re.escape(pattern).replace(r"\*", ".*"))
    expected = [name for name in names if expression.fullmatch(name)]
    assert list(lines_like([pattern], "\n".join(names))) == expected


def test_what_is_special_in_expressions_is_plain_here() -> None:
    assert list(lines_like(["a.b", "x[1]*"], "a.b\naxb\nx[1]y\nx1")) == ["a.b", "x[1]y"]


def test_several_patterns_are_looked_for_one_after_the_other() -> None:
    assert list(lines_like(["psi", "*psi"], NAMES)) == ["psi", "psi", "my_psi"]


def test_no_names_hold_nothing() -> None:
    assert list(lines_like(["*", "a*"], "")) == []
