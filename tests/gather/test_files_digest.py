"""A key about all files of a snapshot: another one wherever something else may come of them."""

import pytest

from debtaudit.domain.files import FileEntry, PathClass
from debtaudit.gather.files_digest import files_digest

ONE = FileEntry("train.py", "a" * 40, PathClass.PYTHON, 10)
BIG = FileEntry("weights.pt", "0" * 40, PathClass.ARTEFACT, 10)


def digest(*entries: FileEntry, about: str = "picture") -> str | None:
    return files_digest(about, entries, lambda entry: entry.path_class is PathClass.PYTHON)


@pytest.mark.parametrize(
    "other",
    [
        FileEntry("serve.py", "a" * 40, PathClass.PYTHON, 10),
        FileEntry("train.py", "b" * 40, PathClass.PYTHON, 10),
        FileEntry("train.py", "a" * 40, PathClass.SETUP_PY, 10),
    ],
)
def test_another_path_content_or_class_is_another_key(other: FileEntry) -> None:
    assert digest(other) != digest(ONE)


def test_another_question_or_choice_of_files_is_another_key() -> None:
    assert digest(ONE, about="report") != digest(ONE)
    assert files_digest("picture", [ONE], lambda _: False) != digest(ONE)
    assert digest(ONE) == digest(ONE)


def test_a_name_that_is_no_utf_8_has_a_key() -> None:
    assert digest(FileEntry("\udcff.py", "a" * 40, PathClass.PYTHON)) is not None


def test_only_files_that_are_read_need_an_id() -> None:
    assert digest(ONE, BIG) is not None
    assert files_digest("picture", [ONE, BIG], lambda _: True) is None
