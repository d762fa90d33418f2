"""Assignments that come to nothing: to names that nothing uses, or that are bound anew at once."""

import ast
from collections.abc import Sequence

from debtaudit.domain.patterns import lazy_pattern
from debtaudit.domain.python_facts import MODULE
from debtaudit.extract.surface.definitions import SurfaceDefinition
from debtaudit.extract.surface.units import Unit

BARE_TARGET = lazy_pattern(r"%(\w+)=(?!=)")
"""The name that an assignment in normal form binds."""
_WORD = lazy_pattern(r"\w+")
_LONGEST_STATEMENT = 20
_DEEP = 2
"""Names that are made of a name that only they use are followed this far."""
_MOST_FOLLOWED = 8
_SAYING = ("print(", "logger.", "logging.", "LOGGER.", "log.", "wandb.", "warnings.", "assert ")
"""What a line starts with that only tells somebody a value."""
_COLLECTS = lazy_pattern(
    r"(?:self\.)?_?(?:metrics|train_metrics|stats|train_stats|logs|log_dict|log_data|writer|history)"
    r"(?:\[[^]]*\])*(?:\.\w+\(|\s*=[^=])"
)
"""What a line starts with that puts a value among those that are shown."""
_LONGEST_SAYING = max(48, *map(len, _SAYING))


def alive(
    units: list[Unit], definition: SurfaceDefinition | None, lines: Sequence[str]
) -> list[Unit]:
    """Drop assignments to local names that nothing in the function uses, or overwritten at once."""
    if definition is None or definition.is_class or definition.name == MODULE or not units:
        return units
    kept = []
    text: str | None = None
    for unit in units:
        found = BARE_TARGET.match(unit.text)
        if found is not None and isinstance(unit.node, ast.Assign):
            if text is None:
                text = "\n".join(lines[definition.line - 1 : definition.last_line])
            if not _stands_twice(found[1], text):
                continue
        if not _overwritten(unit, lines):
            kept.append(unit)
    return kept


def _stands_twice(name: str, text: str, deep: int = _DEEP) -> bool:
    """Tell whether a name stands at least twice as a whole word on lines that do not only tell."""
    seen = followed = 0
    at = text.find(name)
    while at >= 0:
        end = at + len(name)
        around = text[at - 1 : at] + text[end : end + 1]
        if not _WORD.search(around):
            begin = text[text.rfind("\n", 0, at) + 1 : end + _LONGEST_SAYING]
            told = _says(begin.lstrip())
            if not told and deep and followed < _MOST_FOLLOWED:
                followed += 1
                told = _only_told(begin, name, text, deep)
            seen += not told
            if seen == 2:
                return True
        at = text.find(name, end)
    return False


def _only_told(line: str, name: str, text: str, deep: int) -> bool:
    """Tell whether a line makes another name of this one, which is only told."""
    target, sign, _ = line.strip().partition(" = ")
    return bool(
        sign
        and target != name
        and target.isidentifier()
        and not _stands_twice(target, text, deep - 1)
    )


def _says(line: str) -> bool:
    """Tell whether a line only prints, logs or collects a value to be shown."""
    return line.startswith(_SAYING) or _COLLECTS.match(line) is not None


def _overwritten(unit: Unit, lines: Sequence[str]) -> bool:
    """Tell whether the next statement binds the same name anew without reading it."""
    node = unit.node
    if not isinstance(node, ast.Assign) or len(node.targets) != 1:
        return False
    end = node.end_lineno or node.lineno
    line = lines[end] if end < len(lines) else ""
    name, sign, value = line.strip().partition(" = ")
    if not sign or len(line) - len(line.lstrip()) != node.col_offset:
        return False
    target = node.targets[0]
    if (target.id if isinstance(target, ast.Name) else ast.unparse(target)) != name:
        return False
    whole = all(line.count(one) == line.count(other) for one, other in ("()", "[]", "{}"))
    if not whole:  # the rest of the statement may read it
        value = " ".join(lines[end : end + _LONGEST_STATEMENT]).partition(" = ")[2]
    return name not in value
