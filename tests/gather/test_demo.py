"""Fixtures become the same git repository every time, and say what they hold."""

from pathlib import Path

import pytest
from git import Repo

from debtaudit.domain.toml import read_toml
from debtaudit.gather.demo import build_fixture, demo_folder, read_story

FIXTURES = Path(__file__).parents[2] / "fixtures"

HEADS = {
    "demand-forecast": "90c44af7b7f18802b013e88c9051eb868c895ac1",
    "clean-classifier": "36b68c3384e1b244cccf2e4181bdbdc5ad41e1d1",
    "hostile": "fa2604fdf5f5461a2a640e59a5e17fee73bcd1a6",
}


@pytest.mark.parametrize("name", sorted(HEADS))
def test_the_same_commits_every_time(name: str, tmp_path: Path) -> None:
    assert build_fixture(FIXTURES / name, tmp_path / "one") == HEADS[name]
    assert build_fixture(FIXTURES / name, tmp_path / "two") == HEADS[name]


@pytest.mark.parametrize("name", ["demand-forecast", "clean-classifier"])
def test_the_work_tree_is_clean_and_every_step_is_a_commit(name: str, tmp_path: Path) -> None:
    build_fixture(FIXTURES / name, tmp_path / "built")
    repository = Repo(tmp_path / "built")
    assert not repository.is_dirty(untracked_files=True)
    story = read_story(FIXTURES / name)
    subjects = [str(commit.summary) for commit in repository.iter_commits()]
    assert sorted(subjects) == sorted(step.message.splitlines()[0] for step in story.steps)


def test_a_branch_is_merged_as_a_pull_request(tmp_path: Path) -> None:
    build_fixture(demo_folder(), tmp_path / "demo")
    merge = next(c for c in Repo(tmp_path / "demo").iter_commits() if len(c.parents) == 2)
    assert merge.summary == "Merge pull request #4 from price-features"
    brought = {str(commit.summary) for commit in merge.parents[1].iter_parents(max_count=1)}
    assert brought | {str(merge.parents[1].summary)} == {
        "Add price features (#4)",
        "Keep the price ratio where a product has no price",
    }
    assert merge.tree == merge.parents[1].tree


def test_the_demo_is_the_fixture_of_the_checkout_or_its_packaged_copy() -> None:
    assert (demo_folder() / "history.toml").is_file()
    assert demo_folder().name == "demand-forecast"


def test_every_planted_debt_names_a_file_of_the_demo(tmp_path: Path) -> None:
    build_fixture(demo_folder(), tmp_path / "demo")
    planted = read_toml((FIXTURES / "demand-forecast" / "PLANTED.toml").read_bytes())
    debts = planted["debt"]
    assert isinstance(debts, list)
    assert len(debts) == 9
    for debt in debts:
        assert (tmp_path / "demo" / debt["path"]).is_file()


def test_an_unknown_key_in_a_history_is_refused(tmp_path: Path) -> None:
    (tmp_path / "history.toml").write_text(
        '[[step]]\nmessage = "m"\nauthor = "a"\ndate = "2026-01-01T00:00:00+00:00"\nfoldr = "x"\n'
    )
    with pytest.raises(ValueError, match="foldr"):
        read_story(tmp_path)
