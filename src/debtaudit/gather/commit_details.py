"""Reads who, when, why and which paths of single commits, one git child for all of them."""

from collections.abc import Iterator, Sequence

from msgspec import Struct

from debtaudit.domain.files import PathClass
from debtaudit.domain.history import Commit, PathChange
from debtaudit.domain.rounds import Rounds
from debtaudit.extract.path_class import UNREAD, path_class
from debtaudit.gather.commit_graph import CommitGraph
from debtaudit.gather.git_process import GitFailedError
from debtaudit.gather.listing import shown
from debtaudit.gather.raw_changes import raw_change
from debtaudit.gather.repository import Repository

# Renames with edits are looked for by comparing every deleted file with every added one.
_RENAME_LIMIT = "-l200"
_FORMAT = "--format=format:%H%x00%an%x00%ae%x00%s%x00%b%x00"
_FIELDS = 5
_MESSAGE_LENGTH = 20_000
_SUBJECT_LENGTH = 500
# So many commits may fail one by one before the rest is given up.
_FAILURES = 20
_KIND = "commit"
_CLASSES = list(PathClass)  # in the order in which they tell about a model


class CommitDetails(Struct, frozen=True):
    """A commit with its changed paths against its first parent, and how many there are in all."""

    commit: Commit
    changes: tuple[PathChange, ...]
    total: int


class Details(Struct):
    """All that was read, by the number of the commit; `unread` could not be compared."""

    commits: dict[int, CommitDetails]
    unread: list[int]
    exact_renames_only: bool = False


class CommitReader:
    """Reads details of commits of one graph; at most `max_paths` of each, model code first."""

    def __init__(
        self,
        repository: Repository,
        graph: CommitGraph,
        max_paths: int,
        rounds: Rounds | None = None,
    ) -> None:
        """Read commits of `graph`; `rounds` keeps those that were read whole."""
        self._repository = repository
        self._graph = graph
        self._max_paths = max_paths
        self._rounds = rounds
        self._prefix = repository.prefix.encode("utf-8", "surrogateescape")

    def read(self, numbers: Sequence[int]) -> Details:
        """Read the commits with these numbers, merges against their first parent."""
        details = Details({}, [])
        waiting = [number for number in numbers if not self._known(number, details)]
        renames = "-M"
        while waiting:
            done = self._read_some(waiting, renames, details)
            if done == len(waiting):
                break
            if renames == "-M":  # contents are missing: follow only renames without edits
                renames = "-M100%"
                details.exact_renames_only = True
                waiting = waiting[done:]
                continue
            # one of the next two failed: the last one printed, or the one behind it
            for number in waiting[done : done + 2]:
                if not self._read_some([number], renames, details):
                    details.unread.append(number)
            waiting = waiting[done + 2 :]
            if len(details.unread) > _FAILURES:
                details.unread += waiting
                break
        self._keep(details)
        return details

    def _known(self, number: int, details: Details) -> bool:
        """Tell whether a commit was read in this round or the one before, and take it over."""
        rounds = self._rounds
        known = rounds.get(_KIND, self._graph.ids[number], CommitDetails) if rounds else None
        if known is not None:
            details.commits[number] = known
        return known is not None

    def _keep(self, details: Details) -> None:
        """Keep what was read, where all of it could be read whole."""
        if self._rounds is not None and not details.unread and not details.exact_renames_only:
            for one in details.commits.values():
                self._rounds.put(_KIND, one.commit.id, one)

    def _read_some(self, numbers: Sequence[int], renames: str, details: Details) -> int:
        """Read commits until one fails; return how many were read whole."""
        lines = "".join(f"{self._line(number)}\n" for number in numbers).encode("ascii")
        arguments = ["diff-tree", "--stdin", "-r", "-z", "--root", "--always", "--encoding=UTF-8"]
        arguments += [renames, _RENAME_LIMIT, _FORMAT, *self._repository.pathspec()]
        done = 0
        last = None
        try:
            with self._repository.stream(*arguments, stdin=lines) as stream:
                for one in self._records(stream.tokens()):
                    number = self._graph.numbers[one.commit.id]
                    details.commits[number] = one
                    last = number
                    done += 1
        except GitFailedError:
            if last is not None:  # it may have been cut off
                del details.commits[last]
                done -= 1
        return done

    def _line(self, number: int) -> str:
        """Return a line of input: a commit, and for a merge the one parent to compare with."""
        ids = self._graph.ids
        if number in self._graph.other_parents:
            return f"{ids[number]} {ids[self._graph.first_parent[number]]}"
        return ids[number]

    def _records(self, tokens: Iterator[bytes]) -> Iterator[CommitDetails]:
        """Take the output apart by position: five fields, an empty one, then the raw changes."""
        token = next(tokens, None)
        while token is not None:
            fields = [token.lstrip(b"\n"), *(next(tokens, b"") for _ in range(_FIELDS - 1))]
            changes: list[PathChange] = []
            total = 0
            while (token := next(tokens, None)) is not None:
                meta = token.lstrip(b"\n")
                if not meta:
                    continue
                if not meta.startswith(b":"):
                    break
                change = raw_change(meta, tokens, self._shown)
                if change is not None:
                    changes.append(change)
                    total += 1
                    if len(changes) > 4 * self._max_paths:
                        changes = self._most_telling(changes)
            kept = self._most_telling(changes) if total > self._max_paths else changes
            yield CommitDetails(self._commit(fields), tuple(kept), total)

    def _shown(self, name: bytes) -> str:
        return shown(name.removeprefix(self._prefix))

    def _most_telling(self, changes: list[PathChange]) -> list[PathChange]:
        """Keep `max_paths` changes: those that an extractor reads, Python and notebooks first."""

        def order(change: PathChange) -> tuple[bool, int, str]:
            kind = path_class(change.path)
            return kind in UNREAD, _CLASSES.index(kind), change.path

        kept = sorted(changes, key=order)[: self._max_paths]
        return sorted(kept, key=lambda change: change.path)

    def _commit(self, fields: list[bytes]) -> Commit:
        commit, author, email, subject, body = (f.decode("utf-8", "replace") for f in fields)
        number = self._graph.numbers[commit]
        return Commit(
            id=commit,
            parents=tuple(self._graph.ids[parent] for parent in self._graph.parents(number)),
            time=self._graph.times[number],
            author=author,
            author_email=email,
            subject=subject[:_SUBJECT_LENGTH],
            message=body.strip()[:_MESSAGE_LENGTH],
        )
