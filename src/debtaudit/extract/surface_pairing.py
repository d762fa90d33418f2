"""Which units of two versions belong together, so that only what changed in meaning remains.

Moved, extracted and renamed code cancels out: first equal text, then definitions with the same
canonical form, then statements that differ by a consistent renaming only.
"""

import ast
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

from msgspec import Struct

from debtaudit.domain.patterns import lazy_pattern
from debtaudit.domain.python_facts import MODULE
from debtaudit.extract.surface_definitions import SurfaceDefinition, bound_attributes
from debtaudit.extract.surface_normal_form import MARKED_NAME, Unit

_BARE_TARGET = lazy_pattern(r"%(\w+)=(?!=)")
_LONG_ENOUGH = 24
"""A statement below this length is too common to be recognised by its shape elsewhere."""
_MOST_ORDERED = 120
"""Reordered statements are looked at in definitions with at most this many units."""

_TOKEN = lazy_pattern(r"\w+")

Definitions = dict[str, SurfaceDefinition]


class Difference(Struct, gc=False):
    """What one definition lost and gained. `new` and `gone` tell one-sided definitions."""

    name: str
    before: SurfaceDefinition | None
    after: SurfaceDefinition | None
    removed: list[Unit]
    added: list[Unit]
    reordered: bool = False

    @property
    def either(self) -> SurfaceDefinition:
        """Return the definition after the change, or before where it is gone."""
        found = self.after or self.before
        assert found is not None
        return found


def differences(
    old: Definitions, new: Definitions, old_lines: Sequence[str], new_lines: Sequence[str]
) -> list[Difference]:
    """Return what is different in meaning, definition by definition in the order of `new`.

    The lines are those of the whole sources, of which the definitions may hold the changed
    statements only.
    """
    old, new, renames = _without_renamed(old, new)
    found: list[Difference] = []
    for name, after in new.items():
        before = old.get(name)
        if before is None:
            found.append(Difference(name, None, after, [], list(after.units)))
        else:
            difference = _difference(name, before, after)
            if difference is not None:
                found.append(difference)
    for name, before in old.items():
        if name not in new:
            found.append(Difference(name, before, None, list(before.units), []))
    _cancel(found, lambda unit: unit.text)
    _cancel(found, shape_if_long)
    _cancel(found, _value_shape)
    _drop_calls_of_extracted(found)
    for one in found:
        if one.removed and one.added:
            _drop_inlined(one)
    names = _Names(old, new, renames, old_lines, new_lines)
    for one in found:
        if one.removed and one.added:
            _drop_renames(one, names)
        one.removed = _alive(one.removed, one.before, old_lines)
        one.added = _alive(one.added, one.after, new_lines)
    found = [d for d in found if d.removed or d.added or d.reordered]
    return found


def _without_renamed(
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


def _difference(
    name: str, before: SurfaceDefinition, after: SurfaceDefinition
) -> Difference | None:
    old, new = before.units, after.units
    texts, others = [unit.text for unit in old], [unit.text for unit in new]
    if texts == others:
        if [unit.depth for unit in old] == [unit.depth for unit in new]:
            return None
        return _depth_difference(name, before, after)
    if len(old) == len(new) and _same_shapes(old, new):
        if before.canonical() == after.canonical():
            return None
    lost, gained = Counter(texts), Counter(others)
    removed = _leftover(old, lost - gained)
    added = _leftover(new, gained - lost)
    if removed or added:
        return Difference(name, before, after, removed, added)
    if name == MODULE or before.is_class or not _order_matters(texts, others):
        return None
    moved = [unit for unit, text in zip(new, texts, strict=True) if unit.text != text]
    return Difference(name, before, after, [], moved[:1], reordered=True)


def _same_shapes(old: Sequence[Unit], new: Sequence[Unit]) -> bool:
    return all(one.shape == other.shape for one, other in zip(old, new, strict=True))


def _depth_difference(name: str, before: SurfaceDefinition, after: SurfaceDefinition) -> Difference:
    moved = [
        (one, other)
        for one, other in zip(before.units, after.units, strict=True)
        if one.depth != other.depth
    ]
    return Difference(name, before, after, [], [moved[0][1]], reordered=True)


def _leftover(units: Iterable[Unit], counts: Counter[str]) -> list[Unit]:
    """Return the units that `counts` has too many of: the last ones of each text."""
    kept = []
    left = dict(counts)
    for unit in reversed(list(units)):
        if left.get(unit.text, 0) > 0:
            left[unit.text] -= 1
            kept.append(unit)
    return kept[::-1]


def _order_matters(old: list[str], new: list[str]) -> bool:
    """Tell whether two orders of the same statements differ where one uses what another binds."""
    start = 0
    while old[start] == new[start]:
        start += 1
    end = len(old)
    while old[end - 1] == new[end - 1]:
        end -= 1
    if end - start > _MOST_ORDERED:
        return False
    first, second = old[start:end], new[start:end]
    place: dict[str, int] = {}
    for index, text in enumerate(second):
        place.setdefault(text, index)
    names = {text: set(MARKED_NAME.findall(text)) for text in first}
    bound = {text: set(MARKED_NAME.findall(_targets(text))) for text in first}
    for index, text in enumerate(first):
        for later in first[index + 1 :]:
            if place[later] < place[text] and (
                bound[text] & names[later] or bound[later] & names[text]
            ):
                return True
    return False


def _targets(text: str) -> str:
    head, sign, _ = text.partition("=")
    if sign and "(" not in head.lstrip("("):
        return head
    return text.partition("(")[0].rpartition("~")[0] if text.startswith("%") else ""


def shape_if_long(unit: Unit) -> str:
    """Return the shape of a statement that is long enough to be known again, otherwise `""`."""
    shape = unit.shape
    return shape if len(shape) > _LONG_ENOUGH and "(" in shape else ""


def _value_shape(unit: Unit) -> str:
    """Return the shape of what is assigned or returned: `x = E` may become `return E` elsewhere."""
    shape = shape_if_long(unit)
    if shape.startswith("return "):
        return shape[7:]
    head, sign, value = shape.partition("=")
    return value if sign and "(" not in head.lstrip("(") else ""


def _drop_calls_of_extracted(found: list[Difference]) -> None:
    """Drop calls of new functions that hold nothing but code which stood elsewhere before."""
    extracted = {
        one.name.rpartition(".")[2]
        for one in found
        if one.after is not None and one.before is None and not one.added and one.after.units
    }
    inlined = {
        one.name.rpartition(".")[2]
        for one in found
        if one.before is not None and one.after is None and not one.removed and one.before.units
    }
    if not extracted and not inlined:
        return
    for one in found:
        one.added = [unit for unit in one.added if not _is_call_of(unit, extracted)]
        one.removed = [unit for unit in one.removed if not _is_call_of(unit, inlined)]


def _is_call_of(unit: Unit, names: set[str]) -> bool:
    value = getattr(unit.node, "value", None)
    if not isinstance(value, ast.Call):
        return False
    func = value.func
    return (func.attr if isinstance(func, ast.Attribute) else getattr(func, "id", "")) in names


def _cancel(found: list[Difference], key: Callable[[Unit], str]) -> None:
    """Take away what one definition lost and another gained: code that only moved."""
    if sum(1 for one in found if one.removed or one.added) < 2:
        return
    lost = Counter(key(u) for one in found for u in one.removed)
    gained = Counter(key(u) for one in found if not one.reordered for u in one.added)
    shared = lost & gained
    del shared[""]
    if not shared:
        return
    left_removed, left_added = Counter(shared), Counter(shared)
    for one in found:
        one.removed = _not_cancelled(one.removed, left_removed, key)
        if not one.reordered:
            one.added = _not_cancelled(one.added, left_added, key)


def _not_cancelled(
    units: list[Unit], counts: Counter[str], key: Callable[[Unit], str]
) -> list[Unit]:
    kept = []
    for unit in units:
        text = key(unit)
        if counts[text] > 0:
            counts[text] -= 1
        else:
            kept.append(unit)
    return kept


def _alive(
    units: list[Unit], definition: SurfaceDefinition | None, lines: Sequence[str]
) -> list[Unit]:
    """Drop assignments to local names that nothing in the function uses."""
    if definition is None or definition.is_class or definition.name == MODULE or not units:
        return units
    kept = []
    text = ""
    for unit in units:
        found = _BARE_TARGET.match(unit.text)
        if found is not None and isinstance(unit.node, ast.Assign):
            text = text or "\n".join(lines[definition.line - 1 : definition.last_line])
            if len(re.findall(rf"\b{re.escape(found[1])}\b", text)) < 2:
                continue
        kept.append(unit)
    return kept


def _drop_inlined(difference: Difference) -> None:
    """Drop what differs by a local name for an expression only: `f(g(x))` and `y = g(x); f(y)`."""
    difference.added = _without_names(difference.added, difference, "removed")
    difference.removed = _without_names(difference.removed, difference, "added")


def _without_names(units: list[Unit], difference: Difference, other: str) -> list[Unit]:
    """Write the values of local names into their uses and drop what the other side says too.

    What is found there is taken away from the other side.
    """
    values = {}
    for unit in units:
        found = _BARE_TARGET.match(unit.text)
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
        unit.text for unit in kept if not ((m := _BARE_TARGET.match(unit.text)) and m[1] in used)
    )
    return [
        unit
        for unit in kept
        for m in [_BARE_TARGET.match(unit.text)]
        if not (m and m[1] in used and f"%{m[1]}" not in MARKED_NAME.findall(still))
    ]


def _written_out(text: str, values: Mapping[str, str]) -> tuple[str, set[str]]:
    used: set[str] = set()
    found = _BARE_TARGET.match(text)
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


class _Names:
    """Which names of a definition may have been renamed: gone everywhere, and new everywhere."""

    def __init__(
        self,
        old: Definitions,
        new: Definitions,
        renames: Mapping[str, str],
        old_lines: Sequence[str],
        new_lines: Sequence[str],
    ) -> None:
        self.renames = renames
        self._definitions = old, new
        self._lines = old_lines, new_lines
        self._attributes: frozenset[str] | None = None

    def may_become(self, difference: Difference, old: str, new: str) -> bool:
        """Tell whether `old` is bound here (or by the class) and stands nowhere afterwards."""
        before, after = difference.before, difference.after
        if before is None or after is None:
            return False
        if old.startswith("self."):
            if self._attributes is None:
                self._attributes = bound_attributes(self._definitions[0])
            if old not in self._attributes:
                return False
            places = ["\n".join(lines) for lines in self._lines]
        else:
            if old not in before.locals:
                return False
            places = [
                "\n".join(lines[one.line - 1 : one.last_line])
                for lines, one in zip(self._lines, (before, after), strict=True)
            ]
        return not _stands_in(old, places[1]) and not _stands_in(new, places[0])


def _stands_in(name: str, text: str) -> bool:
    return re.search(rf"(?<![\w.]){re.escape(name)}(?!\w|\s*=[^=])", text) is not None


def _drop_renames(difference: Difference, names: _Names) -> None:
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
    unit: Unit, twin: Unit, mapping: dict[str, str], difference: Difference, names: _Names
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


def pairs(
    removed: list[Unit], added: list[Unit]
) -> tuple[list[tuple[Unit, Unit]], list[Unit], list[Unit]]:
    """Pair what was changed into each other; return the pairs and what stands alone."""
    found: list[tuple[Unit, Unit]] = []
    for key in (_head_key, _kind_and_words):
        if not removed or not added:
            break
        removed, added = _pair_by(removed, added, key, found)
    return found, removed, added


def _head_key(unit: Unit) -> str:
    """Return what a statement is about: its target, the function it calls, its keyword."""
    text = unit.text
    head, sign, _ = text.partition("=")
    if sign and "(" not in head.lstrip("("):
        return head
    if text.startswith("option("):
        return text.partition(",")[0]
    if text.startswith(("return ", "param ", "for ", "with ", "bases ")):
        return text.split(" ", 2)[0] + (
            text.split(" ")[1].partition("=")[0] if text[0] == "p" else ""
        )
    return text.partition("(")[0] if text[:3] != "if " else ""


def _kind_and_words(unit: Unit) -> str:
    return type(unit.node).__name__


def _pair_by(
    removed: list[Unit],
    added: list[Unit],
    key: Callable[[Unit], str],
    found: list[tuple[Unit, Unit]],
) -> tuple[list[Unit], list[Unit]]:
    by_key: dict[str, list[Unit]] = {}
    for unit in added:
        by_key.setdefault(key(unit), []).append(unit)
    left: list[Unit] = []
    for unit in removed:
        name = key(unit)
        candidates = by_key.get(name) if name else None
        if candidates:
            best = max(candidates, key=lambda other: (_likeness(unit, other), -other.line))
            if key is _head_key or _likeness(unit, best) >= 0.4:
                candidates.remove(best)
                found.append((unit, best))
                continue
        left.append(unit)
    remaining = {id(unit) for units in by_key.values() for unit in units}
    return left, [unit for unit in added if id(unit) in remaining]


def _likeness(unit: Unit, other: Unit) -> float:
    """Return the share of words that two statements have in common (Jaccard)."""
    one, two = set(_TOKEN.findall(unit.text)), set(_TOKEN.findall(other.text))
    return len(one & two) / (len(one | two) or 1)
