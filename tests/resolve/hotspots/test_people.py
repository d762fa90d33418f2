"""People: one author with several addresses is one, two authors of one nickname are two."""

import pytest

from debtaudit.domain.history import Commit
from debtaudit.resolve.hotspots.people import NOBODY, People


def _commit(name: str, address: str) -> Commit:
    return Commit("0" * 40, (), 0, name, address, "Work", "")


ADA = _commit("Ada Lovelace", "ada@work.org")


@pytest.mark.parametrize(
    ("name", "address", "same"),
    [
        ("Ada Lovelace", "ada@home.org", True),
        ("ada lovelace ", "1234+ada@users.noreply.example.org", True),
        ("ada", "ada@work.org", True),
        ("ada", "ADA@Work.org", True),
        ("Ada King", "ada@home.org", False),
        ("ada", "ada@home.org", False),
    ],
)
def test_addresses_and_full_names_tell_people(name: str, address: str, same: bool) -> None:
    other = _commit(name, address)
    people = People([ADA, other])
    assert (people.of(ADA) == people.of(other)) is same


def test_a_chain_of_names_and_addresses_is_one_person() -> None:
    commits = [
        ADA,
        _commit("Ada Lovelace", "ada@home.org"),
        _commit("Ada King", "ada@home.org"),
        _commit("Ada King", "king@web.org"),
        _commit("Ada Lovelace", "lovelace@web.org"),
    ]
    people = People(commits)
    assert {people.of(one) for one in commits} == {"ada@home.org"}
    assert people.names == {"ada@home.org": "Ada Lovelace"}


def test_a_name_of_one_word_joins_nobody() -> None:
    commits = [_commit("root", "root@one.org"), _commit("root", "root@two.org")]
    people = People(commits)
    assert people.names == {"root@one.org": "root", "root@two.org": "root"}


def test_the_order_of_the_commits_does_not_matter() -> None:
    commits = [ADA, _commit("Ada Lovelace", "a@x.org"), _commit("A", "a@x.org")]
    assert People(commits).names == People(reversed(commits)).names


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("dependabot[bot]", "support@github.example"),
        ("Pre-commit", "66853113+pre-commit-ci[bot]@users.noreply.example.org"),
    ],
)
def test_a_program_is_nobody(name: str, address: str) -> None:
    bot = _commit(name, address)
    assert People([ADA, bot]).of(bot) == NOBODY
    assert People([ADA, bot]).of(ADA) == "ada@work.org"
