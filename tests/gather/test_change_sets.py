"""Change sets, compared with the definition worked out by git itself, the slow way."""

import random
from collections.abc import Sequence
from pathlib import Path

import pytest

from debtaudit.gather import change_sets
from debtaudit.gather.change_sets import CommitGroup, group_commits
from debtaudit.gather.commit_graph import CommitGraph, read_commit_graph
from debtaudit.gather.repository import Repository, open_repository
from tests.gather.real_git import build_graph, git

Parents = Sequence[Sequence[int]]


def _graph(folder: Path, parents: Parents) -> CommitGraph:
    build_graph(folder, parents)
    with opened(folder) as repository:
        assert repository.head is not None
        return read_commit_graph(repository, repository.head, None)


def opened(folder: Path) -> Repository:
    repository = open_repository(folder)
    assert isinstance(repository, Repository)
    return repository


def _groups(graph: CommitGraph) -> dict[str, frozenset[str]]:
    """Return the change sets of all time: the head's id, and the ids of its own commits."""
    return {
        graph.ids[group.head]: frozenset(graph.ids[number] for number in group.own)
        for group in group_commits(graph, lambda _: True)
    }


def _by_definition(folder: Path) -> dict[str, frozenset[str]]:
    """Work the design's definition out with `git rev-list M^1..M` for every merge."""
    trunk = git(folder, "rev-list", "--first-parent", "main").split()
    merges = git(folder, "rev-list", "--merges", "--topo-order", "--reverse", "main").split()
    plain = set(git(folder, "rev-list", "--no-merges", "main").split())
    brought = {
        merge: set(git(folder, "rev-list", merge, f"^{merge}^1").split()) for merge in merges
    }
    groups: dict[str, set[str]] = {commit: {commit} for commit in trunk if commit in plain}
    for commit in plain - set(trunk):
        holding = [merge for merge in merges if commit in brought[merge]]
        innermost = min(holding, key=lambda merge: (len(brought[merge]), merges.index(merge)))
        groups.setdefault(innermost, set()).add(commit)
    return {head: frozenset(own) for head, own in groups.items()}


def _random_history(seed: int, size: int) -> list[list[int]]:
    """Make a history of branches that fork, merge and back-merge at random; all of it reached."""
    chance = random.Random(seed)
    parents: list[list[int]] = [[]]
    tips = [0]
    for number in range(1, size):
        kind = chance.random()
        branch = chance.randrange(len(tips))
        if kind < 0.2 and len(tips) < 6:
            tips.append(number)
            parents.append([tips[branch]])
        elif kind < 0.5 and len(tips) > 1:
            other = chance.choice([tip for tip in tips if tip != tips[branch]])
            mine = [tips[branch], other]
            if kind < 0.23 and len(tips) > 2:
                mine += [tip for tip in tips if tip not in mine][:1]
            parents.append(mine)
            tips[branch] = number
            if kind < 0.4 and len(tips) > 2:
                tips.remove(other)
        else:
            parents.append([] if kind > 0.98 else [tips[branch]])
            tips[branch] = number
    for tip in [tip for tip in tips if tip != tips[0]]:
        parents.append([tips[0], tip])
        tips[0] = len(parents) - 1
    return parents


@pytest.mark.parametrize("seed", range(12))
def test_random_histories_are_grouped_as_the_definition_says(tmp_path: Path, seed: int) -> None:
    graph = _graph(tmp_path / "r", _random_history(seed, 90))
    assert _groups(graph) == _by_definition(tmp_path / "r")


def _heads(
    folder: Path, parents: Parents, window: range = range(1000)
) -> dict[int, tuple[int, ...]]:
    """Return head and own commits by the numbers that `parents` gives them."""
    ids = build_graph(folder, parents)
    with opened(folder) as repository:
        graph = read_commit_graph(repository, ids[-1], None)
    place = {commit: number for number, commit in enumerate(ids)}
    groups = group_commits(graph, lambda number: place[graph.ids[number]] in window)
    return {
        place[graph.ids[group.head]]: tuple(
            sorted((place[graph.ids[number]] for number in group.own), reverse=True)
        )
        for group in groups
    }


def test_a_pull_request_is_one_change_set_and_a_direct_commit_another(tmp_path: Path) -> None:
    #  0 --- 1 ------- 4(merge) --- 5
    #         \- 2 - 3 -/
    graph = _graph(tmp_path / "r", [[], [0], [1], [2], [1, 3], [4]])
    assert group_commits(graph, lambda _: True) == [
        CommitGroup(head=5, own=(5,), merge=False),
        CommitGroup(head=4, own=(3, 2), merge=True),
        CommitGroup(head=1, own=(1,), merge=False),
        CommitGroup(head=0, own=(0,), merge=False),
    ]


def test_a_merge_of_merges_is_no_change_set(tmp_path: Path) -> None:
    # staging (1, 4, 7) takes in two pull requests; main takes in staging at 8
    direct = [[], [0], [1], [2], [1, 3], [4], [5], [4, 6], [0, 7]]
    assert _heads(tmp_path / "r", direct) == {0: (0,), 4: (3, 2), 7: (6, 5), 8: (1,)}
    # the same without a direct commit on staging: 2 and 4 are pull requests, 5 brings their merges
    reviewed = [[], [0], [0, 1], [2], [2, 3], [0, 4]]
    assert _heads(tmp_path / "s", reviewed) == {0: (0,), 2: (1,), 4: (3,)}


def test_a_back_merge_brings_in_nothing_from_the_trunk(tmp_path: Path) -> None:
    # 3 merges main (2) into the branch (1); 4 merges the branch into main
    heads = _heads(tmp_path / "r", [[], [0], [0], [1, 2], [2, 3]])
    assert heads == {0: (0,), 2: (2,), 4: (1,)}


def test_a_merge_that_brings_in_others_change_sets_is_not_alone(tmp_path: Path) -> None:
    # 4 merges a branch with a commit of its own (1) and an inner pull request (2, merged at 3)
    graph = _graph(tmp_path / "r", [[], [0], [1], [1, 2], [0, 3]])
    alone = {group.head: group.alone for group in group_commits(graph, lambda _: True)}
    assert alone == {0: True, 3: True, 4: False}


def test_octopus_unrelated_histories_and_criss_cross_merges(tmp_path: Path) -> None:
    assert _heads(tmp_path / "o", [[], [0], [0], [0], [1, 2, 3]]) == {0: (0,), 1: (1,), 4: (3, 2)}
    assert _heads(tmp_path / "u", [[], [], [1], [0, 2]]) == {0: (0,), 3: (2, 1)}
    criss_cross = _graph(tmp_path / "c", [[], [0], [0], [1, 2], [2, 1], [3], [4], [5, 6]])
    assert _groups(criss_cross) == _by_definition(tmp_path / "c")


def test_only_the_head_decides_whether_a_change_set_is_in_the_window(tmp_path: Path) -> None:
    parents = [[], [0], [1], [2], [1, 3], [4]]
    assert _heads(tmp_path / "new", parents, range(4, 6)) == {5: (5,), 4: (3, 2)}
    assert _heads(tmp_path / "old", parents, range(4)) == {1: (1,), 0: (0,)}


def test_the_old_part_of_a_long_history_makes_no_difference(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = [[], *([number] for number in range(60))]
    new = [[parent + 60 for parent in mine] for mine in _random_history(3, 60)]
    new[0] = [60]
    parents = [*old, *(mine or [60] for mine in new[1:])]
    graph = _graph(tmp_path / "r", parents)
    whole = group_commits(graph, lambda number: number > 60)
    monkeypatch.setattr(change_sets, "_WHOLE", 0)
    assert group_commits(graph, lambda number: number > 60) == whole
    assert whole


def test_a_history_made_to_fill_the_memory_is_grouped_by_its_trunk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(change_sets, "_MEMORY", 0)
    heads = _heads(tmp_path / "r", [[], [0], [1], [0, 2], [3], [4], [3, 5], [0, 6], [0], [7, 8]])
    assert heads == {0: (0,), 7: (5, 4, 2, 1), 9: (8,)}


def test_many_commits_are_grouped_in_bounded_sets() -> None:
    """A hundred thousand commits with pull requests, without git: near linear in the window."""
    graph = CommitGraph()
    graph.add("root", [], 2_000_000_000)
    trunk = "root"
    for number in range(33_000):
        graph.add(f"a{number}", [trunk], 2_000_000_000)
        graph.add(f"b{number}", [f"a{number}"], 2_000_000_000)
        graph.add(f"m{number}", [trunk, f"b{number}"], 2_000_000_000)
        trunk = f"m{number}"
    found = group_commits(graph, lambda number: number > 98_001)
    assert len(found) == 333
    assert all(len(group.own) == 2 and group.alone for group in found)
