"""A graph that is known up to an earlier tip, and continued to where a branch is now."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from debtaudit.domain.rounds import Rounds
from debtaudit.gather.cache import open_cache
from debtaudit.gather.commit_graph import read_commit_graph
from debtaudit.gather.git_process import GitFailedError
from debtaudit.gather.repository import Repository, open_repository
from tests.gather.real_git import build_graph

LINE: list[list[int]] = [[], [0], [1], [2]]


@pytest.mark.parametrize("rounds", [None, Rounds()], ids=["an audit", "a trend"])
@pytest.mark.parametrize(
    ("parents", "commits"),
    [
        pytest.param([*LINE, [3], [4]], 6, id="two more commits"),
        pytest.param([*LINE, [2]], 4, id="the last commit amended"),
        pytest.param([*LINE, [1], [4]], 4, id="two commits dropped, two others made"),
        pytest.param([*LINE, []], 1, id="a history of its own"),
        pytest.param([*LINE, [1], [3, 4]], 6, id="an older branch merged"),
        pytest.param([*LINE, [1], [4, 3]], 6, id="merged into an older branch"),
        pytest.param([*LINE, [], [4, 3]], 6, id="merged into another history"),
        pytest.param([*LINE, [1], [4, 2]], 5, id="the known tip alone left out"),
    ],
)
def test_a_known_graph_is_continued_as_far_as_the_new_tip_reaches(
    tmp_path: Path, parents: Sequence[Sequence[int]], commits: int, rounds: Rounds | None
) -> None:
    ids = build_graph(tmp_path / "repository", parents)
    repository = open_repository(tmp_path / "repository")
    assert isinstance(repository, Repository)
    with repository, open_cache(True) as cache:
        cache.rounds = rounds
        read_commit_graph(repository, ids[len(LINE) - 1], cache)
        graph = read_commit_graph(repository, ids[-1], cache)
        anew = read_commit_graph(repository, ids[-1], None)
    assert len(graph) == len(anew) == commits
    assert set(graph.ids) == set(anew.ids)
    assert graph.ids[-1] == ids[-1]


def test_going_back_to_an_older_commit_leaves_out_what_came_after(tmp_path: Path) -> None:
    ids = build_graph(tmp_path / "repository", LINE)
    repository = open_repository(tmp_path / "repository")
    assert isinstance(repository, Repository)
    with repository, open_cache(True) as cache:
        read_commit_graph(repository, ids[-1], cache)
        assert read_commit_graph(repository, ids[1], cache).ids == ids[:2]


def test_the_points_of_a_trend_go_on_with_one_graph_and_leave_the_kept_one_alone(
    tmp_path: Path,
) -> None:
    ids = build_graph(tmp_path / "repository", LINE)
    repository = open_repository(tmp_path / "repository")
    assert isinstance(repository, Repository)
    with repository, open_cache(True) as cache:
        read_commit_graph(repository, ids[-1], cache)
        cache.rounds = Rounds()
        first = read_commit_graph(repository, ids[1], cache)
        assert first.ids == ids[:2]
        assert read_commit_graph(repository, ids[2], cache) is first
        assert first.ids == ids[:3]
        assert read_commit_graph(repository, ids[0], cache).ids == ids[:1]
        assert read_commit_graph(repository, ids[-1], cache).ids == ids
    with open_cache(True) as cache:
        repository.git.time_limit = 0.0
        assert read_commit_graph(repository, ids[-1], cache).ids == ids


def test_a_graph_that_could_not_be_continued_is_not_gone_on_with(tmp_path: Path) -> None:
    ids = build_graph(tmp_path / "repository", LINE)
    repository = open_repository(tmp_path / "repository")
    assert isinstance(repository, Repository)
    with repository, open_cache(True) as cache:
        cache.rounds = Rounds()
        read_commit_graph(repository, ids[1], cache)
        with pytest.raises(GitFailedError):
            read_commit_graph(repository, "1" * 40, cache)
        assert read_commit_graph(repository, ids[2], cache).ids == ids[:3]
