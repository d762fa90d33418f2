"""Patterns that are compiled late behave as those that are compiled at once."""

import re

import pytest

from debtaudit.domain.patterns import lazy_pattern


def test_a_lazy_pattern_matches_as_the_compiled_one_does() -> None:
    late, compiled = lazy_pattern(r"(\w+)=(\d+)", re.ASCII), re.compile(r"(\w+)=(\d+)", re.ASCII)
    text = "rate=1, size=20"
    for _ in range(2):
        assert late.findall(text) == compiled.findall(text) == [("rate", "1"), ("size", "20")]
        assert late.sub(r"\2", text) == compiled.sub(r"\2", text)
        assert [m.span() for m in late.finditer(text)] == [(0, 6), (8, 15)]
    assert (late.pattern, late.flags) == (compiled.pattern, compiled.flags)


def test_bytes_stay_bytes() -> None:
    found = lazy_pattern(rb"Taken (\d{4})").search(b"# Taken 2026")
    assert found is not None and found[1] == b"2026"


def test_a_broken_pattern_says_so_when_it_is_used() -> None:
    broken = lazy_pattern("(")
    with pytest.raises(re.error):
        broken.match("(")
