"""The smallest parts in which two statements differ."""

import ast
from collections.abc import Iterable
from itertools import zip_longest

from msgspec import Struct

from debtaudit.extract.nodes import children
from debtaudit.extract.surface.arguments import (
    hold_the_same,
    keywords,
    positional,
    same_but_ones,
    wrapped,
)
from debtaudit.extract.surface.inside import without_casts
from debtaudit.extract.surface.maths import same_maths
from debtaudit.extract.surface.normal_form import ExpressionFormer
from debtaudit.extract.surface.options import is_option, option_name, option_words
from debtaudit.extract.surface.spellings import are_filled_alike
from debtaudit.extract.surface.words import word_mark

OPTION = "add_argument"
"""What a leaf names as its call where it is part of the declaration of an option."""


class Entry(Struct, frozen=True, gc=False):
    """What has a name in a statement and differs: an argument, an entry of a dictionary, a target.

    One side is None where the entry is new or gone.
    """

    name: str
    before: ast.AST | None
    after: ast.AST | None


class Leaf(Struct, frozen=True, gc=False):
    """The smallest part in which two paired statements differ.

    `key` is the keyword, target, option or dictionary key it stands under, `calls` the resolved
    names of the calls around it, innermost first. `entry` is the innermost thing with a name
    around it: what a person is shown.
    """

    before: ast.AST | None
    after: ast.AST | None
    key: str
    calls: tuple[str, ...]
    entry: Entry | None = None

    @property
    def called(self) -> str:
        """The innermost call around it whose name is known, or nothing."""
        return next((name for name in self.calls if name), "")


class Around(Struct, frozen=True, gc=False):
    """What stands around a part of a statement: `key`, `calls` and `entry` of its leaves."""

    key: str = ""
    calls: tuple[str, ...] = ()
    entry: Entry | None = None

    def leaf(self, before: ast.AST | None, after: ast.AST | None) -> Leaf:
        """Return a part that differs here."""
        return Leaf(before, after, self.key, self.calls, self.entry)

    def named(self, key: str, entry: Entry) -> "Around":
        """Return what is around the value of an entry."""
        return Around(key, self.calls, entry)

    def within(self, *calls: str) -> "Around":
        """Return what is around the parts of a call, its names innermost first."""
        return Around(self.key, (*calls, *self.calls), self.entry)


_SIZED = ("randn", "rand", "zeros", "ones", "empty", "view", "reshape", "expand", "repeat")


class LeafFinder:
    """Walks two trees side by side down to where they differ."""

    def __init__(self, former: ExpressionFormer) -> None:
        self.former = former

    def leaves(
        self,
        before: ast.AST | None,
        after: ast.AST | None,
        around: Around,
    ) -> Iterable[Leaf]:
        """Yield the smallest differing parts of two expressions or statements."""
        if before is None or after is None or type(before) is not type(after):
            yield around.leaf(before, after)
            return
        if isinstance(before, ast.stmt):
            yield from self._statement_leaves(before, after)
            return
        if self.former.text(before) == self.former.text(after):
            return
        if same_maths(before, after, self.former.text):
            return
        if self._of_framework(before) and self._of_framework(after):
            yield around.leaf(before, after)
        elif isinstance(before, ast.Call) and isinstance(after, ast.Call):
            yield from self._call_leaves(before, after, around)
        elif isinstance(before, ast.Dict) and isinstance(after, ast.Dict):
            yield from self._dict_leaves(before, after, around)
        elif isinstance(before, ast.keyword) and isinstance(after, ast.keyword):
            name = before.arg or around.key
            inner = around.named(name, Entry(name, before.value, after.value))
            yield from self.leaves(before.value, after.value, inner)
        else:
            yield from self._child_leaves(before, after, around)

    def _of_framework(self, node: ast.AST) -> bool:
        """Tell whether an expression is a dotted name of a framework: its parts say nothing."""
        return (
            isinstance(node, ast.Attribute)
            and not self.former.dotted(node).startswith(".")  # `Ridge(alpha=1).fit` is no name
            and "%" not in self.former.text(node)
        )

    def _child_leaves(
        self,
        before: ast.AST,
        after: ast.AST,
        around: Around,
    ) -> Iterable[Leaf]:
        old, new = children(before), children(after)
        same_operator = _operators(old) == _operators(new)
        swapped = same_operator and isinstance(before, ast.BinOp) and self._swapped(old, new)
        swapped = swapped or (isinstance(before, ast.Subscript) and self._elsewhere(old, new))
        if not old or len(old) != len(new) or not same_operator or swapped:
            yield around.leaf(before, after)
            return
        found = False
        for one, other in zip(old, new, strict=True):
            for leaf in self.leaves(one, other, around):
                found = True
                yield leaf
        if not found:
            yield around.leaf(before, after)

    def _elsewhere(self, old: list[ast.AST], new: list[ast.AST]) -> bool:
        """Tell whether something else is asked for another index: `counts["n"]`, `x.shape[0]`."""
        return all(
            self.former.text(one) != self.former.text(other)
            for one, other in zip(old[:2], new[:2], strict=True)
        )

    def _swapped(self, old: list[ast.AST], new: list[ast.AST]) -> bool:
        """Tell whether two operands changed places: `a - b` and `b - a`."""
        texts = [[self.former.text(one[0]), self.former.text(one[-1])] for one in (old, new)]
        return texts[0] == texts[1][::-1]

    def _statement_leaves(self, before: ast.AST, after: ast.AST) -> Iterable[Leaf]:
        if isinstance(before, ast.If | ast.While) and isinstance(after, ast.If | ast.While):
            yield from self.leaves(before.test, after.test, Around())
        elif isinstance(before, ast.For) and isinstance(after, ast.For):
            yield from self.leaves(before.iter, after.iter, Around(target_name(before)))
        elif isinstance(before, ast.With) and isinstance(after, ast.With):
            yield Around().leaf(before.items[0].context_expr, after.items[0].context_expr)
        else:
            old, new = getattr(before, "value", None), getattr(after, "value", None)
            name, other = target_name(before), target_name(after)
            operators = getattr(before, "op", None), getattr(after, "op", None)
            entry = Entry(name, old, new) if name and name == other and old and new else None
            if type(operators[0]) is not type(operators[1]):
                yield Around(name).leaf(old, new)
                return
            if operators[0] is not None:
                entry = None  # `x += 1` shows its sign
            found = list(self.leaves(old, new, Around(name, entry=entry)))
            yield from found
            if name != other and not found:
                yield Around(other).leaf(before, after)

    def _option_leaves(self, before: ast.Call, after: ast.Call) -> Iterable[Leaf]:
        key = option_name(after)
        old_words, new_words = option_words(before), option_words(after)
        for word in sorted(old_words.keys() | new_words.keys()):
            old, new = old_words.get(word), new_words.get(word)
            if self.former.text(old) != self.former.text(new):
                shown = key if word == "default" else f"{key} ({word})"
                yield Leaf(old, new, key, (OPTION,), Entry(shown, old, new))

    def _call_leaves(
        self,
        before: ast.Call,
        after: ast.Call,
        around: Around,
    ) -> Iterable[Leaf]:
        if is_option(before) and is_option(after):
            yield from self._option_leaves(before, after)
            return
        old_inside, new_inside = without_casts(before), without_casts(after)
        if (old_inside is before) != (new_inside is after):
            yield from self.leaves(old_inside, new_inside, around)
            return
        name, text = self.former.dotted(after.func), self.former.text
        if name.rpartition(".")[2] in _SIZED and same_but_ones(before, after, text):
            return
        if are_filled_alike(name, self.former.dotted(before.func)):
            return
        inside = wrapped(before, after, text)
        if inside is not None:
            yield around.leaf(*inside)
            return
        if hold_the_same(before, after, text):
            yield around.leaf(before, after)
            return
        if text(before.func) != text(after.func):
            yield from self._function_leaves(before.func, after.func, around)
        yield from self._argument_leaves(before, after, around.within(name))

    def _function_leaves(
        self,
        old: ast.expr,
        new: ast.expr,
        around: Around,
    ) -> Iterable[Leaf]:
        """Yield where the functions that two calls call differ."""
        if not (self._of_framework(old) and self._of_framework(new)):
            if isinstance(old, ast.Attribute) and isinstance(new, ast.Attribute):
                if old.attr == new.attr:
                    yield from self.leaves(old.value, new.value, around)
                    return
            elif isinstance(old, ast.Call) and isinstance(new, ast.Call):
                yield from self.leaves(old, new, around)
                return
        names = self.former.dotted(new), self.former.dotted(old)
        yield around.within(*names).leaf(old, new)

    def _argument_leaves(
        self,
        before: ast.Call,
        after: ast.Call,
        around: Around,
    ) -> Iterable[Leaf]:
        """Yield where the arguments differ, those by position first; the call is around them."""
        given, taken = positional(before, after, self.former.text)
        for one, other in zip_longest(given, taken):
            yield from self.leaves(one, other, around)
        old_words, new_words = keywords(before, after, self.former.text)
        for word in sorted(old_words.keys() | new_words.keys()):
            if word not in self.former.neutral_keywords:
                old, new = old_words.get(word), new_words.get(word)
                yield from self.leaves(old, new, around.named(word, Entry(word, old, new)))

    def _dict_leaves(
        self,
        before: ast.Dict,
        after: ast.Dict,
        around: Around,
    ) -> Iterable[Leaf]:
        old, new = self._by_key(before), self._by_key(after)
        for name in sorted(old.keys() | new.keys()):
            one, other = old.get(name), new.get(name)
            if one is None or other is None or self.former.text(one) != self.former.text(other):
                word = name.strip("'") if name.startswith("'") else around.key
                word = word if word_mark(word) is not None else around.key
                inner = Entry(self._path(around.entry, name), one, other)
                yield from self.leaves(one, other, around.named(word, inner))

    def _path(self, entry: Entry | None, name: str) -> str:
        """Return the name of an entry below another: `optim.lr`."""
        bare = name.strip("'%")
        return f"{entry.name}.{bare}" if entry is not None else bare

    def _by_key(self, node: ast.Dict) -> dict[str, ast.AST]:
        return {
            self.former.text(name) if name is not None else "**": value
            for name, value in zip(node.keys, node.values, strict=True)
        }


_OPERATORS = (ast.operator, ast.cmpop, ast.boolop, ast.unaryop)


def _operators(children: list[ast.AST]) -> list[type[ast.AST] | None]:
    """Return the operators among the children of an expression, in their places."""
    return [type(one) if isinstance(one, _OPERATORS) else None for one in children]


def target_name(node: ast.AST) -> str:
    """Return the name that a statement binds; the key for `x["key"] = ...`."""
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
