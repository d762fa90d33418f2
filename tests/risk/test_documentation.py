"""docs/risk-model.md and the code say the same."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from debtaudit.risk.factors import BY_CRITICALITY, IN_PLACE, ON_SERVING_PATH, ON_TRAINING_PATH
from debtaudit.risk.score import GRADE_UP_TO, MINUTES_PER_LINE, SEVERITY_FROM

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "risk-model.md").read_text("utf-8")


def factors() -> Iterator[tuple[str, str]]:
    """Yield every factor that a detector gives, with each number that its effect is made of."""
    for path in sorted((ROOT / "src" / "debtaudit" / "detectors").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
                continue
            if node.func.id == "Factor" and len(node.args) > 2:
                name, _side, effect = node.args[:3]
                if isinstance(name, ast.Constant) and isinstance(name.value, str):
                    yield name.value, ""
                    for part in ast.walk(effect):
                        if isinstance(part, ast.Constant) and isinstance(part.value, float):
                            yield name.value, f"{part.value:g}"


@pytest.mark.parametrize(("name", "number"), sorted(set(factors())))
def test_every_factor_of_a_detector_is_documented_with_its_size(name: str, number: str) -> None:
    rows = [line for line in TEXT.splitlines() if line.startswith("|") and f"`{name}`" in line]
    assert rows
    sizes = {size for row in rows for size in re.findall(r"\d+(?:\.\d+)?", row)}
    assert not number or number in sizes


def test_every_generic_factor_is_documented_with_its_effect_and_reason() -> None:
    by_place = (ON_SERVING_PATH, ON_TRAINING_PATH, *IN_PLACE.values())
    for factor in (*by_place, *BY_CRITICALITY.values()):
        effect = f"{factor.effect:+g}".replace("-", "−")
        assert re.search(rf"\| `{factor.name}` \| {re.escape(effect)} \|.*{factor.why}", TEXT)


def test_the_thresholds_are_those_of_the_code() -> None:
    for least, name in SEVERITY_FROM:
        assert f"| {name} | {f'{least:g} and above' if least else 'below 25'} |" in TEXT
    for most, grade in GRADE_UP_TO:
        assert f"{grade} up to {most * 100:g} %" in TEXT
    assert f"{MINUTES_PER_LINE} minutes" in TEXT
