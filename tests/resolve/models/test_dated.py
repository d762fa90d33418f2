"""The days of models: what the history says of their code and of their artefacts."""

from debtaudit.domain.history import Commit, CommitChanges, HistoryFacts, PathChange
from debtaudit.domain.inventory_model import InventoryModel
from debtaudit.resolve.models.dated import dated_models
from tests.resolve.drawing import picture_of

TRAIN = """
    import joblib
    from sklearn.linear_model import Ridge

    def main(rows):
        joblib.dump(Ridge().fit(rows, rows), "ridge.joblib")
"""


def committed(path: str, time: int) -> CommitChanges:
    """Return a commit that changed one path."""
    commit = Commit(f"{time:040x}", (), time, "Ada", "ada@example.org", "Change", "")
    return CommitChanges(commit, (PathChange("M", path, path, "a", "b"),))


def ridge(*commits: CommitChanges) -> tuple[InventoryModel, InventoryModel]:
    """Return the one model as the picture has it, and with its days."""
    (drawn,) = picture_of({"train.py": TRAIN, "ridge.joblib.dvc": "outs:\n- path: x\n"}).models
    (dated,) = dated_models((drawn,), HistoryFacts(commits=commits))
    return drawn, dated


def test_the_picture_knows_no_days_and_the_newest_commit_gives_them() -> None:
    drawn, dated = ridge(
        committed("train.py", 1_700_000_000),
        committed("train.py", 1_600_000_000),
        committed("ridge.joblib.dvc", 1_710_000_000),
    )
    assert (drawn.last_change, drawn.last_retraining) == (None, None)
    assert (dated.last_change, dated.last_retraining) == ("2023-11-14", "2024-03-09")


def test_the_first_second_of_all_is_a_day_too() -> None:
    _drawn, dated = ridge(committed("train.py", 0))
    assert dated.last_change == "1970-01-01"


def test_a_path_without_a_commit_in_the_window_has_no_day() -> None:
    drawn, dated = ridge(committed("other.py", 1_700_000_000))
    assert dated == drawn


def test_no_models_no_days() -> None:
    assert dated_models((), HistoryFacts(commits=(committed("train.py", 1),))) == ()
