"""What is said of items that nobody can answer from the files."""

import pytest

from debtaudit.domain.checklist_digest import unknown_said
from debtaudit.domain.checklist_report import UNREAD, ChecklistItem

UNREADABLE = f"{UNREAD.capitalize()}train.py, not parsed: invalid syntax (line 3)."
ELSEWHERE = "Nothing of it is in the repository."


@pytest.mark.parametrize(
    ("reasons", "said"),
    [
        ((ELSEWHERE, ELSEWHERE), " 2 cannot be told from files"),
        (
            (ELSEWHERE, UNREADABLE, UNREADABLE),
            " 3 cannot be told from files, 2 of them since one could not be read",
        ),
        ((UNREADABLE,), " 1 cannot be told from files, since one could not be read"),
    ],
)
def test_what_waits_for_a_file_is_told_from_what_no_file_shows(
    reasons: tuple[str, ...], said: str
) -> None:
    items = [ChecklistItem("seeds", "Seeds", "unknown", (), "", reason) for reason in reasons]
    assert unknown_said(items) == said
