"""Which pairs are compared in a row, what is read of them, and what a fault costs."""

import random
from itertools import pairwise

import pytest

from debtaudit.domain.files import PathClass
from debtaudit.domain.history import Comparison
from debtaudit.domain.settings import Settings
from debtaudit.extract.model_surface import compare
from debtaudit.gather import compared_pairs as module
from debtaudit.gather.blobs import BlobReader
from debtaudit.gather.builder import RepositoryBuilder
from debtaudit.gather.compared_pairs import compared, in_rows
from debtaudit.gather.pairs import Answer, Pair
from debtaudit.gather.repository import Repository, open_repository


def pair(before: str | None, after: str | None) -> Pair:
    return Pair(PathClass.PYTHON, before, after)


def test_a_version_is_followed_by_its_change() -> None:
    newest_first = [pair("c", "d"), pair("y", "z"), pair("b", "c"), pair("a", "b"), pair(None, "a")]
    assert [(one.before, one.after) for one in in_rows(newest_first)] == [
        ("y", "z"),
        (None, "a"),
        ("a", "b"),
        ("b", "c"),
        ("c", "d"),
    ]


def test_what_goes_round_in_a_circle_is_ordered_too() -> None:
    assert in_rows([pair("b", "a"), pair("a", "b")]) == [pair("b", "a"), pair("a", "b")]


@pytest.mark.parametrize("seed", range(50))
def test_every_pair_is_kept_once(seed: int) -> None:
    chance = random.Random(seed)
    names = [None, *"abcdef"]
    drawn = {pair(chance.choice(names), chance.choice(names)): None for _ in range(20)}
    ordered = in_rows(list(drawn))
    assert len(ordered) == len(drawn)
    assert set(ordered) == set(drawn)


@pytest.fixture
def versions(builder: RepositoryBuilder) -> list[str]:
    """Return the ids of five versions of one file, oldest first."""
    made = []
    for rate in range(1, 6):
        source = f"import torch\n\ndef build(p):\n    return torch.optim.Adam(p, lr={rate})\n"
        builder.commit(f"rate {rate}", {"train.py": source})
        made.append(builder.repo.head.commit.tree["train.py"].hexsha)
    return made


def answered(
    builder: RepositoryBuilder, pairs: list[Pair], edited: dict[str, bytes] | None = None
) -> dict[Pair, Answer]:
    opened = open_repository(builder.folder)
    assert isinstance(opened, Repository)
    answers: dict[Pair, Answer] = {}
    with opened:
        for found in compared(pairs, opened, Settings(), edited or {}, 1):
            answers |= found.answers
    return answers


def values(answer: Answer) -> list[tuple[str | None, str | None]]:
    assert answer.comparison is not None
    return [(one.before, one.after) for one in answer.comparison.changes]


def test_each_version_is_read_once(
    builder: RepositoryBuilder, versions: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    real = BlobReader.read_each

    def counting(reader: BlobReader, wanted: list[tuple[str, int]]) -> object:
        read.extend(blob for blob, _ in wanted)
        return real(reader, wanted)

    monkeypatch.setattr(BlobReader, "read_each", counting)
    pairs = [pair(one, other) for one, other in pairwise(versions)][::-1]
    found = answered(builder, pairs)
    assert read == versions
    assert [values(found[one]) for one in pairs] == [
        [("4", "5")],
        [("3", "4")],
        [("2", "3")],
        [("1", "2")],
    ]


def test_what_is_not_committed_takes_part(builder: RepositoryBuilder, versions: list[str]) -> None:
    edited = {"e" * 40: b"", "f" * 40: b"import torch\n"}
    pairs = [pair(versions[0], "e" * 40), pair("e" * 40, "f" * 40), pair(versions[0], versions[1])]
    found = answered(builder, pairs, edited)
    assert [one.before for one in (found[pairs[0]].comparison or Comparison()).changes]
    assert values(found[pairs[1]]) == []
    assert values(found[pairs[2]]) == [("1", "2")]


def test_a_fault_costs_one_pair_and_not_its_row(
    builder: RepositoryBuilder, versions: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(kind: PathClass, old: bytes | None, new: bytes | None) -> Comparison:
        if old is not None and b"lr=3" in old:
            raise ZeroDivisionError("odd")
        return compare(kind, old, new)

    monkeypatch.setattr(module, "compare", failing)
    pairs = [pair(one, other) for one, other in pairwise(versions)]
    found = answered(builder, pairs)
    problems = [(found[one].comparison or Comparison()).problem for one in pairs]
    assert problems[:2] + problems[3:] == [None, None, None]
    assert "ZeroDivisionError: odd" in (problems[2] or "")
    assert values(found[pairs[3]]) == [("4", "5")]
