"""The differences of two versions of a file, judged and made into the changes that are kept."""

import ast
from collections.abc import Iterable, Sequence

from debtaudit.domain.history import Comparison, SurfaceChange
from debtaudit.domain.python_facts import MODULE
from debtaudit.extract.surface.atoms import atoms
from debtaudit.extract.surface.context import Context, call_mark, context_of
from debtaudit.extract.surface.definitions import Difference
from debtaudit.extract.surface.kinds import Judge
from debtaudit.extract.surface.late_defaults import without_late_defaults
from debtaudit.extract.surface.leaves import Entry
from debtaudit.extract.surface.outline import line_digests
from debtaudit.extract.surface.pairing import pairs
from debtaudit.extract.surface.places import GUARDED, MEASURED
from debtaudit.extract.surface.shown import shown_entry, shown_statements
from debtaudit.extract.surface.single import called_names
from debtaudit.extract.surface.swaps import swapped_name
from debtaudit.extract.surface.units import Former, Unit
from debtaudit.extract.surface.verdict import Verdict
from debtaudit.extract.surface.version import Version

_MOST_CHANGES = 24
"""Changes kept of one file, the weightiest first."""
_WEAK = 0.08
_BOUND = 0.5
"""What is left of a constant that came or went: the code that reads it has changed too."""
_SILENT = 0.15


class _Found:
    """A judged difference whose texts are made only when it is among those that are kept."""

    __slots__ = ("after", "because", "before", "entry", "kind", "symbol", "tell", "weight")

    def __init__(
        self, symbol: str, verdict: Verdict, before: Unit | None, after: Unit | None
    ) -> None:
        self.symbol = symbol
        self.kind = verdict.kind
        self.weight = verdict.weight
        self.because = verdict.because
        self.tell = verdict.tell
        self.entry: Entry | None = verdict.leaf.entry if verdict.leaf is not None else None
        self.before = before
        self.after = after

    def change(self, old: Version, new: Version) -> SurfaceChange:
        """Return the difference as the other floors know it."""
        unit, side = (self.before, old) if self.after is None else (self.after, new)
        if self.entry is not None:
            key, before, after = shown_entry(self.entry)
        else:
            key, before, after = shown_statements(self.before, self.after)
        return SurfaceChange(
            symbol=self.symbol,
            kind=self.kind,
            before=before,
            after=after,
            line=side.line(unit.line) if unit else None,
            weight=round(min(self.weight, 0.97), 3),
            because=self.because,
            removed=_digests(self.before, old.lines),
            added=_digests(self.after, new.lines),
            key=key,
            swap=swapped_name(self.before, self.after),
            tell=self.tell,
            place=unit.place if unit else "",
        )


def judged_comparison(
    found: list[Difference], former: Former, old: Version, new: Version
) -> Comparison:
    """Judge differences; return those that weigh most as changes."""
    judge = Judge(former, [old.whole, new.whole])
    judged: list[_Found] = []
    changes: list[SurfaceChange] = []
    for difference in found:
        context = context_of(difference.either)
        if difference.before is None or difference.after is None:
            change = _one_sided(difference, judge, context, old, new)
            if change is not None:
                changes.append(change)
        else:
            judged += _judged(difference, judge, context)
    judged.sort(key=lambda one: -one.weight)
    changes += [one.change(old, new) for one in judged[:_MOST_CHANGES]]
    changes = without_late_defaults(changes)
    if not changes:
        return Comparison()
    lost = atoms(unit for one in found for unit in one.removed)
    gained = atoms(unit for one in found for unit in one.added)
    return Comparison(kept(changes), lost=lost, gained=gained)


def kept(changes: list[SurfaceChange]) -> tuple[SurfaceChange, ...]:
    """Return the weightiest changes of a file, in the order of their lines."""
    changes.sort(key=lambda change: (-change.weight, change.line or 0))
    return tuple(sorted(changes[:_MOST_CHANGES], key=lambda one: (one.line or 0, one.symbol)))


def _judged(difference: Difference, judge: Judge, context: Context) -> list[_Found]:
    name = difference.name
    if difference.reordered:
        unit = difference.added[0]
        verdict = judge.single(unit, context)
        weight = verdict.weight * 0.95
        moved = Verdict(verdict.kind, weight, "order or nesting of statements", "order")
        found = [_Found(name, moved, None, unit)]
    else:
        matched, removed, added = pairs(difference.removed, difference.added)
        found = [
            _Found(name, verdict, a, b) for a, b in matched for verdict in judge.pair(a, b, context)
        ]
        found += [_Found(name, judge.single(unit, context), unit, None) for unit in removed]
        found += [_Found(name, judge.single(unit, context), None, unit) for unit in added]
    both = _asked(difference.removed) & _asked(difference.added)
    for one in found:
        if both and one.tell == "call" and _asked_in(one) <= both and one.kind == "inference":
            one.weight, one.because, one.tell = 0.35, "the same function is asked", "handed-on"
        if _only_kept(one, difference):
            one.weight, one.because, one.tell = 0.1, "kept on the object under its name", "form"
        place = one.after or one.before
        if name == MODULE and (one.before is None or one.after is None) and _is_constant(place):
            one.weight *= _BOUND
        one.weight *= _PLACE.get(place.place, 1.0) if place else 1.0
    return [one for one in found if one.weight >= _WEAK]


def _is_constant(unit: Unit | None) -> bool:
    """Tell whether a statement of the module level only binds a constant: who reads it, decides."""
    node = unit.node if unit is not None else None
    target = node.targets[0] if isinstance(node, ast.Assign) and len(node.targets) == 1 else None
    return isinstance(target, ast.Name) and target.id.isupper()


def _asked(units: Iterable[Unit]) -> set[str]:
    """Return the functions that statements ask for an answer of a model, by full name."""
    names = {name for unit in units for name in called_names(unit.text)}
    return {
        name for name in names for mark in [call_mark(name)] if mark and mark.kind == "inference"
    }


def _asked_in(one: _Found) -> set[str]:
    return _asked(unit for unit in (one.before, one.after) if unit is not None)


def _only_kept(one: _Found, difference: Difference) -> bool:
    """Tell whether a statement only keeps a parameter, `self.x = x`, that both versions take.

    What reads `self.x` failed without it, or nothing does; a new reader is a difference of its own.
    """
    unit = one.after or one.before
    if (one.before is None) == (one.after is None) or unit is None:
        return False
    name, _, value = unit.text.partition("=")
    bare = value.removeprefix("%")
    return name == f"%self.{bare}" and all(
        side is not None and bare in side.locals for side in (difference.before, difference.after)
    )


_PLACE = {GUARDED: 0.45, MEASURED: 0.3}
"""What is left of a difference that stands in such a place."""


def _one_sided(
    difference: Difference,
    judge: Judge,
    context: Context,
    old: Version,
    new: Version,
) -> SurfaceChange | None:
    """Return one change for a definition that is new or gone, judged by what is in it."""
    units = difference.added or difference.removed
    definition = difference.either
    verdicts = [judge.single(unit, context) for unit in units]
    best = max(verdicts, key=lambda verdict: verdict.weight, default=None)
    if best is None:
        return None
    kind = best.kind if definition.name == MODULE else context.kind or best.kind
    weight = _weight_of_whole(difference, verdicts, best, context)
    if weight < _WEAK:
        return None
    what = "class" if definition.is_class else "function"
    text = "module-level code" if definition.name == MODULE else f"{what} {difference.name}"
    is_new = difference.before is None
    side = new if is_new else old
    lines = side.lines[definition.line - 1 : definition.last_line]
    return SurfaceChange(
        symbol=difference.name,
        kind=kind,
        before=None if is_new else text,
        after=text if is_new else None,
        line=side.line(definition.line),
        weight=round(min(weight, 0.95), 3),
        because=f"{'new' if is_new else 'removed'}: {best.because}",
        removed=() if is_new else line_digests(lines),
        added=line_digests(lines) if is_new else (),
        whole=True,
        tell="class" if definition.is_class else "function",
    )


def _weight_of_whole(
    difference: Difference, verdicts: Sequence[Verdict], best: Verdict, context: Context
) -> float:
    """Return the weight of a definition that is new or gone; `best` is the weightiest verdict."""
    definition, units = difference.either, difference.added or difference.removed
    if definition.name != MODULE and context.factor == 1:
        weight = max(best.weight, context.weight)
    else:
        weight = best.weight
    if not definition.is_class and context.because.startswith("`" + definition.name + "`") is False:
        # nothing but its class speaks for a helper: its contents have to
        told = [v.weight * 0.8 for v in verdicts if v.because != context.because]
        weight = min(weight, max([0.45, *told]))
    weight *= min(1.0, 0.4 + len(units) / (len(definition.units) or 1))
    if best.tell == "class" and difference.after is None:
        weight = min(weight, 0.45)  # gone, and only its bases speak: its methods do
    if best.weight < _SILENT or _hands_on(units):
        weight = min(weight, 0.3)  # nothing in it computes
    if difference.after is None and not context.kind and best.because == context.because:
        weight = min(weight, 0.3)  # gone, and nothing in it says what it was for
    return weight


def _hands_on(units: Sequence[Unit]) -> bool:
    """Tell whether all that a definition does is to call one function of its own."""
    body = [unit for unit in units if not isinstance(unit.node, ast.keyword)]
    value = body[0].node.value if len(body) == 1 and isinstance(body[0].node, ast.Return) else None
    return isinstance(value, ast.Call) and body[0].text.startswith("return %")


def _digests(unit: Unit | None, lines: Sequence[str]) -> tuple[int, ...]:
    if unit is None:
        return ()
    last = getattr(unit.node, "end_lineno", None) or unit.line
    if isinstance(unit.node, ast.If | ast.For | ast.While | ast.With):
        last = unit.line
    return line_digests(lines[unit.line - 1 : last])
