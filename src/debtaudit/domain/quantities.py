"""Quantities in words, the same in every finding and every format: counts, shares and efforts."""


def duration(minutes: float) -> str:
    """Return an effort in the largest unit that keeps it readable: `20 min`, `3 h`, `41.5 h`."""
    if minutes < 60:
        return f"{minutes:.0f} min"
    hours = minutes / 60
    if hours >= 100:
        return f"{hours:,.0f} h"
    return f"{hours:.0f} h" if hours == int(hours) else f"{hours:.1f} h"


def percent(share: float) -> str:
    """Return a share as a percentage with one decimal where it is small."""
    value = share * 100
    return f"{value:.0f} %" if value >= 10 or value == int(value) else f"{value:.1f} %"


def people(number: int) -> str:
    """Return `1 person`, `3 people`; where there is none, only programs were at work."""
    return plural(number, "person", "people") if number else "programs alone"


def plural(number: int, one: str, many: str | None = None) -> str:
    """Return `1 file`, `2 files`, `1,000 files`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
