"""Dates the lines of files: on which day was each of them last edited."""

from collections.abc import Mapping, Sequence

from debtaudit.domain.facts import LineDates
from debtaudit.domain.files import FileEntry, Missing
from debtaudit.gather.blame import Blame, unknown_dates
from debtaudit.gather.blobs import BlobReader
from debtaudit.gather.commit_graph import FactStore
from debtaudit.gather.git_process import GitFailedError
from debtaudit.gather.repository import Repository
from debtaudit.gather.snapshot import Snapshot

# Dating costs more than linear time in the lines; no manifest written by hand is that long.
_DATED_BYTES = 2_000_000


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
    return LineDating(repository, tip, snapshot, lines, cache).finish()


class LineDating:
    """Files whose lines are being dated; git is at work on them from the start.

    Who has something else to do meanwhile does it before `finish`.
    """

    def __init__(
        self,
        repository: Repository,
        tip: str,
        snapshot: Snapshot,
        lines: Mapping[str, Sequence[int]],
        cache: FactStore | None = None,
    ) -> None:
        self._repository = repository
        self._snapshot = snapshot
        entries = {entry.path: entry for entry in snapshot.entries}
        self._wanted = [entries[path] for path in lines if path in entries]
        self._committed: dict[str, str] = {}
        self._problem: GitFailedError | None = None
        if not self._wanted:
            return
        try:
            self._committed = self._blobs_at(tip)
        except GitFailedError as error:
            self._problem = error
            return
        asked = {one.path: lines[one.path] for one in self._wanted if self._is_clean(one)}
        self._blame = Blame(repository, tip, asked, cache)
        self._blame.start(self._committed)

    def _blobs_at(self, tip: str) -> dict[str, str]:
        """Return the blob ids that the commit `tip` has at the wanted paths.

        git is not asked again where the snapshot is that commit; but a path with a backslash may
        stand for bytes that are no UTF-8, by which git knows no file.
        """
        if self._snapshot.commit == tip and not any("\\" in one.path for one in self._wanted):
            return {one.path: one.blob for one in self._wanted}
        return _committed(self._repository, tip, self._wanted)

    def finish(self) -> Mapping[str, LineDates]:
        """Wait for git and return the days, as `read_line_dates` does."""
        if self._problem is not None:
            return {one.path: unknown_dates(self._problem) for one in self._wanted}
        dated = self._blame.finish() if self._wanted else {}
        found: dict[str, LineDates] = {}
        for entry in self._wanted:
            if entry.path not in self._committed:
                found[entry.path] = LineDates({})
            elif self._is_clean(entry):
                found[entry.path] = dated[entry.path]
            else:
                found[entry.path] = _carried_over(
                    self._repository,
                    self._snapshot,
                    entry,
                    self._committed[entry.path],
                    dated[entry.path],
                )
        return found

    def _is_clean(self, entry: FileEntry) -> bool:
        return self._committed.get(entry.path) == entry.blob


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
