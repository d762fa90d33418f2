"""CODEOWNERS: the last pattern that matches names the owner."""

from collections.abc import Callable

import pytest

from debtaudit.domain.files import FileFacts
from debtaudit.extract.codeowners import owner_rules
from debtaudit.resolve.owners import owner_finder

RULES = b"""\
# comment
*            @everyone
*.ipynb      @notebooks   # inline comment
/src/        @ml-platform @lead
docs/*       @writers
src/legacy/
[Section]
!src/x @nobody
apps/        someone@example.org
"""


def finder(path: str = ".github/CODEOWNERS", data: bytes = RULES) -> Callable[[str], str | None]:
    return owner_finder({path: FileFacts(owners=owner_rules(data))})


@pytest.mark.parametrize(
    ("path", "owner"),
    [
        ("setup.py", "@everyone"),
        ("deep/down/a.ipynb", "@notebooks"),
        ("src/train.py", "@ml-platform @lead"),
        ("lib/src/train.py", "@everyone"),
        ("docs/index.md", "@writers"),
        ("docs/api/index.md", "@everyone"),
        ("src/legacy/old.py", None),
        ("services/apps/web.py", "someone@example.org"),
    ],
)
def test_the_last_matching_pattern_wins(path: str, owner: str | None) -> None:
    assert finder()(path) == owner


def test_lines_are_numbered_as_in_the_file() -> None:
    assert [rule.line for rule in owner_rules(RULES)] == [2, 3, 4, 5, 6, 9]


def test_the_file_below_github_counts_before_the_one_in_the_root() -> None:
    owner = owner_finder(
        {
            "CODEOWNERS": FileFacts(owners=owner_rules(b"* @root")),
            ".github/CODEOWNERS": FileFacts(owners=owner_rules(b"* @github")),
        }
    )
    assert owner("a.py") == "@github"


def test_without_a_file_nobody_owns_anything() -> None:
    assert owner_finder({})("a.py") is None


def test_bytes_that_are_no_text_are_no_error() -> None:
    assert owner_rules(b"\xff\xfe* @a\n\x00\n")
