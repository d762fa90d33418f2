"""Statements on one side only, judged by what they name, call and stand in."""

import ast

from debtaudit.domain.patterns import lazy_pattern
from debtaudit.extract.surface.context import Context, call_mark
from debtaudit.extract.surface.forms import (
    identifiers,
    is_column,
    is_guard,
    is_recomputed,
    makes_table,
)
from debtaudit.extract.surface.leaves import Leaf, target_name
from debtaudit.extract.surface.options import is_option, option_name
from debtaudit.extract.surface.places import is_measuring
from debtaudit.extract.surface.tells import are_constants
from debtaudit.extract.surface.units import Former, Unit
from debtaudit.extract.surface.values import plain_value
from debtaudit.extract.surface.verdict import Verdict
from debtaudit.extract.surface.words import word_mark

VALUE_KIND = "hyperparameter"
_BY_CHANCE = 0.8
_MODE = 0.75
_RECOMPUTED = 0.62
"""Least weight of arithmetic on what a name already holds."""
_TABLE = 0.75
_MEASURING = 0.5
"""What is left of what only the data for measuring is made with."""
_OF_TABLES = ("feature", "data")
"""Kinds of code in which a column that is written, or rows that are chosen, are what it is for."""
_CALLED = lazy_pattern(r"(?<![%\w.~])([%\w.~]+)\(")  # never begun within a name: linear


class SingleJudge:
    """Judges statements that were added or removed."""

    def __init__(self, former: Former) -> None:
        """Take the normal form of both versions."""
        self.former = former

    def _calls_in(self, node: ast.AST | None) -> set[str]:
        if node is None:
            return set()
        text = self.former.text(node)
        found = called_names(text)
        if isinstance(node, ast.Attribute | ast.Name):
            found.add(_plain_name(text))
        return found

    def single(self, unit: Unit, context: Context) -> Verdict:
        """Judge a statement that was added or removed."""
        node = unit.node
        if isinstance(node, ast.Pass):
            weight = context.weight * 0.6 if unit.text.startswith("bases ") else 0.0
            return Verdict(context.kind, weight, "the base classes", "class")
        if isinstance(node, ast.If | ast.While):
            return self._condition(node.test, context)
        if isinstance(node, ast.Break | ast.Continue):
            return Verdict(context.kind, context.weight * 0.3, context.because, "place")
        if isinstance(node, ast.keyword):
            return _parameter(node, context)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            told = _bare_call(node.value, context)
            if told is not None:
                return told
        return self._contents(unit, context)

    def _condition(self, test: ast.expr, context: Context) -> Verdict:
        if is_guard(test):
            return Verdict(context.kind, 0.15, "a guard", "form")
        marks = [word_mark(name) for name in identifiers(test)]
        if any(m is not None and not m.weight for m in marks) and not any(
            m is not None and m.weight > 0.6 for m in marks
        ):
            return Verdict(context.kind, 0.1, "a condition on plumbing", "form")
        if context.factor == 1.0 and any(map(_draws, self._calls_in(test))):
            return Verdict(context.kind or "data", _BY_CHANCE, "happens by chance", "call")
        return Verdict(context.kind, context.weight * 0.8, context.because, "place")

    def _contents(self, unit: Unit, context: Context) -> Verdict:
        node = unit.node
        if isinstance(node, ast.For):
            node = node.iter
        elif isinstance(node, ast.With):
            node = node.items[0].context_expr
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            return Verdict(context.kind, 0.0, "a nested definition", "form")
        target = target_name(unit.node)
        mark = word_mark(target) if target else None
        plain = plain_value(unit.node, target, mark, context)
        if plain is not None:
            return plain
        calls = self._calls_in(node)
        marks = [m for m in (call_mark(name) for name in sorted(calls)) if m]
        if mark is not None and mark.weight == 0:
            return Verdict(context.kind, 0.0, f"`{target}` is plumbing", "form")
        if marks and all(m.weight == 0 for m in marks):
            return Verdict(context.kind, 0.0, "only logging, saving or timing", "form")
        best = max([m for m in [mark, *marks] if m], key=lambda m: m.weight, default=None)
        measured = _MEASURING if is_measuring(target) else 1.0
        if context.factor == 1.0 and is_recomputed(unit.node):
            weight = max(_RECOMPUTED, context.weight, best.weight * 0.95 if best else 0.0)
            return Verdict(context.kind, weight, f"`{target}` is computed anew", "value")
        if best is None:
            kind = "feature" if is_column(unit.node) else context.kind
            if context.factor == 1.0 and context.kind in _OF_TABLES and makes_table(unit.node):
                return Verdict(kind, max(_TABLE, context.weight), f"`{target}` of a table", "name")
            return Verdict(kind, context.weight * 0.85, context.because, "place")
        weight = measured * max(best.weight * 0.95 * context.factor, context.weight * 0.85)
        kind = best.kind
        if kind == VALUE_KIND and context.kind:
            kind = context.kind
        if is_column(unit.node) or context.kind == "feature":
            kind = kind_in(Context("feature", 0.0, ""), kind, None)
        reason = f"`{target}`" if best is mark else "calls " + ", ".join(sorted(calls)[:3])
        return Verdict(kind, weight, reason, "name" if best is mark else "call")


def _parameter(node: ast.keyword, context: Context) -> Verdict:
    """Judge a parameter of a function that is new or gone."""
    mark = word_mark(node.arg or "")
    weight = 0.5 * mark.weight if mark else 0.25 * context.weight
    if isinstance(node.value, ast.Constant) and node.value.value in (None, False):
        weight *= 0.6  # off by default: what uses it decides
    kind = mark.kind if mark and mark.weight else context.kind
    return Verdict(kind, weight, f"the parameter `{node.arg}`", "option")


def _bare_call(call: ast.Call, context: Context) -> Verdict | None:
    """Judge a call whose value nobody takes, as far as the way it is written tells."""
    owner = getattr(call.func, "value", None)
    if owner is not None and not _computes(owner):
        return Verdict(context.kind, 0.1, "names of plumbing", "form")
    if is_option(call):
        option = option_name(call)
        mark = word_mark(option)
        weight = 0.25 if mark is None else 0.7 * mark.weight
        kind = mark.kind if mark and mark.weight else context.kind
        return Verdict(kind, weight, f"the option `{option}`", "option")
    if _switches_mode(call):
        weight = _MODE * context.factor
        return Verdict("training-loop", weight, "dropout and norms in another mode", "option")
    return None


def _draws(name: str) -> bool:
    """Tell whether a called function draws a random number."""
    return ".random." in f".{name}." or name.rpartition(".")[2] in ("rand", "uniform", "randint")


def _switches_mode(call: ast.Call) -> bool:
    """Tell `model.train()` and `model.eval()`, by which layers behave in another way."""
    return (
        isinstance(call.func, ast.Attribute)
        and call.func.attr in ("train", "eval")
        and not call.args
        and not call.keywords
        and isinstance(call.func.value, ast.Name | ast.Attribute)
    )


def _computes(owner: ast.AST) -> bool:
    """Tell whether a method is called on something else than plumbing: `self.history.append`."""
    names = identifiers(owner) - {"self", "accelerator"}  # Hugging Face's steps and clips gradients
    marks = [mark for mark in map(word_mark, sorted(names)) if mark]
    return not marks or any(mark.weight for mark in marks)


_BY_THE_WAY = ("architecture", "inference", "training-loop", "hyperparameter")


def kind_in(context: Context, kind: str, leaf: Leaf | None) -> str:
    """Return the kind where features are made: what is computed there is a feature."""
    if context.kind != "feature" or kind not in _BY_THE_WAY:
        return kind
    return kind if leaf is not None and are_constants(leaf) else "feature"


def called_names(text: str) -> set[str]:
    """Return the resolved names that a normal form calls; `.backward` where the owner has none."""
    return {_plain_name(name) for name in _CALLED.findall(text)}


def _plain_name(text: str) -> str:
    return text.lstrip("%").replace("~", ".")
