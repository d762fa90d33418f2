"""What the folders of a path say about the code in them."""

import pytest

from debtaudit.knowledge.places import place_of
from debtaudit.risk.factors import IN_PLACE


@pytest.mark.parametrize(
    ("path", "place", "because"),
    [
        ("examples/train.py", "example", "examples"),
        ("pkg/Tutorials/a.ipynb", "example", "pkg/Tutorials"),
        ("courses/lesson_3/train.py", "example", "courses"),
        (
            "notebooks/from-zero-to-hero-tutorial/a.ipynb",
            "example",
            "notebooks/from-zero-to-hero-tutorial",
        ),
        ("notebooks/how-tos/a.ipynb", "example", "notebooks/how-tos"),
        ("tools/profiling/loader.py", "benchmark", "tools/profiling"),
        ("tests/train.py", "test", "tests"),
        ("src/pkg/test_train.py", "test", "src/pkg/test_train.py"),
        ("conftest.py", "test", "conftest.py"),
        ("third_party/x/a.py", "third-party", "third_party"),
        ("docs/conf.py", "documentation", "docs"),
        ("old/train.py", "archive", "old"),
        ("benchmarks/run.py", "benchmark", "benchmarks"),
        ("examples/tests/a.py", "test", "examples/tests"),
    ],
)
def test_a_folder_or_name_says_what_the_code_is_for(path: str, place: str, because: str) -> None:
    found = place_of(path)
    assert found is not None
    assert (found[0].name, found[1]) == (place, because)


@pytest.mark.parametrize(
    "path",
    [
        "train.py",
        "src/train.py",
        "src/contest/run.py",
        "examples.py",
        "src/latest.py",
        "testing.py",
        "src/churn_tutorial/nodes.py",
        "pkg/profiling.py",
    ],
)
def test_ordinary_code_has_no_place(path: str) -> None:
    assert place_of(path) is None


def test_every_place_has_its_factor_in_the_risk_model() -> None:
    names = {place_of(f"{folder}/a.txt") for folder in ("tests", "vendor", "old", "demo", "docs")}
    assert {found[0].name for found in names if found} <= set(IN_PLACE)
    assert place_of("bench/a.txt") is not None
