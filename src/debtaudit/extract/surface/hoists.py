"""Expressions that moved to a name outside of the function: computed once instead of each time."""

import ast
from collections.abc import Sequence

from debtaudit.domain.python_facts import MODULE
from debtaudit.extract.surface.definitions import Difference
from debtaudit.extract.surface.normal_form import MARKED_NAME
from debtaudit.extract.surface.units import Unit


def drop_hoisted(found: Sequence[Difference]) -> None:
    """Drop what differs by a name of the module, or of the object, for the same expression only.

    Both directions count: the name is new and stands for what was computed in place, or it is gone.
    """
    for side, other in (("added", "removed"), ("removed", "added")):
        values = _values(found, side)
        if values:
            used = _dropped(found, values, side, other)
            _drop_names(found, side, used)


def _values(found: Sequence[Difference], side: str) -> dict[str, str]:
    values: dict[str, str] = {}
    for one in found:
        owner = one.name == MODULE or one.name.endswith("__init__")
        for unit in getattr(one, side) if owner else ():
            name, sign, value = unit.text.partition("=")
            if not sign or not name.startswith("%") or "(" not in value or "=" in name:
                continue
            names = MARKED_NAME.findall(value)
            if one.name != MODULE and any(not n.startswith("self.") for n in names):
                continue
            if isinstance(unit.node, ast.Assign):
                values[name] = value
    return values


def _dropped(
    found: Sequence[Difference], values: dict[str, str], side: str, other: str
) -> set[str]:
    used: set[str] = set()
    for one in found:
        mine: list[Unit] = getattr(one, side)
        theirs: list[Unit] = getattr(one, other)
        for unit in list(mine):
            if "=" in unit.text and unit.text.partition("=")[0] in values:
                continue
            names = {name for name in values if name[1:] in MARKED_NAME.findall(unit.text)}
            if not names or not theirs:
                continue
            text = MARKED_NAME.sub(lambda m: values.get(m[0], m[0]), unit.text)
            twin = next((t for t in theirs if t.text == text), None)
            if twin is not None:
                mine.remove(unit)
                theirs.remove(twin)
                used |= names
    return used


def _drop_names(found: Sequence[Difference], side: str, used: set[str]) -> None:
    if not used:
        return
    for one in found:
        mine: list[Unit] = getattr(one, side)
        mine[:] = [unit for unit in mine if unit.text.partition("=")[0] not in used]
