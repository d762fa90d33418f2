"""A treemap: rectangles whose areas are values, none of them long and thin where it can be helped.

Bruls, Huizing, van Wijk: "Squarified Treemaps", 2000. Values are laid in rows along the shorter
side of what is left of the area, as long as that brings the worst rectangle nearer to a square.
"""

from collections.abc import Sequence

from msgspec import Struct


class Box(Struct, frozen=True):
    """A rectangle; `x` and `y` are its upper left corner."""

    x: float
    y: float
    width: float
    height: float


def squarify(values: Sequence[float], area: Box) -> tuple[Box, ...]:
    """Return one box a value, in their order; together they fill the area.

    The values must be above zero, largest first.
    """
    scale = area.width * area.height / (sum(values) or 1)
    sizes = [value * scale for value in values]
    boxes: list[Box] = []
    while sizes:
        side = min(area.width, area.height)
        count = _row(sizes, side)
        row, area = _laid(sizes[:count], area)
        boxes.extend(row)
        del sizes[:count]
    return tuple(boxes)


def _row(sizes: Sequence[float], side: float) -> int:
    """Return how many sizes the next row takes: one more as long as that is no worse."""
    count = 1
    while count < len(sizes) and _worst(sizes[: count + 1], side) <= _worst(sizes[:count], side):
        count += 1
    return count


def _worst(sizes: Sequence[float], side: float) -> float:
    """Return the largest ratio of sides in a row of these sizes along `side`."""
    total = sum(sizes)
    if not side or not total:
        return float("inf")
    return max(side**2 * sizes[0] / total**2, total**2 / (side**2 * sizes[-1]))


def _laid(sizes: Sequence[float], area: Box) -> tuple[list[Box], Box]:
    """Lay a row along the shorter side; return its boxes and what is left of the area."""
    total = sum(sizes)
    boxes: list[Box] = []
    if area.width >= area.height:
        wide = total / area.height if area.height else 0.0
        at = area.y
        for size in sizes:
            tall = area.height * size / total
            boxes.append(Box(area.x, at, wide, tall))
            at += tall
        return boxes, Box(area.x + wide, area.y, max(area.width - wide, 0.0), area.height)
    tall = total / area.width if area.width else 0.0
    at = area.x
    for size in sizes:
        wide = area.width * size / total
        boxes.append(Box(at, area.y, wide, tall))
        at += wide
    return boxes, Box(area.x, area.y + tall, area.width, max(area.height - tall, 0.0))
