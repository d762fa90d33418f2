"""The normal form of Python code: text that is equal where the meaning to a model is.

Expressions become one line of text in which imports are resolved (`nn.Linear` and `Linear` are both
`torch.nn.Linear`), names that a rename may change are marked (`%name`, `%self.name`), keyword order,
wrappers without effect on the maths (`.to(device)`, `tqdm(...)`) and keywords of plumbing are gone.
Statements become units: leaf statements and the heads of compound ones, without what never changes
a model (logging, printing, timing, raising, asserting, saving).
"""

import ast
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from msgspec import Struct

from debtaudit.domain.patterns import lazy_pattern
from debtaudit.extract.surface_words import words_of
from debtaudit.knowledge.model_surface import NO_KIND, surface_knowledge

MARKED_NAME = lazy_pattern(r"%([\w.]+)")
_EXACT = 1 << 53
_SAME_METHODS = frozenset(("reshape", "view_as", "size", "astype"))


class Unit(Struct, gc=False):
    """A leaf statement, a parameter's default, or the head of a compound statement.

    `depth` counts the blocks around it within its definition.
    """

    text: str
    line: int
    depth: int
    node: ast.AST
    _shape: str = ""

    @property
    def shape(self) -> str:
        """The text with every name that a rename may change left blank."""
        if not self._shape:
            self._shape = MARKED_NAME.sub("%", self.text)
        return self._shape


class Former:
    """Makes normal forms; `aliases` maps a local name to what was imported under it."""

    def __init__(self, aliases: Mapping[str, str]) -> None:
        known = surface_knowledge()
        self.aliases = aliases
        self.neutral_calls = known.table("neutral-call")
        self.neutral_methods = known.table("neutral-method")
        self.neutral_keywords = {
            **known.table("neutral-keyword"),
            **known.table("neutral-exact"),
        }
        self.wrappers = known.table("wrapper")
        self.wrapper_methods = known.table("wrapper-method")
        self.same = known.table("same")
        self.functions = known.table("function")
        self.decorators = known.table("decorator")

    # -- names ---------------------------------------------------------------------------------

    def dotted(self, node: ast.AST) -> str:
        """Return the resolved dotted name of a Name or Attribute chain, `""` for anything else.

        A chain on a call or subscript keeps its attributes: `.backward`.
        """
        parts: list[str] = []
        while isinstance(node, ast.Attribute):
            parts.append(node.attr)
            node = node.value
        if isinstance(node, ast.Name):
            parts.append(self.aliases.get(node.id, node.id))
        elif parts:
            parts.append("")
        return ".".join(reversed(parts))

    def is_neutral_call(self, node: ast.AST, *, value_used: bool) -> bool:
        """Tell whether a call never changes a model; without its value methods are judged too."""
        if isinstance(node, ast.Await):
            node = node.value
        if not isinstance(node, ast.Call):
            return False
        name = self.dotted(node.func)
        if name == "super.__init__":
            return True
        if not value_used:
            last = name.rpartition(".")[2]
            if last in self.neutral_methods:
                return True
            words = words_of(last)
            mark = self.functions.get(words[0]) if words else None
            if mark is not None and mark.kind == NO_KIND and (len(words) > 1 or node.args):
                return True
        elif isinstance(node.func, ast.Name) and node.func.id not in self.aliases:
            return False
        end = name.find(".")
        while end > 0:
            if name[:end] in self.neutral_calls:
                return True
            end = name.find(".", end + 1)
        return name in self.neutral_calls

    # -- expressions ---------------------------------------------------------------------------

    def text(self, node: ast.AST | None) -> str:
        """Return the normal form of an expression."""
        if node is None:
            return ""
        form = _FORMS.get(type(node))
        return form(self, node) if form is not None else self._generic(node)

    def _generic(self, node: ast.AST) -> str:
        parts = [type(node).__name__]
        for name in node._fields:
            value = getattr(node, name, None)
            if isinstance(value, ast.AST):
                parts.append(self.text(value))
            elif isinstance(value, list):
                parts.append("[" + ",".join([self.text(v) for v in value]) + "]")
            elif value is not None and name not in ("ctx", "type_comment", "kind"):
                parts.append(str(value))
        return "(" + " ".join(parts) + ")"

    def _name(self, node: ast.Name) -> str:
        alias = self.aliases.get(node.id)
        if alias is None:
            return "%" + node.id
        same = self.same.get(alias)
        return alias if same is None else same.kind

    def _attribute(self, node: ast.Attribute) -> str:
        value = node.value
        if isinstance(value, ast.Name) and value.id == "self":
            return "%self." + node.attr
        base = self.text(value)
        if "%" in base or "(" in base:
            return base + "~" + node.attr
        name = base + "." + node.attr
        same = self.same.get(name)
        return name if same is None else same.kind

    def _constant(self, node: ast.Constant) -> str:
        value = node.value
        if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < _EXACT:
            return repr(float(value))
        return repr(value)

    def _call(self, node: ast.Call) -> str:
        func = node.func
        if isinstance(func, ast.Attribute) and func.attr in self.wrapper_methods:
            if not (isinstance(func.value, ast.Name) and func.value.id in self.aliases):
                return self.text(func.value)
        last = func.attr if isinstance(func, ast.Attribute) else getattr(func, "id", "")
        if last in self.wrappers and node.args:
            return self.text(node.args[0])
        if isinstance(func, ast.Attribute) and last in _SAME_METHODS:
            return self._same_method(func, last, node)
        if last == "map" and len(node.args) == 2 and self.text(node.args[0]) == "lambda 1:%_0":
            return self.text(node.args[1])
        if last == "trange":
            return self._arguments("%range", node)
        if last == "add_argument":
            return self.option(node)
        if last == "super":
            return "super()"
        return self._arguments(self.text(func), node)

    def _same_method(self, func: ast.Attribute, last: str, node: ast.Call) -> str:
        """Return one form for methods that say the same: `size(0)` and `shape[0]`."""
        value = self.text(func.value)
        if last == "reshape":
            return self._arguments(value + "~view", node)
        given = [self.text(argument) for argument in node.args]
        if last == "view_as" and len(given) == 1:
            return f"{value}~view({given[0]}~shape)"
        if last == "astype" and len(given) == 1 and re.search(r"float|dtype|int", given[0]):
            return value
        if last == "size" and len(given) <= 1 and not node.keywords and "%" in value:
            return value + "~shape" + (f"[{given[0]}]" if given else "")
        return self._arguments(self.text(func), node)

    def _arguments(self, name: str, node: ast.Call) -> str:
        given = [self.text(argument) for argument in node.args]
        if node.keywords:
            words = [
                self._keyword(keyword)
                for keyword in node.keywords
                if keyword.arg not in self.neutral_keywords
            ]
            given += sorted(word for word in words if word)
        return name + "(" + ",".join(given) + ")"

    def _keyword(self, node: ast.keyword) -> str:
        text = self.text(node.value)
        if node.arg == "weights" and text == "None" or node.arg == "pretrained" and text == "False":
            return ""  # two spellings of torchvision for a model without weights
        if node.arg == "weights" and text.endswith("IMAGENET1K_V1"):
            return "pretrained=True"
        return f"{node.arg or '**'}={text}"

    def option(self, node: ast.Call) -> str:
        """Return the form of an argparse option: its name and what decides its value."""
        keywords = {keyword.arg: keyword.value for keyword in node.keywords}
        parts = [
            f"{name}={self.text(keywords[name])}"
            for name in ("action", "choices", "const", "default", "nargs")
            if name in keywords
        ]
        return f"option({option_name(node)},{','.join(parts)})"

    def _joined(self, node: ast.JoinedStr) -> str:
        values = [
            self.text(v.value) if isinstance(v, ast.FormattedValue) else "" for v in node.values
        ]
        return "f(" + ",".join(value for value in values if value) + ")"

    def _negative(self, node: ast.UnaryOp) -> str:
        return type(node.op).__name__ + "(" + self.text(node.operand) + ")"

    def _tuple(self, node: ast.Tuple | ast.List) -> str:
        return "(" + ",".join([self.text(e) for e in node.elts]) + ",)"

    def _operator(self, node: ast.BinOp) -> str:
        return f"({self.text(node.left)} {type(node.op).__name__} {self.text(node.right)})"

    def _compare(self, node: ast.Compare) -> str:
        parts = [self.text(node.left)]
        for op, right in zip(node.ops, node.comparators, strict=True):
            parts.append(type(op).__name__ + " " + self.text(right))
        return "(" + " ".join(parts) + ")"

    def _subscript(self, node: ast.Subscript) -> str:
        return self.text(node.value) + "[" + self.text(node.slice) + "]"

    def _dict(self, node: ast.Dict) -> str:
        pairs = [
            f"{self.text(key) if key else '**'}:{self.text(value)}"
            for key, value in zip(node.keys, node.values, strict=True)
        ]
        return "{" + ",".join(sorted(pairs)) + "}"

    def _lambda(self, node: ast.Lambda) -> str:
        names = [a.arg for a in node.args.args]
        body = self.text(node.body)
        for index, name in enumerate(names):
            body = re.sub(rf"%{name}\b", f"%_{index}", body)
        return f"lambda {len(names)}:{body}"

    # -- statements ----------------------------------------------------------------------------

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
        out.append(Unit(self.text(value), node.lineno, depth, node))

    def _assignment(
        self, node: ast.Assign | ast.AnnAssign | ast.AugAssign, depth: int, out: list[Unit]
    ) -> None:
        value = node.value
        if value is None or self.is_neutral_call(value, value_used=True):
            return
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        if isinstance(value, ast.JoinedStr):
            return
        names = [self.text(target) for target in targets]
        sign = "=" + (type(node.op).__name__ if isinstance(node, ast.AugAssign) else "")
        bare = names[0].rpartition("~")[2].rpartition(".")[2].lstrip("%")
        if bare in self.neutral_keywords or bare in ("__version__", "__all__", "__author__"):
            return
        text = self.text(value)
        if text == names[0] and sign == "=":
            return
        out.append(Unit("=".join(names) + sign + text, node.lineno, depth, node))

    def _if(self, node: ast.If, depth: int, out: list[Unit]) -> None:
        inside: list[Unit] = []
        self.units(node.body, depth + 1, inside)
        otherwise: list[Unit] = []
        is_chain = len(node.orelse) == 1 and isinstance(node.orelse[0], ast.If)
        self.units(node.orelse, depth if is_chain else depth + 1, otherwise)
        if not inside and not otherwise and not _holds_equal(node.body):
            return
        test = self.text(node.test)
        if "__name__" not in test:
            out.append(Unit("if " + test, node.lineno, depth, node))
        out += inside
        if otherwise and not is_chain:
            out.append(Unit("else", node.orelse[0].lineno, depth, ast.Pass()))
        out += otherwise

    def _for(self, node: ast.For | ast.AsyncFor, depth: int, out: list[Unit]) -> None:
        inside: list[Unit] = []
        self.units(node.body, depth + 1, inside)
        if not inside and not _holds_equal(node.body):
            return
        head = f"for {self.text(node.target)} in {self.text(node.iter)}"
        out.append(Unit(head, node.lineno, depth, node))
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
            and self.dotted(getattr(item.context_expr, "func", item.context_expr)) != "open"
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
                parameter = ast.keyword(arg=argument.arg, value=default)
                ast.copy_location(parameter, default)
                out.append(Unit(text, argument.lineno, depth, parameter))
        for decorator in node.decorator_list:
            name = self.dotted(getattr(decorator, "func", decorator))
            if name not in self.decorators and name.partition(".")[0] not in self.decorators:
                out.append(Unit("@" + self.text(decorator), decorator.lineno, depth, decorator))


def _holds_equal(body: list[ast.stmt]) -> bool:
    """Tell whether a block holds a `pass`: what stands for statements that both versions have."""
    return any(isinstance(node, ast.Pass) for node in body)


def option_name(node: ast.Call) -> str:
    """Return the long name of an argparse option, without dashes: `batch_size`."""
    names = [a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
    for keyword in node.keywords:
        if keyword.arg == "dest" and isinstance(keyword.value, ast.Constant):
            return str(keyword.value.value)
    longest = max(names, key=len, default="")
    return longest.lstrip("-").replace("-", "_")


_FORMS: dict[type[ast.AST], Callable[[Former, Any], str]] = {
    ast.Name: Former._name,
    ast.Attribute: Former._attribute,
    ast.Constant: Former._constant,
    ast.Call: Former._call,
    ast.JoinedStr: Former._joined,
    ast.UnaryOp: Former._negative,
    ast.Tuple: Former._tuple,
    ast.List: Former._tuple,
    ast.BinOp: Former._operator,
    ast.Compare: Former._compare,
    ast.Subscript: Former._subscript,
    ast.Dict: Former._dict,
    ast.Lambda: Former._lambda,
}
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
