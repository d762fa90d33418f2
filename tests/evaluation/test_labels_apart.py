"""Labels made apart from the rules are well-formed, of other repositories, and show no errors."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path
from typing import get_args

import pytest

from debtaudit.domain.report_rows import ModelChangeKind
from debtaudit.gather.builder import RepositoryBuilder
from evaluation import __main__ as evaluation

HEAD = "# a remark\nrepository\tcommit\tmodel_change\tkinds\tdocumentation\treason\n"
MODEL = (
    "from sklearn.linear_model import Ridge\n\n\n"
    "def train(x, y):\n    model = Ridge({})\n    return model.fit(x, y)\n"
)
TITLES = {"unseen": "Unseen", "fresh": "Fresh", "again": "Known"}
FILES = [(evaluation.UNSEEN, 200), (evaluation.FRESH, 300), (evaluation.AGAIN, 150)]


@pytest.mark.parametrize(("path", "least"), FILES)
def test_the_labels_are_whole(path: Path, least: int) -> None:
    labels = evaluation.read_labels(path)
    kinds = set(get_args(ModelChangeKind))
    assert len({(label.repository, label.commit) for label in labels}) == len(labels) >= least
    for label in labels:
        assert len(label.commit) == 40
        assert label.reason
        assert label.kinds <= kinds
        assert bool(label.kinds) == label.model_change
        written = {"documented", "message-only", "undocumented"} if label.model_change else {"-"}
        if label.kinds == {"initial"}:
            written.add(evaluation.UNSAID)
        assert label.documentation in written


def test_no_repository_stands_in_two_files() -> None:
    files = (evaluation.LABELS, evaluation.UNSEEN, evaluation.FRESH)
    repositories = [{label.repository for label in evaluation.read_labels(path)} for path in files]
    assert min(map(len, repositories)) >= 20
    assert not any(one & other for one, other in combinations(repositories, 2))


def test_more_commits_of_known_repositories_are_other_commits() -> None:
    known = evaluation.read_labels(evaluation.LABELS)
    again = evaluation.read_labels(evaluation.AGAIN)
    assert {label.repository for label in again} <= {label.repository for label in known}
    assert {label.commit for label in again}.isdisjoint(label.commit for label in known)


@pytest.fixture
def folder(builder: RepositoryBuilder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Build a clone, and labels of which one contradicts every sensible answer."""
    builder.commit("Begin", {"train.py": MODEL.format("alpha=1.0")})
    changed = builder.commit("Penalise more", {"train.py": MODEL.format("alpha=2.0")})
    pictured = builder.commit("Add a picture", {"logo.svg": "<svg/>"})
    for option in TITLES:
        labels = tmp_path / f"{option}.tsv"
        labels.write_text(
            f"{HEAD}"
            f"ada/repository\t{changed}\tyes\thyperparameter\tundocumented\tpenalty doubled\n"
            f"ada/repository\t{pictured}\tyes\tdata\tundocumented\ta wrong label\n"
            f"ada/{option}\t{pictured}\tno\t\t-\tno clone of it\n"
        )
        monkeypatch.setattr(evaluation, option.upper(), labels)
    return tmp_path


@pytest.mark.parametrize("option", TITLES)
def test_it_prints_figures_and_no_errors(
    option: str, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["evaluation", "--repositories", str(folder), f"--{option}"])
    evaluation.main()
    said = capsys.readouterr().out
    assert f"ada/{option}: no clone" in said
    assert f"{TITLES[option]} repositories: 2 commits" in said
    labels = [one for one in evaluation.read_labels(folder / f"{option}.tsv") if one.held_out]
    never_read = sum(one.repository == "ada/repository" for one in labels)
    part = f"{TITLES[option]} repositories, errors never read: {never_read} commits"
    assert (part in said) == (option != "again")  # nobody reads any error of the last file
    assert "precision 1.000 (1/1)" in said
    assert "recall    0.500 (1/2)" in said
    assert "hyperparameter" in said
    for told in ("missed", "false alarm", "a wrong label", "penalty doubled"):
        assert told not in said


@pytest.mark.parametrize("other", [["--half", "tuning"], ["--fresh"], ["--again"]])
def test_unseen_goes_with_no_other_part(
    other: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["evaluation", "--repositories", ".", "--unseen", *other])
    with pytest.raises(SystemExit):
        evaluation.main()
    assert "not allowed with argument --unseen" in capsys.readouterr().err
