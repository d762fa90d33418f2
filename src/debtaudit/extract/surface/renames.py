"""Names that changed and nothing else: of definitions, locals, attributes and intermediates."""

import ast
import re
from collections.abc import Mapping
from functools import lru_cache

from debtaudit.domain.patterns import lazy_pattern
from debtaudit.extract.surface.definitions import (
    Definitions,
    Difference,
    SurfaceDefinition,
    bound_attributes,
)
from debtaudit.extract.surface.normal_form import MARKED_NAME
from debtaudit.extract.surface.units import Unit
from debtaudit.extract.surface.unused import BARE_TARGET
from debtaudit.extract.surface.version import Version

_GOES_ON = lazy_pattern(r"\w|\s*=[^=]")
_GOES_ON_BEFORE = lazy_pattern(r"[\w.]")
_SAID = lazy_pattern(r"\"\"\".*?\"\"\"|'''.*?'''|'[^'\n]*'|\"[^\"\n]*\"|#[^\n]*", re.DOTALL)
"""Texts, docstrings and comments."""


def without_renamed(
    old: Definitions, new: Definitions
) -> tuple[Definitions, Definitions, dict[str, str]]:
    """Drop definitions that only changed their name; return the renames old -> new."""
    gone = {name: one for name, one in old.items() if name not in new}
    fresh = {name: one for name, one in new.items() if name not in old}
    renames: dict[str, str] = {}
    if not gone or not fresh:
        return old, new, renames
    by_shape: dict[tuple[str, ...], list[str]] = {}
    for name, one in fresh.items():
        if one.units:
            by_shape.setdefault(tuple(unit.shape for unit in one.units), []).append(name)
    for name, one in gone.items():
        twins = by_shape.get(tuple(unit.shape for unit in one.units)) if one.units else None
        same = [twin for twin in twins or () if fresh[twin].canonical() == one.canonical()]
        if twins and same:
            renames[name] = same[0]
            twins.remove(same[0])
    taken = set(renames.values())
    classes = _renamed_classes(renames, gone, fresh)
    return (
        {name: one for name, one in old.items() if name not in renames},
        {name: one for name, one in new.items() if name not in taken},
        {**classes, **{_last(a): _last(b) for a, b in renames.items()}},
    )


def _renamed_classes(
    renames: Mapping[str, str], gone: Mapping[str, object], fresh: Mapping[str, object]
) -> dict[str, str]:
    found = {}
    for before, after in renames.items():
        owner, new_owner = before.rpartition(".")[0], after.rpartition(".")[0]
        if owner != new_owner and owner in gone and new_owner in fresh:
            found[owner] = new_owner
    return found


def _last(name: str) -> str:
    return name.rpartition(".")[2]


def drop_inlined(difference: Difference) -> None:
    """Drop what differs by a local name for an expression only: `f(g(x))` and `y = g(x); f(y)`."""
    difference.added = _without_names(difference.added, difference, "removed")
    difference.removed = _without_names(difference.removed, difference, "added")


def _without_names(units: list[Unit], difference: Difference, other: str) -> list[Unit]:
    """Write the values of local names into their uses and drop what the other side says too.

    What is found there is taken away from the other side.
    """
    values = {}
    for unit in units:
        found = BARE_TARGET.match(unit.text)
        if found is not None and isinstance(unit.node, ast.Assign):
            values[found[1]] = unit.text[found.end() :]
    if not values:
        return units
    theirs: list[Unit] = list(getattr(difference, other))
    texts = [unit.text for unit in theirs]
    used: set[str] = set()
    kept: list[Unit] = []
    for unit in units:
        text, names = _written_out(unit.text, values)
        if names and text in texts:
            index = texts.index(text)
            del texts[index], theirs[index]
            used |= names
        else:
            kept.append(unit)
    if not used:
        return units
    if other == "removed":
        difference.removed = theirs
    else:
        difference.added = theirs
    still = " ".join(
        unit.text for unit in kept if not ((m := BARE_TARGET.match(unit.text)) and m[1] in used)
    )
    return [
        unit
        for unit in kept
        for m in [BARE_TARGET.match(unit.text)]
        if not (m and m[1] in used and f"%{m[1]}" not in MARKED_NAME.findall(still))
    ]


def _written_out(text: str, values: Mapping[str, str]) -> tuple[str, set[str]]:
    used: set[str] = set()
    found = BARE_TARGET.match(text)
    start = found.end() if found is not None else 0

    def value(match: re.Match[str]) -> str:
        known = values.get(match[1])
        if known is None or (found is not None and match[1] == found[1]):
            return match[0]
        used.add(match[1])
        return known

    body = text[start:]
    for _ in range(3):
        written = MARKED_NAME.sub(value, body)
        if written == body or len(written) > 20_000:
            break
        body = written
    return text[:start] + body, used


class Names:
    """Which names of a definition may have been renamed: gone everywhere, and new everywhere."""

    def __init__(
        self,
        old: Definitions,
        new: Definitions,
        renames: Mapping[str, str],
        versions: tuple[Version, Version],
    ) -> None:
        self.renames = renames
        self._definitions = old, new
        self._versions = versions
        self._attributes: frozenset[str] | None = None

    def may_become(self, difference: Difference, old: str, new: str) -> bool:
        """Tell whether `old` is bound here (or by the class) and stands nowhere afterwards."""
        before, after = difference.before, difference.after
        if before is None or after is None:
            return False
        if _bare(old) == _bare(new) and _handed_in(old, new, before, after):
            return True
        if old.startswith("self."):
            if self._attributes is None:
                self._attributes = bound_attributes(self._definitions[0])
            if old not in self._attributes:
                return False
            places = [version.whole for version in self._versions]
        else:
            if old not in before.locals:
                return False
            places = [
                "\n".join(version.lines[one.line - 1 : one.last_line])
                for version, one in zip(self._versions, (before, after), strict=True)
            ]
        return not _stands_in(old, places[1]) and not _stands_in(new, places[0])


def _bare(name: str) -> str:
    return name.removeprefix("self.").lstrip("_")


def _handed_in(old: str, new: str, before: SurfaceDefinition, after: SurfaceDefinition) -> bool:
    """Tell whether a value of the object became a parameter of the same name, or the reverse."""
    if old.startswith("self.") == new.startswith("self."):
        return False
    given, definition, other = (
        (old, before, after) if new.startswith("self.") else (new, after, before)
    )
    return given in definition.locals and given not in other.locals


@lru_cache(maxsize=16)
def _unsaid(text: str) -> str:
    """Return source without texts and comments; the same few sources are asked for many names."""
    return _SAID.sub("", text)


def _stands_in(name: str, text: str) -> bool:
    """Tell whether a name is read in a source: as a whole, not as the name of an argument."""
    if name not in text:
        return False
    text = _unsaid(text)
    at = text.find(name)
    while at >= 0:
        end = at + len(name)
        if not _GOES_ON.match(text, end) and not _GOES_ON_BEFORE.match(text[at - 1 : at]):
            return True
        at = text.find(name, end)
    return False


def drop_renames(difference: Difference, names: Names) -> None:
    """Drop pairs of statements that differ by names which were renamed throughout."""
    by_shape: dict[str, list[Unit]] = {}
    for unit in difference.added:
        by_shape.setdefault(unit.shape, []).append(unit)
    mapping: dict[str, str] = {}
    kept: list[Unit] = []
    for unit in difference.removed:
        twins = by_shape.get(unit.shape, [])
        match = next((t for t in twins if _renamed(unit, t, mapping, difference, names)), None)
        if match is None:
            kept.append(unit)
        else:
            twins.remove(match)
    if len(kept) == len(difference.removed):
        return
    difference.removed = kept
    remaining = {id(unit) for units in by_shape.values() for unit in units}
    difference.added = [unit for unit in difference.added if id(unit) in remaining]


def _renamed(
    unit: Unit, twin: Unit, mapping: dict[str, str], difference: Difference, names: Names
) -> bool:
    pairs = zip(MARKED_NAME.findall(unit.text), MARKED_NAME.findall(twin.text), strict=True)
    fresh: dict[str, str] = {}
    for old, new in pairs:
        if old == new:
            continue
        known = mapping.get(old) or fresh.get(old)
        if known is not None:
            if known != new:
                return False
        elif names.renames.get(old.removeprefix("self.")) == new.removeprefix("self."):
            continue
        elif names.may_become(difference, old, new):
            fresh[old] = new
        else:
            return False
    mapping.update(fresh)
    return True
