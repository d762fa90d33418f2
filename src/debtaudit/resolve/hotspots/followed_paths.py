"""Paths of the past under the names that the files have today: renames followed back."""

from collections.abc import Iterable, Iterator

from debtaudit.domain.history import PathChange


class PathFollower:
    """Goes back in time, one commit after the other, and tells each path's name of today.

    Where branches renamed a file in two ways, the newer name wins. A file that was deleted and came
    back under its name is one file.
    """

    def __init__(self) -> None:
        self._today: dict[str, str] = {}

    def names(self, changes: Iterable[PathChange]) -> Iterator[tuple[str, PathChange]]:
        """Yield each change of the next older commit with the path that its file has today."""
        today = self._today
        renamed = []
        for change in changes:
            path = today.get(change.path, change.path)
            if change.status == "R" and change.old_path != path:
                renamed.append((change.old_path, path))
            yield path, change
        today.update(renamed)  # only now: two files may have changed names in one commit
