"""Two versions of a Python file compared by meaning."""

import ast
import re
import warnings
from collections.abc import Sequence
from functools import lru_cache

from msgspec.structs import replace

from debtaudit.domain.history import Comparison, SurfaceChange
from debtaudit.domain.patterns import lazy_pattern
from debtaudit.domain.python_facts import MODULE
from debtaudit.extract.surface.atoms import atoms
from debtaudit.extract.surface.blocks import import_statements, normalised_text, top_level_blocks
from debtaudit.extract.surface.context import Context, context_of
from debtaudit.extract.surface.definitions import (
    Definitions,
    Difference,
    definitions,
    import_aliases,
)
from debtaudit.extract.surface.differing import Differing, differing_statements
from debtaudit.extract.surface.kinds import Judge
from debtaudit.extract.surface.leaves import Entry
from debtaudit.extract.surface.outline import line_digests, outline
from debtaudit.extract.surface.pairing import differences, pairs
from debtaudit.extract.surface.parts import differing_parts
from debtaudit.extract.surface.places import GUARDED, MEASURED
from debtaudit.extract.surface.renames import swapped_name, with_attributes_renamed
from debtaudit.extract.surface.shown import shown_entry, shown_statements
from debtaudit.extract.surface.single import Verdict
from debtaudit.extract.surface.units import Former, Unit
from debtaudit.extract.surface.version import Version

_MOST_CHANGES = 24
"""Changes kept of one file, the weightiest first."""
_MOST_NAMES = 60
_WEAK = 0.08
_SILENT = 0.15


def compare_python(before: bytes | None, after: bytes | None) -> Comparison:
    """Compare two versions of Python source, None where the file is absent.

    Changes are ordered by line. Versions that cannot be parsed make a `problem` and no changes.
    A file that is new or gone is read lexically: nothing in it has another version.
    """
    if before is None or after is None:
        blocks = top_level_blocks(normalised_text(after or before or b""))
        aliases = aliases_of(import_statements(blocks))
        found = outline(blocks, aliases, new=after is not None)
        return Comparison(_kept(found))
    versions = differing_parts(before, after)
    found_in_parts = compare_sources(*versions)
    if found_in_parts is not None:
        return with_attributes_renamed(found_in_parts, before, after)
    return _compare_whole(normalised_text(before), normalised_text(after))


def _compare_whole(old: str, new: str) -> Comparison:
    """Compare whole files: statements were picked wrongly, or a side is broken."""
    found = compare_sources(Version(old), Version(new), cut=False)
    if found is not None:
        return found
    problem = _problem(old) or _problem(new)
    if problem is None:
        return Comparison(problem="not compared: nested too deeply")
    found = compare_sources(Version(python_3(old)), Version(python_3(new)))
    return found or Comparison(problem=problem)


_PYTHON_2 = (
    (lazy_pattern(r"^([ \t]*)print\b(?!\s*[(=.]).*$", re.MULTILINE), r"\1pass"),
    (lazy_pattern(r"^([ \t]*)print\s*>>.*$", re.MULTILINE), r"\1pass"),
    (lazy_pattern(r"^([ \t]*except [\w.() ]+?),\s*\w+:", re.MULTILINE), r"\1:"),
    (lazy_pattern(r"^([ \t]*raise [\w.]+),.*$", re.MULTILINE), r"\1"),
    (lazy_pattern(r"\b(\d+)[lL]\b"), r"\1"),
    (lazy_pattern(r"<>"), "!="),
)


def python_3(source: str) -> str:
    """Return Python 2 source with the commonest of its statements made readable, line by line."""
    for pattern, replacement in _PYTHON_2:
        source = pattern.sub(replacement, source)
    return source.expandtabs() if "\t" in source else source


def compare_sources(old: Version, new: Version, *, cut: bool = True) -> Comparison | None:
    """Compare two sources; None where they do not parse.

    `cut` says whether to look at the statements alone that differ.
    """
    if old.text == new.text:
        return Comparison()
    try:
        differing = differing_statements(old, new) if cut else Differing(old.text, new.text)
        if differing.is_empty:
            return Comparison()
        old_tree, new_tree = _parse(differing.before), _parse(differing.after)
        aliases = {
            **aliases_of(new.imports),
            **import_aliases(old_tree),
            **import_aliases(new_tree),
        }
        former = Former(aliases)
        before, after = definitions(old_tree, former), definitions(new_tree, former)
        found = differences(before, after, (old, new))
        return replace(
            _comparison(found, former, old, new),
            gone=_only_in(before, after),
            fresh=_only_in(after, before),
        )
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _only_in(one: Definitions, other: Definitions) -> tuple[str, ...]:
    """Return the last names of the definitions that one side has and the other has not."""
    names = (name.rpartition(".")[2] for name in one if name not in other)
    return tuple(sorted(set(names))[:_MOST_NAMES])


@lru_cache(maxsize=256)
def aliases_of(imports: str) -> dict[str, str]:
    """Return what import lines bind, nothing where they cannot be parsed."""
    try:
        return import_aliases(_parse(imports))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return {}


def _problem(source: str) -> str | None:
    try:
        _parse(source)
    except (SyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None)
        return f"not parsed: {getattr(error, 'msg', error)}" + (f" (line {line})" if line else "")
    except (RecursionError, MemoryError):
        return "not parsed: nested too deeply"
    return None


def _parse(source: str) -> ast.Module:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # invalid escapes in strangers' strings are not our news
        return ast.parse(source)


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


def _comparison(found: list[Difference], former: Former, old: Version, new: Version) -> Comparison:
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
    if not changes:
        return Comparison()
    lost = atoms(unit for one in found for unit in one.removed)
    gained = atoms(unit for one in found for unit in one.added)
    return Comparison(_kept(changes), lost=lost, gained=gained)


def _kept(changes: list[SurfaceChange]) -> tuple[SurfaceChange, ...]:
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
    for one in found:
        place = one.after or one.before
        one.weight *= _PLACE.get(place.place, 1.0) if place else 1.0
    return [one for one in found if one.weight >= _WEAK]


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
    total = len(definition.units) or 1
    verdicts = [judge.single(unit, context) for unit in units]
    best = max(verdicts, key=lambda verdict: verdict.weight, default=None)
    if best is None:
        return None
    kind = context.kind or best.kind
    weight = max(best.weight, context.weight) if context.factor == 1 else best.weight
    if definition.name == MODULE:
        kind, weight = best.kind, best.weight
    if not definition.is_class and context.because.startswith("`" + definition.name + "`") is False:
        # nothing but its class speaks for a helper: its contents have to
        told = [v.weight * 0.8 for v in verdicts if v.because != context.because]
        weight = min(weight, max([0.45, *told]))
    weight *= min(1.0, 0.4 + len(units) / total)
    if best.tell == "class" and difference.after is None:
        weight = min(weight, 0.45)  # gone, and only its bases speak: its methods do
    if best.weight < _SILENT or _hands_on(units):
        weight = min(weight, 0.3)  # nothing in it computes
    if difference.after is None and not context.kind and best.because == context.because:
        weight = min(weight, 0.3)  # gone, and nothing in it says what it was for
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
