"""Calls of pytest with the options of its configuration, and tests outside its `testpaths`."""

import pytest

from debtaudit.resolve.training.pytest_calls import covers
from tests.resolve.drawing import points_of
from tests.resolve.training.test_doctests import github
from tests.resolve.training.test_traces import TESTED, TRAIN

TESTPATHS = '[tool.pytest.ini_options]\ntestpaths = ["tests", "checks/*"]\n'


@pytest.mark.parametrize(
    ("place", "path", "expected"),
    [
        ("", "a/b.py", True),
        (".", "a/b.py", True),
        ("a", "a/b.py", True),
        ("./a/", "a/b.py", True),
        ("a/b.py", "a/b.py", True),
        ("a/*", "a/c/d.py", True),
        ("*/c", "a/c/d.py", True),
        ("a", "ab/c.py", False),
        ("a/b", "a/b.py", False),
    ],
)
def test_what_a_place_covers(place: str, path: str, expected: bool) -> None:
    assert covers(place, path) is expected


def main(files: dict[str, str]) -> tuple[str, str | None]:
    point = points_of({"src/train.py": TRAIN, **files})["src/train.py::main"]
    return point.tested, point.reason


def test_a_test_outside_the_testpaths_does_not_count() -> None:
    files = {"pyproject.toml": TESTPATHS, "old/test_train.py": TESTED["a function"]}
    assert main(files) == (
        "untested",
        "old/test_train.py::test_it does not count: outside the testpaths of pyproject.toml, "
        "and no call of pytest names it",
    )


@pytest.mark.parametrize(
    "files",
    [
        {"tests/test_train.py": TESTED["a function"]},
        {"checks/a/test_train.py": TESTED["a function"]},
        {"old/test_a.py": TESTED["a function"], "go.sh": "pytest -x old\n"},
        {
            "old/test_a.py": TESTED["a function"],
            ".github/workflows/a.yml": github("pytest old/test_a.py::test_it"),
        },
        {
            "old/test_a.py": TESTED["a function"],
            "tox.ini": "[testenv]\nchangedir = old\ncommands = pytest\n",
        },
    ],
)
def test_testpaths_and_calls_that_name_the_place(files: dict[str, str]) -> None:
    assert main({"pyproject.toml": TESTPATHS, **files})[0] == "tested"


def test_the_testpaths_of_another_project_say_nothing() -> None:
    files = {"sub/pyproject.toml": TESTPATHS, "old/test_train.py": TESTED["a function"]}
    assert main(files)[0] == "tested"


def test_a_quote_that_was_cut_off() -> None:
    files = {"pytest.ini": "[pytest]\naddopts = -m 'not\n", "test_train.py": TESTED["a function"]}
    assert main(files)[0] == "tested"
