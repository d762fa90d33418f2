"""When each path was last changed."""

from debtaudit.domain.history import HistoryFacts


def last_edits(history: HistoryFacts) -> dict[str, int]:
    """Return the time (seconds since 1970 UTC) of the newest commit of each path in the window."""
    newest: dict[str, int] = {}
    for one in history.commits:
        for change in one.changes:
            newest[change.path] = max(newest.get(change.path, 0), one.commit.time)
    return newest
