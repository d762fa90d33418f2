"""A row of numbers as one line of text."""

from collections.abc import Sequence

_BLOCKS = "▁▂▃▄▅▆▇█"
_PLAIN = "_.-=+*%#"


def sparkline(values: Sequence[float], unicode: bool = True) -> str:
    """Return one character a value, the smallest at the bottom; equal ones are flat."""
    if not values:
        return ""
    letters = _BLOCKS if unicode else _PLAIN
    low, high = min(values), max(values)
    if high == low:
        return letters[3] * len(values)
    step = (high - low) / (len(letters) - 1)
    return "".join([letters[round((value - low) / step)] for value in values])
