"""What looks like a difference and hardly is one: defaults written out, other names of the same."""

from debtaudit.extract.surface.context import Context, call_mark
from debtaudit.extract.surface.inside import last_name
from debtaudit.extract.surface.leaves import Leaf
from debtaudit.extract.surface.own_names import OwnNames
from debtaudit.extract.surface.sameness import Sameness, is_named_now, is_nothing
from debtaudit.extract.surface.tells import (
    is_handed_on,
    is_moved_path,
    is_off,
    is_other_member,
    is_regrouped,
    is_text,
)
from debtaudit.extract.surface.verdict import Verdict, quoted
from debtaudit.extract.surface.words import word_mark

_OTHER_NAME = 0.6
"""Least weight of one name of the file in the place of another, where both are still there."""


class Harmless:
    """Tells the parts of statements that say the same in another way, or nearly so."""

    def __init__(self, names: OwnNames, sameness: Sameness) -> None:
        """Take the names of the repository's own in both versions, and what is the same in them."""
        self.names = names
        self.sameness = sameness

    def judge(self, leaf: Leaf, inside: set[str], context: Context) -> Verdict | None:
        """Return the verdict on a part in which `inside` is called; None: it is a difference."""
        own = [m for m in map(call_mark, sorted(inside)) if m]
        if own and all(m.weight == 0 for m in own):
            return Verdict(context.kind, 0.1, "asks for a process or a device", "form")
        same = self._same(leaf)
        if same is not None:
            weight, because = same
            return Verdict(context.kind, weight, because, "form")
        if self.names.are_exchanged(leaf) or is_other_member(leaf):
            return None
        own_call = bool(leaf.calls) and self.names.is_own(leaf.calls[0])
        if self.names.are_own(leaf) and (not leaf.calls or own_call):
            return self._other_name(leaf, context)
        if is_handed_on(leaf, own=own_call):
            weight = min(0.4, context.weight)
            return Verdict(context.kind, weight, f"{quoted(leaf.key)} handed on", "handed-on")
        if is_text(leaf) and is_moved_path(leaf):
            return Verdict(context.kind, 0.0, "the file only moved", "form")
        return None

    def _same(self, leaf: Leaf) -> tuple[float, str] | None:
        """Return weight and reason of a part that says the same in another way."""
        if self.names.is_written_default(leaf) or is_off(leaf):
            return 0.05, "the default, written out"
        if is_nothing(leaf):
            return 0.1, "nothing on either side"
        if is_named_now(leaf):
            return 0.2, "the same text under a name"
        if is_regrouped(leaf):
            return 0.2, "the same name, kept elsewhere"
        if self.sameness.is_same_function(leaf):
            return 0.2, "the same function of another module"
        return None

    def _other_name(self, leaf: Leaf, context: Context) -> Verdict:
        """Judge one name of the file in the place of another."""
        if context.factor == 1.0 and self.names.both_remain(leaf):
            said = [
                word_mark(last_name(side)) for side in (leaf.before, leaf.after) if side is not None
            ]
            mark = max(filter(None, said), key=lambda mark: mark.weight, default=None)
            weight = max(_OTHER_NAME, context.weight)
            if mark is not None and mark.kind == "hyperparameter" and mark.weight > weight:
                return Verdict(mark.kind, mark.weight, "another of the names there are", "name")
            return Verdict(context.kind, weight, "another of the names there are", "name")
        return Verdict(context.kind, min(0.45, context.weight), "another name", "handed-on")
