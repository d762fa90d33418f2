"""Python statements as units in normal form: what is left of them that can change a model.

Units are leaf statements, defaults of parameters and the heads of compound statements, without what
never changes a model: logging, printing, timing, raising, asserting, saving.
"""

import ast
from collections.abc import Callable, Iterable
from typing import Any, TypeGuard

from msgspec import Struct

from debtaudit.domain.patterns import lazy_pattern
from debtaudit.extract.surface.downloads import begins_as_address
from debtaudit.extract.surface.normal_form import MARKED_NAME, ExpressionFormer
from debtaudit.extract.surface.options import is_option
from debtaudit.extract.surface.places import GUARDED, MEASURED, asks_for_form, measures

_WORD = lazy_pattern(r"\w+")


class Unit(Struct, gc=False):
    """A leaf statement, a parameter's default, or the head of a compound statement.

    `depth` counts the blocks around it within its definition; `place` says what they make of it:
    `GUARDED`, `MEASURED` or nothing.
    """

    text: str
    line: int
    depth: int
    node: ast.AST
    _shape: str = ""
    place: str = ""
    _words: frozenset[str] | None = None

    @property
    def shape(self) -> str:
        """The text with every name that a rename may change left blank."""
        if not self._shape:
            self._shape = MARKED_NAME.sub("%", self.text)
        return self._shape

    @property
    def words(self) -> frozenset[str]:
        """The words of the text."""
        if self._words is None:
            self._words = frozenset(_WORD.findall(self.text))
        return self._words


_ENVIRONMENT = ("os.environ[", "%os~environ[")
"""How the forms of variables of the environment begin, with the import in sight or not."""


class Former(ExpressionFormer):
    """Makes normal forms of statements and expressions."""

    def units(self, body: Iterable[Any], depth: int, out: list[Unit]) -> None:
        """Append the units of a block; definitions of classes are the caller's."""
        for node in body:
            kind = type(node)
            if kind is ast.Expr:
                self._expression(node, depth, out)
            elif kind in (ast.Assign, ast.AnnAssign, ast.AugAssign):
                self._assignment(node, depth, out)
            else:
                form = _STATEMENTS.get(kind)
                if form is not None:
                    form(self, node, depth, out)

    def _expression(self, node: ast.Expr, depth: int, out: list[Unit]) -> None:
        value = node.value
        if isinstance(value, ast.Constant) or self.is_neutral_call(value, value_used=False):
            return
        text = self.text(value)
        if MARKED_NAME.fullmatch(text) is None:  # `model.to(device)`: nothing but a name is left
            out.append(Unit(text, node.lineno, depth, node))

    def _assignment(
        self, node: ast.Assign | ast.AnnAssign | ast.AugAssign, depth: int, out: list[Unit]
    ) -> None:
        value = node.value
        if value is None or self.is_neutral_call(value, value_used=True):
            return
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        if isinstance(value, ast.JoinedStr) and not begins_as_address(value):
            return
        names = [self.text(target) for target in targets]
        sign = "=" + (type(node.op).__name__ if isinstance(node, ast.AugAssign) else "")
        bare = names[0].rpartition("~")[2].rpartition(".")[2].lstrip("%")
        if bare in self.neutral_keywords or bare in ("__version__", "__all__", "__author__"):
            return
        if names[0].startswith(_ENVIRONMENT):
            return
        if isinstance(value, ast.Tuple) and _are_constants_each(targets[0], value):
            for name, one in zip(targets[0].elts, value.elts, strict=True):
                self._assignment(ast.copy_location(ast.Assign([name], one), node), depth, out)
            return
        text = self.text(value)
        if text == names[0] and sign == "=":
            return
        if isinstance(node, ast.AugAssign):  # `x -= y` says what `x = x - y` says
            sign, text = "=", f"({names[0]} {type(node.op).__name__} {text})"
        out.append(Unit("=".join(names) + sign + text, node.lineno, depth, node))

    def _if(self, node: ast.If, depth: int, out: list[Unit]) -> None:
        inside: list[Unit] = []
        self.units(node.body, depth + 1, inside)
        otherwise: list[Unit] = []
        is_chain = len(node.orelse) == 1 and isinstance(node.orelse[0], ast.If)
        self.units(node.orelse, depth if is_chain else depth + 1, otherwise)
        if not inside and not otherwise and not _holds_equal(node.body):
            return
        if inside:
            _mark(inside, GUARDED if asks_for_form(node.test) else "")
            _mark(inside, MEASURED if measures(node.test) else "")
        test = self.text(node.test)
        if "__name__" not in test:
            out.append(Unit("if " + test, node.lineno, depth, node))
        out += inside
        if otherwise and not is_chain:
            out.append(Unit("else", node.orelse[0].lineno, depth, ast.Pass()))
        if is_chain and otherwise and otherwise[0].text.startswith("if "):
            otherwise[0].text = "el" + otherwise[0].text
        out += otherwise

    def _for(self, node: ast.For | ast.AsyncFor, depth: int, out: list[Unit]) -> None:
        inside: list[Unit] = []
        self.units(node.body, depth + 1, inside)
        if not inside and not _holds_equal(node.body):
            return
        head = f"for {self.text(node.target)} in {self.text(node.iter)}"
        out.append(Unit(head, node.lineno, depth, node))
        if measures(node.iter):
            _mark([out[-1], *inside], MEASURED)
        out += inside
        self.units(node.orelse, depth + 1, out)

    def _while(self, node: ast.While, depth: int, out: list[Unit]) -> None:
        out.append(Unit("while " + self.text(node.test), node.lineno, depth, node))
        self.units(node.body, depth + 1, out)

    def _with(self, node: ast.With | ast.AsyncWith, depth: int, out: list[Unit]) -> None:
        items = [
            self.text(item.context_expr)
            for item in node.items
            if not self.is_neutral_call(item.context_expr, value_used=False)
            and not _opens(self.dotted(getattr(item.context_expr, "func", item.context_expr)))
        ]
        items = [item for item in items if item]
        if items:
            out.append(Unit("with " + ",".join(items), node.lineno, depth, node))
        self.units(node.body, depth + bool(items), out)

    def _try(self, node: ast.Try, depth: int, out: list[Unit]) -> None:
        # What a handler does turns a crash into a run.
        self.units(node.body, depth, out)
        self.units(node.orelse, depth, out)
        self.units(node.finalbody, depth, out)

    def _return(self, node: ast.Return, depth: int, out: list[Unit]) -> None:
        if node.value is not None:
            out.append(Unit("return " + self.text(node.value), node.lineno, depth, node))

    def _jump(self, node: ast.stmt, depth: int, out: list[Unit]) -> None:
        out.append(Unit(type(node).__name__.lower(), node.lineno, depth, node))

    def _match(self, node: ast.Match, depth: int, out: list[Unit]) -> None:
        out.append(Unit("match " + self.text(node.subject), node.lineno, depth, node))
        for case in node.cases:
            out.append(Unit("case " + ast.dump(case.pattern), case.pattern.lineno, depth, node))
            self.units(case.body, depth + 1, out)

    def _nested(
        self, node: ast.FunctionDef | ast.AsyncFunctionDef, depth: int, out: list[Unit]
    ) -> None:
        self.signature(node, depth + 1, out)
        self.units(node.body, depth + 1, out)

    def _nested_class(self, node: ast.ClassDef, depth: int, out: list[Unit]) -> None:
        self.units(node.body, depth + 1, out)

    def signature(
        self, node: ast.FunctionDef | ast.AsyncFunctionDef, depth: int, out: list[Unit]
    ) -> None:
        """Append the defaults of parameters and the decorators that matter."""
        arguments = node.args
        plain = arguments.posonlyargs + arguments.args
        defaults = list(
            zip(plain[len(plain) - len(arguments.defaults) :], arguments.defaults, strict=True)
        )
        defaults += [
            (a, d)
            for a, d in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
            if d is not None
        ]
        for argument, default in defaults:
            if argument.arg not in self.neutral_keywords:
                text = f"param {argument.arg}={self.text(default)}"
                parameter = ast.keyword(argument.arg, default, end_lineno=default.end_lineno)
                out.append(Unit(text, argument.lineno, depth, parameter))
        for decorator in node.decorator_list:
            if is_option(decorator):
                statement = ast.copy_location(ast.Expr(decorator), decorator)
                out.append(Unit(self.text(decorator), decorator.lineno, depth, statement))
                continue
            name = self.dotted(getattr(decorator, "func", decorator))
            if name not in self.decorators and name.partition(".")[0] not in self.decorators:
                out.append(Unit("@" + self.text(decorator), decorator.lineno, depth, decorator))


def _are_constants_each(target: ast.expr, value: ast.Tuple) -> TypeGuard[ast.Tuple]:
    """Tell whether each of several names is given a constant of its own: `mean, std = 0.0, 1.0`."""
    return (
        isinstance(target, ast.Tuple)
        and len(target.elts) == len(value.elts)
        and all(isinstance(one, ast.Name) for one in target.elts)
        and all(_is_constant(one) for one in value.elts)
    )


def _is_constant(node: ast.expr) -> bool:
    return isinstance(node.operand if isinstance(node, ast.UnaryOp) else node, ast.Constant)


def _opens(name: str) -> bool:
    """Tell whether a called name opens a file: `open`, `path.open`, `manager.open`."""
    return name.rpartition(".")[2] == "open"


def _mark(units: list[Unit], place: str) -> None:
    """Say of the units of a block what the block makes of them."""
    if place:
        for unit in units:
            unit.place = place


def _holds_equal(body: list[ast.stmt]) -> bool:
    """Tell whether a block holds a `pass`: what stands for statements that both versions have."""
    return any(isinstance(node, ast.Pass) for node in body)


_STATEMENTS: dict[type[ast.AST], Callable[[Former, Any, int, list[Unit]], None]] = {
    ast.If: Former._if,
    ast.For: Former._for,
    ast.AsyncFor: Former._for,
    ast.While: Former._while,
    ast.With: Former._with,
    ast.AsyncWith: Former._with,
    ast.Try: Former._try,
    ast.Return: Former._return,
    ast.Break: Former._jump,
    ast.Continue: Former._jump,
    ast.Match: Former._match,
    ast.FunctionDef: Former._nested,
    ast.AsyncFunctionDef: Former._nested,
    ast.ClassDef: Former._nested_class,
}
