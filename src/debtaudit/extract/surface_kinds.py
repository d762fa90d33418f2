"""What kind of model change a difference is, and how surely: names, calls and where they stand."""

import ast
from collections.abc import Iterable
from functools import cache

from msgspec import Struct

from debtaudit.domain.patterns import lazy_pattern
from debtaudit.domain.python_facts import MODULE
from debtaudit.extract.surface_definitions import SurfaceDefinition
from debtaudit.extract.surface_normal_form import Former, Unit, option_name
from debtaudit.extract.surface_words import word_mark, words_of
from debtaudit.knowledge.model_surface import NO_KIND, Mark, surface_knowledge

UNDECIDED = ""
"""The kind of a difference whose place must decide (its file, who reaches it)."""

_WEIGHTS = lazy_pattern(r"\.(?:pth?|ckpt|h5|safetensors|onnx|bin|pkl|joblib|npz|tflite)$")
_CALLED = lazy_pattern(r"([%\w.~]+)\(")
_CAST = {"int", "float", "str", "list", "tuple", "bool", "array", "asarray", "dict", "len", "Path"}
_GUARD_CALLS = {"isinstance", "hasattr", "len", "exists", "callable", "getattr", "is_available"}


class Leaf(Struct, frozen=True, gc=False):
    """The smallest part in which two paired statements differ.

    `key` is the keyword, target, option or dictionary key it stands under, `calls` the resolved
    names of the calls around it, innermost first.
    """

    before: ast.AST | None
    after: ast.AST | None
    key: str
    calls: tuple[str, ...]


class Verdict(Struct, frozen=True, gc=False):
    """Kind, weight and reason of one difference; weight 0 says that it changes no model.

    `leaf` is the part of two paired statements that decided.
    """

    kind: str
    weight: float
    because: str
    leaf: Leaf | None = None


class Context(Struct, frozen=True, gc=False):
    """Where a difference stands: the kind and weight of its definition, and why."""

    kind: str
    weight: float
    because: str
    factor: float = 1.0


@cache
def call_mark(name: str) -> Mark | None:
    """Return what a resolved dotted call says; weight 0 for calls that never change a model."""
    known = surface_knowledge()
    table, neutral = known.table("call"), known.table("neutral-call")
    prefix = name
    while prefix:
        if prefix in table:
            return table[prefix]
        if prefix in neutral and ("." in name or prefix == name):
            return Mark(NO_KIND, 0.0)
        prefix = prefix.rpartition(".")[0]
    last = name.rpartition(".")[2]
    method = known.table("method").get(last)
    if method is not None:
        return method
    if "." in name and last in known.table("neutral-method"):
        return Mark(NO_KIND, 0.0)
    if not last:
        return None
    for word in reversed(words_of(last)):
        found = known.table("class").get(word) if last[:1].isupper() else None
        found = found or known.table("function").get(word)
        if found is not None and found.kind == NO_KIND:
            return None
        if found is not None:
            return Mark(found.kind, found.weight * 0.8)
    return None


def context_of(definition: SurfaceDefinition) -> Context:
    """Return what a definition is about, by its class's bases and by its names."""
    known = surface_knowledge()
    owner, _, name = definition.name.rpartition(".")
    if definition.is_class:
        owner, name = definition.name, ""
    context = _owner_context(owner, definition.owner_bases)
    lowered = name.split("@")[0]
    if not lowered or lowered == "__init__" or definition.name == MODULE:
        return context or Context(UNDECIDED, 0.35, "module level")
    function = known.table("function")
    marks = [function[lowered]] if lowered in function else []
    marks = marks or [function[word] for word in words_of(lowered) if word in function]
    silent = [mark for mark in marks if mark.kind == NO_KIND]
    if silent and (len(silent) == len(marks) or words_of(lowered)[0] in function):
        return Context(UNDECIDED, 0.1, f"`{name}` is no model code by its name", 0.25)
    loud = [mark for mark in marks if mark.kind != NO_KIND]
    if context is not None and context.factor < 1:
        return context
    if loud:
        best = max(loud, key=lambda mark: mark.weight)
        kind = context.kind if context and context.kind not in ("", "architecture") else best.kind
        weight = max(best.weight * 0.85, context.weight if context else 0.0)
        return Context(
            kind, weight, f"`{definition.name}` by its name", context.factor if context else 1.0
        )
    return context or Context(UNDECIDED, 0.35, "a function without a telling name")


def _owner_context(owner: str, bases: tuple[str, ...]) -> Context | None:
    known = surface_knowledge()
    table = known.table("base")
    for base in bases:
        mark = table.get(base) or table.get(base.rpartition(".")[2])
        if mark is not None:
            return Context(mark.kind, 0.75, f"`{owner}` is a {base}")
    classes = known.table("class")
    for name in (owner, *bases):
        for word in reversed(words_of(name.rpartition(".")[2])):
            mark = classes.get(word)
            if mark is not None:
                if mark.kind == NO_KIND:
                    return Context(UNDECIDED, 0.1, f"class {owner} by its name", 0.25)
                return Context(mark.kind, mark.weight * 0.75, f"class {owner} by its name")
    return None


class Judge:
    """Judges differences of one pair of versions."""

    def __init__(self, former: Former) -> None:
        self.former = former

    # -- paired statements -----------------------------------------------------------------------

    def pair(self, before: Unit, after: Unit, context: Context) -> Verdict:
        """Judge a statement that was changed into another one."""
        if isinstance(before.node, ast.Pass) or isinstance(after.node, ast.Pass):
            return self.single(after, context)
        tests = [getattr(unit.node, "test", None) for unit in (before, after)]
        if all(isinstance(test, ast.expr) and is_guard(test) for test in tests):
            return Verdict(context.kind, 0.12, "a guard")
        target = word_mark(_target_name(after.node)) if _target_name(after.node) else None
        if target is not None and target.weight == 0:
            return Verdict(context.kind, 0.0, "the target is plumbing")
        leaves = list(self.leaves(before.node, after.node, "", ()))
        if not leaves:
            # the units differ where the trees are equal: heads of compound statements
            return Verdict(context.kind, 0.0, "equal but for its surroundings")
        verdicts = [(self._leaf(leaf, context), leaf) for leaf in leaves[:40]]
        best, leaf = max(verdicts, key=lambda one: one[0].weight)
        return Verdict(best.kind, best.weight, best.because, leaf)

    def leaves(
        self, before: ast.AST | None, after: ast.AST | None, key: str, calls: tuple[str, ...]
    ) -> Iterable[Leaf]:
        """Yield the smallest differing parts of two expressions or statements."""
        if before is None or after is None or type(before) is not type(after):
            yield Leaf(before, after, key, calls)
            return
        if isinstance(before, ast.stmt):
            yield from self._statement_leaves(before, after, calls)
            return
        if self.former.text(before) == self.former.text(after):
            return
        if isinstance(before, ast.Call) and isinstance(after, ast.Call):
            yield from self._call_leaves(before, after, key, calls)
        elif isinstance(before, ast.Dict) and isinstance(after, ast.Dict):
            yield from self._dict_leaves(before, after, key, calls)
        elif isinstance(before, ast.keyword) and isinstance(after, ast.keyword):
            yield from self.leaves(before.value, after.value, before.arg or key, calls)
        else:
            yield from self._child_leaves(before, after, key, calls)

    def _child_leaves(
        self, before: ast.AST, after: ast.AST, key: str, calls: tuple[str, ...]
    ) -> Iterable[Leaf]:
        old, new = list(ast.iter_child_nodes(before)), list(ast.iter_child_nodes(after))
        same_operator = [type(n) for n in old] == [type(n) for n in new]
        if not old or len(old) != len(new) or not same_operator:
            yield Leaf(before, after, key, calls)
            return
        found = False
        for one, other in zip(old, new, strict=True):
            for leaf in self.leaves(one, other, key, calls):
                found = True
                yield leaf
        if not found:
            yield Leaf(before, after, key, calls)

    def _statement_leaves(
        self, before: ast.AST, after: ast.AST, calls: tuple[str, ...]
    ) -> Iterable[Leaf]:
        if isinstance(before, ast.If | ast.While) and isinstance(after, ast.If | ast.While):
            yield from self.leaves(before.test, after.test, "", calls)
        elif isinstance(before, ast.For) and isinstance(after, ast.For):
            yield from self.leaves(before.iter, after.iter, _target_name(before), calls)
        elif isinstance(before, ast.With) and isinstance(after, ast.With):
            yield Leaf(before.items[0].context_expr, after.items[0].context_expr, "", calls)
        else:
            old, new = getattr(before, "value", None), getattr(after, "value", None)
            name, other = _target_name(before), _target_name(after)
            if isinstance(before, ast.AugAssign) and isinstance(after, ast.AugAssign):
                if type(before.op) is not type(after.op):
                    yield Leaf(old, new, name, calls)
                    return
            found = list(self.leaves(old, new, name, calls))
            yield from found
            if name != other and not found:
                yield Leaf(before, after, other, calls)

    def _call_leaves(
        self, before: ast.Call, after: ast.Call, key: str, calls: tuple[str, ...]
    ) -> Iterable[Leaf]:
        name = self.former.dotted(after.func)
        if name.rpartition(".")[2] == "add_argument":
            key = option_name(after)
            before_keywords = {k.arg: k.value for k in before.keywords}
            after_keywords = {k.arg: k.value for k in after.keywords}
            for word in ("action", "choices", "const", "default", "nargs"):
                old, new = before_keywords.get(word), after_keywords.get(word)
                if self.former.text(old) != self.former.text(new):
                    yield Leaf(old, new, key, (name,))
            return
        inner = (name, *calls)
        if self.former.text(before.func) != self.former.text(after.func):
            if (
                isinstance(before.func, ast.Attribute)
                and isinstance(after.func, ast.Attribute)
                and before.func.attr == after.func.attr
            ):
                yield from self.leaves(before.func.value, after.func.value, key, calls)
            else:
                yield Leaf(
                    before.func, after.func, key, (name, self.former.dotted(before.func), *calls)
                )
        old, new = self._positional(before, after)
        for index in range(max(len(old), len(new))):
            one = old[index] if index < len(old) else None
            other = new[index] if index < len(new) else None
            yield from self.leaves(one, other, key, inner)
        old_words = {k.arg or "**": k.value for k in before.keywords}
        new_words = {k.arg or "**": k.value for k in after.keywords}
        self._drop_respelled(old_words, after.args)
        self._drop_respelled(new_words, before.args)
        for word in sorted(old_words.keys() | new_words.keys()):
            if word not in self.former.neutral_keywords:
                yield from self.leaves(old_words.get(word), new_words.get(word), word, inner)

    def _positional(
        self, before: ast.Call, after: ast.Call
    ) -> tuple[list[ast.expr], list[ast.expr]]:
        """Return the positional arguments without those that are keywords on the other side."""
        old, new = before.args, after.args
        if len(old) == len(new):
            return old, new
        old_words = {self.former.text(k.value) for k in before.keywords}
        new_words = {self.former.text(k.value) for k in after.keywords}
        shared = min(len(old), len(new))
        return (
            old[:shared] + [a for a in old[shared:] if self.former.text(a) not in new_words],
            new[:shared] + [a for a in new[shared:] if self.former.text(a) not in old_words],
        )

    def _drop_respelled(self, words: dict[str, ast.expr], arguments: list[ast.expr]) -> None:
        """Drop keywords whose value the other side gives by position."""
        given = {self.former.text(argument) for argument in arguments}
        for word in [name for name, value in words.items() if self.former.text(value) in given]:
            del words[word]

    def _dict_leaves(
        self, before: ast.Dict, after: ast.Dict, key: str, calls: tuple[str, ...]
    ) -> Iterable[Leaf]:
        old, new = self._by_key(before), self._by_key(after)
        for name in sorted(old.keys() | new.keys()):
            one, other = old.get(name), new.get(name)
            if one is None or other is None or self.former.text(one) != self.former.text(other):
                word = name.strip("'") if name.startswith("'") else key
                word = word if word_mark(word) is not None else key
                yield from self.leaves(one, other, word, calls)

    def _by_key(self, node: ast.Dict) -> dict[str, ast.AST]:
        return {
            self.former.text(name) if name is not None else "**": value
            for name, value in zip(node.keys, node.values, strict=True)
        }

    def _leaf(self, leaf: Leaf, context: Context) -> Verdict:
        mark = word_mark(leaf.key) if leaf.key else None
        if mark is not None and mark.weight == 0:
            return Verdict(context.kind, 0.0, f"`{leaf.key}` is plumbing")
        if self._is_robustness(leaf):
            return Verdict(context.kind, 0.12, "a guard or a cast")
        names = [name for name in leaf.calls if name]
        inside = self._calls_in(leaf.before) | self._calls_in(leaf.after)
        marks = [m for m in (call_mark(name) for name in [*sorted(inside), *names[:2]]) if m]
        if marks and all(m.weight == 0 for m in marks):
            return Verdict(context.kind, 0.0, "only logging, saving or timing")
        own = [m for m in map(call_mark, sorted(inside)) if m]
        if own and all(m.weight == 0 for m in own):
            return Verdict(context.kind, 0.1, "asks for a process or a device")
        if not leaf.calls and self._are_own_names(leaf):
            return Verdict(context.kind, min(0.45, context.weight), "another name")
        if _is_handed_on(leaf):
            return Verdict(context.kind, min(0.4, context.weight), f"`{leaf.key}` handed on")
        if _is_text(leaf) and _names_weights(leaf):
            return Verdict("artefact", 0.8, "the name of a file of weights")
        if leaf.calls and leaf.calls[0].endswith("add_argument"):
            context = Context(context.kind, min(context.weight, 0.25), context.because)
        if _is_text(leaf) and not (mark and mark.kind in ("artefact", "data", "feature")):
            loud = [m for m in marks if m.kind in ("artefact", "architecture", "data")]
            if not loud and not (mark and not _is_message(leaf)):
                return Verdict(context.kind, 0.15, "a text")
        best = max([m for m in [mark, *marks] if m], key=lambda m: m.weight, default=None)
        if best is None:
            return self._unmarked(leaf, context)
        kind = best.kind
        if mark is not None and mark.weight and best.weight - mark.weight < 0.2:
            kind = mark.kind
        weight = max(best.weight * context.factor, context.weight)
        reason = f"`{leaf.key}`" if mark is best or not names else f"an argument of {names[0]}"
        return Verdict(kind, weight, reason)

    def _unmarked(self, leaf: Leaf, context: Context) -> Verdict:
        """Judge a difference whose names say nothing: by what it is and where it stands."""
        if self._is_plumbing(leaf):
            return Verdict(context.kind, 0.1, "names of plumbing")
        if context.factor == 1.0 and _are_numbers(leaf):
            return Verdict(context.kind, min(0.9, max(0.55, context.weight + 0.1)), "a number")
        return Verdict(context.kind, context.weight, context.because)

    def _are_own_names(self, leaf: Leaf) -> bool:
        """Tell whether both sides are names of the file itself, not of a framework."""
        return all(
            isinstance(side, ast.Name | ast.Attribute) and self.former.text(side).startswith("%")
            for side in (leaf.before, leaf.after)
        )

    def _is_plumbing(self, leaf: Leaf) -> bool:
        names = {name for side in (leaf.before, leaf.after) if side for name in _identifiers(side)}
        marks = [mark for mark in map(word_mark, sorted(names)) if mark is not None]
        return any(m.weight == 0 for m in marks) and not any(m.weight > 0.6 for m in marks)

    def _is_robustness(self, leaf: Leaf) -> bool:
        old, new = leaf.before, leaf.after
        if old is None or new is None:
            # the axis that softmax takes by itself, written out
            axis = isinstance(new, ast.Constant | ast.UnaryOp) and leaf.calls
            return bool(axis) and leaf.calls[0].rpartition(".")[2].endswith("softmax")
        if is_guard(old) and is_guard(new):
            return True
        stripped = self.former.text(_without_casts(old)), self.former.text(_without_casts(new))
        if stripped[0] == stripped[1]:
            return True
        if isinstance(new, ast.BoolOp) and isinstance(new.op, ast.Or):
            if self.former.text(new.values[-1]) == self.former.text(old):
                return True  # a default for what was not given
        if isinstance(new, ast.BoolOp):
            kept = [value for value in new.values if not is_guard(value)]
            if [self.former.text(v) for v in kept] == [self.former.text(old)]:
                return True
        if isinstance(new, ast.IfExp):
            return is_guard(new.test) and self.former.text(old) in (
                self.former.text(new.body),
                self.former.text(new.orelse),
            )
        # d[key] -> d.get(key)
        return (
            isinstance(old, ast.Subscript)
            and isinstance(new, ast.Call)
            and (self.former.text(old.value) + "~get" == self.former.text(new.func))
        )

    def _calls_in(self, node: ast.AST | None) -> set[str]:
        if node is None:
            return set()
        text = self.former.text(node)
        found = called_names(text)
        if isinstance(node, ast.Attribute | ast.Name):
            found.add(_plain_name(text))
        return found

    # -- statements on one side only -------------------------------------------------------------

    def single(self, unit: Unit, context: Context) -> Verdict:
        """Judge a statement that was added or removed."""
        node = unit.node
        if isinstance(node, ast.Pass):
            weight = context.weight * 0.6 if unit.text.startswith("bases ") else 0.0
            return Verdict(context.kind, weight, "the base classes")
        if isinstance(node, ast.If | ast.While):
            if is_guard(node.test):
                return Verdict(context.kind, 0.15, "a guard")
            marks = [word_mark(name) for name in _identifiers(node.test)]
            if any(m is not None and not m.weight for m in marks) and not any(
                m is not None and m.weight > 0.6 for m in marks
            ):
                return Verdict(context.kind, 0.1, "a condition on plumbing")
            return Verdict(context.kind, context.weight * 0.8, context.because)
        if isinstance(node, ast.Break | ast.Continue):
            return Verdict(context.kind, context.weight * 0.3, context.because)
        if isinstance(node, ast.keyword):
            mark = word_mark(node.arg or "")
            weight = 0.5 * mark.weight if mark else 0.25 * context.weight
            return Verdict(
                mark.kind if mark and mark.weight else context.kind,
                weight,
                f"the parameter `{node.arg}`",
            )
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            name = self.former.dotted(node.value.func)
            if name.rpartition(".")[2] == "add_argument":
                option = option_name(node.value)
                mark = word_mark(option)
                weight = 0.25 if mark is None else 0.7 * mark.weight
                kind = mark.kind if mark and mark.weight else context.kind
                return Verdict(kind, weight, f"the option `{option}`")
        return self._contents(unit, context)

    def _contents(self, unit: Unit, context: Context) -> Verdict:
        node = unit.node
        if isinstance(node, ast.For):
            node = node.iter
        elif isinstance(node, ast.With):
            node = node.items[0].context_expr
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            return Verdict(context.kind, 0.0, "a nested definition")
        target = _target_name(unit.node)
        mark = word_mark(target) if target else None
        value = getattr(unit.node, "value", None)
        if isinstance(value, ast.Constant):
            if mark is None or value.value is None or (mark.weight == 0):
                return Verdict(context.kind, 0.2 * (mark is None), "a constant")
            return Verdict(mark.kind, mark.weight * max(context.factor, 0.3), f"`{target}`")
        if isinstance(value, ast.Name | ast.Attribute) and mark is not None:
            # handing a value on; where it is used, or given, decides
            return Verdict(mark.kind or context.kind, min(mark.weight, 0.4), f"`{target}`")
        calls = self._calls_in(node)
        marks = [m for m in (call_mark(name) for name in sorted(calls)) if m]
        if mark is not None and mark.weight == 0:
            return Verdict(context.kind, 0.0, f"`{target}` is plumbing")
        if marks and all(m.weight == 0 for m in marks):
            return Verdict(context.kind, 0.0, "only logging, saving or timing")
        best = max([m for m in [mark, *marks] if m], key=lambda m: m.weight, default=None)
        if best is None:
            return Verdict(context.kind, context.weight * 0.85, context.because)
        weight = max(best.weight * 0.95 * context.factor, context.weight * 0.85)
        reason = f"`{target}`" if best is mark else "calls " + ", ".join(sorted(calls)[:3])
        return Verdict(best.kind, weight, reason)


def called_names(text: str) -> set[str]:
    """Return the resolved names that a normal form calls; `.backward` where the owner has none."""
    return {_plain_name(name) for name in _CALLED.findall(text)}


def _plain_name(text: str) -> str:
    return text.lstrip("%").replace("~", ".")


def is_guard(test: ast.AST) -> bool:
    """Tell whether a condition only asks if something can be used at all."""
    if isinstance(test, ast.Compare) and "version" in ast.dump(test.left).lower():
        return True
    if isinstance(test, ast.BoolOp):
        return all(is_guard(value) for value in test.values)
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        return is_guard(test.operand)
    if isinstance(test, ast.Compare):
        ends = [test.left, *test.comparators]
        if any(isinstance(end, ast.Constant) and end.value is None for end in ends):
            return True
        return any(isinstance(end, ast.Call) and _last_name(end.func) == "len" for end in ends)
    return isinstance(test, ast.Call) and _last_name(test.func) in _GUARD_CALLS


def _identifiers(node: ast.AST) -> set[str]:
    found = {inner.attr for inner in ast.walk(node) if isinstance(inner, ast.Attribute)}
    return found | {inner.id for inner in ast.walk(node) if isinstance(inner, ast.Name)}


def _last_name(node: ast.AST) -> str:
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def _without_casts(node: ast.AST) -> ast.AST:
    while isinstance(node, ast.Call) and _last_name(node.func) in _CAST and len(node.args) == 1:
        node = node.args[0]
    return node


def _target_name(node: ast.AST) -> str:
    targets = getattr(node, "targets", None) or [getattr(node, "target", None)]
    target = targets[0]
    if isinstance(target, ast.Subscript):
        key = target.slice
        return str(key.value) if isinstance(key, ast.Constant) else _target_name_of(target.value)
    if isinstance(target, ast.Tuple) and target.elts:
        target = target.elts[0]
    return _target_name_of(target)


def _target_name_of(node: ast.AST | None) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _is_text(leaf: Leaf) -> bool:
    sides = [side for side in (leaf.before, leaf.after) if side is not None]
    return bool(sides) and all(
        isinstance(side, ast.JoinedStr)
        or (isinstance(side, ast.Constant) and isinstance(side.value, str))
        for side in sides
    )


def _is_handed_on(leaf: Leaf) -> bool:
    """Tell whether an argument of the same name was added or taken away: `x=x`, `x=self.x`."""
    if (leaf.before is None) == (leaf.after is None) or not leaf.key:
        return False
    side = leaf.after if leaf.before is None else leaf.before
    return isinstance(side, ast.Name | ast.Attribute) and _last_name(side) == leaf.key


def _are_numbers(leaf: Leaf) -> bool:
    return all(
        isinstance(side, ast.Constant)
        and isinstance(side.value, int | float)
        and not isinstance(side.value, bool)
        for side in (leaf.before, leaf.after)
    )


def _names_weights(leaf: Leaf) -> bool:
    return any(
        isinstance(side, ast.Constant) and _WEIGHTS.search(str(side.value)) is not None
        for side in (leaf.before, leaf.after)
    )


def _is_message(leaf: Leaf) -> bool:
    return any(
        isinstance(side, ast.JoinedStr)
        or (isinstance(side, ast.Constant) and " " in str(side.value).strip())
        for side in (leaf.before, leaf.after)
    )
