"""The commits and change sets of one window of time, put together from what git tells of them."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timezone

from msgspec import Struct

from debtaudit.domain.errors import WrongCallError
from debtaudit.domain.history import ChangeSet, CommitChanges, HistoryFacts, PathChange
from debtaudit.domain.quantities import plural
from debtaudit.domain.rounds import Rounds
from debtaudit.gather.change_sets import CommitGroup, group_commits
from debtaudit.gather.commit_details import CommitDetails, CommitReader, Details
from debtaudit.gather.commit_graph import CommitGraph, FactStore, read_commit_graph
from debtaudit.gather.repository import Repository

_DAY = 86400
_WEST = 12 * 3600
"""A day is over when it is over everywhere (UTC-12): who commits in the evening in America and asks
for that day by its own calendar is not told that the newest commit is of the day after."""
_NOTES = 20
_FETCH_ALL = "fetch what is missing (`git fetch --refetch`, or clone without `--filter`)"
_FETCH_OBJECTS = "clone again without `--filter`, or run `git fsck` and fetch what is missing"


class Window(Struct, frozen=True):
    """Committer times in seconds; `end` is the first second after it."""

    start: int
    end: int
    since: str

    def numbers(self, times: Iterable[int]) -> frozenset[int]:
        """Return the places of the times that are in the window."""
        start, end = self.start, self.end
        return frozenset(place for place, when in enumerate(times) if start <= when < end)


def window_of(graph: CommitGraph, since: date | None, until: date | None) -> Window:
    """Return the window that `read_history` reads, by its rules for `since` and `until`."""
    last = _day(max(graph.times))
    last = last if until is None else min(last, until)
    first = since or _year_before(last)
    return Window(_seconds(first), _seconds(last) + _DAY + _WEST, first.isoformat())


def _day(seconds: int) -> date:
    return datetime.fromtimestamp(seconds, timezone.utc).date()


def _seconds(day: date) -> int:
    return int(datetime.combine(day, time(), timezone.utc).timestamp())


def _year_before(day: date) -> date:
    if day.year == date.min.year:
        return date.min
    try:
        return day.replace(year=day.year - 1)
    except ValueError:  # 29 February
        return day.replace(year=day.year - 1, day=28)


class WindowHistory:
    """Puts the facts of one window together."""

    def __init__(
        self,
        repository: Repository,
        graph: CommitGraph,
        window: Window,
        max_paths: int,
        rounds: Rounds | None = None,
    ) -> None:
        self._repository = repository
        self._graph = graph
        self._window = window
        self._max_paths = max_paths
        self._reader = CommitReader(repository, graph, max_paths, rounds)
        numbers = graph.numbers
        self._trunk_places = {number: place for place, number in enumerate(graph.trunk())}
        self._boundary = {numbers[one] for one in repository.shallow_commits if one in numbers}
        self._inside = window.numbers(graph.times) - self._boundary

    def facts(self) -> HistoryFacts:
        """Read the details of what the window needs and return everything."""
        graph = self._graph
        plain = sorted(number for number in self._inside if number not in graph.other_parents)
        groups = group_commits(graph, self._inside.__contains__)
        wanted = {*plain, *(group.head for group in groups)}
        wanted.update(number for group in groups for number in group.own)
        wanted -= self._boundary
        details = self._reader.read(sorted(wanted, reverse=True))
        commits = [details.commits[number] for number in plain if number in details.commits]
        sets = [self._change_set(group, details) for group in groups]
        problem, cure = self._problem(details)
        return HistoryFacts(
            commits=tuple(
                CommitChanges(one.commit, one.changes)
                for one in sorted(commits, key=lambda one: self._order(one.commit.id), reverse=True)
                if one.changes or not self._repository.prefix
            ),
            change_sets=tuple(
                sorted(
                    (one for one in sets if one is not None),
                    key=lambda one: self._order(one.head.id),
                    reverse=True,
                )
            ),
            since=self._window.since,
            total_commits=len(graph),
            problem=problem,
            cure=cure,
            notes=self._notes(details),
        )

    def _order(self, commit: str) -> tuple[int, int]:
        number = self._graph.numbers[commit]
        return self._graph.times[number], number

    def _change_set(self, group: CommitGroup, details: Details) -> ChangeSet | None:
        head = details.commits.get(group.head)
        if head is None:
            return None
        own = [details.commits[number] for number in group.own if number in details.commits]
        changes = head.changes if group.alone else _of_own(head.changes, own)
        if self._repository.prefix and not changes:
            return None
        parts = [head, *own] if group.merge else [head]
        return ChangeSet(
            head=head.commit,
            commits=tuple(one.commit.id for one in parts),
            messages=tuple(_message(one) for one in parts),
            changes=changes,
            first_parent_index=self._trunk_places.get(group.head),
        )

    def _problem(self, details: Details) -> tuple[str | None, str | None]:
        """Say why the window is not whole, the worst reason first."""
        if details.unread:
            said = f"{len(details.unread)} commits could not be compared with their parents"
            return f"{said}: objects are missing", _FETCH_OBJECTS
        if self._boundary:
            oldest = _day(min(self._graph.times[number] for number in self._boundary))
            said = f"the clone is shallow: history before {oldest} is cut off somewhere"
            return said, "run `git fetch --unshallow`, in CI set the fetch depth to 0"
        if details.exact_renames_only:
            said = "contents of past files are missing (partial clone): renames with edits"
            return f"{said} were not followed", _FETCH_ALL
        return None, None

    def _notes(self, details: Details) -> tuple[str, ...]:
        """Name the commits that were left out or cut, the newest first."""
        read = (details.commits[number] for number in sorted(details.commits, reverse=True))
        notes = [
            f"commit {one.commit.id[:12]} changes {one.total:,} paths; "
            f"{self._max_paths:,} of them were looked at"
            for one in read
            if one.total > self._max_paths
        ]
        notes += [
            f"commit {self._graph.ids[number][:12]} could not be compared with its parent"
            for number in sorted(details.unread, reverse=True)
        ]
        if len(notes) > _NOTES:
            notes = [*notes[:_NOTES], f"and {len(notes) - _NOTES:,} more commits like these"]
        later = sum(1 for when in self._graph.times if when >= self._window.end)
        if later:
            notes.append(f"{plural(later, 'commit')} left out: dated after the window")
        return tuple(notes)


def read_named_commits(
    repository: Repository,
    tip: str,
    commits: Sequence[str],
    *,
    max_paths: int = 500,
    cache: FactStore | None = None,
) -> tuple[HistoryFacts, dict[str, ChangeSet]]:
    """Return the history from the oldest of `commits` on, and each of them as a change set.

    A merge is compared with its first parent and stands for all that it brought in; any other
    commit stands for itself. Commits that `tip` does not reach have no history around them; one
    at a shallow boundary has no changes. Raises `WrongCallError` where objects are missing.
    """
    graph = read_commit_graph(repository, tip, cache)
    own = _named(repository, graph, [one for one in commits if one in graph.numbers], max_paths)
    for commit in commits:
        if commit not in own:
            aside = read_commit_graph(repository, commit, cache)
            own |= _named(repository, aside, [commit], max_paths)
    times = [graph.times[graph.numbers[one]] for one in commits if one in graph.numbers]
    if not times:
        return HistoryFacts(), own
    window = window_of(graph, _day(min(times)), None)
    return WindowHistory(repository, graph, window, max_paths).facts(), own


def _named(
    repository: Repository, graph: CommitGraph, commits: Sequence[str], max_paths: int
) -> dict[str, ChangeSet]:
    """Return commits of one graph as change sets of their own."""
    numbers = sorted({graph.numbers[one] for one in commits}, reverse=True)
    details = CommitReader(repository, graph, max_paths).read(numbers)
    places = {number: place for place, number in enumerate(graph.trunk())}
    if details.unread:
        raise WrongCallError(f"commit {graph.ids[details.unread[0]]}: its objects are missing")
    return {
        one.commit.id: ChangeSet(
            head=one.commit,
            commits=(one.commit.id,),
            messages=(_message(one),),
            changes=() if one.commit.id in repository.shallow_commits else one.changes,
            first_parent_index=places.get(number),
        )
        for number, one in details.commits.items()
    }


def _of_own(changes: tuple[PathChange, ...], own: list[CommitDetails]) -> tuple[PathChange, ...]:
    """Keep the paths that the change set's own commits touch.

    A merge that also brings in what other change sets did (a branch of branches) differs from its
    first parent by all of them; without this each of their changes would be reported twice.
    """
    touched = {path for one in own for c in one.changes for path in (c.path, c.old_path)}
    return tuple(c for c in changes if c.path in touched or c.old_path in touched)


def _message(one: CommitDetails) -> str:
    return f"{one.commit.subject}\n\n{one.commit.message}".rstrip()
