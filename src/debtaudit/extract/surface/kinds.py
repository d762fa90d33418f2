"""What kind of model change a difference is, and how surely: names, calls and where they stand."""

import ast
from collections.abc import Sequence
from itertools import islice

from debtaudit.domain.history import Tell
from debtaudit.extract.surface.context import Context, call_mark
from debtaudit.extract.surface.downloads import begins_as_address
from debtaudit.extract.surface.forms import identifiers, is_guard, is_literal
from debtaudit.extract.surface.harmless import Harmless
from debtaudit.extract.surface.leaves import OPTION, Around, Leaf, LeafFinder, target_name
from debtaudit.extract.surface.own_names import OwnNames
from debtaudit.extract.surface.sameness import Sameness
from debtaudit.extract.surface.single import VALUE_KIND, SingleJudge, kind_in
from debtaudit.extract.surface.tells import (
    are_constants,
    are_numbers,
    is_another_formula,
    is_another_limit,
    is_freed,
    is_message,
    is_mode,
    is_other_member,
    is_shape,
    is_switch,
    is_text,
    is_turned,
    names_weights,
)
from debtaudit.extract.surface.units import Former, Unit
from debtaudit.extract.surface.values import ONE_SIDE, is_place
from debtaudit.extract.surface.verdict import Verdict
from debtaudit.extract.surface.words import word_mark
from debtaudit.knowledge.model_surface import Mark

_MOST_LEAVES = 40
_MOST_NAMED = 6
"""Parts of one statement that are shown."""
_WORTH_NAMING = 0.25
_COMPUTED = 0.8
"""What is left of a name's weight where it names what was computed, not what was given."""
_OWN_CALL = 0.75
_SWITCH = 0.5
_ADDRESS = 0.65
_REDUCED = 0.7
_AXES = ("dim", "axis", "dims", "axes", "keepdim", "keepdims")
"""Arguments of functions that follow the shape of the data."""


class Judge(SingleJudge):
    """Judges differences of one pair of versions."""

    def __init__(self, former: Former, sources: Sequence[str] = ()) -> None:
        """Take the normal form and the sources of both versions."""
        super().__init__(former)
        self.finder = LeafFinder(former)
        self.sameness = Sameness(former)
        self.names = OwnNames(former, sources)
        self.harmless = Harmless(self.names, self.sameness)

    # -- paired statements -----------------------------------------------------------------------

    def pair(self, before: Unit, after: Unit, context: Context) -> list[Verdict]:
        """Judge a statement that was changed into another one, the weightiest part first.

        Further verdicts are on other parts of it that have a name: a second argument.
        """
        whole = self._pair_as_one(before, after, context)
        if whole is not None:
            return [whole]
        found = self.finder.leaves(before.node, after.node, Around())
        leaves = list(islice(found, _MOST_LEAVES))
        if not leaves:
            return [_without_leaves(before, after, context)]
        verdicts = [
            Verdict(one.kind, one.weight, one.because, one.tell, leaf)
            for leaf in leaves
            for one in [self._leaf(leaf, context, computed=_is_computed(leaf, before, after))]
        ]
        verdicts.sort(key=lambda one: -one.weight)
        named: set[str | None] = set()
        kept: list[Verdict] = []
        for one in verdicts:
            name = one.leaf.entry.name if one.leaf and one.leaf.entry else None
            if not kept or (one.weight >= _WORTH_NAMING and name and name not in named):
                kept.append(one)
                named.add(name)
        return kept[:_MOST_NAMED]

    def _pair_as_one(self, before: Unit, after: Unit, context: Context) -> Verdict | None:
        """Return the verdict on a pair that is not told apart by its parts."""
        if isinstance(before.node, ast.Pass) or isinstance(after.node, ast.Pass):
            return self.single(after, context)
        tests = [getattr(unit.node, "test", None) for unit in (before, after)]
        if is_turned(Leaf(tests[0], tests[1], "", ())) and context.factor == 1.0:
            return Verdict(context.kind, max(0.6, context.weight), "another comparison", "value")
        compared = all(isinstance(test, ast.Compare) for test in tests)
        if compared and self._is_plumbing(Leaf(tests[0], tests[1], "", ())):
            return Verdict(context.kind, 0.1, "a condition on plumbing", "form")
        if is_another_limit(Leaf(tests[0], tests[1], "", ())) and context.factor == 1.0:
            return Verdict(context.kind, max(0.55, context.weight), "another limit", "value")
        if all(isinstance(test, ast.expr) and is_guard(test) for test in tests):
            return Verdict(context.kind, 0.12, "a guard", "form")
        target = word_mark(target_name(after.node)) if target_name(after.node) else None
        if target is not None and target.weight == 0:
            return Verdict(context.kind, 0.0, "the target is plumbing", "form")
        return None

    def _leaf(self, leaf: Leaf, context: Context, *, computed: bool) -> Verdict:
        """Judge one part; `computed` says that its key names the result of an expression."""
        mark = word_mark(leaf.key) if leaf.key else None
        inside = self._calls_in(leaf.before) | self._calls_in(leaf.after)
        marks = self._marks_of_calls(leaf, inside)
        told = (
            self._by_key(leaf, mark, context)
            or self._sound(leaf, context)
            or _by_calls(marks, context)
            or self.harmless.judge(leaf, inside, context)
            or self._plain(leaf, context)
        )
        if told is not None:
            return told
        if computed and mark is not None:
            mark = Mark(mark.kind, mark.weight * _COMPUTED)
        return self._by_names(leaf, context, mark, marks, computed=computed)

    def _marks_of_calls(self, leaf: Leaf, inside: set[str]) -> list[Mark]:
        """Return what the functions called in a part (`inside`) and around it are known for."""
        called = [*sorted(inside), *[name for name in leaf.calls if name][:2]]
        marks = [mark for mark in map(call_mark, called) if mark]
        if leaf.called and not inside and self.names.is_own(leaf.called):
            # how a function of the repository is called; what it does with it decides
            return [Mark(mark.kind, mark.weight * _OWN_CALL) for mark in marks]
        return marks

    def _by_key(self, leaf: Leaf, mark: Mark | None, context: Context) -> Verdict | None:
        """Return the verdict on a part whose name says that it is nothing of a model."""
        if mark is None:
            return None
        if not mark.weight:
            return Verdict(context.kind, 0.0, f"`{leaf.key}` is plumbing", "form")
        sides = [side for side in (leaf.before, leaf.after) if side is not None]
        if all(is_place(mark, side) for side in sides):
            return Verdict(context.kind, 0.15, "where a file is", "form")
        return None

    def _by_names(
        self,
        leaf: Leaf,
        context: Context,
        mark: Mark | None,
        marks: Sequence[Mark],
        *,
        computed: bool,
    ) -> Verdict:
        """Judge a part by its key, of which `mark` tells, and by the calls in it and around it."""
        if leaf.calls[:1] == (OPTION,):
            context = Context(context.kind, min(context.weight, 0.25), context.because)
        if is_text(leaf) and not (mark and mark.kind in ("artefact", "data", "feature")):
            loud = [m for m in marks if m.kind in ("artefact", "architecture", "data")]
            if not loud and not (mark and not is_message(leaf)):
                return Verdict(context.kind, 0.15, "a text", "form")
        best = max([m for m in [mark, *marks] if m], key=lambda m: m.weight, default=None)
        if best is None:
            return self._unmarked(leaf, context)
        return self._marked(leaf, context, mark, best, computed=computed)

    def _marked(
        self, leaf: Leaf, context: Context, mark: Mark | None, best: Mark, *, computed: bool
    ) -> Verdict:
        """Judge a part by the weightiest of its names, `best`; `mark` is that of its key."""
        kind = best.kind
        if mark is not None and mark.weight and best.weight - mark.weight < 0.2:
            kind = mark.kind
        if kind == VALUE_KIND and not are_constants(leaf) and (context.kind or computed):
            kind = context.kind  # not another value, but another way to come by it
        kind = kind_in(context, kind, leaf)
        weight = max(best.weight * context.factor, context.weight)
        if leaf.calls and (leaf.before is None or leaf.after is None):
            weight = min(weight, max(weight * ONE_SIDE, context.weight), 0.78)
        if leaf.called and mark is not best:
            reason = f"an argument of {leaf.called}"
        else:
            reason = f"`{leaf.key}`" if leaf.key else context.because
        return Verdict(kind, weight, reason, self._tell(leaf, named=best is mark))

    def _tell(self, leaf: Leaf, *, named: bool) -> Tell:
        """Return what a part with a known name was recognised by."""
        if (leaf.before is None) != (leaf.after is None) and leaf.calls and are_constants(leaf):
            return "option"
        if all(side is None or is_literal(side) for side in (leaf.before, leaf.after)):
            return "value"
        if is_freed(leaf):
            return "freed"
        if leaf.calls:
            return "own-argument" if self.names.is_own(leaf.calls[0]) else "argument"
        return "name" if named else "call"

    def _sound(self, leaf: Leaf, context: Context) -> Verdict | None:
        """Return the verdict on what only makes it run, or follows the shape of the data."""
        if self.sameness.only_runs(leaf):
            return Verdict(context.kind, 0.12, "a guard or a cast", "form")
        function = leaf.calls[0].rpartition(".")[2] if leaf.calls else ""
        if leaf.key in _AXES and function and not function[:1].isupper():
            return Verdict(context.kind, min(0.4, context.weight), "an axis", "form")
        if is_mode(leaf):
            return Verdict("training-loop", 0.75, f"`{leaf.key}` of {leaf.calls[0]}", "value")
        if is_shape(leaf) or self.sameness.is_reshaped(leaf):
            weight = min(0.35, context.weight)
            return Verdict(context.kind, weight, "another shape of the data", "form")
        return None

    def _plain(self, leaf: Leaf, context: Context) -> Verdict | None:
        """Return the verdict on what shows another value by itself, whatever the names say."""
        if context.factor == 1.0 and self.sameness.is_another_reduction(leaf):
            return Verdict(
                context.kind, max(_REDUCED, context.weight), "another reduction", "value"
            )
        if context.factor == 1.0 and self.sameness.is_another_function(leaf):
            weight = min(0.9, max(0.65, context.weight + 0.1))
            return Verdict(context.kind, weight, "another function of the framework", "value")
        if context.kind == "data" and all(map(begins_as_address, (leaf.before, leaf.after))):
            return Verdict("data", _ADDRESS, "data from another address", "value")
        if is_text(leaf) and names_weights(leaf):
            return Verdict("artefact", 0.8, "the name of a file of weights", "value")
        return None

    def _unmarked(self, leaf: Leaf, context: Context) -> Verdict:
        """Judge a difference whose names say nothing: by what it is and where it stands."""
        if is_turned(leaf) and context.factor == 1.0:
            return Verdict(context.kind, max(0.6, context.weight), "another comparison", "value")
        if self._is_plumbing(leaf):
            return Verdict(context.kind, 0.1, "names of plumbing", "form")
        if leaf.calls[:1] == (OPTION,) and is_switch(leaf):
            return Verdict(context.kind, _SWITCH, "another default of a switch", "value")
        if context.factor == 1.0 and are_numbers(leaf):
            # whoever changes nothing but a number means another number
            weight = min(0.9, max(0.75, context.weight + 0.2))
            return Verdict(context.kind, weight, "a number", "value")
        if context.factor == 1.0 and is_other_member(leaf):
            weight = max(0.65, context.weight)
            return Verdict(context.kind, weight, "another member of an enumeration", "value")
        if context.factor == 1.0 and is_another_formula(leaf):
            weight = min(0.9, max(0.6, context.weight + 0.1))
            return Verdict(context.kind, weight, "another formula", "value")
        tell: Tell = "freed" if is_freed(leaf) else "place"
        return Verdict(context.kind, context.weight, context.because, tell)

    def _is_plumbing(self, leaf: Leaf) -> bool:
        names = {name for side in (leaf.before, leaf.after) if side for name in identifiers(side)}
        marks = [mark for mark in map(word_mark, sorted(names)) if mark is not None]
        return any(m.weight == 0 for m in marks) and not any(m.weight > 0.6 for m in marks)


def _by_calls(marks: Sequence[Mark], context: Context) -> Verdict | None:
    """Return the verdict on a part around and in which nothing is called that computes."""
    if marks and all(not mark.weight for mark in marks):
        return Verdict(context.kind, 0.0, "only logging, saving or timing", "form")
    return None


def _without_leaves(before: Unit, after: Unit, context: Context) -> Verdict:
    """Judge two statements that do not differ in any of their parts."""
    if isinstance(after.node, ast.keyword):
        return Verdict(context.kind, 0.1, "a parameter with another name", "form")
    if not after.text.startswith(("if ", "elif ")):
        return Verdict(context.kind, 0.0, "the same maths in other words", "form")
    # the trees are equal and the units are not: an `if` that became an `elif`
    weight = 0.0 if is_guard(getattr(after.node, "test", before.node)) else context.weight
    return Verdict(context.kind, weight * 0.9, "nesting of conditions", "order")


def _is_computed(leaf: Leaf, before: Unit, after: Unit) -> bool:
    """Tell whether the key of a part names a result, `loss = f(x)`, or what had another name."""
    if not leaf.key or target_name(after.node) != leaf.key:
        return False
    if target_name(before.node) != leaf.key:
        return True
    sides = [side for side in (leaf.before, leaf.after) if side is not None]
    return any(not is_literal(side) for side in sides)
