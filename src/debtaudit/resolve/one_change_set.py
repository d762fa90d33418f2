"""The history of a head as that of its base and one change set more.

So base and head are measured alike: what is often changed and what was never written down before
is the same for both, under the names that the files have in the head.
"""

from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from debtaudit.domain.files import PathClass
from debtaudit.domain.history import (
    ChangeSet,
    ChangeSetComparison,
    Commit,
    CommitChanges,
    HistoryFacts,
    PathChange,
)
from debtaudit.extract.path_class import path_class

UNCOMMITTED = "0"
"""The digit of the id that stands for changes which are not committed, as in `git blame`."""


def one_change_set(
    base: str,
    tip: str,
    commits: Sequence[CommitChanges],
    changes: Sequence[PathChange],
    today: int,
) -> ChangeSet | None:
    """Return base..head as one change set, None where nothing changed.

    `commits` are those since the base, newest first, without merges; `today` is the day of the
    audit in seconds, for changes that are not committed.
    """
    if not changes:
        return None
    if commits:
        newest = commits[0].commit
        head = replace(newest, id=tip, parents=(base,))
    else:
        nobody = UNCOMMITTED * len(base)
        head = Commit(nobody, (base,), today, "not committed", "", "Changes not committed", "")
    messages = [f"{one.commit.subject}\n\n{one.commit.message}".rstrip() for one in commits]
    return ChangeSet(
        head=head,
        commits=tuple(one.commit.id for one in commits) or (head.id,),
        messages=tuple(messages) or (head.subject,),
        changes=tuple(changes),
        first_parent_index=0,
    )


def history_with(
    history: HistoryFacts, one: ChangeSet | None, renames: Mapping[str, str]
) -> HistoryFacts:
    """Return the base's history as the head has it: one change set more, files by their new names.

    The commits of the change set do not count as changes of code: who touches a file that others
    made a hotspot has not made it one. As edits of documents they count.
    """
    sets = [_renamed_set(each, renames) for each in history.change_sets]
    commits = [_renamed_commit(each, renames) for each in history.commits]
    if one is None:
        return replace(history, change_sets=tuple(sets), commits=tuple(commits))
    documents = [change for change in one.changes if path_class(change.path) is PathClass.DOCUMENT]
    return replace(
        history,
        change_sets=(one, *map(_shifted, sets)),
        commits=(CommitChanges(one.head, tuple(documents)), *commits),
        total_commits=history.total_commits + 1,
    )


def comparisons_with(
    comparisons: Mapping[str, ChangeSetComparison], renames: Mapping[str, str]
) -> dict[str, ChangeSetComparison]:
    """Return comparisons with the names that the files have in the head."""
    if not renames:
        return dict(comparisons)
    return {head: _renamed_comparison(one, renames) for head, one in comparisons.items()}


def _shifted(one: ChangeSet) -> ChangeSet:
    """Move a change set one place down the first-parent line."""
    place = one.first_parent_index
    return one if place is None else replace(one, first_parent_index=place + 1)


def _renamed_set(one: ChangeSet, renames: Mapping[str, str]) -> ChangeSet:
    changes = _renamed(one.changes, renames)
    return one if changes is one.changes else replace(one, changes=changes)


def _renamed_commit(one: CommitChanges, renames: Mapping[str, str]) -> CommitChanges:
    changes = _renamed(one.changes, renames)
    return one if changes is one.changes else replace(one, changes=changes)


def _renamed(changes: tuple[PathChange, ...], renames: Mapping[str, str]) -> tuple[PathChange, ...]:
    """Return the same tuple where nothing in it was renamed."""
    if not renames or not any(change.path in renames for change in changes):
        return changes
    return tuple(_renamed_change(change, renames) for change in changes)


def _renamed_change(change: PathChange, renames: Mapping[str, str]) -> PathChange:
    new = renames.get(change.path)
    if new is None:
        return change
    old = change.old_path if change.old_path != change.path else new
    return replace(change, path=new, old_path=old)


def _renamed_comparison(
    one: ChangeSetComparison, renames: Mapping[str, str]
) -> ChangeSetComparison:
    if not any(file.path in renames for file in one.files):
        return one
    files = [
        replace(file, path=renames[file.path]) if file.path in renames else file
        for file in one.files
    ]
    return replace(one, files=tuple(files))
