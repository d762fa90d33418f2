"""Runs git as a child process whose environment the audited repository has no say in."""

import contextlib
import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from io import BufferedReader
from pathlib import Path
from types import TracebackType
from typing import IO, cast

from debtaudit.domain.errors import NoReportError

# A damaged or hostile repository can make git wait for ever (a FIFO named .gitignore).
TIME_LIMIT_SECONDS = 900.0
_CHUNK = 1 << 16
_AHEAD = 1 << 20
"""Bytes that a child may print ahead of its reader: what Linux allows everybody (pipe(7))."""
_REASON_LENGTH = 200

_FIXED = {
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_LITERAL_PATHSPECS": "1",
    "GIT_FLUSH": "0",  # one write a buffer, not one a commit
    "LC_ALL": "C",
}


class GitFailedError(NoReportError):
    """A git child ended with an error, so that what it printed is no whole answer."""


def find_git() -> str | None:
    """Return the absolute path of the first `git` on the search path.

    Relative entries of PATH are left out: they would be looked up in the audited folder.
    """
    name = "git.exe" if os.name == "nt" else "git"
    for folder in os.get_exec_path():
        candidate = f"{folder}{os.sep}{name}"
        if Path(folder).is_absolute() and os.access(candidate, os.X_OK):
            return candidate
    return None


class GitProgram:
    """Git with the environment that it always gets here.

    `scratch` is a private folder for the input of the children, `folder` where they run.
    """

    def __init__(
        self, program: str, variables: Mapping[str, str], folder: Path, scratch: Path
    ) -> None:
        inherited = {k: v for k, v in os.environ.items() if not k.startswith("GIT_")}
        self.environment = {**inherited, **_FIXED, **variables}
        self._program = program
        self._folder = folder
        self._scratch = scratch
        self.time_limit = TIME_LIMIT_SECONDS

    def start(self, arguments: Sequence[str], stdin: bytes = b"") -> "GitStream":
        """Start `git ARGUMENTS`; use the stream as a context manager."""
        if not stdin:
            return self._started(arguments, subprocess.DEVNULL)
        with self._unnamed() as source:
            source.write(stdin)
            source.seek(0)
            return self._started(arguments, source)

    def _started(self, arguments: Sequence[str], source: IO[bytes] | int) -> "GitStream":
        errors = self._unnamed()
        child = subprocess.Popen(
            [self._program, *arguments],
            stdin=source,
            stdout=subprocess.PIPE,
            stderr=errors,
            cwd=self._folder,
            env=self.environment,
        )
        return GitStream(child, errors, arguments[0], self.time_limit)

    def run(self, arguments: Sequence[str], stdin: bytes = b"") -> bytes:
        """Return everything that `git ARGUMENTS` prints."""
        with self.start(arguments, stdin) as stream:
            return stream.output.read()

    def _unnamed(self) -> IO[bytes]:
        """Return a file without a name, so that nothing is left behind (and no pipe fills up)."""
        path = self._scratch / "stream"
        opened = path.open("w+b")
        if os.name != "nt":
            path.unlink()
        return opened


class GitStream:
    """A running git child; leaving the `with` block waits for it and checks how it ended.

    Raises `GitFailedError` on leaving when the child failed, unless the block itself raised or
    `abandon` was called.
    """

    def __init__(
        self, child: "subprocess.Popen[bytes]", errors: IO[bytes], command: str, limit: float
    ) -> None:
        self._child = child
        self._errors = errors
        self._command = command
        self._abandoned = False
        self._late = False
        self.output = cast(BufferedReader, child.stdout)
        self._watch = threading.Timer(limit, self._stop)
        self._watch.daemon = True
        self._watch.start()

    def __enter__(self) -> "GitStream":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        if kind is not None:
            self.abandon()
        self.output.close()
        code = self._child.wait()
        self._watch.cancel()
        with self._errors as errors:
            if code == 0 or self._abandoned:
                return
            errors.seek(0)
            said = errors.read(4096).decode("utf-8", "replace").strip()
        if self._late:
            said = "it did not come to an end"
        reason = next(
            (line for line in reversed(said.splitlines()) if line.strip()), f"exit {code}"
        )
        raise GitFailedError(f"git {self._command} failed: {_plain(reason)}")

    def abandon(self) -> None:
        """End the child early; its exit code does not matter any more."""
        self._abandoned = True
        self._child.kill()

    def widen(self) -> None:
        """Let the child work further ahead of its reader, where the system allows that."""
        if sys.platform == "linux":
            import fcntl

            with contextlib.suppress(OSError):
                fcntl.fcntl(self.output, fcntl.F_SETPIPE_SZ, _AHEAD)

    def tokens(self) -> Iterator[bytes]:
        """Yield what the child prints, cut at NUL bytes."""
        rest = b""
        while piece := self.output.read1(_CHUNK):
            *whole, rest = (rest + piece).split(b"\0")
            yield from whole
        if rest:
            yield rest

    def _stop(self) -> None:
        self._late = True
        self._child.kill()


def _plain(text: str) -> str:
    """Return one line that is safe to show, of a message that may quote a hostile name."""
    return "".join(c if c.isprintable() else "?" for c in text)[:_REASON_LENGTH]
