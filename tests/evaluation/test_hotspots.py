"""The independent computation of hotspots agrees with the program on the fixtures."""

from __future__ import annotations

from pathlib import Path

import pytest
from evaluation.hotspots import Outcome, compare, formatting, radon_functions

from debtaudit.gather.builder import RepositoryBuilder
from debtaudit.gather.demo import build_fixture

FIXTURES = Path(__file__).parents[2] / "fixtures"


def _agrees(outcome: Outcome) -> None:
    assert outcome.wrong_functions == []
    assert outcome.wrong_files == []
    assert outcome.overlap == 1.0
    assert outcome.holds


@pytest.mark.parametrize("name", ["demand-forecast", "clean-classifier"])
def test_agrees_on_the_fixtures(tmp_path: Path, name: str) -> None:
    build_fixture(FIXTURES / name, tmp_path / name)
    outcome = compare(tmp_path / name, "2000-01-01")
    assert outcome.functions > 0
    assert outcome.files > 0
    _agrees(outcome)


def test_agrees_on_renames_formatting_and_mass_changes(tmp_path: Path) -> None:
    builder = RepositoryBuilder(tmp_path / "r")
    body = "def f(a):\n    if a:\n        return [x for x in a if x]\n    return lambda: a or 1\n"
    many: dict[str, str | bytes | None] = {f"m/{number}.py": body for number in range(101)}
    builder.commit("Begin", {"a.py": body, "b.py": body * 2, **many})
    builder.commit("Run black", {"b.py": body * 2 + "\n"}, date="2026-01-06T10:00:00+00:00")
    builder.commit(
        "Move", {"a.py": None, "c.py": body + "x = 1\n"}, date="2026-02-01T10:00:00+00:00"
    )
    builder.branch("side")
    builder.commit("Side", {"b.py": body * 3}, date="2026-03-01T10:00:00+00:00")
    builder.checkout("main")
    builder.commit("Work", {"c.py": body + "x = 2\n"}, date="2026-04-01T10:00:00+00:00")
    builder.merge("side", date="2026-05-01T10:00:00+00:00")
    outcome = compare(tmp_path / "r", "2000-01-01")
    assert outcome.files == 2  # what only the mass change touched is not ranked
    _agrees(outcome)


def test_what_radon_counts_is_told_by_name_and_line() -> None:
    source = b"class C:\n    def f(self):\n        def g():\n            pass\n"
    assert radon_functions(source) == {("f", 2): 1, ("g", 3): 1}
    assert radon_functions(b"print 'x'") is None


@pytest.mark.parametrize("subject", ["Run black", "style: sort", "Update copyright years"])
def test_formatting_is_told_by_the_same_words(subject: str) -> None:
    assert formatting(subject)
    assert not formatting(f"Train again, no {subject[:2]}")
