"""What two parts of a statement have in common, seen through the normal form of both versions."""

import ast
from functools import cached_property

from debtaudit.extract.surface.forms import is_guard
from debtaudit.extract.surface.inside import SHAPING, last_name, without_casts, without_shaping
from debtaudit.extract.surface.leaves import Leaf
from debtaudit.extract.surface.units import Former
from debtaudit.extract.surface.words import words_of

_FILLED_AFTERWARDS = {"zeros": "empty", "zeros_like": "empty_like"}
"""Memory that is no longer set to zero is filled by what follows. The other way round, something
was not filled."""


_REDUCTIONS = frozenset(("mean", "sum", "max", "min", "median", "std", "var", "prod", "norm"))
"""Methods that make one number of many."""


class Sameness:
    """Tells differences that hardly change what is computed from those that do."""

    def __init__(self, former: Former) -> None:
        """Take the normal form of both versions."""
        self.former = former

    def only_runs(self, leaf: Leaf) -> bool:
        """Tell whether a difference only guards, casts or gives a default for what is missing."""
        text, old, new = self.former.text, leaf.before, leaf.after
        if old is None or new is None:
            # the axis that softmax takes by itself, written out
            axis = isinstance(new, ast.Constant | ast.UnaryOp) and leaf.calls
            return bool(axis) and leaf.calls[0].rpartition(".")[2].endswith("softmax")
        if is_guard(old) and is_guard(new):
            return True
        if text(without_casts(old)) == text(without_casts(new)):
            return True
        if isinstance(new, ast.BoolOp):
            ends = (text(new.values[0]), text(new.values[-1]))
            if isinstance(new.op, ast.Or) and text(old) in ends:
                return True  # a default for what was not given
            kept = [value for value in new.values if not is_guard(value)]
            if [text(value) for value in kept] == [text(old)]:
                return True
        if isinstance(new, ast.IfExp):
            return is_guard(new.test) and text(old) in (text(new.body), text(new.orelse))
        # d[key] -> d.get(key)
        return (
            isinstance(old, ast.Subscript)
            and isinstance(new, ast.Call)
            and (text(old.value) + "~get" == text(new.func))
        )

    def is_reshaped(self, leaf: Leaf) -> bool:
        """Tell whether the same data only have another shape: `x` and `x.unsqueeze(0)`."""
        old, new = leaf.before, leaf.after
        if old is None or new is None:
            return False
        return self.former.text(without_shaping(old)) == self.former.text(without_shaping(new))

    def is_same_function(self, leaf: Leaf) -> bool:
        """Tell whether a function of a package became the one of that name of another: softmax."""
        names = self._of_frameworks(leaf)
        old, new = (name.rpartition(".")[2] for name in names or (".", "."))
        return bool(names) and new in (old, _FILLED_AFTERWARDS.get(old))

    def is_another_function(self, leaf: Leaf) -> bool:
        """Tell whether a function of a framework is called in place of another: empty, zeros."""
        last = {name.rpartition(".")[2] for name in self._of_frameworks(leaf)}
        return len(last) == 2 and last.isdisjoint(SHAPING)

    def is_another_reduction(self, leaf: Leaf) -> bool:
        """Tell whether the same data are put together in another way: `x.mean()`, `x.sum()`."""
        old, new = leaf.before, leaf.after
        if not isinstance(old, ast.Attribute) or not isinstance(new, ast.Attribute):
            return False
        both = {old.attr, new.attr} <= _REDUCTIONS and old.attr != new.attr
        return both and self.former.text(old.value) == self.former.text(new.value)

    @cached_property
    def _frameworks(self) -> tuple[str, ...]:
        """What the dotted names of imported frameworks begin with."""
        return tuple(f"{name}." for name in self.former.aliases.values())

    def _of_frameworks(self, leaf: Leaf) -> tuple[str, ...]:
        """Return the functions that two parts name, nothing where one is no framework's."""
        sides = (leaf.before, leaf.after)
        names = tuple(self.former.dotted(side) for side in sides if side is not None)
        fit = all(
            name.startswith(self._frameworks) and name.rpartition(".")[2].islower()
            for name in names
        )
        return names if fit and len(names) == 2 else ()


def is_nothing(leaf: Leaf) -> bool:
    """Tell whether both sides give nothing: `None`, an empty text, an empty container."""
    return all(
        (isinstance(side, ast.Constant) and side.value in (None, ""))
        or (isinstance(side, ast.List | ast.Tuple) and not side.elts)
        or (isinstance(side, ast.Dict) and not side.keys)
        for side in (leaf.before, leaf.after)
    )


def is_named_now(leaf: Leaf) -> bool:
    """Tell whether a text became a constant named after it, or the other way: `Mode.TRAIN`."""
    for text, name in ((leaf.before, leaf.after), (leaf.after, leaf.before)):
        value = text.value if isinstance(text, ast.Constant) else None
        if isinstance(value, str) and isinstance(name, ast.Name | ast.Attribute):
            words = words_of(value)
            return bool(words) and set(words) <= set(words_of(last_name(name)))
    return False
