"""A temporary GIT_DIR that shares objects and refs with a repository, and nothing that runs.

git reads configuration, hooks, attributes and grafts from GIT_DIR. Switching single keys off is
not enough (filters and a repository's own `protocol.ssh.allow` survive `-c`), so git gets a
folder of ours. This bypasses git's check of who owns a repository (`safe.directory`): that check
protects from running a stranger's configuration, which is not read at all here.
"""

import atexit
import contextlib
import os
import signal
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

from debtaudit.domain.files import Missing
from debtaudit.gather.git_folder import GitFolder
from debtaudit.gather.regular_files import read_regular

_INDEX_LIMIT = 2_000_000_000
_SMALL = 50_000_000
_ONE_SECOND = 1_000_000_000


class CleanGitDir:
    """The temporary folder; `close` removes it, also when the interpreter ends."""

    def __init__(self, source: GitFolder) -> None:
        self._owner = os.getpid()
        self._previous = False
        with _undisturbed():
            self.path = _new_folder()
            atexit.register(self.close)
        self._previous = _end_on_termination()
        self.index_time_ns: int | None = None
        try:
            self._fill(source)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Remove the folder. Harmless when repeated, and in a forked child."""
        if self._owner != os.getpid():
            return
        with _undisturbed():
            _remove(self.path)
            self._owner = 0  # only now: what disturbs the removal leaves it to the exit
            atexit.unregister(self.close)
            if self._previous:
                with contextlib.suppress(ValueError):
                    signal.signal(signal.SIGTERM, signal.SIG_DFL)

    def environment(self, source: GitFolder) -> dict[str, str]:
        """Return the variables that make git use this folder with the repository's objects."""
        variables = {
            "GIT_DIR": str(self.path),
            "GIT_COMMON_DIR": str(self.path),
            "GIT_OBJECT_DIRECTORY": str(source.common / "objects"),
            "GIT_INDEX_FILE": str(self.path / "index"),
        }
        if not source.bare:
            variables["GIT_WORK_TREE"] = str(source.root)
        return variables

    def _fill(self, source: GitFolder) -> None:
        (self.path / "info").mkdir()
        (self.path / "config").write_text(_configuration(source), encoding="utf-8")
        self._copy(source.folder / "HEAD", "HEAD")
        self._copy(source.common / "shallow", "shallow")
        self._copy(source.common / "packed-refs", "packed-refs")
        self._copy(source.common / "info" / "exclude", "info/exclude")
        self._copy(source.common / "info" / "attributes", "info/attributes")
        self._copy(source.folder / "info" / "sparse-checkout", "info/sparse-checkout")
        for name in ("refs", "reftable"):
            if (source.common / name).is_dir():
                (self.path / name).symlink_to(source.common / name, target_is_directory=True)
        if not source.bare:
            self._copy_index(source.folder)

    def _copy(self, path: Path, name: str, limit: int = _SMALL) -> bool:
        data = read_regular(path, limit)
        if isinstance(data, Missing):
            return False
        (self.path / name).write_bytes(data)
        return True

    def take_index(self, path: Path) -> None:
        """Copy another index over that of the repository; nothing happens where there is none."""
        self._copy(path, "index", _INDEX_LIMIT)

    def _copy_index(self, folder: Path) -> None:
        """Copy the index, a second younger than it is.

        git hashes every file that is not older than the index by the whole second, which after a
        fresh clone is all of them. `work_tree.py` looks at the nanoseconds itself. A copy also
        keeps git from touching the times of a shared index (`core.splitIndex`).
        """
        with contextlib.suppress(OSError):
            self.index_time_ns = os.lstat(folder / "index").st_mtime_ns
        if self.index_time_ns is None or not self._copy(folder / "index", "index", _INDEX_LIMIT):
            return
        later = self.index_time_ns + _ONE_SECOND
        os.utime(self.path / "index", ns=(later, later))
        for shared in folder.glob("sharedindex.*"):
            self._copy(shared, shared.name, _INDEX_LIMIT)


def _configuration(source: GitFolder) -> str:
    extended = source.object_format != "sha1" or source.ref_storage != "files"
    lines = ["[core]", f"repositoryformatversion = {int(extended)}"]
    lines += [f"bare = {str(source.bare).lower()}"]
    lines += [f"{key.partition('.')[2]} = {value}" for key, value in source.switches.items()]
    lines += ["[extensions]"] if extended else []
    lines += [f"objectformat = {source.object_format}"] if source.object_format != "sha1" else []
    lines += [f"refstorage = {source.ref_storage}"] if source.ref_storage != "files" else []
    return "\n".join(lines) + "\n"


@contextlib.contextmanager
def _undisturbed() -> Iterator[None]:
    """Hold Ctrl-C and SIGTERM back for the moment in which a folder appears or goes."""
    if os.name == "nt":
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _new_folder() -> Path:
    """Make a private folder below the system's temporary folder (`tempfile` loads too much)."""
    places = [os.environ.get(name, "") for name in ("TMPDIR", "TEMP", "TMP")]
    for place in (*places, "/tmp", "/var/tmp"):
        folder = Path(place) / f"debtaudit-{os.urandom(8).hex()}"
        if place and folder.is_absolute():
            with contextlib.suppress(OSError):
                folder.mkdir(mode=0o700)
                return folder
    raise OSError("no temporary folder can be written")


def _remove(folder: Path) -> None:
    with contextlib.suppress(OSError):
        for entry in folder.iterdir():
            if entry.is_dir() and not entry.is_symlink():
                _remove(entry)
            else:
                entry.unlink()
        folder.rmdir()


def _end_on_termination() -> bool:
    """Let SIGTERM unwind the stack, so that folders go; True where that was switched on here."""
    if os.name == "nt":
        return False
    with contextlib.suppress(ValueError):  # not the main thread
        if signal.getsignal(signal.SIGTERM) is signal.SIG_DFL:
            owner = os.getpid()

            def terminate(number: int, _frame: FrameType | None) -> None:
                if os.getpid() != owner:  # a forked worker has nothing to tidy up
                    os._exit(128 + number)
                raise SystemExit(128 + number)

            signal.signal(signal.SIGTERM, terminate)
            return True
    return False
