"""How often each file of the snapshot was changed in the window, and by how many people.

Commits that are no merges are counted, under the path that a file has today.
"""

from collections.abc import Sequence

from msgspec import Struct

from debtaudit.domain.history import CommitChanges

MASS_CHANGE = 100
"""A commit of more files than this (an import, a move, a mass reformatting) is no sign that each
of them is hard to leave alone. Hassan (ICSE 2009) and code-maat draw such a line too."""

_TOOLS = ("black", "ruff", "isort", "autopep8", "yapf", "pyupgrade", "docformatter", "pre-commit")
_VERBS = ("run", "apply", "applied", "format with", "formatted with", "reformat", "blacken")
_FORMATTING = ("style:", "style(", "reformat", "format code", "code format", "blacken", "isort")


class ChangeCount(Struct, frozen=True):
    """The changes of one file in the window.

    `changes` are all commits that are no merges; `counted` those of them that are neither mass
    changes nor formatting; `authors` the distinct addresses behind `changes`; `newest` the id of
    the newest counted commit, or of the newest commit where none counts.
    """

    changes: int
    counted: int
    authors: int
    newest: str


class ChangeCounts(Struct, frozen=True):
    """The counts by path; the ids of commits that were left out, newest first."""

    by_path: dict[str, ChangeCount]
    mass_changes: tuple[str, ...]
    formatting: tuple[str, ...]


class _Count:
    __slots__ = ("authors", "changes", "counted", "newest", "newest_counted")

    def __init__(self, newest: str) -> None:
        self.changes = 0
        self.counted = 0
        self.authors: set[str] = set()
        self.newest = newest
        self.newest_counted = ""


def count_changes(commits: Sequence[CommitChanges]) -> ChangeCounts:
    """Count the changes of every path; `commits` are newest first, renames are followed back.

    Where branches renamed a file in two ways, the newer name wins.
    """
    counts: dict[str, _Count] = {}
    today: dict[str, str] = {}
    mass: list[str] = []
    formatting: list[str] = []
    for entry in commits:
        commit = entry.commit
        counted = True
        if len(entry.changes) > MASS_CHANGE:
            mass.append(commit.id)
            counted = False
        elif is_formatting(commit.subject):
            formatting.append(commit.id)
            counted = False
        for change in entry.changes:
            path = today.get(change.path, change.path)
            if change.status == "R" and change.old_path != path:
                today[change.old_path] = path
            count = counts.get(path)
            if count is None:
                count = counts[path] = _Count(commit.id)
            count.changes += 1
            count.authors.add(commit.author_email)
            if counted:
                count.counted += 1
                count.newest_counted = count.newest_counted or commit.id
    return ChangeCounts(
        {path: _frozen(count) for path, count in counts.items()}, tuple(mass), tuple(formatting)
    )


def is_formatting(subject: str) -> bool:
    """Tell from its subject whether a commit only reformats: "Run black", "style: sort imports"."""
    text = subject.strip().lower()
    if text.startswith(_FORMATTING):
        return True
    words = text.replace("`", "").replace(",", " ").split()
    return text.startswith(_VERBS) and any(tool in words for tool in _TOOLS) and len(words) <= 8


def _frozen(count: _Count) -> ChangeCount:
    newest = count.newest_counted or count.newest
    return ChangeCount(count.changes, count.counted, len(count.authors), newest)
