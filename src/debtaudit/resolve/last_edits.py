"""When each path was last changed."""

from collections.abc import Container

from debtaudit.domain.history import HistoryFacts


def last_edits(history: HistoryFacts, wanted: Container[str] | None = None) -> dict[str, int]:
    """Return the time (seconds since 1970 UTC) of the newest commit of each path in the window.

    Of all paths, or of those that are `wanted`.
    """
    newest: dict[str, int] = {}
    for one in history.commits:
        for change in one.changes:
            if wanted is None or change.path in wanted:
                newest[change.path] = max(newest.get(change.path, 0), one.commit.time)
    return newest
