"""What is staged: the index held against HEAD."""

import os
from pathlib import Path

from debtaudit.domain.errors import NoReportError
from debtaudit.domain.history import PathChange
from debtaudit.gather.git_process import GitFailedError
from debtaudit.gather.listing import shown
from debtaudit.gather.raw_changes import raw_change
from debtaudit.gather.repository import Repository

_EMPTY_TREE = {
    "sha1": "4b825dc642cb6eb9a060e54bf8d69288fbee4904",
    "sha256": "6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321",
}
"""git's ids of a tree without entries, which it knows without having them."""


def staged_changes(repository: Repository) -> tuple[PathChange, ...]:
    """Return the changes that the next commit would make, by path.

    A hook of `git commit -a` or `git commit FILE` is given another index in GIT_INDEX_FILE, which
    is the one that counts (githooks(5)). Raises `NoReportError` where git cannot compare.
    """
    named = os.environ.get("GIT_INDEX_FILE")
    if named:
        repository.take_index(Path(named))
    head = repository.head or _EMPTY_TREE[repository.object_format]
    prefix = repository.prefix.encode("utf-8", "surrogateescape")
    arguments = ["diff-index", "--cached", "--raw", "-z", "--no-abbrev", "-M", head]
    found = []
    try:
        with repository.stream(*arguments, *repository.pathspec()) as stream:
            tokens = stream.tokens()
            for meta in tokens:
                change = raw_change(meta, tokens, lambda name: shown(name.removeprefix(prefix)))
                if change is not None:
                    found.append(change)
    except GitFailedError as error:
        raise NoReportError(f"what is staged could not be read: {error}") from error
    return tuple(sorted(found, key=lambda change: change.path))
