"""Comparisons that are kept from point to point: the same object, until the changes are others."""

import pytest
from msgspec.structs import replace

from debtaudit.domain.history import ChangeSet
from debtaudit.domain.rounds import Rounds
from debtaudit.domain.settings import Limits, Settings
from debtaudit.gather.builder import RepositoryBuilder
from debtaudit.gather.cache import FactCache, open_cache
from debtaudit.gather.comparisons import gather_comparisons
from debtaudit.gather.kept_comparisons import gather_with_kept
from debtaudit.gather.repository import Repository, open_repository
from tests.gather.test_comparisons import AFTER, BEFORE, Result, change_set

SETTINGS = Settings(limits=Limits(change_set_paths=1))


@pytest.fixture
def change_sets(builder: RepositoryBuilder) -> list[ChangeSet]:
    builder.commit("first", {"train.py": BEFORE})
    builder.commit("second", {"train.py": AFTER})
    builder.commit("third", {"train.py": BEFORE, "eval.py": AFTER})
    return [change_set(builder, revision) for revision in ("HEAD", "HEAD~1", "HEAD~2")]


def _gather(
    builder: RepositoryBuilder,
    change_sets: list[ChangeSet],
    cache: FactCache,
    *,
    kept: bool = True,
    has_model: bool = True,
) -> Result:
    gather = gather_with_kept if kept else gather_comparisons
    repository = open_repository(builder.folder)
    assert isinstance(repository, Repository)
    with repository:
        return gather(
            repository, change_sets, SETTINGS, lambda _: False, cache, 1, has_model=has_model
        )


def test_the_same_changes_are_compared_once_and_in_the_order_asked(
    builder: RepositoryBuilder, change_sets: list[ChangeSet]
) -> None:
    with open_cache(False) as cache:
        alone = _gather(builder, change_sets, cache, kept=False)
        cache.rounds = Rounds()
        first = _gather(builder, change_sets[1:], cache)
        cache.rounds.next_round()
        second = _gather(builder, change_sets, cache)
    assert second == alone
    assert list(second[0]) == list(alone[0]) == [one.head.id for one in change_sets]
    for one in change_sets[1:]:
        assert second[0][one.head.id] is first[0][one.head.id]


def test_other_changes_of_the_same_commit_are_compared_anew(
    builder: RepositoryBuilder, change_sets: list[ChangeSet]
) -> None:
    with open_cache(False) as cache:
        cache.rounds = Rounds()
        before, _ = _gather(builder, change_sets[1:2], cache)
        less = replace(change_sets[1], changes=())  # as seen from a folder of a monorepo
        after, _ = _gather(builder, [less], cache)
    key = less.head.id
    assert before[key].files
    assert not after[key].files


def test_what_is_left_out_is_said_each_time(
    builder: RepositoryBuilder, change_sets: list[ChangeSet]
) -> None:
    with open_cache(False) as cache:
        cache.rounds = Rounds()
        said = [_gather(builder, change_sets, cache)[1] for _ in range(2)]
    assert said[0] == said[1]
    assert "1 of 2 changed files were not compared" in said[0][0].message


def test_a_repository_without_a_model_is_asked_each_time(
    builder: RepositoryBuilder, change_sets: list[ChangeSet]
) -> None:
    plain = [replace(one, changes=()) for one in change_sets]
    with open_cache(False) as cache:
        cache.rounds = Rounds()
        nothing, _ = _gather(builder, plain, cache, has_model=False)
        something, _ = _gather(builder, change_sets, cache, has_model=True)
    assert not any(one.files for one in nothing.values())
    assert all(one.files for one in something.values())
