"""What two texts begin and end with alike, found by bisection: slices compare at memory speed."""

from typing import AnyStr


def common_prefix(one: AnyStr, other: AnyStr) -> int:
    """Return the length of the common beginning of two texts, or of two byte strings."""
    low, high = 0, min(len(one), len(other))
    if one[:high] == other[:high]:
        return high
    while low < high - 1:
        middle = (low + high) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle
    return low


def common_suffix(one: AnyStr, other: AnyStr, start: int = 0) -> int:
    """Return the length of the common end, of what is behind `start` on both sides."""
    low, high = 0, min(len(one), len(other)) - start
    while low < high:
        middle = (low + high + 1) // 2
        if one[len(one) - middle : len(one) - low] == other[len(other) - middle : len(other) - low]:
            low = middle
        else:
            high = middle - 1
    return low
