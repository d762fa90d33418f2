"""What lies between a base and the head: the merge base, the commits since, and the renames.

The base is read from the object database like every other revision; nothing is checked out.
"""

from collections import Counter
from collections.abc import Iterator, Mapping

from debtaudit.domain.errors import NoReportError, WrongCallError
from debtaudit.domain.files import FileEntry
from debtaudit.domain.history import CommitChanges, PathChange
from debtaudit.gather.commit_details import CommitReader
from debtaudit.gather.commit_graph import CommitGraph, add_commits
from debtaudit.gather.git_process import GitFailedError
from debtaudit.gather.listing import shown
from debtaudit.gather.repository import Repository

_RENAMES = ("-M", "-l1000", "--diff-filter=R", "--name-status", "-r", "-z")
_CURE = "run `git fetch --unshallow`, in CI set the fetch depth to 0"


def merge_base(repository: Repository, revision: str, tip: str) -> str:
    """Return the newest commit that `tip` and the revision have in common.

    Raises `WrongCallError` for a revision that does not exist or has nothing in common with the
    tip, and `NoReportError` where the clone is shallow, so that it may be behind its end.
    """
    odd = not revision or revision.startswith("-") or not revision.isprintable()
    if not odd:
        try:
            return repository.run("merge-base", revision, tip).decode("ascii").split()[0]
        except (GitFailedError, ValueError, IndexError):
            pass  # the reason is found below
    try:
        repository.resolve(revision)
    except WrongCallError:
        if repository.shallow:
            said = f"--base {revision}: not in this clone, which is shallow"
            raise NoReportError(f"{said}; {_CURE}") from None
        said = f"--base {revision}: there is no such commit in this repository"
        raise WrongCallError(f"{said}; in CI, `git fetch origin` brings the branches") from None
    if repository.shallow:
        said = f"--base {revision}: this clone is shallow and ends before the common past"
        raise NoReportError(f"{said}; {_CURE}")
    raise WrongCallError(f"--base {revision}: it has no commit in common with what is audited")


def commits_since(
    repository: Repository, base: str, tip: str, max_paths: int
) -> tuple[CommitChanges, ...]:
    """Return the commits that `tip` reaches and `base` does not, newest first, without merges.

    Raises `GitFailedError` where they cannot be listed; those whose changes cannot be read, and
    the end of a shallow clone, have none.
    """
    if base == tip:
        return ()
    graph = add_commits(repository, CommitGraph(), ["--no-merges", tip, f"^{base}"])
    numbers = list(range(len(graph) - 1, -1, -1))
    details = CommitReader(repository, graph, max_paths).read(numbers)
    return tuple(
        CommitChanges(
            one.commit, () if one.commit.id in repository.shallow_commits else one.changes
        )
        for number in numbers
        if (one := details.commits.get(number)) is not None
    )


def renames_since(
    repository: Repository,
    base: str,
    tip: str | None,
    before: Mapping[str, FileEntry],
    after: Mapping[str, FileEntry],
) -> dict[str, str]:
    """Return the new path of each file that was renamed, edited or not, by its path at the base.

    `tip` is None for the work tree. `before` and `after` are the files of base and head by path.
    """
    if before.keys() <= after.keys() or after.keys() <= before.keys():
        return {}  # nothing went, or nothing came
    found = {}
    arguments = ["diff-tree", base, tip] if tip is not None else ["diff-index", base]
    try:
        said = repository.run(*arguments[:1], *_RENAMES, *arguments[1:], *repository.pathspec())
        found = dict(_pairs(said, repository.prefix))
    except GitFailedError:
        found = {}  # contents are missing (partial clone): equal files are still found below
    gone = _by_blob(before, after)
    come = _by_blob(after, before)
    renamed = {
        old: new
        for old, new in found.items()
        if old in before and old not in after and new in after and new not in before
    }
    for blob, old in gone.items():
        if old not in renamed and blob in come and come[blob] not in renamed.values():
            renamed[old] = come[blob]
    return renamed


def _pairs(said: bytes, prefix: str) -> Iterator[tuple[str, str]]:
    """Take the output apart: `R087`, the old name, the new name."""
    tokens = [shown(token) for token in said.split(b"\0")]
    for place in range(0, len(tokens) - 2, 3):
        yield tokens[place + 1].removeprefix(prefix), tokens[place + 2].removeprefix(prefix)


def _by_blob(here: Mapping[str, FileEntry], there: Mapping[str, FileEntry]) -> dict[str, str]:
    """Return the paths that are only here by their contents, which no other such path has."""
    only = [entry for path, entry in here.items() if path not in there and entry.is_hashed]
    times = Counter(entry.blob for entry in only)
    return {entry.blob: entry.path for entry in only if times[entry.blob] == 1}


def changes_since(
    before: Mapping[str, FileEntry], after: Mapping[str, FileEntry], renames: Mapping[str, str]
) -> tuple[PathChange, ...]:
    """Return what differs between the files of base and head, in the order of the paths."""
    came_from = {new: old for old, new in renames.items()}
    found = []
    for path, entry in after.items():
        if path in came_from:
            old = came_from[path]
            found.append(PathChange("R", path, old, before[old].blob, entry.blob))
        elif path not in before:
            found.append(PathChange("A", path, path, None, entry.blob))
        elif before[path].blob != entry.blob:
            found.append(PathChange("M", path, path, before[path].blob, entry.blob))
    for path, entry in before.items():
        if path not in after and path not in renames:
            found.append(PathChange("D", path, path, entry.blob, None))
    return tuple(sorted(found, key=lambda change: change.path))
