"""`debtaudit staged`, by itself and as a hook of real commits."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from debtaudit.gather.builder import RepositoryBuilder
from tests.cli.running import run

ROOT = Path(__file__).parents[2]
TRAINING = (
    "import xgboost\n\n\n"
    "def main(data):\n"
    "    return xgboost.train({'eta': 0.1, 'max_depth': 6}, data, num_boost_round=100)\n"
)
CHANGED = TRAINING.replace("0.1", "0.3")


@pytest.fixture
def repository(builder: RepositoryBuilder) -> Path:
    """Return a repository with a model, a changelog and a manifest that holds an old debt."""
    builder.commit(
        "Start",
        {
            "src/train.py": TRAINING,
            "CHANGELOG.md": "# Changelog\n",
            "requirements.txt": "sklearn\nxgboost==2.0.3\n",
        },
    )
    return builder.folder


def git(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run git in a repository, with an author and with the tests' `debtaudit` for its hooks."""
    author = {
        f"GIT_{who}_{what}": "a@b.example"
        for who in ("AUTHOR", "COMMITTER")
        for what in ("NAME", "EMAIL")
    }
    return subprocess.run(
        ["git", *arguments],
        cwd=folder,
        env={**os.environ, **author},
        capture_output=True,
        text=True,
        check=False,
    )


def stage(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    assert git(folder, "add", "-A").returncode == 0


def test_a_change_of_the_model_without_a_word_is_a_debt(repository: Path) -> None:
    stage(repository, {"src/train.py": CHANGED})
    done = run("staged", repository)
    assert done.returncode == 1
    assert done.stdout.splitlines() == [
        "src/train.py: The model changes (hyperparameter), and no staged document says so "
        "(model-change-undocumented)",
        "  src/train.py: main: eta: 0.1 -> 0.3",
        "  Describe the change in the changelog or in the model card, and stage that too.",
        "1 staged file, 1 debt; `debtaudit gate` judges the rest",
    ]
    assert run("staged", repository, "--warn-only").returncode == 0


def test_a_staged_document_that_says_so_is_enough(repository: Path) -> None:
    stage(repository, {"src/train.py": CHANGED})
    stage(repository, {"CHANGELOG.md": "# Changelog\n\n- Raised `eta` from 0.1 to 0.3.\n"})
    done = run("staged", repository)
    assert (done.returncode, done.stdout.count("\n")) == (0, 1)
    assert done.stdout.startswith("2 staged files, no debts")


def test_only_what_is_staged_counts(repository: Path) -> None:
    (repository / "src/train.py").write_text(CHANGED)
    (repository / "requirements.txt").write_text("pycrypto\n")
    assert run("staged", repository).stdout.startswith("0 staged files, no debts")
    stage(repository, {"src/train.py": CHANGED})
    (repository / "src/train.py").write_text(TRAINING)  # the index is what will be committed
    assert run("staged", repository).returncode == 1


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("pycrypto==2.6.1", "dependency-retired"),
        ("numpy==1.21.0", "dependency-end-of-life"),
        ("git+https://git.example/team/features@main#egg=features", "dependency-source-unfixed"),
    ],
)
def test_a_line_that_is_a_debt_by_itself_is_one_where_it_is_new(
    line: str, rule: str, repository: Path
) -> None:
    stage(repository, {"requirements.txt": f"sklearn\nxgboost==2.0.3\n{line}\n"})
    done = run("staged", repository)
    assert done.returncode == 1
    assert f"({rule})" in done.stdout.splitlines()[0]
    assert done.stdout.startswith("requirements.txt:3: ")
    assert "sklearn is" not in done.stdout  # it was there before
    git(repository, "commit", "-qm", "Take it")
    stage(repository, {"requirements.txt": f"{line}\n# moved\nxgboost==2.0.3\nsklearn\n"})
    assert run("staged", repository).returncode == 0


def test_a_renamed_manifest_is_no_new_one(repository: Path) -> None:
    git(repository, "mv", "requirements.txt", "requirements-train.txt")
    assert run("staged", repository).returncode == 0


def test_other_statements_are_for_the_gate(repository: Path) -> None:
    """They may be a refactoring; two versions of one file cannot tell."""
    told = TRAINING.replace("    return", "    data = data.dropna()\n    return")
    stage(repository, {"src/train.py": told})
    assert run("staged", repository).returncode == 0


def test_other_weights_are_a_change(repository: Path) -> None:
    stage(repository, {"models/net.pt": "first"})
    git(repository, "commit", "-qm", "Keep the weights")
    stage(repository, {"models/net.pt": "second"})
    done = run("staged", repository)
    assert done.returncode == 1
    assert done.stdout.startswith("models/net.pt: The model changes (artefact)")


def test_a_new_model_file_is_nobodys_undocumented_change(repository: Path) -> None:
    stage(repository, {"src/other.py": CHANGED})
    assert run("staged", repository).returncode == 0


def test_the_first_commit_of_a_repository_is_looked_at_too(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "new")
    stage(tmp_path / "new", {"train.py": TRAINING, "requirements.txt": "pycrypto\n"})
    done = run("staged", tmp_path / "new")
    assert done.returncode == 1
    assert "(dependency-retired)" in done.stdout
    assert "(model-change-undocumented)" not in done.stdout


def test_settings_hold_here_too(repository: Path) -> None:
    stage(repository, {"src/train.py": CHANGED})
    for text in (
        'ignore = ["model-change-undocumented"]\n',
        'select = ["dependency-retired"]\n',
        'exclude = ["src/"]\n',
        "[model-changes]\ngrace-days = 14\n",
    ):
        (repository / "debtaudit.toml").write_text(text)
        assert run("staged", repository).returncode == 0, text
    (repository / "debtaudit.toml").write_text("select = 1\n")
    assert run("staged", repository).returncode == 2


def test_what_cannot_be_read_is_said(repository: Path) -> None:
    stage(repository, {"src/train.py": "def broken(:\n", "requirements.txt": "==\n"})
    done = run("staged", repository)
    assert done.returncode == 0
    assert "not read: src/train.py: " in done.stdout


def test_a_subfolder_sees_its_own_files(repository: Path) -> None:
    stage(repository, {"src/train.py": CHANGED, "requirements.txt": "pycrypto\n"})
    done = run("staged", repository / "src")
    assert "train.py: The model changes" in done.stdout
    assert "pycrypto" not in done.stdout


def test_without_an_index_it_is_a_wrong_call(tmp_path: Path, repository: Path) -> None:
    assert run("staged", tmp_path / "missing").returncode == 2
    (tmp_path / "plain").mkdir()
    assert run("staged", tmp_path / "plain").returncode == 2
    git(tmp_path, "clone", "-q", "--bare", str(repository), "bare.git")
    done = run("staged", tmp_path / "bare.git")
    assert (done.returncode, "nothing is staged in a bare repository" in done.stderr) == (2, True)


def test_hostile_names_are_shown_escaped(repository: Path) -> None:
    stage(repository, {"src/\x1b[2J\u202ereq/requirements.txt": "pycrypto\n"})
    done = run("staged", repository)
    assert "pycrypto" in done.stdout
    assert "\x1b" not in done.stdout
    assert "\u202e" not in done.stdout


@pytest.fixture
def hooked(repository: Path) -> Path:
    """Return the repository with the entry of .pre-commit-hooks.yaml as its git hook."""
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    entry = hooks[0]["entry"]
    assert entry.startswith("debtaudit ")
    hook = repository / ".git" / "hooks" / "pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m {entry}\n')
    hook.chmod(0o755)
    return repository


@pytest.mark.parametrize("way", [("-a",), ("src/train.py",), ()])
def test_the_hook_stops_a_commit_whatever_way_it_is_made(
    way: tuple[str, ...], hooked: Path
) -> None:
    """`commit -a` and `commit FILE` hand another index to the hook."""
    (hooked / "src/train.py").write_text(CHANGED)
    if not way:
        git(hooked, "add", "src/train.py")
    done = git(hooked, "commit", "-m", "Tidy up", *way)
    assert done.returncode == 1
    assert "eta: 0.1 -> 0.3" in done.stdout + done.stderr
    assert git(hooked, "log", "--format=%s").stdout == "Start\n"


def test_the_hook_lets_a_described_change_through(hooked: Path) -> None:
    stage(hooked, {"src/train.py": CHANGED, "CHANGELOG.md": "- `eta` is 0.3 now, was 0.1.\n"})
    assert git(hooked, "commit", "-qm", "Raise eta").returncode == 0
    assert git(hooked, "log", "-1", "--format=%s").stdout == "Raise eta\n"
    assert git(hooked, "status", "--short").stdout == ""


def test_the_hooks_name_files_that_are_looked_at() -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    assert [hook["id"] for hook in hooks] == ["debtaudit-staged", "debtaudit-gate"]
    assert all(hook["pass_filenames"] is False for hook in hooks)
    assert run(*hooks[1]["entry"].split()[1:], "--help").returncode == 0
