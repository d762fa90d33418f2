"""Which units of two versions belong together, so that only what changed in meaning remains.

Moved, extracted and renamed code cancels out: first equal text, then definitions with the same
canonical form, then statements that differ by a consistent renaming only.
"""

import ast
from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from debtaudit.domain.python_facts import MODULE
from debtaudit.extract.surface.definitions import Definitions, Difference, SurfaceDefinition
from debtaudit.extract.surface.hoists import drop_hoisted
from debtaudit.extract.surface.normal_form import MARKED_NAME
from debtaudit.extract.surface.renames import (
    Names,
    drop_inlined,
    drop_renames,
    without_renamed,
)
from debtaudit.extract.surface.units import Unit
from debtaudit.extract.surface.unused import alive
from debtaudit.extract.surface.version import Version

_LONG_ENOUGH = 24
"""A statement below this length is too common to be recognised by its shape elsewhere."""
_MOST_ORDERED = 120
"""Reordered statements are looked at in definitions with at most this many units."""


def differences(
    old: Definitions, new: Definitions, versions: tuple[Version, Version]
) -> list[Difference]:
    """Return what is different in meaning, definition by definition in the order of `new`.

    The definitions may hold the changed statements only of the versions.
    """
    old, new, renames = without_renamed(old, new)
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
    if len(found) > 1:
        drop_hoisted(found)
    for one in found:
        if one.removed and one.added:
            drop_inlined(one)
    names = Names(old, new, renames, versions)
    for one in found:
        if one.removed and one.added:
            drop_renames(one, names)
        one.removed = alive(one.removed, one.before, versions[0].lines)
        one.added = alive(one.added, one.after, versions[1].lines)
    return [one for one in found if one.removed or one.added or one.reordered]


def _difference(
    name: str, before: SurfaceDefinition, after: SurfaceDefinition
) -> Difference | None:
    old, new = before.units, after.units
    texts, others = [unit.text for unit in old], [unit.text for unit in new]
    if texts == others:
        if [unit.depth for unit in old] == [unit.depth for unit in new]:
            return None
        return _depth_difference(name, before, after)
    alike = len(old) == len(new) and _same_shapes(old, new)
    if alike and before.canonical() == after.canonical() and not _are_exchanged(texts, others):
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


def _are_exchanged(texts: Sequence[str], others: Sequence[str]) -> bool:
    """Tell whether a name that stands elsewhere too took the place of another: `h / w`, `w / h`."""
    old = [name for text in texts for name in MARKED_NAME.findall(text)]
    new = [name for text in others for name in MARKED_NAME.findall(text)]
    renamed = {(one, other) for one, other in zip(old, new, strict=False) if one != other}
    gone, fresh = {one for one, _ in renamed}, {other for _, other in renamed}
    return not gone.isdisjoint(new) or not fresh.isdisjoint(old)


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
            best = candidates[0]
            if len(candidates) > 1:
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
    one, two = unit.words, other.words
    return len(one & two) / (len(one | two) or 1)
