"""Quantities as people write them."""

import pytest

from debtaudit.domain.quantities import duration, percent, plural


@pytest.mark.parametrize(
    ("minutes", "shown"),
    [(0, "0 min"), (20, "20 min"), (60, "1 h"), (90, "1.5 h"), (6000, "100 h"), (90000, "1,500 h")],
)
def test_durations_are_readable(minutes: float, shown: str) -> None:
    assert duration(minutes) == shown


def test_shares_are_percentages() -> None:
    assert percent(0.061) == "6.1 %"
    assert percent(0.5) == "50 %"
    assert percent(0.0) == "0 %"


def test_counts_agree_with_their_noun() -> None:
    assert plural(1, "file") == "1 file"
    assert plural(0, "file") == "0 files"
    assert plural(1000, "entry", "entries") == "1,000 entries"
