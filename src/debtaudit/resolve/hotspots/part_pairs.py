"""Which function of a version was which function of the version before it."""

from collections.abc import Iterable

from debtaudit.domain.anatomy import Anatomy, Part
from debtaudit.extract.anatomy import is_nameless

_TELLING_LINES = 3
"""Lines from which a body is told from others: `return self.x` is written again and again."""

Pair = tuple[Part, Part | None]
"""A part of the later version, and what it was in the earlier one."""


def paired(after: Anatomy, before: Anatomy) -> list[Pair]:
    """Pair the parts of two versions: functions by name, else by body; the nameless by their code.

    A cell or top-level statement that is new or edited is paired with one of those that are gone,
    so that an edited cell is one cell.
    """
    known = before.named()
    names = {part.name for part in after.parts}
    gone = by_body(part for part in before.parts if not _is_nameless(part))
    gone = {digest: part for digest, part in gone.items() if part.name not in names}
    pairs: list[Pair] = []
    for part in after.parts:
        if not _is_nameless(part):
            same = known.get(part.name)
            pairs.append((part, same or (gone.pop(part.digest, None) if telling(part) else None)))
    return pairs + _paired_nameless(after, before)


def by_body(parts: Iterable[Part]) -> dict[int, Part]:
    """Return the parts that are long enough to be known by their body, by its digest."""
    return {part.digest: part for part in parts if telling(part)}


def telling(part: Part) -> bool:
    """Tell whether a body is so long that another one like it is a copy of it."""
    return part.end_line - part.line + 1 >= _TELLING_LINES


def _is_nameless(part: Part) -> bool:
    return is_nameless(part.name)


def _paired_nameless(after: Anatomy, before: Anatomy) -> list[Pair]:
    old: dict[int, list[Part]] = {}
    for part in before.parts:
        if _is_nameless(part):
            old.setdefault(part.digest, []).append(part)
    pairs: list[Pair] = []
    new: list[Part] = []
    for part in after.parts:
        if _is_nameless(part):
            same = old.get(part.digest)
            if same:
                pairs.append((part, same.pop(0)))
            else:
                new.append(part)
    gone = [part for parts in old.values() for part in parts]
    gone.sort(key=lambda part: (part.cell or 0, part.line))
    return pairs + _edited(new, gone)


def _edited(new: list[Part], gone: list[Part]) -> list[Pair]:
    """Pair what is new with what is gone: in order, or by size where they are not as many."""
    if len(new) == len(gone):
        return list(zip(new, gone, strict=True))
    before: dict[str, Part] = {}
    for part in sorted(new, key=_length, reverse=True):
        if gone:
            length = _length(part)
            before[part.name] = min(gone, key=lambda one: abs(_length(one) - length))
            gone.remove(before[part.name])
    return [(part, before.get(part.name)) for part in new]


def _length(part: Part) -> int:
    return part.end_line - part.line
