"""A model change in words."""

import pytest

from debtaudit.domain.history import SurfaceChange
from debtaudit.resolve.model_changes.weighed import WeighedChange
from debtaudit.resolve.model_changes.wording import detail_text


@pytest.mark.parametrize(
    ("symbol", "before", "after", "key", "said"),
    [
        ("fit", "0.1", "0.5", "lr", "fit: lr: 0.1 -> 0.5"),
        ("fit", None, "step()", "", "fit: step() (new)"),
        ("Net", None, "class Net", "", "class Net (new)"),
        ("Net", "class Net", None, "", "class Net (removed)"),
        ("", None, "31 settings", "", "31 settings (new)"),
    ],
)
def test_a_difference_as_a_phrase(
    symbol: str, before: str | None, after: str | None, key: str, said: str
) -> None:
    change = SurfaceChange(symbol, "data", before, after, 1, 0.9, "", key=key)
    assert detail_text(WeighedChange("a.py", "a.py", change, "data", 0.9)) == said
