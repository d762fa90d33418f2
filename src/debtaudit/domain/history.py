"""Git history as values: commits, what they change, and the change sets they form."""

from typing import Literal

from msgspec import Struct


class PathChange(Struct, frozen=True, array_like=True, gc=False):
    """One path of a commit or change set against its (first) parent.

    `status` is git's letter: A added, M modified, D deleted, R renamed, T type changed. `before`
    and `after` are blob ids, None on the side where there is no regular file (absent, symlink,
    submodule). `old_path` is the path before; it equals `path` unless the file was renamed.
    """

    status: Literal["A", "M", "D", "R", "T"]
    path: str
    old_path: str
    before: str | None
    after: str | None


class Commit(Struct, frozen=True):
    """A commit.

    `time` is the committer's, in seconds since 1970 UTC; `message` is the body without the
    subject. Names and messages are text of strangers: escape them on output.
    """

    id: str
    parents: tuple[str, ...]
    time: int
    author: str
    author_email: str
    subject: str
    message: str


def same_author(one: Commit, other: Commit) -> bool:
    """Tell whether two commits have one author, by address or by name: people use several hosts."""
    return one.author_email == other.author_email or one.author == other.author


class CommitChanges(Struct, frozen=True):
    """A commit that is no merge, with the paths it changed (none where they could not be read)."""

    commit: Commit
    changes: tuple[PathChange, ...]


class ChangeSet(Struct, frozen=True):
    """One reviewed step: a plain commit, or the innermost merge that brought commits in.

    `head` is the merge or the plain commit; `commits` are the ids of all commits in it; `changes`
    compare it with its first parent. `first_parent_index` is the place of `head` on the
    first-parent line, counted from the tip (0), or None off that line.
    """

    head: Commit
    commits: tuple[str, ...]
    messages: tuple[str, ...]
    changes: tuple[PathChange, ...]
    first_parent_index: int | None


class HistoryFacts(Struct, frozen=True):
    """The window of history that was read, newest first.

    `problem` and `cure` say why it is not whole (`shallow`, missing objects) or absent.
    `notes` are single things that were left out (a commit above the size limit), for diagnostics.
    `ignored` are the commits that `.git-blame-ignore-revs` lists; `reruns` the pairs of blobs,
    before and after, of notebooks whose code is the same on both sides.
    """

    commits: tuple[CommitChanges, ...] = ()
    change_sets: tuple[ChangeSet, ...] = ()
    since: str | None = None
    total_commits: int = 0
    available: bool = True
    problem: str | None = None
    cure: str | None = None
    notes: tuple[str, ...] = ()
    ignored: frozenset[str] = frozenset()
    reruns: frozenset[tuple[str | None, str | None]] = frozenset()


Tell = Literal[
    "hash",
    "setting",
    "value",
    "freed",
    "option",
    "call",
    "argument",
    "own-argument",
    "name",
    "place",
    "order",
    "form",
    "handed-on",
    "class",
    "function",
]
"""What a difference in the model surface was recognised by.

`hash`: other bytes of weights or data. `setting`: another value in a settings file. `value`: a
literal. `freed`: a literal that became a name, or the other way round. `option`: an option,
parameter or constant on one side. `call`: a call of a known function on one side. `argument`: of a
known function; `own-argument`: of a function of the repository. `name`: the name that the result
gets. `place`: nothing but the definition that it stands in. `order`: order or nesting. `form`: a
guard, a cast, a shape, a text. `handed-on`: a name given on. `class`, `function`: a definition on
one side.
"""


class SurfaceChange(Struct, frozen=True, array_like=True):
    """One difference in the model surface between two versions of one file.

    `symbol` is the definition, setting key or cell it stands in; `line` its line in the version
    after (before, where it was deleted). `weight` between 0 and 1 says how surely this is a
    change of meaning to a model when the symbol is reached by training or serving; `because`
    says what it was recognised by. `anywhere` is True where it counts without being reached (a
    pointer, weights, a settings file of an experiment). `removed` and `added` are digests of the
    statements on each side, by which code that moved between files is recognised; `whole` is True
    where the definition is new or gone. `key` names what has the values `before` and `after` in
    the symbol: an argument, a parameter, an option, an entry of a dictionary. `swap` is `old new`
    where nothing but one name stands in place of another; `place` is what the block around makes
    of it (`guarded`, `measured` or nothing).
    """

    symbol: str
    kind: str
    before: str | None
    after: str | None
    line: int | None
    weight: float
    because: str
    anywhere: bool = False
    removed: tuple[int, ...] = ()
    added: tuple[int, ...] = ()
    whole: bool = False
    key: str = ""
    swap: str = ""
    tell: Tell = "place"
    place: str = ""


class Comparison(Struct, frozen=True, array_like=True):
    """Two versions of one file compared by meaning: a pure function of their bytes.

    `lost` and `gained` are digests of the values, texts and framework calls in what differs, None
    where they were not read: code told in other words loses and gains the same. `gone` and `fresh`
    are the last names of definitions that only one side has, by which the users of what was
    renamed are recognised in other files.
    """

    changes: tuple[SurfaceChange, ...] = ()
    problem: str | None = None
    lost: tuple[int, ...] | None = None
    gained: tuple[int, ...] | None = None
    gone: tuple[str, ...] = ()
    fresh: tuple[str, ...] = ()


class AddedLine(Struct, frozen=True, array_like=True, gc=False):
    """A line that a change set adds to a document."""

    line: int
    text: str


class FileComparison(Struct, frozen=True):
    """A `Comparison` in its place in history."""

    path: str
    old_path: str
    status: str
    comparison: Comparison


class DocumentChange(Struct, frozen=True):
    """What a change set adds to one document; `problem` says why that is not known."""

    path: str
    added: tuple[AddedLine, ...]
    problem: str | None = None


class ChangeSetComparison(Struct, frozen=True):
    """Everything that is known of what one change set does, besides its paths."""

    files: tuple[FileComparison, ...]
    documents: tuple[DocumentChange, ...]
