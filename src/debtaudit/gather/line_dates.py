"""Dates the lines of files: on which day was each of them last edited (`git blame`)."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timezone

from msgspec import DecodeError, Struct, msgpack

from debtaudit.domain.facts import LineDates
from debtaudit.domain.files import FileEntry, Missing
from debtaudit.gather.blobs import BlobReader
from debtaudit.gather.commit_graph import FactStore
from debtaudit.gather.git_process import GitFailedError, GitStream
from debtaudit.gather.repository import Repository
from debtaudit.gather.snapshot import Snapshot

_CACHE_KIND = "line-dates-2"
_TOGETHER = 2
# Above this the whole file is dated: the ranges would cost more than they spare.
_MOST_RANGES = 60
# Dating costs more than linear time in the lines; no manifest written by hand is that long.
_DATED_BYTES = 2_000_000
_LATEST = 253_402_300_800


class _Dated(Struct, frozen=True, array_like=True):
    """The cached answer for a path and blob, and the tip at which it was given."""

    tip: str
    days: dict[int, str]


def read_line_dates(
    repository: Repository,
    tip: str,
    snapshot: Snapshot,
    lines: Mapping[str, Sequence[int]],
    cache: FactStore | None = None,
) -> Mapping[str, LineDates]:
    """Return, for each path of `lines` in the snapshot, the days of lines as `tip` knows them.

    The lines that are asked for (none: all of them) are among the answers, from 1. A day is the
    committer's, in UTC. Lines that are not committed are absent, and so are those that came with
    the commit at which a shallow clone ends.
    """
    entries = {entry.path: entry for entry in snapshot.entries}
    wanted = [entries[path] for path in lines if path in entries]
    if not wanted:
        return {}
    try:
        committed = _committed(repository, tip, wanted)
    except GitFailedError as error:
        return {one.path: _unknown(error) for one in wanted}
    asked = {one.path: lines[one.path] for one in wanted if committed.get(one.path) == one.blob}
    dated = _LineDates(repository, tip, asked, cache).dates(committed)
    found: dict[str, LineDates] = {}
    for entry in wanted:
        if entry.path not in committed:
            found[entry.path] = LineDates({})
        elif committed[entry.path] == entry.blob:
            found[entry.path] = dated[entry.path]
        else:
            found[entry.path] = _carried_over(
                repository, snapshot, entry, committed[entry.path], dated[entry.path]
            )
    return found


def _committed(repository: Repository, tip: str, wanted: list[FileEntry]) -> dict[str, str]:
    """Return the blob ids that the commit `tip` has at the wanted paths."""
    prefix = repository.prefix
    names = [prefix + entry.path for entry in wanted]
    listed = repository.run("ls-tree", "-r", "-z", "--full-tree", tip, "--", *names)
    found = {}
    for token in listed.split(b"\0"):
        what, _, name = token.partition(b"\t")
        parts = what.split()
        if len(parts) == 3 and parts[0].startswith(b"100"):
            path = name.decode("utf-8", "replace").removeprefix(prefix)
            found[path] = parts[2].decode("ascii")
    return {entry.path: found[entry.path] for entry in wanted if entry.path in found}


def _carried_over(
    repository: Repository,
    snapshot: Snapshot,
    entry: FileEntry,
    blob: str,
    dated: LineDates,
) -> LineDates:
    """Carry the days of the committed text over to the edited one; edited lines have none."""
    import difflib

    before = next(BlobReader(repository).read([blob], _DATED_BYTES))[1]
    after = next(snapshot.read([entry], lambda _: _DATED_BYTES))[1]
    if isinstance(before, Missing) or isinstance(after, Missing):
        return LineDates({}, "the text could not be read", "look at the file's diagnostic")
    old, new = (text.replace(b"\r\n", b"\n").split(b"\n") for text in (before, after))
    days = {}
    for block in difflib.SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks():
        for step in range(block.size):
            day = dated.days.get(block.a + step + 1)
            if day is not None:
                days[block.b + step + 1] = day
    return LineDates(days, dated.problem, dated.cure)


def _unknown(error: GitFailedError) -> LineDates:
    return LineDates(
        {}, f"its lines could not be dated: {error}", "clone the repository again, without --filter"
    )


class _LineDates:
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

    def dates(self, committed: Mapping[str, str]) -> dict[str, LineDates]:
        """Return the dates of committed files, given their blob ids by path."""
        found = self._recall(committed)
        waiting = [path for path in committed if path not in found]
        fresh = dict(self._blamed(waiting))
        self._remember(committed, {path: one for path, one in fresh.items() if not one.problem})
        return found | fresh

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

    def _blamed(self, paths: Sequence[str]) -> Iterator[tuple[str, LineDates]]:
        """Date files, a few children at a time."""
        for start in range(0, len(paths), _TOGETHER):
            some = paths[start : start + _TOGETHER]
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
            return _unknown(error)
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
