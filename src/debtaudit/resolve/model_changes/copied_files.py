"""Files that a change only copied, or of which it took a copy away.

A course keeps last year's notebook under another name; an experiment begins as a copy of another.
Whoever copies a file byte by byte makes no model that was not there. Weights and data are no such
files: a copy of them is served, or trained on, somewhere else.
"""

from functools import cached_property

from msgspec.structs import replace

from debtaudit.domain.facts import RepositoryFacts
from debtaudit.domain.files import PathClass
from debtaudit.domain.history import ChangeSet, ChangeSetComparison
from debtaudit.extract.path_class import path_class


class CopiedFiles:
    """Knows which bytes stand where in the audited snapshot, and since when."""

    def __init__(self, facts: RepositoryFacts) -> None:
        self._facts = facts

    @cached_property
    def _holders(self) -> dict[str, list[str]]:
        """The paths of the snapshot by blob."""
        found: dict[str, list[str]] = {}
        for entry in self._facts.files:
            found.setdefault(entry.blob, []).append(entry.path)
        return found

    @cached_property
    def _since(self) -> dict[str, int]:
        """For paths that came in the window, the number of the newest change set that brought one.

        Change sets are numbered as the history lists them, the newest first.
        """
        found: dict[str, int] = {}
        for number, change_set in enumerate(self._facts.history.change_sets):
            for change in change_set.changes:
                if change.status in ("A", "R"):
                    found.setdefault(change.path, number)
        return found

    @cached_property
    def _numbers(self) -> dict[str, int]:
        sets = self._facts.history.change_sets
        return {change_set.head.id: number for number, change_set in enumerate(sets)}

    def left_out(
        self, change_set: ChangeSet, comparison: ChangeSetComparison
    ) -> ChangeSetComparison:
        """Return a comparison without the files that are, or were, copies of others."""
        copies = {
            change.path
            for change in change_set.changes
            if (change.before is None) != (change.after is None)
            and path_class(change.path) is not PathClass.ARTEFACT
            and self._is_held(change.after or change.before or "", change.path, change_set)
        }
        if not copies:
            return comparison
        files = tuple(one for one in comparison.files if one.path not in copies)
        return replace(comparison, files=files)

    def _is_held(self, blob: str, path: str, change_set: ChangeSet) -> bool:
        """Tell whether another file had these bytes when the change was made."""
        number = self._numbers.get(change_set.head.id, -1)
        for other in self._holders.get(blob, ()):
            since = self._since.get(other)
            if other != path and (since is None or since > number):
                return True
        return False
