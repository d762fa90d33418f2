"""The normal form of Python expressions: text that is equal where the meaning to a model is.

Imports are resolved (`nn.Linear` and `Linear` are both `torch.nn.Linear`), names that a rename may
change are marked (`%name`, `%self.name`); keyword order, wrappers without effect on the maths
(`.to(device)`, `tqdm(...)`) and keywords of plumbing are gone.
"""

import ast
import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from debtaudit.domain.patterns import lazy_pattern
from debtaudit.extract.surface.downloads import begins_as_address
from debtaudit.extract.surface.options import is_option, option_name, option_words
from debtaudit.extract.surface.spellings import (
    CASTS,
    MAPPINGS,
    argmax_of,
    is_recoding,
    one_more,
)
from debtaudit.extract.surface.words import words_of
from debtaudit.knowledge.model_surface import NO_KIND, surface_knowledge

MARKED_NAME = lazy_pattern(r"%([\w.]+)")
_EXACT = 1 << 53
_SAME_METHODS = frozenset(("reshape", "view_as", "size", "astype", "t", "transpose"))
_TRANSPOSED = "~transpose(0.0,1.0)"
_ARRAYS = ("torch", "numpy", "jax.numpy", "math")
_TWO_AXES = ["0.0", "1.0"]


@cache
def _neutral_keywords() -> frozenset[str]:
    known = surface_knowledge()
    return frozenset((*known.table("neutral-keyword"), *known.table("neutral-exact")))


class ExpressionFormer:
    """Makes normal forms of expressions.

    `aliases` maps a local name to what was imported under it.
    """

    def __init__(self, aliases: Mapping[str, str]) -> None:
        known = surface_knowledge()
        self.aliases = aliases
        self.neutral_calls = known.table("neutral-call")
        self.neutral_methods = known.table("neutral-method")
        self.neutral_keywords = _neutral_keywords()
        self.wrappers = known.table("wrapper")
        self.wrapper_methods = known.table("wrapper-method")
        self.same = known.table("same")
        self.method_forms = known.table("method-form")
        self.functions = known.table("function")
        self.decorators = known.table("decorator")
        self._texts: dict[ast.AST, str] = {}  # each judgement asks for the same parts again

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
        if name == "super.__init__" or "docstring" in words_of(name.rpartition(".")[2]):
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
        kind = type(node)
        if kind in _SMALL:
            return _FORMS[kind](self, node)
        known = self._texts.get(node)
        if known is None:
            form = _FORMS.get(kind)
            known = form(self, node) if form is not None else self._generic(node)
            self._texts[node] = known
        return known

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
        if node.attr == "T":
            return base + _TRANSPOSED
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
        if (
            isinstance(func, ast.Attribute)
            and func.attr in self.wrapper_methods
            and not (isinstance(func.value, ast.Name) and func.value.id in self.aliases)
        ):
            return self.text(func.value)
        last = func.attr if isinstance(func, ast.Attribute) else getattr(func, "id", "")
        if isinstance(func, ast.Attribute) and is_recoding(last, node):
            return self.text(func.value)
        if last in self.wrappers and node.args:
            return self.text(node.args[0])
        if isinstance(func, ast.Attribute) and last in _SAME_METHODS:
            return self._same_method(func, last, node)
        if last == "map" and len(node.args) == 2 and self.text(node.args[0]) == "lambda 1:%_0":
            return self.text(node.args[1])
        if last == "trange":
            return self._arguments("%range", node)
        if is_option(node):
            return self.option(node)
        if last == "super":
            return "super()"
        name = self.text(func)
        if name in CASTS and node.args:
            return self.text(node.args[0])
        if name in MAPPINGS and not node.args and not node.keywords:
            return "{}"
        if last in self.method_forms and name.rpartition(".")[0] in _ARRAYS and node.args:
            inner = one_more(node.args[0]) if last == "log" else None
            if inner is not None:
                return f"{self.text(inner)}~log1p()"
            return self._arguments(f"{self.text(node.args[0])}~{last}", node, skip=1)
        return self._arguments(name, node)

    def _same_method(self, func: ast.Attribute, last: str, node: ast.Call) -> str:
        """Return one form for methods that say the same: `size(0)` and `shape[0]`."""
        value = self.text(func.value)
        if last == "reshape":
            return self._arguments(value + "~view", node)
        given = [self.text(argument) for argument in node.args]
        if (last == "t" and not given) or (last == "transpose" and sorted(given) == _TWO_AXES):
            return value + _TRANSPOSED
        if last == "view_as" and len(given) == 1:
            return f"{value}~view({given[0]}~shape)"
        if last == "astype" and len(given) == 1 and re.search(r"float|dtype|int", given[0]):
            return value
        if last == "size" and len(given) <= 1 and not node.keywords and "%" in value:
            return value + "~shape" + (f"[{given[0]}]" if given else "")
        return self._arguments(self.text(func), node)

    def _arguments(self, name: str, node: ast.Call, skip: int = 0) -> str:
        given = [self.text(argument) for argument in node.args[skip:]]
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
        if (node.arg == "weights" and text == "None") or (
            node.arg == "pretrained" and text == "False"
        ):
            return ""  # two spellings of torchvision for a model without weights
        if node.arg == "weights" and text.endswith("IMAGENET1K_V1"):
            return "pretrained=True"
        return f"{node.arg or '**'}={text}"

    def option(self, node: ast.Call) -> str:
        """Return the form of an option of the command line: its name and what decides its value."""
        parts = [f"{name}={self.text(value)}" for name, value in option_words(node).items()]
        return f"option({option_name(node)},{','.join(parts)})"

    def _joined(self, node: ast.JoinedStr) -> str:
        whole = begins_as_address(node)
        values = [
            self.text(v.value if isinstance(v, ast.FormattedValue) else v)
            if whole or isinstance(v, ast.FormattedValue)
            else ""
            for v in node.values
        ]
        return "f(" + ",".join(value for value in values if value) + ")"

    def _negative(self, node: ast.UnaryOp) -> str:
        return type(node.op).__name__ + "(" + self.text(node.operand) + ")"

    def _tuple(self, node: ast.Tuple | ast.List) -> str:
        return "(" + ",".join([self.text(e) for e in node.elts]) + ",)"

    def _starred(self, node: ast.Starred) -> str:
        return "*" + self.text(node.value)

    def _spread(self, node: ast.AST) -> list[str]:
        """Return the elements of an operand of `(n,) + shape`, which is `(n, *shape)` too."""
        if isinstance(node, ast.Tuple | ast.List):
            return [self.text(element) for element in node.elts]
        return ["*" + self.text(node)]

    def _operator(self, node: ast.BinOp) -> str:
        sides = node.left, node.right
        if isinstance(node.op, ast.Add) and any(isinstance(s, ast.Tuple | ast.List) for s in sides):
            return "(" + ",".join([text for side in sides for text in self._spread(side)]) + ",)"
        return f"({self.text(node.left)} {type(node.op).__name__} {self.text(node.right)})"

    def _compare(self, node: ast.Compare) -> str:
        parts = [self.text(node.left)]
        for op, right in zip(node.ops, node.comparators, strict=True):
            parts.append(type(op).__name__ + " " + self.text(right))
        return "(" + " ".join(parts) + ")"

    def _subscript(self, node: ast.Subscript) -> str:
        value, index = self.text(node.value), self.text(node.slice)
        return argmax_of(value, index) or f"{value}[{index}]"

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


_SMALL = frozenset((ast.Name, ast.Constant))
_FORMS: dict[type[ast.AST], Callable[[ExpressionFormer, Any], str]] = {
    ast.Name: ExpressionFormer._name,
    ast.Attribute: ExpressionFormer._attribute,
    ast.Constant: ExpressionFormer._constant,
    ast.Call: ExpressionFormer._call,
    ast.JoinedStr: ExpressionFormer._joined,
    ast.UnaryOp: ExpressionFormer._negative,
    ast.Tuple: ExpressionFormer._tuple,
    ast.List: ExpressionFormer._tuple,
    ast.Starred: ExpressionFormer._starred,
    ast.BinOp: ExpressionFormer._operator,
    ast.Compare: ExpressionFormer._compare,
    ast.Subscript: ExpressionFormer._subscript,
    ast.Dict: ExpressionFormer._dict,
    ast.Lambda: ExpressionFormer._lambda,
}
