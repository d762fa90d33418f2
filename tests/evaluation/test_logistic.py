"""Logistic regression by Newton's method."""

from math import log

import pytest
from evaluation.logistic import Features, fitted

SIGN = ("sign", "here")


def test_without_a_penalty_the_fit_gives_the_shares_that_were_seen() -> None:
    rows: list[Features] = [*[{SIGN: 1.0}] * 4, *[{}] * 4]
    answers = [True, True, True, False, True, False, False, False]
    base, weights = fitted(rows, answers, 1e-9)
    assert base == pytest.approx(-log(3), abs=1e-4)
    assert base + weights[SIGN] == pytest.approx(log(3), abs=1e-4)


def test_a_penalty_draws_weights_to_nothing_and_leaves_the_base() -> None:
    rows: list[Features] = [*[{SIGN: 1.0}] * 4, *[{}] * 4]
    answers = [True, True, True, False, True, False, False, False]
    base, weights = fitted(rows, answers, 1e6)
    assert weights[SIGN] == pytest.approx(0, abs=1e-3)
    assert base == pytest.approx(0, abs=1e-3)


def test_a_sign_that_decides_everything_stays_finite() -> None:
    rows: list[Features] = [*[{SIGN: 1.0, ("other", "amount"): 2.5}] * 5, *[{}] * 5]
    _, weights = fitted(rows, [True] * 5 + [False] * 5, 5.0)
    assert 0 < weights[SIGN] < 5
