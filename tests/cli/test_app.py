"""The program as a whole: help, versions, mistakes, and how it ends."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import debtaudit.cli
from debtaudit import __version__
from debtaudit.cli.app import COMMANDS, load
from tests.cli.running import run

SHORT = 56
"""Characters of a first docstring line that the list of commands shows uncut at 80 columns."""


def test_the_help_lists_every_command_with_its_first_line() -> None:
    done = run("--help", environment={"COLUMNS": "80"})
    assert done.returncode == 0
    for name in COMMANDS:
        first = (load(name).__doc__ or "").splitlines()[0]
        assert len(first) <= SHORT, name
        assert f"  {name} " in done.stdout
        assert first in done.stdout
    assert "70 fault of the program" in " ".join(done.stdout.split())


def test_every_module_with_a_command_is_listed() -> None:
    folder = Path(debtaudit.cli.__path__[0])
    modules = {
        path.stem.replace("_", "-")
        for path in folder.glob("*.py")
        if "\ndef command(" in path.read_text()
    }
    assert modules == {name.replace(" ", "-") for name in COMMANDS}


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_a_help(name: str) -> None:
    done = run(name, "--help")
    assert done.returncode == 0
    assert done.stdout.startswith(f"Usage: debtaudit {name} ")
    assert done.stderr == ""


def test_the_version() -> None:
    done = run("--version")
    assert (done.returncode, done.stdout) == (0, f"debtaudit {__version__}\n")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["scna"], "No such command"),
        (["scan", "--no-such-option"], "--no-such-option"),
        (["scan", "--scan", "everything"], "--scan"),
        (["scan", "--jobs", "0"], "--jobs"),
        (["scan", "a", "b"], "unexpected extra argument"),
        (["explain"], "RULE"),
        (["render"], "REPORT.json"),
        (["scan", "--since", "yesterday"], "--since yesterday: no day; write it as 2026-01-31"),
        (["scan", "--as-of", "20260131"], "--as-of 20260131"),
        (["scan", "--format", "yaml"], "there are badge, comment, csv"),
        (["scan", "-o", "report.docx"], ".gitlab.json .htm .html .json .junit.xml .markdown"),
        (["explain", "complexity-hotspots"], "did you mean complexity-hotspot?"),
        (["scan", "does/not/exist"], "does/not/exist"),
    ],
)
def test_a_wrong_call_is_told_in_words_and_exits_2(
    arguments: list[str], said: str, tmp_path: Path
) -> None:
    done = run(*arguments, folder=tmp_path)
    assert done.returncode == 2
    assert said in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_no_command_at_all_shows_the_help() -> None:
    done = run()
    assert "Usage: debtaudit" in done.stdout + done.stderr


def fault(tmp_path: Path, line: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a block of code guarded as commands are."""
    script = tmp_path / "end.py"
    script.write_text(f"from debtaudit.cli.ends import guarded\nwith guarded():\n    {line}\n")
    return subprocess.run(
        [sys.executable, str(script), *arguments], capture_output=True, text=True, check=False
    )


def test_a_fault_exits_70_and_says_how_to_report_it(tmp_path: Path) -> None:
    done = fault(tmp_path, "{}['colour\\x1b[31m']")
    assert done.returncode == 70
    assert "internal error: KeyError" in done.stderr
    assert "(end.py:3)" in done.stderr
    assert "DEBTAUDIT_DEBUG=1" in done.stderr
    assert "Traceback" not in done.stderr
    assert str(tmp_path) not in done.stderr
    assert "\x1b" not in done.stderr


def test_verbose_shows_where_a_fault_happened(tmp_path: Path) -> None:
    done = fault(tmp_path, "raise RuntimeError('deep inside')", "--verbose")
    assert done.returncode == 70
    assert "Traceback" in done.stderr


@pytest.mark.parametrize(
    ("error", "code"),
    [("WrongCallError", 2), ("ConfigurationError", 2), ("NoReportError", 3)],
)
def test_an_error_for_people_is_one_line_with_its_exit_code(
    error: str, code: int, tmp_path: Path
) -> None:
    line = f"from debtaudit.domain import errors; raise errors.{error}('no\\nsuch \\x1b[2J thing')"
    done = fault(tmp_path, line)
    assert done.returncode == code
    assert done.stderr == "debtaudit: error: no\\nsuch \\x1b[2J thing\n"


def test_an_interrupt_exits_130_quietly(tmp_path: Path) -> None:
    script = tmp_path / "wait.py"
    script.write_text(
        "import time\nfrom debtaudit.cli.ends import guarded\n"
        "with guarded():\n    print('ready', flush=True)\n    time.sleep(60)\n"
    )
    with subprocess.Popen(
        [sys.executable, str(script)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=30)
    assert process.returncode == 130
    assert said == "debtaudit: interrupted\n"


def ended(tmp_path: Path, line: str) -> tuple[int, str]:
    """Run a line as the body of a plain call, with an exit handler that says that it ran."""
    script = tmp_path / "plain.py"
    script.write_text(
        "import atexit, sys\nfrom debtaudit.cli.ends import guarded, leaving_quickly\n"
        "atexit.register(print, 'exit handler')\n"
        f"with guarded(), leaving_quickly():\n    print('report')\n    {line}\n"
    )
    done = subprocess.run(
        [sys.executable, str(script)], capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout


@pytest.mark.parametrize(("line", "code"), [("pass", 0), ("sys.exit(1)", 1), ("sys.exit(3)", 3)])
def test_a_plain_end_writes_everything_and_takes_nothing_down(
    line: str, code: int, tmp_path: Path
) -> None:
    assert ended(tmp_path, line) == (code, "report\n")


@pytest.mark.parametrize(
    ("line", "code"), [("sys.exit(143)", 143), ("sys.exit('why')", 1), ("1 / 0", 70)]
)
def test_any_other_end_runs_the_exit_handlers(line: str, code: int, tmp_path: Path) -> None:
    assert ended(tmp_path, line) == (code, "report\nexit handler\n")


def test_a_plain_call_loads_neither_typer_nor_rich() -> None:
    script = (
        "import os, sys; sys.argv = ['debtaudit', 'schema']\n"
        "heavy = {'typer', 'click', 'rich', 'pydantic', 'yaml', 'git', 'packaging'}\n"
        "os._exit = lambda code: sys.exit(sorted(heavy & set(sys.modules)) or code)\n"
        "from debtaudit.cli.app import main\nmain()\nsys.exit('never reached')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
