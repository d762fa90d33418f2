"""The audited repository: the only door through which git is run on it."""

import contextlib
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import TracebackType

from debtaudit.domain.errors import WrongCallError
from debtaudit.domain.files import Missing
from debtaudit.gather.clean_git_dir import CleanGitDir
from debtaudit.gather.git_folder import GitFolder, find_git_folder
from debtaudit.gather.git_process import GitFailedError, GitProgram, GitStream, find_git
from debtaudit.gather.regular_files import read_regular

_SMALL = 4096
_REFS_LIMIT = 50_000_000


def open_repository(path: Path) -> "Repository | Missing":
    """Open the repository that holds `path`, or say why there is none.

    Raises `WrongCallError` where `path` is no folder that can be read.
    """
    try:
        if not path.is_dir():
            raise WrongCallError(f"{path}: {'not a folder' if path.exists() else 'no such folder'}")
        os.close(os.open(path, os.O_RDONLY))
        found = find_git_folder(path)
    except (OSError, ValueError) as error:
        raise WrongCallError(f"{path}: {getattr(error, 'strerror', '') or error}") from None
    if isinstance(found, Missing):
        return found
    program = find_git()
    if program is None:
        return Missing("git is not installed; install git 2.25 or newer to audit the history")
    return Repository(found, program)


class Repository:
    """A git repository, opened for reading; a context manager that leaves nothing behind.

    `root` is the work tree (the git folder where it is `bare`), `prefix` the way from there to
    the audited folder (`""` or `sub/folder/`). `head` is the id of the commit that is checked
    out, None before the first commit; `branch` is None when HEAD is detached.
    """

    def __init__(self, source: GitFolder, program: str) -> None:
        self.root = source.root
        self.prefix = source.prefix
        self.bare = source.bare
        self.partial = source.partial
        self.object_format = source.object_format
        self.name = _name(source)
        self.common = source.common
        self._begun: dict[tuple[str, ...], GitStream] = {}
        self._commits: set[str] = set()
        self._clean = CleanGitDir(source)
        self.index_time_ns = self._clean.index_time_ns
        self.git = GitProgram(
            program, self._clean.environment(source), source.root, self._clean.path
        )
        try:
            self.shallow_commits = self._shallow_commits()
            self.branch, self.head = self._head(source)
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> "Repository":
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End what was begun in vain and remove the temporary folder."""
        for stream in self._begun.values():
            with stream:
                stream.abandon()
        self._begun.clear()
        self._clean.close()

    def take_index(self, path: Path) -> None:
        """Let git compare with another index than that of the repository, if it can be read."""
        self._clean.take_index(path)

    @property
    def shallow(self) -> bool:
        """Whether the history was cut off when the repository was cloned."""
        return bool(self.shallow_commits)

    @property
    def id_length(self) -> int:
        """The length of an object id in hex digits."""
        return 64 if self.object_format == "sha256" else 40

    def run(self, *arguments: str, stdin: bytes = b"") -> bytes:
        """Return what `git ARGUMENTS` prints; raises `GitFailedError`."""
        return self.git.run(arguments, stdin)

    def stream(self, *arguments: str, stdin: bytes = b"") -> GitStream:
        """Start `git ARGUMENTS` for reading its output bit by bit."""
        begun = self._begun.pop(arguments, None)
        return self.git.start(arguments, stdin) if begun is None else begun

    def begin(self, *arguments: str) -> None:
        """Start `git ARGUMENTS` now for the `stream` of the same that comes later.

        It works ahead until its pipe is full, on another processor where there is one.
        """
        if arguments not in self._begun:
            self._begun[arguments] = self.git.start(arguments)
            self._begun[arguments].widen()

    def pathspec(self) -> Sequence[str]:
        """Return the arguments that limit a command to the audited folder."""
        return ("--", self.prefix) if self.prefix else ()

    def note_commits(self, ids: Iterable[str]) -> None:
        """Note whole ids that git has listed as commits: nobody needs to ask for them again."""
        self._commits.update(ids)

    def resolve(self, revision: str) -> str:
        """Return the id of the commit that `revision` names; raises `WrongCallError`."""
        if revision in self._commits:
            return revision
        odd = not revision or revision.startswith("-") or not revision.isprintable()
        if not odd:
            with contextlib.suppress(GitFailedError, ValueError):
                found = self.run("rev-parse", "--verify", "--quiet", revision + "^{commit}")
                return found.decode("ascii").strip()
        hint = (
            "; the clone is shallow, `git fetch --unshallow` may bring it" if self.shallow else ""
        )
        raise WrongCallError(f"no commit {revision!r} in this repository{hint}")

    def _shallow_commits(self) -> frozenset[str]:
        data = read_regular(self._clean.path / "shallow", _REFS_LIMIT)
        if isinstance(data, Missing):
            return frozenset()
        return frozenset(data.decode("ascii", "replace").split())

    def _head(self, source: GitFolder) -> tuple[str | None, str | None]:
        """Read the branch and the commit of HEAD, asking git only where it keeps refs its way."""
        data = read_regular(source.folder / "HEAD", _SMALL)
        text = "" if isinstance(data, Missing) else data.decode("utf-8", "replace").strip()
        if not text.startswith("ref:"):
            return None, text if self._is_id(text) else None
        ref = text[len("ref:") :].strip()
        branch = ref.removeprefix("refs/heads/")
        if source.ref_storage == "files" and ref.startswith("refs/") and ".." not in ref:
            return branch, self._loose_ref(source, ref) or self._packed_ref(ref)
        with contextlib.suppress(GitFailedError):
            lines = self.run("rev-parse", "--verify", "--symbolic-full-name", "HEAD").decode()
            return lines.strip().removeprefix("refs/heads/"), self.resolve("HEAD")
        return None, None

    def _loose_ref(self, source: GitFolder, ref: str) -> str | None:
        data = read_regular(source.common / ref, _SMALL)
        text = "" if isinstance(data, Missing) else data.decode("ascii", "replace").strip()
        if text.startswith("ref:"):
            with contextlib.suppress(WrongCallError):
                return self.resolve("HEAD")
        return text if self._is_id(text) else None

    def _packed_ref(self, ref: str) -> str | None:
        data = read_regular(self._clean.path / "packed-refs", _REFS_LIMIT)
        if isinstance(data, Missing):
            return None
        before, found, _ = (b"\n" + data).partition(b" " + ref.encode() + b"\n")
        text = before.rpartition(b"\n")[2].decode("ascii", "replace") if found else ""
        return text if self._is_id(text) else None

    def _is_id(self, text: str) -> bool:
        return len(text) == self.id_length and not text.strip("0123456789abcdef")


def _name(source: GitFolder) -> str:
    audited = source.root / source.prefix
    if not source.bare:
        return audited.name or "repository"
    if source.root.name == ".git":
        return source.root.parent.name or "repository"
    return source.root.name.removesuffix(".git") or "repository"
