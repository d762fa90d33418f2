"""A model change in words."""

import pytest

from debtaudit.domain.history import SurfaceChange, Tell
from debtaudit.domain.report_rows import ModelChangeKind
from debtaudit.resolve.model_changes.weighed import WeighedChange
from debtaudit.resolve.model_changes.wording import detail_text, headline, most_spoken_of
from tests.resolve.model_changes.judging import judged


@pytest.mark.parametrize(
    ("symbol", "before", "after", "key", "said"),
    [
        ("fit", "0.1", "0.5", "lr", "fit: lr: 0.1 -> 0.5"),
        ("fit", None, "step()", "", "fit: step() (new)"),
        ("Net", None, "class Net", "", "class Net (new)"),
        ("Net", "class Net", None, "", "class Net (removed)"),
        ("", None, "31 settings", "", "31 settings (new)"),
    ],
)
def test_a_difference_as_a_phrase(
    symbol: str, before: str | None, after: str | None, key: str, said: str
) -> None:
    change = SurfaceChange(symbol, "data", before, after, 1, 0.9, "", key=key)
    assert detail_text(WeighedChange("a.py", "a.py", change, "data", 0.9)) == said


@pytest.mark.parametrize(
    ("symbol", "before", "after", "said"),
    [
        ("Net", None, "class Net", "New `Net` (loss)"),
        ("Net", "class Net", None, "`Net` removed (loss)"),
        ("cell 3", "code", None, "Cell 3 of net.py removed (loss)"),
        ("<module>", None, "module-level code", "New net.py (loss)"),
        ("", None, "31 settings", "New net.py (loss)"),
        ("", "31 settings", None, "net.py removed (loss)"),
    ],
)
def test_the_headline_of_a_definition_that_came_or_went(
    symbol: str, before: str | None, after: str | None, said: str
) -> None:
    change = SurfaceChange(symbol, "loss", before, after, 1, 0.9, "", whole=True)
    assert headline(judged(change)) == said


@pytest.mark.parametrize(
    ("tell", "key", "kinds", "said"),
    [
        ("value", "lr", ("loss",), "`lr` of `fit` changed (loss)"),
        ("option", "lr", ("loss",), "`lr` of `fit` changed (loss)"),
        ("setting", "lr", ("loss",), "`lr` of `fit` changed (loss)"),
        ("freed", "lr", ("loss",), "`lr` of `fit` changed (loss)"),
        ("argument", "lr", ("loss",), "Loss of `fit` changed"),
        ("value", "", ("loss",), "Loss of `fit` changed"),
        ("value", "", ("loss", "data", "feature"), "Loss and data handling of `fit` changed"),
        ("value", "", ("initial",), "Model of `fit` changed"),
    ],
)
def test_the_headline_of_what_is_different(
    tell: Tell, key: str, kinds: tuple[ModelChangeKind, ...], said: str
) -> None:
    change = SurfaceChange("fit", "loss", "a", "b", 1, 0.9, "", key=key, tell=tell)
    assert headline(judged(change, kinds=kinds)) == said


@pytest.mark.parametrize(
    ("key", "before", "after", "said"),
    [
        ("lr", None, "0.1", "New `lr` of `fit` (loss)"),
        ("lr", "0.1", None, "`lr` of `fit` removed (loss)"),
        ("", "0.1", None, "`fit` removed (loss)"),
        ("", "0.1", "0.2", "`fit` changed (loss)"),
    ],
)
def test_the_headline_of_a_setting(
    key: str, before: str | None, after: str | None, said: str
) -> None:
    change = SurfaceChange("fit", "loss", before, after, 1, 0.9, "", key=key, tell="setting")
    assert headline(judged(change)) == said


def weighed(symbol: str, weight: float, *, key: str = "", path: str = "a.py") -> WeighedChange:
    change = SurfaceChange(symbol, "data", "1", "2", 1, weight, "", key=key)
    return WeighedChange(path, path, change, "data", weight)


@pytest.mark.parametrize(
    ("subject", "told"),
    [
        ("Generative replay with weighted loss", "weight_replay_loss"),
        ("Add the SSIMLoss", "loss.ssim"),  # in the name of the file
        ("Update the defaults", "train_epochs"),  # nothing is named: the weightiest
        ("Rename a private detail", "train_epochs"),  # what weighs little is not told first
    ],
)
def test_a_change_is_told_by_what_its_subject_names(subject: str, told: str) -> None:
    changes = (
        weighed("main", 0.95, key="train_epochs"),
        weighed("main", 0.9, key="weight_replay_loss"),
        weighed("loss.ssim", 0.7, path="ssim_loss.py"),
        weighed("private_detail", 0.3),
    )
    found = most_spoken_of(changes, subject).change
    assert (found.key or found.symbol) == told
