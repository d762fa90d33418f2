"""The unseen commits are well-formed, of other repositories, and their run lists no errors."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

from debtaudit.domain.report import ModelChangeKind
from debtaudit.gather.builder import RepositoryBuilder
from evaluation import __main__ as evaluation

HEAD = "# a remark\nrepository\tcommit\tmodel_change\tkinds\tdocumentation\treason\n"
MODEL = (
    "from sklearn.linear_model import Ridge\n\n\ndef train(x, y):\n    return Ridge({}).fit(x, y)\n"
)


def test_the_labels_are_whole() -> None:
    labels = evaluation.read_labels(evaluation.UNSEEN)
    kinds = set(get_args(ModelChangeKind))
    assert len({(label.repository, label.commit) for label in labels}) == len(labels) >= 200
    for label in labels:
        assert len(label.commit) == 40
        assert label.reason
        assert label.kinds <= kinds
        assert bool(label.kinds) == label.model_change
        written = {"documented", "message-only", "undocumented"} if label.model_change else {"-"}
        assert label.documentation in written


def test_no_repository_is_tuned_on() -> None:
    unseen = {label.repository for label in evaluation.read_labels(evaluation.UNSEEN)}
    assert len(unseen) >= 20
    assert not unseen & {label.repository for label in evaluation.read_labels()}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Build a clone, and labels of which one contradicts every sensible answer."""
    builder = RepositoryBuilder(tmp_path / "ada+model")
    builder.commit("Begin", {"train.py": MODEL.format("alpha=1.0")})
    changed = builder.commit("Penalise more", {"train.py": MODEL.format("alpha=2.0")})
    pictured = builder.commit("Add a picture", {"logo.svg": "<svg/>"})
    labels = tmp_path / "unseen.tsv"
    labels.write_text(
        f"{HEAD}ada/model\t{changed}\tyes\thyperparameter\tundocumented\tpenalty doubled\n"
        f"ada/model\t{pictured}\tyes\tdata\tundocumented\ta wrong label\n"
        f"ada/gone\t{pictured}\tno\t\t-\tno clone of it\n"
    )
    monkeypatch.setattr(evaluation, "UNSEEN", labels)
    return tmp_path


def test_unseen_prints_figures_and_no_errors(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["evaluation", "--repositories", str(folder), "--unseen"])
    evaluation.main()
    said = capsys.readouterr().out
    assert "ada/gone: no clone" in said
    assert "Unseen repositories: 2 commits" in said
    assert "precision 1.000 (1/1)" in said
    assert "recall    0.500 (1/2)" in said
    assert "hyperparameter" in said
    for told in ("missed", "false alarm", "a wrong label", "penalty doubled"):
        assert told not in said


def test_unseen_knows_no_half(monkeypatch: pytest.MonkeyPatch) -> None:
    words = ["evaluation", "--repositories", ".", "--unseen", "--half", "tuning"]
    monkeypatch.setattr("sys.argv", words)
    with pytest.raises(SystemExit):
        evaluation.main()
