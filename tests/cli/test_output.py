"""Where results go, shown with `render`, which needs no repository."""

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from debtaudit.domain.style import Style
from debtaudit.reports import json_report, markdown, terminal
from tests.cli.running import run
from tests.reports.sample import HOSTILE, REPORT, poisoned


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    """Return a saved report."""
    path = tmp_path / "saved.json"
    path.write_text(json_report.render(REPORT, Style()))
    return path


def test_stdout_gets_the_terminal_report_without_colour_in_a_pipe(saved: Path) -> None:
    done = run("render", saved, environment={"COLUMNS": "100"})
    assert done.returncode == 0
    assert done.stdout == terminal.render(REPORT, Style(100))
    assert done.stderr == ""


@pytest.mark.parametrize(
    ("columns", "width"),
    [("80", 80), ("7", 40), ("9" * 5000, 140), ("", 100), ("²", 100), ("-3", 100), ("x", 100)],
)
def test_the_width_is_what_columns_says_within_bounds(
    columns: str, width: int, saved: Path
) -> None:
    done = run("render", saved, environment={"COLUMNS": columns})
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == terminal.render(REPORT, Style(width))


@pytest.mark.parametrize("name", ["json", "markdown"])
def test_another_format_is_asked_for_by_name(name: str, saved: Path) -> None:
    done = run("render", saved, "--format", name)
    expected = json_report if name == "json" else markdown
    assert done.stdout == expected.render(REPORT, Style())


def test_files_get_the_format_of_their_names(saved: Path, tmp_path: Path) -> None:
    outputs = [tmp_path / name for name in ("r.md", "r.JSON", "r.txt")]
    done = run("render", saved, "--quiet", *(part for path in outputs for part in ("-o", path)))
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert outputs[0].read_text() == markdown.render(REPORT, Style())
    assert outputs[1].read_text() == saved.read_text()
    assert outputs[2].read_text() == terminal.render(REPORT, Style(100))


def test_formats_that_share_an_ending_are_told_apart(saved: Path, tmp_path: Path) -> None:
    names = ("r.gitlab.json", "r.comment.md", "r.sarif", "r.csv", "r.junit.xml", "r.badge.json")
    outputs = [tmp_path / name for name in names]
    done = run("render", saved, "-q", *(part for path in outputs for part in ("-o", path)))
    assert (done.returncode, done.stderr) == (0, "")
    starts = ["[", "<!-- debtaudit-comment -->", "{", '"id",', "<?xml", "{"]
    for path, start in zip(outputs, starts, strict=True):
        assert path.read_text().startswith(start)


def test_a_format_that_cannot_show_it_is_a_wrong_call_that_names_those_that_can(
    tmp_path: Path,
) -> None:
    done = run("rules", "--format", "sarif")
    assert (done.returncode, done.stdout) == (2, "")
    can = "html, json, markdown, terminal can"
    assert done.stderr == f"debtaudit: error: the format sarif cannot show the rules; {can}\n"
    done = run("checklist", tmp_path, "-q", "-o", tmp_path / "list.csv")
    assert (done.returncode, list(tmp_path.iterdir())) == (2, [])
    assert f"the format csv cannot show a checklist; {can}" in done.stderr
    done = run("changes", tmp_path, "-f", "junit")
    assert "the format junit cannot show a model change log" in done.stderr


def test_two_outputs_to_one_file_are_a_wrong_call_whatever_their_formats(
    saved: Path, tmp_path: Path
) -> None:
    target = tmp_path / "r.json"
    done = run("render", saved, "-q", "-o", target, "-o", f"gitlab:{target}")
    assert (done.returncode, target.exists()) == (2, False)
    assert "the same file as" in done.stderr


def test_an_output_that_cannot_be_written_leaves_nothing_behind(
    saved: Path, tmp_path: Path
) -> None:
    done = run("render", saved, "-q", "-o", tmp_path / "a.sarif", "-o", tmp_path / "no" / "b.csv")
    assert done.returncode == 3
    assert "does not exist" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["saved.json"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_full_disk_is_told_and_the_other_output_is_not_half_written(
    saved: Path, tmp_path: Path
) -> None:
    done = run("render", saved, "-q", "-o", tmp_path / "a.sarif", "-o", "csv:/dev/full")
    assert done.returncode == 3
    assert "cannot write /dev/full: No space left on device" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["saved.json"]


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="no folder that takes no files")
def test_a_read_only_folder_is_told_and_the_other_output_is_not_written(
    saved: Path, tmp_path: Path
) -> None:
    done = run("render", saved, "-q", "-o", tmp_path / "a.sarif", "-o", "/proc/self/b.csv")
    assert done.returncode == 3
    assert done.stderr == (
        "debtaudit: error: -o /proc/self/b.csv: the folder /proc/self is read-only\n"
    )
    assert [path.name for path in tmp_path.iterdir()] == ["saved.json"]


@pytest.mark.parametrize("name", ["sarif", "csv", "junit", "comment", "github"])
def test_a_gate_whose_reader_goes_away_still_has_its_code(name: str, tmp_path: Path) -> None:
    (tmp_path / "train.py").write_text(
        "import xgboost\n\n\ndef main(data):\n    return xgboost.train({'eta': 0.1}, data)\n"
    )
    (tmp_path / "debtaudit.toml").write_text('[gate]\nfail-on = "low"\non-incomplete = "ignore"\n')
    with subprocess.Popen(
        [sys.executable, "-m", "debtaudit", "gate", str(tmp_path), "--format", name],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        said = process.stderr.read()
    assert (process.returncode, said) == (1, b"")


def test_a_report_may_be_rendered_over_itself(saved: Path) -> None:
    before = saved.read_text()
    assert run("render", saved, "-o", saved, "-q").returncode == 0
    assert saved.read_text() == before


def test_quiet_yields_to_an_asked_for_format(saved: Path) -> None:
    assert run("render", saved, "--quiet").stdout == ""
    assert run("render", saved, "--quiet", "--format", "json").stdout == saved.read_text()


@pytest.mark.parametrize(
    ("environment", "coloured"),
    [
        ({}, False),
        ({"FORCE_COLOR": "1"}, True),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        ({"FORCE_COLOR": "1", "NO_COLOR": ""}, True),
    ],
)
def test_colour_is_the_users_choice(
    environment: dict[str, str], coloured: bool, saved: Path
) -> None:
    assert ("\x1b[" in run("render", saved, environment=environment).stdout) is coloured


def test_an_old_terminal_gets_ascii(saved: Path) -> None:
    for environment in ({"PYTHONIOENCODING": "ascii"}, {"TERM": "dumb"}):
        done = run("render", saved, "--verbose", environment=environment)
        assert done.returncode == 0
        assert done.stdout.isascii()


def test_json_is_utf8_whatever_the_terminal_speaks(tmp_path: Path) -> None:
    report = poisoned(REPORT, "\u6570\u636e")
    path = tmp_path / "saved.json"
    path.write_text(json_report.render(report, Style()), encoding="utf-8")
    done = run("render", path, "--format", "json", environment={"PYTHONIOENCODING": "ascii"})
    assert done.stdout == path.read_text(encoding="utf-8")


def test_a_hostile_report_is_shown_escaped(tmp_path: Path) -> None:
    path = tmp_path / "saved.json"
    path.write_text(json_report.render(poisoned(REPORT, HOSTILE), Style()), encoding="utf-8")
    done = run("render", path, "--verbose")
    assert done.returncode == 0
    assert "\x1b" not in done.stdout
    assert "\u202e" not in done.stdout


def test_a_reader_that_goes_away_is_no_error(saved: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "debtaudit", "render", str(saved), "--verbose"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        said = process.stderr.read()
    assert (process.returncode, said) == (0, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_full_stdout_is_told(saved: Path) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "debtaudit", "render", str(saved)],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 3
    assert done.stderr == "debtaudit: error: cannot write to stdout: No space left on device\n"


def in_a_terminal(arguments: list[str], environment: dict[str, str]) -> str:
    """Run the command with stdout and stderr on a terminal and return what that showed."""
    parent, child = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "debtaudit", *arguments],
        stdout=child,
        stderr=child,
        env={**os.environ, "COLUMNS": "90", **environment},
    ) as process:
        os.close(child)
        shown = b""
        while True:
            try:
                part = os.read(parent, 65536)
            except OSError:  # Linux says EIO when the last writer is gone
                break
            if not part:
                break
            shown += part
        process.wait(timeout=60)
    os.close(parent)
    return shown.decode("utf-8").replace("\r\n", "\n")


def test_a_terminal_gets_colour(saved: Path) -> None:
    shown = in_a_terminal(["render", str(saved)], {"TERM": "xterm", "NO_COLOR": ""})
    assert shown == terminal.render(REPORT, Style(90, colour=True))


def test_progress_is_one_line_that_is_gone_at_the_end(tmp_path: Path) -> None:
    (tmp_path / "train.py").write_text("x = 1\n")
    shown = in_a_terminal(["scan", str(tmp_path)], {"TERM": "xterm", "NO_COLOR": "1"})
    steps, _, report = shown.rpartition("\r\x1b[K")
    assert "Reading files ..." in steps
    assert "\n" not in steps
    assert report.startswith(tmp_path.name)
    silent = in_a_terminal(["scan", str(tmp_path), "--quiet"], {"TERM": "xterm"})
    assert silent == ""
    dumb = in_a_terminal(["scan", str(tmp_path)], {"TERM": "dumb"})
    assert "\x1b" not in dumb
