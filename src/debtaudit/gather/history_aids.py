"""What a repository keeps beside its history to have it read rightly.

`.mailmap` says which names and addresses are one person, `.git-blame-ignore-revs` which commits
changed no meaning, and the notebooks of the past say themselves whether their code was changed or
they were run again. git would read the first two for us only from a work tree.
"""

from collections.abc import Sequence

from msgspec.structs import replace

from debtaudit.domain.files import Missing
from debtaudit.domain.history import ChangeSet, CommitChanges, HistoryFacts
from debtaudit.extract.mailmap import Mailmap, read_mailmap
from debtaudit.gather.blobs import BlobReader
from debtaudit.gather.cache import FactCache
from debtaudit.gather.extractor_version import extractor_version
from debtaudit.gather.git_process import GitFailedError
from debtaudit.gather.repository import Repository
from debtaudit.gather.snapshot import Snapshot

_MAILMAP, _IGNORED = ".mailmap", ".git-blame-ignore-revs"
_MOST_BYTES = 5_000_000


def with_proper_authors(
    history: HistoryFacts, repository: Repository, tip: str, snapshot: Snapshot
) -> HistoryFacts:
    """Return the history with the authors that `.mailmap` names for them."""
    mailmap = read_mailmap(_root_file(repository, tip, snapshot, _MAILMAP))
    if not mailmap:
        return history
    return replace(
        history,
        commits=tuple(_commit(entry, mailmap) for entry in history.commits),
        change_sets=tuple(_change_set(one, mailmap) for one in history.change_sets),
    )


def _commit(entry: CommitChanges, mailmap: Mailmap) -> CommitChanges:
    commit = entry.commit
    proper = mailmap.identity(commit.author, commit.author_email)
    if proper == (commit.author, commit.author_email):
        return entry
    return CommitChanges(replace(commit, author=proper[0], author_email=proper[1]), entry.changes)


def _change_set(one: ChangeSet, mailmap: Mailmap) -> ChangeSet:
    proper = mailmap.identity(one.head.author, one.head.author_email)
    return replace(one, head=replace(one.head, author=proper[0], author_email=proper[1]))


def with_ignored_changes(
    history: HistoryFacts,
    repository: Repository,
    tip: str,
    snapshot: Snapshot,
    notebook_limit: int,
    cache: FactCache,
) -> HistoryFacts:
    """Return the history with what changed no meaning: listed commits, notebooks run again.

    Notebooks above `notebook_limit` bytes are not looked into.
    """
    listed = _root_file(repository, tip, snapshot, _IGNORED).decode("ascii", "replace")
    ignored = frozenset(line.partition("#")[0].strip() for line in listed.splitlines())
    reruns = _reruns(history.commits, repository, snapshot, notebook_limit, cache)
    return replace(history, ignored=ignored, reruns=reruns)


def _root_file(repository: Repository, tip: str, snapshot: Snapshot, name: str) -> bytes:
    """Return a file at the repository's root, empty where there is none."""
    if not repository.prefix:
        if all(entry.path != name for entry in snapshot.entries):
            return b""
        data = snapshot.read_path(name, _MOST_BYTES)
        return b"" if isinstance(data, Missing) else data
    try:
        return repository.run("cat-file", "blob", f"{tip}:{name}")[:_MOST_BYTES]
    except GitFailedError:
        return b""


def _reruns(
    commits: Sequence[CommitChanges],
    repository: Repository,
    snapshot: Snapshot,
    limit: int,
    cache: FactCache,
) -> frozenset[tuple[str | None, str | None]]:
    """Return the pairs of blobs of today's notebooks between which no code cell differs."""
    today = {entry.path for entry in snapshot.entries if entry.path.endswith(".ipynb")}
    if not today:
        return frozenset()
    pairs = {
        (change.before, change.after)
        for entry in commits
        for change in entry.changes
        if change.path.endswith(".ipynb") and change.before and change.after
    }
    wanted = sorted({blob for pair in pairs for blob in pair if blob})
    digests = _digests(wanted, repository, limit, cache)
    return frozenset(
        pair
        for pair in pairs
        if pair[0] in digests and digests[pair[0]] == digests.get(pair[1] or "")
    )


def _digests(
    blobs: Sequence[str], repository: Repository, limit: int, cache: FactCache
) -> dict[str, bytes]:
    """Return the digest of the code of each notebook that can be read."""
    kind = f"notebook code {extractor_version()} {limit}"
    known = cache.get_many(kind, blobs)
    unread = [blob for blob in blobs if blob not in known]
    if not unread:
        return known
    from debtaudit.extract.notebook import code_digest  # the parser with all that it needs

    made = {}
    for blob, data in BlobReader(repository).read(unread, limit):
        digest = None if isinstance(data, Missing) else code_digest(data)
        if digest is not None:
            made[blob] = digest
    cache.put_many(kind, made)
    return known | made
