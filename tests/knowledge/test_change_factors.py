"""The fitted factors name what differences are really recognised by."""

from typing import get_args

from debtaudit.domain.history import Tell
from debtaudit.domain.report import ModelChangeKind
from debtaudit.knowledge.change_factors import change_factors


def test_the_table_names_known_tells_and_kinds_and_moderate_factors() -> None:
    factors = change_factors()
    assert set(factors.tells) <= set(get_args(Tell))
    assert set(factors.kinds) <= set(get_args(ModelChangeKind))
    assert all(
        0.5 <= factor <= 1.5 for factor in (*factors.tells.values(), *factors.kinds.values())
    )


def test_a_difference_takes_both_factors() -> None:
    factors = change_factors()
    tell, kind = factors.tells["call"], factors.kinds["training-loop"]
    assert factors.of("call", "training-loop") == tell * kind
    assert factors.of("hash", "artefact") == 1.0
