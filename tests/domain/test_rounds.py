"""Values that are kept from round to round."""

from debtaudit.domain.rounds import Rounds


def test_what_a_whole_round_did_not_ask_for_is_gone() -> None:
    rounds = Rounds()
    rounds.put("a", "1", "kept")
    rounds.put("a", "2", "dropped")
    rounds.next_round()
    assert rounds.get("a", "1", str) == "kept"
    rounds.next_round()
    assert rounds.get("a", "1", str) == "kept"
    assert rounds.get("a", "2", str) is None


def test_a_value_of_another_type_or_kind_is_none() -> None:
    rounds = Rounds()
    rounds.put("a", "1", "text")
    assert rounds.get("a", "1", int) is None
    assert rounds.get("b", "1", str) is None


def test_what_is_taken_is_gone_until_it_is_put_again() -> None:
    rounds = Rounds()
    rounds.put("a", "1", "text")
    assert rounds.take("a", "1", str) == "text"
    assert rounds.take("a", "1", str) is None
    rounds.put("a", "1", "more")
    rounds.next_round()
    assert rounds.take("a", "1", str) == "more"
    rounds.next_round()
    assert rounds.get("a", "1", str) is None
