"""The points of the past at which a trend is measured: revisions of the first-parent line."""

from datetime import date, datetime, timezone

from msgspec import Struct

from debtaudit.gather.commit_graph import FactStore, read_commit_graph
from debtaudit.gather.history_window import window_of
from debtaudit.gather.repository import Repository


class PastPoint(Struct, frozen=True):
    """A commit and the day of its committer, in UTC."""

    commit: str
    day: date

    def judged_on(self, today: date) -> date:
        """Return the day as of which it is judged: a clock that was ahead makes no future."""
        return min(self.day, today)


def past_points(
    repository: Repository,
    tip: str,
    *,
    since: date | None,
    until: date,
    revisions: int | None,
    cache: FactStore,
) -> list[PastPoint]:
    """Return points of the window, oldest first; the last one is `tip`.

    `revisions` is their number, spread evenly over the commits of the first-parent line (fewer
    where it has fewer); None for the last commit of each month. Commits dated outside of the
    window, by a clock that was wrong, are no points. Raises `GitFailedError`.
    """
    graph = read_commit_graph(repository, tip, cache)
    window = window_of(graph, since, until)
    inside = window.numbers(graph.times)
    line = [number for number in reversed(graph.trunk()) if number in inside]
    last = len(graph) - 1
    if not line or line[-1] != last:
        line.append(last)
    points = [PastPoint(graph.ids[number], _day(graph.times[number])) for number in line]
    chosen = _by_month(points) if revisions is None else _spread(points, revisions)
    repository.note_commits(point.commit for point in chosen)
    return chosen


def _by_month(points: list[PastPoint]) -> list[PastPoint]:
    last = {(point.day.year, point.day.month): point for point in points[:-1]}
    last.pop((points[-1].day.year, points[-1].day.month), None)
    kept = set(map(id, last.values()))
    return [point for point in points[:-1] if id(point) in kept] + points[-1:]


def _spread(points: list[PastPoint], number: int) -> list[PastPoint]:
    if number >= len(points):
        return points
    if number == 1:
        return points[-1:]
    step = (len(points) - 1) / (number - 1)
    return [points[round(turn * step)] for turn in range(number)]


def _day(seconds: int) -> date:
    return datetime.fromtimestamp(seconds, timezone.utc).date()
