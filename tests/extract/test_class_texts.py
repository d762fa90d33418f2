"""Strings that may name a class."""

import pytest

from debtaudit.domain.python_facts import ClassText
from debtaudit.extract.python_source import python_facts


def texts(source: str) -> list[str]:
    return [one.text for one in python_facts(source.encode()).class_texts]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("x = {'module': 'LightGBM', 'args': {}}", ["LightGBM"]),
        ("make('models.forest.Forest')", ["models.forest.Forest"]),
        ("make(kind='ICP')", ["ICP"]),
        ("def f():\n    for name in ('Ridge', 'Lasso'):\n        make(name)", ["Ridge", "Lasso"]),
        (
            "x = 'forest', 'a Forest', 'Forest!', 'LEARNING_RATE', 'a/Forest', '', '.', 'A' * 2",
            ["A"],
        ),
        ("'''Forest'''\nx = 1", []),
        ("x = f'{a}Forest'", []),
    ],
)
def test_a_string_that_is_no_more_than_a_name_is_kept(source: str, expected: list[str]) -> None:
    assert sorted(texts(source)) == sorted(expected)


def test_a_name_is_kept_once_with_its_first_line_and_two_hundred_of_a_file() -> None:
    facts = python_facts(b"a = 'Forest'\nb = 'Forest'\n")
    assert facts.class_texts == (ClassText("Forest", 1),)
    many = "\n".join(f"x = 'Forest{number}'" for number in range(300))
    assert len(texts(many)) == 200


def test_what_looks_like_a_secret_is_masked() -> None:
    assert not any("AbAbAb" in text for text in texts(f"y = 'a.hf_{'Ab' * 20}.Model'"))
