"""Names of the audited files themselves, as against those of frameworks, in a difference."""

import ast
import re
from collections.abc import Sequence
from functools import cached_property

from debtaudit.extract.surface.inside import last_name
from debtaudit.extract.surface.leaves import Leaf
from debtaudit.extract.surface.units import Former
from debtaudit.extract.surface.words import word_mark


class OwnNames:
    """Knows the names of one pair of versions."""

    def __init__(self, former: Former, sources: Sequence[str]) -> None:
        """Take the normal form and the sources of both versions."""
        self._former = former
        self._sources = sources

    @cached_property
    def _signatures(self) -> list[str]:
        return [line for one in self._sources for line in one.split("\n") if "def " in line]

    def is_written_default(self, leaf: Leaf) -> bool:
        """Tell whether an argument is given as what a function of this file takes by itself."""
        side = leaf.after if leaf.before is None else leaf.before
        if not leaf.key or not isinstance(side, ast.Constant) or (leaf.before and leaf.after):
            return False
        default = re.compile(
            rf"\bdef \w+\(.*\b{re.escape(leaf.key)}\s*(?::[^=,]*)?=\s*{re.escape(repr(side.value))}"
        )
        return any(default.search(line) is not None for line in self._signatures)

    def are_own(self, leaf: Leaf) -> bool:
        """Tell whether both sides are names of the file itself, not of a framework."""
        return all(
            isinstance(side, ast.Name | ast.Attribute) and self._former.text(side).startswith("%")
            for side in (leaf.before, leaf.after)
        )

    def both_remain(self, leaf: Leaf) -> bool:
        """Tell whether one attribute took the place of another, and neither is new or gone."""
        names = [last_name(side) for side in (leaf.before, leaf.after) if side is not None]
        attributes = all(isinstance(side, ast.Attribute) for side in (leaf.before, leaf.after))
        return (
            attributes
            and len(set(names)) == 2
            and all(f".{name}" in source for name in names for source in self._sources)
        )

    def are_exchanged(self, leaf: Leaf) -> bool:
        """Tell whether what has a telling name is made by another function: `net = b()`."""
        mark = word_mark(leaf.key) if leaf.key else None
        if mark is None or not mark.weight or len(leaf.calls) < 2:
            return False
        if not isinstance(leaf.after, ast.Name | ast.Attribute):
            return False
        return self._former.dotted(leaf.after) == leaf.calls[0] and (
            leaf.before is not None and self._former.dotted(leaf.before) == leaf.calls[1]
        )

    def is_own(self, name: str) -> bool:
        """Tell whether a called name is no name of a framework: a function or method of its own."""
        first = name.partition(".")[0]
        return first == "self" or ("." not in name and name not in self._former.aliases.values())
