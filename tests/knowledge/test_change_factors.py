"""The fitted log-odds name signs that there are."""

from typing import get_args

from debtaudit.domain.history import Tell
from debtaudit.domain.report_rows import ModelChangeKind
from debtaudit.knowledge.change_factors import change_factors
from debtaudit.resolve.model_changes.messages import SPOKEN_OF

SIDES = {"new", "gone", "both", "whole-new", "whole-gone"}


def test_the_table_names_known_signs_with_moderate_odds() -> None:
    tables = change_factors().tables
    assert set(tables) == {"own", "tell", "side", "kind", "around", "message"}
    assert set(tables["tell"]) <= set(get_args(Tell))
    assert set(tables["kind"]) <= {*get_args(ModelChangeKind), "undecided"}
    assert set(tables["message"]) == set(SPOKEN_OF)
    assert set(tables["side"]) == SIDES
    assert set(tables["own"]) == {"base", "weight"}
    assert all(-1.5 <= odds <= 1.5 for names in tables.values() for odds in names.values())


def test_what_is_not_listed_says_nothing() -> None:
    factors = change_factors()
    assert factors.of("tell", "value") > 0
    assert factors.of("tell", "smell") == factors.of("moon", "full") == 0.0


def test_the_signs_point_where_they_should() -> None:
    factors = change_factors()
    assert factors.of("message", "tidying") < factors.of("message", "addition")
    assert factors.of("tell", "place") < factors.of("tell", "value")
    assert factors.of("side", "gone") < factors.of("side", "new")
    assert factors.of("around", "retold") < 0 < factors.of("around", "beside")
