"""Builds git repositories commit by commit, the same commit ids every time.

The demo and the tests are real repositories. GitPython writes them: no configuration of the
machine, hook or filter takes part, and authors and dates are given.
"""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from git import Actor, Commit, Repo

DEFAULT_DATE = "2026-01-05T10:00:00+00:00"


class RepositoryBuilder:
    """A git repository under construction in `folder`, on branch `main`.

    Dates are ISO 8601 with an offset and serve as author and committer date.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.repo = Repo.init(folder, initial_branch="main")

    def write(self, files: Mapping[str, str | bytes | None]) -> None:
        """Put files into the work tree and the index; None removes a file."""
        for path, content in files.items():
            target = self.folder / path
            if content is None:
                self.repo.index.remove([path])
                target.unlink()
                continue
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content.encode() if isinstance(content, str) else content)
            self.repo.index.add([path])

    def commit(
        self,
        message: str,
        files: Mapping[str, str | bytes | None] | None = None,
        *,
        author: str = "Ada Lovelace",
        date: str = DEFAULT_DATE,
        parents: list[Commit] | None = None,
    ) -> str:
        """Write `files`, commit them on the current branch and return the commit's id."""
        self.write(files or {})
        who = Actor(author, author.lower().replace(" ", ".") + "@example.org")
        made = self.repo.index.commit(
            message,
            parent_commits=parents,
            author=who,
            committer=who,
            author_date=datetime.fromisoformat(date),
            commit_date=datetime.fromisoformat(date),
            skip_hooks=True,
        )
        return made.hexsha

    def branch(self, name: str) -> None:
        """Start a branch at the current commit and check it out."""
        self.repo.create_head(name).checkout()

    def checkout(self, name: str) -> None:
        """Check out an existing branch."""
        self.repo.heads[name].checkout()

    def merge(
        self,
        name: str,
        message: str = "",
        *,
        author: str = "Ada Lovelace",
        date: str = DEFAULT_DATE,
    ) -> str:
        """Merge branch `name` with a merge commit; both sides must touch different files."""
        ours, theirs = self.repo.head.commit, self.repo.heads[name].commit
        base = self.repo.merge_base(ours, theirs)
        self.repo.index.merge_tree(theirs, base=base[0] if base else None)
        made = self.commit(
            message or f"Merge branch '{name}'", author=author, date=date, parents=[ours, theirs]
        )
        self.repo.head.reset(working_tree=True)
        return made

    def tag(self, name: str) -> None:
        """Tag the current commit (lightweight)."""
        self.repo.create_tag(name)
