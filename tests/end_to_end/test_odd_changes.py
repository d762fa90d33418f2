"""Odd commits of real repositories: each is decided, none is a false model change or a crash."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from debtaudit.domain.change_log import ClassifiedCommit, ClassifiedCommits
from tests.end_to_end.conftest import Command
from tests.gather.real_git import commit_all, git

TRAIN = """import torch


def train(net, rows, lr=0.1):
    optimizer = torch.optim.Adam(net.parameters(), lr=lr)
    for row in rows:
        optimizer.zero_grad()
        loss = torch.nn.functional.mse_loss(net(row), row)
        loss.backward()
        optimizer.step()
    return net
"""
OTHER_RATE = TRAIN.replace("lr=0.1", "lr=0.3")


def classified(debtaudit: Command, folder: Path, revision: str = "HEAD") -> ClassifiedCommit:
    """Ask about one commit."""
    done = debtaudit("changes", folder, "--commit", revision, "--format", "json")
    assert done.returncode == 0, done.stderr
    (found,) = msgspec.json.decode(done.stdout, type=ClassifiedCommits).commits
    return found


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Make a work tree with one commit of training code."""
    folder = tmp_path / "project"
    folder.mkdir()
    git(folder, "init", "-q", "-b", "main")
    (folder / "train.py").write_text(TRAIN)
    (folder / "notes.txt").write_text("first\n")
    commit_all(folder, "First import")
    return folder


def _commit_index(folder: Path, message: str) -> None:
    git(folder, "commit", "-q", "-m", message)


def _on_branch(folder: Path, name: str, path: str, text: str) -> None:
    git(folder, "checkout", "-q", "-b", name, "main")
    (folder / path).write_text(text)
    commit_all(folder, f"Work on {name}")
    git(folder, "checkout", "-q", "main")


def test_a_root_commit_brings_the_model(debtaudit: Command, project: Path) -> None:
    found = classified(debtaudit, project)
    assert found.model_change
    assert found.kinds == ("initial",)


def test_the_first_code_is_initial_wherever_it_comes(debtaudit: Command, tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "-b", "main", "late")
    folder = tmp_path / "late"
    (folder / "README.md").write_text("# To come\n")
    commit_all(folder, "Plan")
    (folder / "train.py").write_text(TRAIN)
    commit_all(folder, "Code")
    assert classified(debtaudit, folder).kinds == ("initial",)
    git(folder, "mv", "train.py", "fit.py")
    (folder / "fit.py").write_text(OTHER_RATE)
    commit_all(folder, "Tune")
    assert "initial" not in classified(debtaudit, folder).kinds


def test_a_case_only_rename_is_no_change(debtaudit: Command, project: Path) -> None:
    git(project, "mv", "train.py", "Train.py")
    _commit_index(project, "Other name")
    assert not classified(debtaudit, project).model_change


def test_a_rename_with_an_edit_is_compared_across_it(debtaudit: Command, project: Path) -> None:
    git(project, "mv", "train.py", "fit.py")
    (project / "fit.py").write_text(OTHER_RATE)
    commit_all(project, "Move and tune")
    found = classified(debtaudit, project)
    assert found.model_change
    (detail,) = found.details
    assert (detail.path, detail.before, detail.after) == ("fit.py", "0.1", "0.3")


def test_a_case_only_rename_with_an_edit_too(debtaudit: Command, project: Path) -> None:
    git(project, "mv", "train.py", "TRAIN.py")
    (project / "TRAIN.py").write_text(OTHER_RATE)
    commit_all(project, "Shout and tune")
    found = classified(debtaudit, project)
    assert found.model_change
    assert [(one.path, one.after) for one in found.details] == [("TRAIN.py", "0.3")]


def test_another_mode_is_no_change(debtaudit: Command, project: Path) -> None:
    git(project, "update-index", "--chmod=+x", "train.py")
    _commit_index(project, "Make it executable")
    assert classified(debtaudit, project).confidence == 0


def test_a_file_that_becomes_a_link_is_no_crash(debtaudit: Command, project: Path) -> None:
    (project / "src.py").write_text(TRAIN)
    (project / "train.py").unlink()
    (project / "train.py").symlink_to("src.py")
    commit_all(project, "Link")
    assert not classified(debtaudit, project).model_change


@pytest.mark.parametrize("message", ["Add the submodule", "Move the submodule on"])
def test_submodules_are_no_files(debtaudit: Command, project: Path, message: str) -> None:
    for digit in "1" if message.startswith("Add") else "12":
        git(project, "update-index", "--add", "--cacheinfo", f"160000,{digit * 40},models")
        _commit_index(project, message)
    assert classified(debtaudit, project).confidence == 0


def test_an_octopus_merge_is_what_it_brought(debtaudit: Command, project: Path) -> None:
    _on_branch(project, "notes", "notes.txt", "second\n")
    _on_branch(project, "more", "more.txt", "more\n")
    git(project, "merge", "-q", "--no-ff", "-m", "Merge words", "notes", "more")
    assert not classified(debtaudit, project).model_change
    _on_branch(project, "rate", "train.py", OTHER_RATE)
    _on_branch(project, "last", "last.txt", "last\n")
    git(project, "merge", "-q", "--no-ff", "-m", "Merge a rate", "last", "rate")
    found = classified(debtaudit, project)
    assert [(one.path, one.before, one.after) for one in found.details] == [
        ("train.py", "0.1", "0.3")
    ]


def test_a_merge_without_a_common_base_brings_a_whole_model(
    debtaudit: Command, project: Path
) -> None:
    git(project, "checkout", "-q", "--orphan", "other")
    git(project, "rm", "-rqf", ".")
    (project / "net.py").write_text(TRAIN.replace("train", "fit"))
    commit_all(project, "Another root")
    git(project, "checkout", "-q", "main")
    git(project, "merge", "-q", "--allow-unrelated-histories", "-m", "Join", "other")
    found = classified(debtaudit, project)
    assert found.model_change
    assert {one.path for one in found.details} == {"net.py"}


def test_of_five_thousand_files_those_with_model_code_come_first(
    debtaudit: Command, project: Path
) -> None:
    (project / "train.py").write_text(OTHER_RATE)
    for number in range(5_000):
        (project / f"a{number}.yaml").write_text(f"lr: {number}\nepochs: 3\nbatch_size: 4\n")
    commit_all(project, "Everything at once")
    found = classified(debtaudit, project)
    assert found.model_change
    assert "train.py" in {one.path for one in found.details}


def test_a_side_that_does_not_parse_is_no_change(debtaudit: Command, project: Path) -> None:
    (project / "train.py").write_text(OTHER_RATE + "def broken(:\n")
    commit_all(project, "Half done")
    found = classified(debtaudit, project)
    assert not found.model_change
    assert "could not compare train.py" in found.reason


def test_the_boundary_of_a_shallow_clone_is_no_change(
    debtaudit: Command, project: Path, tmp_path: Path
) -> None:
    (project / "notes.txt").write_text("second\n")
    commit_all(project, "Words")
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{project}", "shallow")
    assert not classified(debtaudit, tmp_path / "shallow").model_change
