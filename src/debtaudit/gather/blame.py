"""Runs `git blame` on files, remembers its answers, and tells which of them still hold."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timezone

from msgspec import DecodeError, Struct, msgpack

from debtaudit.domain.facts import LineDates
from debtaudit.gather.commit_graph import FactStore
from debtaudit.gather.git_process import GitFailedError, GitStream
from debtaudit.gather.repository import Repository

_CACHE_KIND = "line-dates-2"
_TOGETHER = 2
_AHEAD = 20
"""Children that may work while the audit does something else; each holds some megabytes."""
# Above this the whole file is dated: the ranges would cost more than they spare.
_MOST_RANGES = 60
_LATEST = 253_402_300_800


class _Dated(Struct, frozen=True, array_like=True):
    """The cached answer for a path and blob, and the tip at which it was given."""

    tip: str
    days: dict[int, str]


class Blame:
    """Runs `git blame` for the files that the cache does not know.

    `asked` names the lines that are enough for a file. A few of them cost a third of all. The age
    of a shallow clone's file is told by all of them.
    """

    def __init__(
        self,
        repository: Repository,
        tip: str,
        asked: Mapping[str, Sequence[int]],
        cache: FactStore | None,
    ) -> None:
        self._repository = repository
        self._tip = tip
        self._asked = {} if repository.shallow else dict(asked)
        self._cache = None if repository.shallow else cache
        self._committed: Mapping[str, str] = {}
        self._found: dict[str, LineDates] = {}
        self._running: list[tuple[str, GitStream]] = []
        self._waiting: list[str] = []

    def start(self, committed: Mapping[str, str]) -> None:
        """Look committed files up, given their blob ids by path, and let git begin with the rest.

        What git says of a manifest fits into a pipe: nobody has to read it while it works.
        """
        self._committed = committed
        self._found = self._recall(committed)
        missing = [path for path in committed if path not in self._found]
        self._running = [(path, self._start(path)) for path in missing[:_AHEAD]]
        self._waiting = missing[_AHEAD:]

    def finish(self) -> dict[str, LineDates]:
        """Return the dates of all files."""
        fresh = dict(self._blamed())
        whole = {path: one for path, one in fresh.items() if not one.problem}
        self._remember(self._committed, whole)
        return self._found | fresh

    def _remember(self, committed: Mapping[str, str], known: Mapping[str, LineDates]) -> None:
        """Cache answers as those of this tip."""
        if self._cache is not None and known:
            answers = {
                self._key(path, committed[path]): _Dated(self._tip, dict(one.days))
                for path, one in known.items()
            }
            self._cache.put_many(
                _CACHE_KIND, {key: msgpack.encode(answer) for key, answer in answers.items()}
            )

    def _key(self, path: str, blob: str) -> str:
        return f"{self._repository.prefix}{path}\0{blob}\0{self._ranges(path)}"

    def _ranges(self, path: str) -> list[str]:
        """Return the arguments of `git blame` that limit it to the lines asked for."""
        lines = sorted(set(self._asked.get(path, ())))
        return [f"-L{line},{line}" for line in lines] if len(lines) <= _MOST_RANGES else []

    def _recall(self, committed: Mapping[str, str]) -> dict[str, LineDates]:
        """Return the cached answers that still hold: at this tip, or at one that led here."""
        if self._cache is None:
            return {}
        keys = {self._key(path, blob): path for path, blob in committed.items()}
        stored: dict[str, _Dated] = {}
        for key, data in self._cache.get_many(_CACHE_KIND, list(keys)).items():
            known = _decoded(data)
            if known is not None:
                stored[keys[key]] = known
        stale = set()
        for tip in {one.tip for one in stored.values()} - {self._tip}:
            asked = [path for path, one in stored.items() if one.tip == tip]
            stale |= self._touched(tip, asked)
        found = {path: LineDates(one.days) for path, one in stored.items() if path not in stale}
        moved = {path: one for path, one in found.items() if stored[path].tip != self._tip}
        self._remember(committed, moved)
        return found

    def _touched(self, tip: str, paths: list[str]) -> set[str]:
        """Return the paths that were touched on either way from the common past of two tips.

        What none of them touched has the same past from both, so the same dates.
        """
        prefix = self._repository.prefix
        names = [prefix + path for path in paths]
        arguments = ["log", "-m", "-r", "-z", "--name-only", "--format=", "--no-renames"]
        try:
            said = self._repository.run(*arguments, f"{tip}...{self._tip}", "--", *names)
        except GitFailedError:  # the old tip is gone
            return set(paths)
        touched = {name.decode("utf-8", "replace") for name in said.split(b"\0")}
        return {path for path in paths if prefix + path in touched}

    def _blamed(self) -> Iterator[tuple[str, LineDates]]:
        """Read the children that were started ahead, then a few at a time."""
        for path, stream in self._running:
            yield path, self._read(path, stream)
        for start in range(0, len(self._waiting), _TOGETHER):
            some = self._waiting[start : start + _TOGETHER]
            running = [(path, self._start(path)) for path in some]
            for path, stream in running:
                yield path, self._read(path, stream)

    def _read(self, path: str, stream: GitStream) -> LineDates:
        try:
            with stream:
                days, cut = self._days(stream)
        except GitFailedError as error:
            if self._asked.pop(path, None):
                # What a reader takes for a line (behind a form feed) may be none for git.
                return self._read(path, self._start(path))
            return unknown_dates(error)
        return _shallow(days) if cut else LineDates(days)

    def _start(self, path: str) -> GitStream:
        name = self._repository.prefix + path
        ranges = self._ranges(path)
        return self._repository.stream("blame", "--incremental", *ranges, self._tip, "--", name)

    def _days(self, stream: GitStream) -> tuple[dict[int, str], bool]:
        """Read `git blame --incremental`: groups of lines, each with its commit's headers."""
        shallow = self._repository.shallow_commits
        days_of: dict[str, str | None] = {}
        groups: list[tuple[str, int, int]] = []
        commit = ""
        expects_group = True
        for line in stream.output:
            if expects_group:
                commit, _, first, count = line.decode("ascii").split()
                groups.append((commit, int(first), int(count)))
                expects_group = False
            elif line.startswith(b"committer-time "):
                days_of[commit] = None if commit in shallow else _day(line.split()[1])
            elif line.startswith(b"filename "):
                expects_group = True
        days = {
            number: day
            for commit, first, count in groups
            if (day := days_of.get(commit)) is not None
            for number in range(first, first + count)
        }
        return dict(sorted(days.items())), any(commit in shallow for commit, _, _ in groups)


def _decoded(data: bytes) -> _Dated | None:
    try:
        return msgpack.decode(data, type=_Dated)
    except DecodeError:
        return None


def _shallow(days: dict[int, str]) -> LineDates:
    return LineDates(
        days,
        "the clone is shallow: some lines are older than its history",
        "run `git fetch --unshallow`, in CI set the fetch depth to 0",
    )


def _day(seconds: bytes) -> str | None:
    """Return the day of a committer time; None for one that no calendar holds."""
    try:
        when = int(seconds)
    except ValueError:
        return None
    if not 0 < when < _LATEST:
        return None
    return datetime.fromtimestamp(when, timezone.utc).date().isoformat()


def unknown_dates(error: GitFailedError) -> LineDates:
    """Return the dates of a file that git could not tell."""
    return LineDates(
        {}, f"its lines could not be dated: {error}", "clone the repository again, without --filter"
    )
