"""A name that is imported from somewhere else may stand for another part of the model."""

import pytest

from debtaudit.domain.files import PathClass
from debtaudit.extract.model_surface import compare

CODE = """import torch
from {home} import {name}


def train(model):
    optimizer = {used}(model.parameters(), lr=1)
    optimizer.step()
"""


def told(before: tuple[str, str], after: tuple[str, str], used: str) -> list[tuple[str, str, str]]:
    """Return key, what it was and what it is, of each difference."""
    texts = [CODE.format(home=home, name=name, used=used) for home, name in (before, after)]
    found = compare(PathClass.PYTHON, texts[0].encode(), texts[1].encode())
    return [(one.key, one.before or "", one.after or "") for one in found.changes]


@pytest.mark.parametrize(
    ("before", "after", "was", "now"),
    [
        (
            ("transformers", "Adam"),
            ("torch.optim", "Adam"),
            "transformers.Adam",
            "torch.optim.Adam",
        ),
        (
            ("torch.optim", "Adam"),
            ("torch.optim", "SGD as Adam"),
            "torch.optim.Adam",
            "torch.optim.SGD",
        ),
    ],
)
def test_another_optimiser_under_the_same_name(
    before: tuple[str, str], after: tuple[str, str], was: str, now: str
) -> None:
    assert told(before, after, "Adam") == [("Adam", was, now)]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (("torch.optim", "Adam"), ("torch.optim.adam", "Adam")),
        (("keras.optimizers", "Adam"), ("tensorflow.keras.optimizers", "Adam")),
        (("ours.optim", "Adam"), ("torch.optim", "Adam")),
        (("tqdm", "tqdm as Adam"), ("tqdm.auto", "tqdm as Adam")),
    ],
)
def test_the_same_part_from_another_place(before: tuple[str, str], after: tuple[str, str]) -> None:
    assert told(before, after, "Adam") == []


def test_a_name_that_nothing_calls_is_not_told() -> None:
    assert told(("transformers", "Adam"), ("torch.optim", "Adam"), "torch.optim.SGD") == []
