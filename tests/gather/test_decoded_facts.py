"""Facts as values: from the file, or still there from the round before."""

from pathlib import Path

from msgspec import Struct

from debtaudit.domain.rounds import Rounds
from debtaudit.gather.cache import FactCache
from debtaudit.gather.decoded_facts import keep, load, store


class Fact(Struct, frozen=True, array_like=True):
    """A fact to keep."""

    text: str


class Other(Struct, frozen=True, array_like=True):
    """A fact of another kind."""

    number: int


def test_values_are_read_back_from_the_file(tmp_path: Path) -> None:
    with FactCache(tmp_path, 1_000_000) as cache:
        store(cache, "kind", {"a": Fact("x"), "b": Fact("y")})
        keep(cache, "kind", "c", Fact("nobody keeps it"))
        assert load(cache, "kind", ["b", "a", "c"], Fact) == {"a": Fact("x"), "b": Fact("y")}


def test_what_does_not_decode_is_not_there(tmp_path: Path) -> None:
    with FactCache(tmp_path, 1_000_000) as cache:
        cache.put_many("kind", {"a": b"\xc1", "b": b"\x91\xa1\xff"})
        store(cache, "kind", {"c": Fact("whole")})
        assert load(cache, "kind", ["a", "b", "c"], Fact) == {"c": Fact("whole")}
        assert load(cache, "kind", ["c"], Other) == {}


def test_values_of_a_process_are_the_same_objects_for_one_round() -> None:
    fact = Fact("x")
    with FactCache(None, 0) as cache:
        store(cache, "kind", {"a": fact})
        assert load(cache, "kind", ["a"], Fact) == {}  # nobody asked to keep anything
        cache.rounds = Rounds()
        store(cache, "kind", {"a": fact})
        assert load(cache, "kind", ["a"], Fact)["a"] is fact
        assert load(cache, "another kind", ["a"], Fact) == {}
        assert load(cache, "kind", ["a"], Other) == {}
        cache.rounds.next_round()
        assert load(cache, "kind", ["a"], Fact)["a"] is fact
        cache.rounds.next_round()
        cache.rounds.next_round()
        assert load(cache, "kind", ["a"], Fact) == {}


def test_what_one_round_does_not_ask_for_is_dropped() -> None:
    rounds = Rounds()
    rounds.put("kind", "a", Fact("x"))
    rounds.put("kind", "b", Fact("y"))
    for _ in range(3):
        rounds.next_round()
        assert rounds.get("kind", "a", Fact) == Fact("x")
    assert rounds.get("kind", "b", Fact) is None
