"""Values that only moved: a constant that became an option, a setting below another key.

A change set that takes a named value away in one place and brings the same value in another one
changes no model. The name may change on the way where the value is no common one.
"""

import re
from collections.abc import Mapping, Sequence

from msgspec import Struct

from debtaudit.domain.history import FileComparison, SurfaceChange
from debtaudit.domain.patterns import lazy_pattern

Placed = tuple[FileComparison, SurfaceChange]

_LITERAL = lazy_pattern(
    r"-?[\d._]+(?:e[-+]?\d+)?$|'[^']*'$|\"[^\"]*\"$|True$|False$|[\w./-]+$|[\[(].*$"
)
_PATH = lazy_pattern(r"(?:\w+[.])*(\w+)$|\w+\[['\"](\w+)['\"]\]$")
_NAME = lazy_pattern(r"[A-Za-z_][\w.]*$", re.ASCII)
_COMMON = frozenset(("0", "1", "2", "0.0", "1.0", "true", "false", "none", "null", "''", '""', ""))


class _Value(Struct, frozen=True, gc=False):
    """A named value that is on one side only: its name without case and underscores, its text."""

    name: str
    text: str


def without_moved_values(pairs: Sequence[Placed]) -> list[Placed]:
    """Drop what one place lost and another gained, and uses that follow the new name."""
    lost = {index: value for index, value in _values(pairs) if pairs[index][1].after is None}
    gained = {index: value for index, value in _values(pairs) if pairs[index][1].before is None}
    dropped: set[int] = set()
    names: set[tuple[str, str]] = set()
    for index, value in lost.items():
        twin = next(
            (
                other
                for other, found in gained.items()
                if other not in dropped
                and _same(value, found)
                and _statement(pairs[index]) != _statement(pairs[other])
            ),
            None,
        )
        if twin is not None:
            dropped |= {index, twin}
            names.add((value.name, gained[twin].name))
    dropped |= _named(pairs, gained) | _named(pairs, lost)
    if not dropped:
        return list(pairs)
    return [
        pair
        for index, pair in enumerate(pairs)
        if index not in dropped and _last_names(pair[1]) not in names
    ]


def _named(pairs: Sequence[Placed], values: Mapping[int, _Value]) -> set[int]:
    """Return what only gave a value a name, or took it away: `lr=3e-4` and `lr=DEFAULT_LR`.

    `values` are those that are new, or gone; the name has to stand for the same value.
    """
    by_name = {value.name: index for index, value in values.items()}
    dropped: set[int] = set()
    for index, (_file, change) in enumerate(pairs):
        if change.before is None or change.after is None:
            continue
        for name, text in ((change.after, change.before), (change.before, change.after)):
            if not _NAME.match(name):
                continue
            place = by_name.get(_plain(name))
            if place is not None and values[place].text == text.strip("'\"").lower():
                dropped |= {index, place}
    return dropped


def _values(pairs: Sequence[Placed]) -> list[tuple[int, _Value]]:
    found = []
    for index, (_file, change) in enumerate(pairs):
        text = change.before if change.after is None else change.after
        one_sided = (change.before is None) != (change.after is None)
        key = change.key or (change.symbol if change.anywhere else "")
        if one_sided and key and not change.whole and text and _LITERAL.match(text):
            found.append((index, _Value(_plain(key), text.strip("'\"").lower())))
    return found


def _statement(pair: Placed) -> tuple[object, ...]:
    """Return what both sides of one statement share: an argument for another stays there."""
    file, change = pair
    line = None if change.anywhere else change.line
    return file.path, change.symbol, line, change.removed, change.added


def _plain(key: str) -> str:
    """Return the last part of a key without case, underscores and indices."""
    return key.partition("[")[0].rpartition(".")[2].replace("_", "").replace("-", "").lower()


def _same(one: _Value, other: _Value) -> bool:
    if one.text != other.text:
        return False
    return one.name == other.name or one.text not in _COMMON


def _last_names(change: SurfaceChange) -> tuple[str, str]:
    """Return the names that two values are kept under: `LR` and `FLAGS.learning_rate`."""
    found = [_PATH.match(side or "") for side in (change.before, change.after)]
    first, second = (_plain(one[1] or one[2]) if one else "" for one in found)
    return first, second
