"""Builds git repositories commit by commit, the same commit ids every time.

The demo and the tests are real repositories. GitPython writes them: no configuration of the
machine, hook or filter takes part, and authors and dates are given.
"""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from git import Actor, Commit, IndexFile, Repo, Tree
from git.index.typ import IndexEntry

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

    def link(self, links: Mapping[str, str]) -> None:
        """Put symbolic links (path to target) into the work tree and the index."""
        for path, target in links.items():
            (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
            (self.folder / path).symlink_to(target)
            self.repo.index.add([path])

    def commit(
        self,
        message: str,
        files: Mapping[str, str | bytes | None] | None = None,
        *,
        author: str = "Ada Lovelace",
        date: str = DEFAULT_DATE,
    ) -> str:
        """Write `files`, commit them on the current branch and return the commit's id."""
        self.write(files or {})
        return self._commit(self.repo.index.write_tree(), message, author, date).hexsha

    def _commit(
        self,
        tree: Tree,
        message: str,
        author: str,
        date: str,
        parents: list[Commit] | None = None,
    ) -> Commit:
        who = Actor(author, author.lower().replace(" ", ".") + "@example.org")
        when = datetime.fromisoformat(date)
        return Commit.create_from_tree(
            self.repo,
            tree,
            message,
            parents,
            head=True,
            author=who,
            committer=who,
            author_date=when,
            commit_date=when,
        )

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
        merged = IndexFile.from_tree(self.repo, ours)
        for change in (base[0] if base else ours).diff(theirs):
            if change.b_blob is None:
                merged.remove([change.a_path])
            else:
                merged.add([IndexEntry.from_blob(change.b_blob)])
        message = message or f"Merge branch '{name}'"
        made = self._commit(merged.write_tree(), message, author, date, [ours, theirs])
        self.repo.head.reset(index=True, working_tree=True)
        return made.hexsha

    def tag(self, name: str) -> None:
        """Tag the current commit (lightweight)."""
        self.repo.create_tag(name)
