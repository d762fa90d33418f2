"""What a step of GitHub Actions is told without being asked."""

import json
import os
from pathlib import Path

import pytest

from debtaudit.cli.github import without_commands
from debtaudit.gather.builder import RepositoryBuilder
from tests.cli.running import run

AS_ROOT = os.geteuid() == 0
TRAINING = (
    "from sklearn.linear_model import Ridge\n\n\n"
    "def main(x, y):\n    return Ridge(alpha=0.3).fit(x, y)\n"
)


@pytest.fixture
def untested(builder: RepositoryBuilder) -> Path:
    """Return a repository with a finding: training code without a test."""
    builder.commit("Train", {"src/train.py": TRAINING})
    return builder.folder


def step(summary: Path) -> dict[str, str]:
    return {"GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": str(summary)}


def test_annotations_go_to_stderr_and_the_summary_into_its_file(
    untested: Path, tmp_path: Path
) -> None:
    summary = tmp_path / "summary.md"
    done = run("scan", untested, "--format", "json", environment=step(summary))
    assert done.returncode == 0
    json.loads(done.stdout)
    assert "file=src/train.py,line=4" in done.stderr
    assert summary.read_text().startswith("### debtaudit: audit\n")


def test_the_summary_of_a_failing_gate_is_appended(untested: Path, tmp_path: Path) -> None:
    (untested / "debtaudit.toml").write_text('[gate]\nfail-on = "low"\n')
    summary = tmp_path / "summary.md"
    summary.write_text("# Before\n")
    done = run("gate", untested, environment=step(summary))
    assert done.returncode == 1
    assert summary.read_text().startswith("# Before\n\n### debtaudit: gate failed\n")


def test_a_full_summary_is_left_alone(untested: Path, tmp_path: Path) -> None:
    summary = tmp_path / "summary.md"
    summary.write_text("x" * 999_990)
    assert run("scan", untested, environment=step(summary)).returncode == 0
    assert summary.stat().st_size == 999_990


def test_it_can_be_switched_off_and_is_off_elsewhere(untested: Path, tmp_path: Path) -> None:
    summary = tmp_path / "summary.md"
    outside = {"GITHUB_STEP_SUMMARY": str(summary)}
    assert run("scan", untested, environment=outside).stderr == ""
    assert run("scan", untested, "--no-github", environment=step(summary)).stderr == ""
    assert not summary.exists()


def test_quiet_prints_no_annotation_and_a_printed_one_is_not_doubled(
    untested: Path, tmp_path: Path
) -> None:
    summary = tmp_path / "summary.md"
    assert run("scan", untested, "--quiet", environment=step(summary)).stderr == ""
    assert summary.exists()
    done = run("scan", untested, "--format", "github", environment=step(summary))
    assert (done.stdout.count("::warning file="), done.stderr) == (1, "")


@pytest.mark.parametrize("name", ["missing/summary.md", "."])
def test_a_summary_that_cannot_be_written_is_said_and_no_failure(
    name: str, untested: Path, tmp_path: Path
) -> None:
    done = run("gate", untested, environment=step(tmp_path / name))
    assert done.returncode == 0
    assert "debtaudit: no job summary: " in done.stderr


def test_the_log_holds_no_command_of_the_audited_repository(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "audited" / "::stop-commands::x"
    folder.mkdir(parents=True)
    (folder / "##[error]train.py").write_text(TRAINING)
    summary = step(tmp_path / "summary.md")
    done = run("scan", folder.parent, "--verbose", environment=summary)
    assert done.returncode == 0
    assert not [line for line in done.stdout.splitlines() if line.lstrip().startswith("::")]
    assert "##[" not in done.stdout


def test_what_is_no_command_stays() -> None:
    assert without_commands("a::b\n  c\n") == "a::b\n  c\n"
    assert without_commands("  ::error::x\n::y\n##[z]") == "  : :error::x\n: :y\n## [z]"
