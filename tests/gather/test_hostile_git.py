"""A hostile repository runs nothing and changes nothing: a canary for each way that git knows."""

import hashlib
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from debtaudit.domain.files import Missing
from debtaudit.gather.git_process import GitFailedError
from debtaudit.gather.history import read_history
from debtaudit.gather.line_dates import read_line_dates
from debtaudit.gather.repository import Repository, open_repository
from debtaudit.gather.snapshot import Snapshot, revision_snapshot, work_tree_snapshot
from tests.gather.real_git import commit_all, git

MANIFEST = "requirements.txt"


class Trap:
    """A repository with three commits and uncommitted edits, and a program that leaves a trace."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "repository"
        self.trace = folder / "trace"
        self.program = folder / "canary"
        self.program.write_text(f'#!/bin/sh\necho "$0 $*" >> {self.trace}\ncat\nexit 0\n')
        self.program.chmod(0o755)
        self.folder.mkdir()
        git(self.folder, "init", "-q", "-b", "main")
        self.write("train.py", "lr = 1\n" * 30)
        self.write(MANIFEST, "torch==1.0\nnumpy\n")
        commit_all(self.folder, "first")
        self.write("train.py", "lr = 2\n" * 30)
        git(self.folder, "mv", "train.py", "fit.py")
        commit_all(self.folder, "second")
        self.write("data.bin", "weights")
        commit_all(self.folder, "third")

    def write(self, path: str, text: str) -> None:
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)

    def configure(self, *pairs: str) -> None:
        """Write keys into the repository's configuration, without git reading it."""
        with (self.folder / ".git" / "config").open("a") as config:
            for pair in pairs:
                name, _, value = pair.partition("=")
                section, _, key = name.rpartition(".")
                section, _, inner = section.partition(".")
                header = f'[{section} "{inner}"]' if inner else f"[{section}]"
                config.write(f"{header}\n\t{key} = {value}\n")

    def edit(self) -> None:
        """Leave uncommitted changes and files whose times differ from the index."""
        self.write("fit.py", "lr = 3\n" * 30)
        self.write("new.py", "new = 1\n")
        os.utime(self.folder / MANIFEST, (1, 1))


@pytest.fixture
def trap(tmp_path: Path) -> Trap:
    """Return a new trap."""
    return Trap(tmp_path)


def everything(folder: Path) -> tuple[Snapshot, object]:
    """Call every reader that an audit calls, on the repository at `folder`."""
    with opened(folder) as repository:
        assert repository.head is not None
        snapshot = work_tree_snapshot(repository)
        assert all(isinstance(data, bytes) for _, data in snapshot.read(snapshot.entries, _limit))
        revision = revision_snapshot(repository, repository.resolve("HEAD~1"))
        assert list(revision.read(revision.entries, _limit))
        history = read_history(repository, repository.head, until=date(2026, 2, 1))
        days = read_line_dates(repository, repository.head, snapshot, {MANIFEST: (), "fit.py": ()})
        return snapshot, (history, days)


def opened(folder: Path) -> Repository:
    repository = open_repository(folder)
    assert isinstance(repository, Repository)
    return repository


def _limit(_entry: object) -> int:
    return 1_000_000


def fingerprint(folder: Path) -> dict[str, tuple[int, int, str]]:
    """Return mode, time in nanoseconds and content of everything below a folder."""
    found = {}
    for place, folders, files in os.walk(folder):
        for name in (*folders, *files):
            path = Path(place) / name
            state = path.lstat()
            content = b""
            if path.is_symlink():
                content = os.fsencode(path.readlink())
            elif path.is_file():
                content = path.read_bytes()
            digest = hashlib.sha256(content).hexdigest()
            found[str(path.relative_to(folder))] = (state.st_mode, state.st_mtime_ns, digest)
    return found


def _fsmonitor(trap: Trap) -> None:
    trap.configure(f"core.fsmonitor={trap.program}")


def _hooks(trap: Trap) -> None:
    hooks = trap.folder / ".git" / "hooks"
    hooks.mkdir(exist_ok=True)
    for name in ("post-index-change", "fsmonitor-watchman", "reference-transaction", "pre-commit"):
        (hooks / name).symlink_to(trap.program)


def _hooks_path(trap: Trap) -> None:
    trap.write("hooks/post-index-change", trap.program.read_text())
    (trap.folder / "hooks" / "post-index-change").chmod(0o755)
    trap.configure("core.hooksPath=hooks")


def _filters(trap: Trap) -> None:
    trap.write(".gitattributes", "* filter=evil diff=evil merge=evil\n")
    trap.configure(
        f"filter.evil.clean={trap.program}",
        f"filter.evil.smudge={trap.program}",
        f"filter.evil.process={trap.program}",
        "filter.evil.required=true",
    )


def _info_attributes(trap: Trap) -> None:
    info = trap.folder / ".git" / "info"
    info.mkdir(exist_ok=True)
    (info / "attributes").write_text("* filter=evil diff=evil\n")
    trap.configure(f"filter.evil.clean={trap.program}", f"diff.evil.textconv={trap.program}")


def _diff_drivers(trap: Trap) -> None:
    trap.write(".gitattributes", "* diff=evil\n")
    trap.configure(
        f"diff.external={trap.program}",
        f"diff.evil.command={trap.program}",
        f"diff.evil.textconv={trap.program}",
        "diff.evil.cachetextconv=true",
        f"interactive.diffFilter={trap.program}",
    )


def _pager_and_aliases(trap: Trap) -> None:
    program = trap.program
    trap.configure(
        f"core.pager={program}",
        f"pager.log={program}",
        f"pager.blame={program}",
        f"core.editor={program}",
        f"core.askPass={program}",
        f"alias.log=!{program}",
        f"alias.rev-list=!{program}",
        f"alias.cat-file=!{program}",
    )


def _signatures(trap: Trap) -> None:
    head = git(trap.folder, "cat-file", "commit", "HEAD")
    signature = "gpgsig -----BEGIN PGP SIGNATURE-----\n \n abc\n -----END PGP SIGNATURE-----"
    headers, _, message = head.partition("\n\n")
    signed = git(
        trap.folder,
        *("hash-object", "-t", "commit", "-w", "--stdin"),
        stdin=f"{headers}\n{signature}\n\n{message}\n".encode(),
    )
    git(trap.folder, "update-ref", "refs/heads/main", signed)
    trap.configure(
        "log.showSignature=true",
        f"gpg.program={trap.program}",
        f"gpg.openpgp.program={trap.program}",
        f"gpg.ssh.program={trap.program}",
    )


def _lazy_fetching(trap: Trap) -> None:
    trap.configure(
        "core.repositoryformatversion=1",
        "extensions.partialClone=origin",
        "remote.origin.url=ssh://example.invalid/repository",
        "remote.origin.promisor=true",
        "remote.origin.partialclonefilter=blob:none",
        f"remote.origin.uploadpack={trap.program}",
        f"core.sshCommand={trap.program}",
        f"core.gitProxy={trap.program}",
        f"credential.helper=!{trap.program}",
        "protocol.ssh.allow=always",
        "protocol.ext.allow=always",
    )


def _work_tree_elsewhere(trap: Trap) -> None:
    trap.configure("core.worktree=/etc", "core.bare=false")


def _includes(trap: Trap) -> None:
    hidden = trap.folder.parent / "hidden"
    hidden.write_text(f"[core]\n\tfsmonitor = {trap.program}\n\tpager = {trap.program}\n")
    trap.configure(f"include.path={hidden}", f"includeIf.gitdir:/.path={hidden}")


def _alternates(trap: Trap) -> None:
    info = trap.folder / ".git" / "objects" / "info"
    info.mkdir(exist_ok=True)
    (info / "alternates").write_text("/nowhere/objects\n")
    trap.configure(f"core.alternateRefsCommand={trap.program}")


def _trace_files(trap: Trap) -> None:
    trap.configure(f"trace2.eventTarget={trap.trace}", f"trace2.normalTarget={trap.trace}")


@pytest.mark.parametrize(
    "arm",
    [
        _fsmonitor,
        _hooks,
        _hooks_path,
        _filters,
        _info_attributes,
        _diff_drivers,
        _pager_and_aliases,
        _signatures,
        _lazy_fetching,
        _work_tree_elsewhere,
        _includes,
        _alternates,
        _trace_files,
    ],
    ids=lambda arm: arm.__name__.strip("_"),
)
def test_nothing_runs_and_nothing_changes(trap: Trap, arm: Callable[[Trap], None]) -> None:
    arm(trap)
    trap.edit()
    before = fingerprint(trap.folder)
    snapshot, _ = everything(trap.folder)
    assert not trap.trace.exists()
    assert fingerprint(trap.folder) == before
    paths = {entry.path for entry in snapshot.entries}
    assert {"fit.py", "new.py", MANIFEST, "data.bin"} <= paths
    assert not paths & {"passwd", "hostname"}


def test_the_canary_sings_for_git_itself(trap: Trap) -> None:
    """The traps are real: plain git runs into them."""
    _fsmonitor(trap)
    git(trap.folder, "status")
    assert trap.trace.exists()
    trap.trace.unlink()
    _filters(trap)
    trap.edit()
    git(trap.folder, "-c", "core.fsmonitor=false", "diff", check=False)
    assert trap.trace.exists()


def test_a_missing_blob_is_not_fetched(trap: Trap) -> None:
    _lazy_fetching(trap)
    blob = git(trap.folder, "rev-parse", "HEAD~2:train.py", check=False)
    loose = trap.folder / ".git" / "objects" / blob[:2] / blob[2:]
    loose.unlink()
    with opened(trap.folder) as repository:
        assert repository.partial
        assert repository.head is not None
        facts = read_history(repository, repository.head, until=date(2026, 2, 1))
        old = revision_snapshot(repository, repository.resolve("HEAD~2"))
        answers = {entry.path: data for entry, data in old.read(old.entries, _limit)}
    assert not trap.trace.exists()
    assert isinstance(answers["train.py"], Missing)
    assert answers[MANIFEST] == b"torch==1.0\nnumpy\n"
    assert len(facts.commits) == 3
    assert facts.problem is not None
    assert "partial clone" in facts.problem
    assert "--filter" in (facts.cure or "")


def test_replace_refs_and_grafts_change_no_history(trap: Trap) -> None:
    head = git(trap.folder, "cat-file", "commit", "HEAD").replace("Ada Lovelace", "Somebody Else")
    other = git(
        trap.folder, "hash-object", "-t", "commit", "-w", "--stdin", stdin=head.encode() + b"\n"
    )
    real = git(trap.folder, "rev-parse", "HEAD")
    git(trap.folder, "replace", real, other)
    info = trap.folder / ".git" / "info"
    info.mkdir(exist_ok=True)
    (info / "grafts").write_text(f"{real}\n")
    with opened(trap.folder) as repository:
        facts = read_history(repository, real, until=date(2026, 2, 1))
    assert {change.commit.author for change in facts.commits} == {"Ada Lovelace"}
    assert facts.total_commits == 3


def test_variables_of_the_caller_have_no_say(trap: Trap, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "GIT_DIR": "/nowhere",
        "GIT_WORK_TREE": "/etc",
        "GIT_INDEX_FILE": "/nowhere/index",
        "GIT_EXTERNAL_DIFF": str(trap.program),
        "GIT_SSH_COMMAND": str(trap.program),
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": "core.fsmonitor",
        "GIT_CONFIG_VALUE_0": str(trap.program),
        "GIT_TRACE": str(trap.trace),
        "GIT_PAGER": str(trap.program),
    }.items():
        monkeypatch.setenv(name, value)
    everything(trap.folder)
    assert not trap.trace.exists()


def test_a_git_in_the_audited_folder_is_not_the_one_that_runs(
    trap: Trap, monkeypatch: pytest.MonkeyPatch
) -> None:
    trap.write("git", trap.program.read_text())
    (trap.folder / "git").chmod(0o755)
    monkeypatch.setenv("PATH", f".{os.pathsep}{os.environ['PATH']}")
    monkeypatch.chdir(trap.folder)
    everything(trap.folder)
    assert not trap.trace.exists()


def test_hostile_subjects_authors_and_names_are_told_apart_by_position(trap: Trap) -> None:
    odd = {
        ":100644 100644 a b M": "1\n",
        "a\nb.py": "2\n",
        "\x1b[31mred.py": "3\n",
        "[bold]x[/bold].py": "4\n",
        "two\ttabs\t.py": "5\n",
    }
    for path, text in odd.items():
        trap.write(path, text)
    bytes_name = os.fsencode(trap.folder) + b"/latin-\xe9.py"
    Path(os.fsdecode(bytes_name)).write_text("6\n")
    git(trap.folder, "add", "-A")
    subject = ":100644 100644 0 0 M\x01\x1b]0;title\x07"
    git(trap.folder, "commit", "-q", "-m", f"{subject}\n\n:000000 100644 body\n\nx" + "y" * 90_000)
    with opened(trap.folder) as repository:
        assert repository.head is not None
        facts = read_history(repository, repository.head, until=date(2026, 2, 1))
        snapshot = work_tree_snapshot(repository)
        contents = {entry.path: data for entry, data in snapshot.read(snapshot.entries, _limit)}
    newest = next(one for one in facts.commits if one.commit.id == facts.change_sets[0].head.id)
    assert newest.commit.subject == subject
    assert newest.commit.message.startswith(":000000 100644 body\n\nxyyy")
    assert len(newest.commit.message) <= 20_000
    assert {change.path for change in newest.changes} == {*odd, r"latin-\xe9.py"}
    assert contents[r"latin-\xe9.py"] == b"6\n"
    for path in contents:
        path.encode("utf-8")


def test_a_fifo_for_an_ignore_file_ends_the_listing_not_the_audit(trap: Trap) -> None:
    os.mkfifo(trap.folder / ".gitignore")
    with opened(trap.folder) as repository:
        repository.git.time_limit = 0.5
        snapshot = work_tree_snapshot(repository)
    assert any("could not be listed" in one.message for one in snapshot.diagnostics)


@pytest.mark.parametrize("name", ["HEAD", "index", "config", "packed-refs", "shallow"])
def test_a_fifo_in_the_git_folder_blocks_nobody(trap: Trap, name: str) -> None:
    path = trap.folder / ".git" / name
    path.unlink(missing_ok=True)
    os.mkfifo(path)
    with opened(trap.folder) as repository:
        repository.git.time_limit = 5
        work_tree_snapshot(repository)


def test_a_child_that_fails_is_no_whole_answer(trap: Trap) -> None:
    with opened(trap.folder) as repository:
        with pytest.raises(GitFailedError, match="rev-list failed"):
            repository.run("rev-list", "0" * 39 + "1")
        with pytest.raises(GitFailedError), repository.stream("no-such-command") as stream:
            assert stream.output.read() == b""


def test_a_terminated_audit_leaves_no_temporary_folder(trap: Trap, tmp_path: Path) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    code = (
        "import sys, time\nfrom pathlib import Path\n"
        "from debtaudit.gather.repository import open_repository\n"
        "with open_repository(Path(sys.argv[1])) as repository:\n"
        "    print('open', flush=True)\n    time.sleep(60)\n"
    )
    for stop in (signal.SIGTERM, signal.SIGINT):
        with subprocess.Popen(
            [sys.executable, "-c", code, str(trap.folder)],
            env={**os.environ, "TMPDIR": str(temporary)},
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        ) as child:
            assert child.stdout is not None
            assert child.stdout.readline() == b"open\n"
            assert list(temporary.iterdir())
            child.send_signal(stop)
            child.wait(timeout=30)
        assert not list(temporary.iterdir())
