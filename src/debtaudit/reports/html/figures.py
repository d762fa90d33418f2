"""The figures of the page as numbers: what the templates draw as inline SVG."""

from msgspec import Struct

from debtaudit.domain.digest import files_of
from debtaudit.domain.report import Report
from debtaudit.domain.report_rows import Dependency, Hotspot
from debtaudit.domain.text import shorten_path, visible
from debtaudit.reports.html.treemap import Box, squarify

MOST_TILES = 40
_MOST_AGES = 20
_HEAT_STEPS = 5
_WIDE = Box(0, 0, 1000, 420)
_NARROW = Box(0, 0, 360, 480)
_LETTER = 7.9
"""Width of a letter of the labels, in the units of the figure."""
_LINE = 16


class Tile(Struct, frozen=True):
    """A file in the treemap: its place, how hot it is (1 to 5), and as much label as fits."""

    spot: Hotspot
    box: Box
    heat: int
    label: str
    detail: str


class Map(Struct, frozen=True):
    """A treemap in one size of screen."""

    name: str
    area: Box
    tiles: tuple[Tile, ...]


class Age(Struct, frozen=True):
    """A dependency that is behind: by how many years, at least where that is all that is known."""

    row: Dependency
    number: int
    years: float
    at_least: bool
    share: float


def share(part: float, whole: float) -> float:
    """Return a part of a whole in percent, between 0 and 100, for the length of a bar."""
    return round(min(max(100 * part / whole, 0.0), 100.0), 1) if whole else 0.0


def hotspot_maps(report: Report) -> tuple[Map, ...]:
    """Return the treemap of the first files, for wide and for narrow screens.

    The area of a tile is the size of the file, its heat the score beside the highest one.
    """
    spots = sorted(files_of(report.hotspots)[:MOST_TILES], key=lambda spot: -max(spot.lines, 1))
    if not spots:
        return ()
    most = max(spot.score for spot in spots) or 1
    return tuple(
        Map(name, area, _tiles(spots, most, area))
        for name, area in (("wide", _WIDE), ("narrow", _NARROW))
    )


def _tiles(spots: list[Hotspot], most: float, area: Box) -> tuple[Tile, ...]:
    boxes = squarify([max(spot.lines, 1) for spot in spots], area)
    return tuple(
        Tile(spot, _rounded(box), _heat(spot.score / most), *_label(spot, box))
        for spot, box in zip(spots, boxes, strict=True)
    )


def _rounded(box: Box) -> Box:
    return Box(*(round(side, 1) for side in (box.x, box.y, box.width, box.height)))


def _heat(share_of_most: float) -> int:
    return min(int(share_of_most * _HEAT_STEPS) + 1, _HEAT_STEPS)


def _label(spot: Hotspot, box: Box) -> tuple[str, str]:
    """Return the two lines of a tile, file and figures; empty where they do not fit."""
    letters = int((box.width - 10) / _LETTER)
    if letters < 4 or box.height < _LINE + 4:
        return "", ""
    name = shorten_path(visible("/".join(spot.path.split("/")[-2:])), letters)
    detail = f"{spot.complexity:,} × {spot.changes:,}"
    fits = box.height >= 2 * _LINE + 4 and len(detail) <= letters
    return name, detail if fits else ""


def dependency_ages(report: Report) -> tuple[Age, ...]:
    """Return the dependencies that are furthest behind, the oldest first."""
    known = [
        (number, row, years)
        for number, row in enumerate(report.dependencies, 1)
        if (years := row.libyears if row.libyears is not None else row.libyears_at_least)
    ]
    known.sort(key=lambda one: (-one[2], one[1].name or "", one[0]))
    most = known[0][2] if known else 0
    return tuple(
        Age(row, number, years, row.libyears is None, share(years, most))
        for number, row, years in known[:_MOST_AGES]
    )
