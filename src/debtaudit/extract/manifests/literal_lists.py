"""Lists of strings in Python source, as far as they can be known without running it."""

import ast
from collections.abc import Iterator

from msgspec import Struct

from debtaudit.domain.patterns import lazy_pattern

_WRAPPERS = {"list", "sorted", "tuple", "set", "frozenset"}
_FILE_SUFFIXES = (".txt", ".in", ".pip", ".req")
_DEPTH = 20
_BUDGET = 20_000  # expressions looked at in one file: `a = b + b`, `b = c + c`, ... doubles
_TEXT = 20_000


_FIELD = lazy_pattern(r"\{\w*\}")


class Piece(Struct, frozen=True):
    """A string with its line; `file` where it names a file whose lines are meant."""

    text: str
    line: int
    file: bool = False


class Scope:
    """The names of a module and what was assigned, appended and added to them."""

    def __init__(self) -> None:
        """Start with no names."""
        self.values: dict[str, list[ast.expr]] = {}
        self.entries: dict[str, list[tuple[str, ast.expr]]] = {}
        self.functions: dict[str, ast.FunctionDef] = {}
        self._budget = _BUDGET
        self._open: set[str] = set()

    def _spent(self, depth: int) -> bool:
        self._budget -= 1
        return depth > _DEPTH or self._budget < 0

    def text(self, node: ast.expr) -> str | None:
        """Return the string that the expression stands for, None where it is computed."""
        return self._text(node, 0)

    def _text(self, node: ast.expr, depth: int) -> str | None:
        if isinstance(node, ast.Constant):
            return node.value if isinstance(node.value, str) else None
        if self._spent(depth):
            return None
        if isinstance(node, ast.Name):
            values = self.values.get(node.id, [])
            return self._text(values[0], depth + 1) if len(values) == 1 else None
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            left, right = self._text(node.left, depth + 1), self._text(node.right, depth + 1)
            if left is None or right is None or len(left) + len(right) > _TEXT:
                return None
            return left + right
        if isinstance(node, ast.JoinedStr):
            parts = [
                self._text(part.value if isinstance(part, ast.FormattedValue) else part, depth + 1)
                for part in node.values
            ]
            known = [part for part in parts if part is not None]
            if len(known) < len(parts) or sum(map(len, known)) > _TEXT:
                return None
            return "".join(known)
        return None

    def items(self, node: ast.expr, depth: int = 0) -> list[tuple[str, ast.expr]]:
        """Return the string keys and the values of a dict, literal or by name."""
        if self._spent(depth):
            return []
        if isinstance(node, ast.Dict):
            result: list[tuple[str, ast.expr]] = []
            for key, value in zip(node.keys, node.values, strict=True):
                if key is None:
                    result += self.items(value, depth + 1)
                    continue
                name = self._text(key, depth)
                if name is not None:
                    result.append((name, value))
            return result
        if isinstance(node, ast.Name):
            result = []
            for value in self.values.get(node.id, []):
                result += self.items(value, depth + 1)
            return result + self.entries.get(node.id, [])
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id == "dict"
        ):
            return [(word.arg, word.value) for word in node.keywords if word.arg is not None]
        return []

    def collect(self, node: ast.expr, pieces: list[Piece], depth: int = 0) -> bool:
        """Add the strings of a list expression to `pieces`; False where a part is computed."""
        if self._spent(depth):
            return False
        if isinstance(node, ast.Constant):
            if isinstance(node.value, str):
                pieces += _lines_of(node.value, node.lineno)
            return node.value is None or isinstance(node.value, str)
        if isinstance(node, ast.List | ast.Tuple | ast.Set):
            known = [self._element(element, pieces, depth + 1) for element in node.elts]
            return all(known)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            left = self.collect(node.left, pieces, depth + 1)
            return self.collect(node.right, pieces, depth + 1) and left
        if isinstance(node, ast.IfExp):
            body = self.collect(node.body, pieces, depth + 1)
            return self.collect(node.orelse, pieces, depth + 1) and body
        if isinstance(node, ast.Name):
            return self._name(node.id, pieces, depth)
        if isinstance(node, ast.Subscript):
            return self._subscript(node, depth)
        if isinstance(node, ast.Call):
            return self._call(node, pieces, depth)
        if isinstance(node, ast.ListComp | ast.GeneratorExp | ast.SetComp):
            # a list made of another by stripping or filtering: the other is what was written
            source = node.generators[0].iter
            return self._files_in(node, pieces) or self.collect(source, pieces, depth + 1)
        return False

    def _name(self, name: str, pieces: list[Piece], depth: int) -> bool:
        if name in self._open:  # `wanted = wanted + [...]`: the rest of it is being read
            return True
        values = self.values.get(name)
        if values is None:
            return False
        self._open.add(name)
        known = [self.collect(value, pieces, depth + 1) for value in values]
        self._open.discard(name)
        return all(known)

    def _element(self, node: ast.expr, pieces: list[Piece], depth: int) -> bool:
        if isinstance(node, ast.Starred):
            return self.collect(node.value, pieces, depth)
        text = self._text(node, depth)
        if text is None and isinstance(node, ast.IfExp):
            return self.collect(node, pieces, depth)
        text = text or self._templated(node, depth)
        if text is None:
            return False
        if text.strip():
            pieces.append(Piece(text.strip(), node.lineno))
        return True

    def _templated(self, node: ast.expr, depth: int) -> str | None:
        """Return a requirement whose version is computed with a placeholder: `torch==${version}`.

        The name is known, and that something fixes or bounds the version.
        """
        if isinstance(node, ast.JoinedStr):
            parts = [self._part(part, depth) for part in node.values]
        elif (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr == "format"
        ):
            template = self._text(node.func.value, depth) or ""
            values = iter([self._text(value, depth) or "${computed}" for value in node.args])
            parts = [_FIELD.sub(lambda _: next(values, "${computed}"), template)]
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Mod):
            left = self._text(node.left, depth) or ""
            right = self._text(node.right, depth) or "${computed}"
            parts = [left.replace("%s", right, 1) if "%s" in left else left + right]
        else:
            return None
        text = "".join(parts)
        return text if text[:1].isalpha() else None

    def _part(self, part: ast.expr, depth: int) -> str:
        inner = part.value if isinstance(part, ast.FormattedValue) else part
        return self._text(inner, depth) or "${computed}"

    def _subscript(self, node: ast.Subscript, depth: int) -> bool:
        """`extras["dev"]` repeats what another entry declares: known, and nothing to add."""
        name = self._text(node.slice, depth)
        items = self.items(node.value, depth + 1)
        return name is not None and any(key == name for key, _ in items)

    def _call(self, node: ast.Call, pieces: list[Piece], depth: int) -> bool:
        function = node.func
        if isinstance(function, ast.Name) and function.id in _WRAPPERS and len(node.args) == 1:
            return self.collect(node.args[0], pieces, depth + 1)
        if isinstance(function, ast.Attribute) and function.attr in ("split", "splitlines"):
            text = self._text(function.value, depth)
            if text is not None:
                first = function.value.lineno
                separator = self._text(node.args[0], depth) if node.args else None
                pieces += _split_lines(text, separator, function.attr == "splitlines", first)
                return True
        return self._files_in(node, pieces)

    def _files_in(self, node: ast.expr, pieces: list[Piece]) -> bool:
        """Files of requirements that are named where a list is read from somewhere."""
        named = list(self._file_names(node, set()))
        pieces += [Piece(name, node.lineno, file=True) for name in named]
        return bool(named) or self._repeats_entries(node)

    def _repeats_entries(self, node: ast.expr) -> bool:
        """`sum(extras.values(), [])` repeats what the entries of a known dict declare."""
        return any(
            isinstance(part, ast.Attribute)
            and part.attr == "values"
            and isinstance(part.value, ast.Name)
            and (part.value.id in self.values or part.value.id in self.entries)
            for part in ast.walk(node)
        )

    def _file_names(self, node: ast.AST, seen: set[str]) -> Iterator[str]:
        for part in ast.walk(node):
            if isinstance(part, ast.Constant) and isinstance(part.value, str):
                if part.value.endswith(_FILE_SUFFIXES) and " " not in part.value:
                    yield part.value.removeprefix(".").lstrip("/")
            elif isinstance(part, ast.Name) and part.id not in seen:
                seen.add(part.id)
                for value in self.values.get(part.id, []):
                    yield from self._file_names(value, seen)
                function = self.functions.get(part.id)
                if function is not None:
                    yield from self._file_names(function, seen)


def _lines_of(text: str, line: int) -> list[Piece]:
    return [
        Piece(part.strip(), line + offset)
        for offset, part in enumerate(text.split("\n"))
        if part.strip() and not part.strip().startswith("#")
    ]


def _split_lines(text: str, separator: str | None, lines: bool, first: int) -> list[Piece]:
    """Split as `str.split` does; the line of a part is that of the text it came from."""
    if lines or separator == "\n":
        return _lines_of(text, first)
    result = []
    for offset, row in enumerate(text.split("\n")):
        result += [
            Piece(part.strip(), first + offset) for part in row.split(separator) if part.strip()
        ]
    return result


def scope_of(tree: ast.Module) -> Scope:
    """Gather the assignments of a module, those in its `if`, `with` and `try` blocks too."""
    scope = Scope()
    _gather(tree.body, scope)
    return scope


def _gather(body: list[ast.stmt], scope: Scope) -> None:
    for node in body:
        if isinstance(node, ast.Assign):
            for target in node.targets:
                _assign(target, node.value, scope)
        elif isinstance(node, ast.AnnAssign) and node.value is not None:
            _assign(node.target, node.value, scope)
        elif isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
            scope.values.setdefault(node.target.id, []).append(node.value)
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            _method(node.value, scope)
        elif isinstance(node, ast.FunctionDef):
            scope.functions[node.name] = node
        elif isinstance(node, ast.If):
            _gather(node.body, scope)
            _gather(node.orelse, scope)
        elif isinstance(node, ast.With):
            for item in node.items:
                if isinstance(item.optional_vars, ast.Name):
                    _assign(item.optional_vars, item.context_expr, scope)
            _gather(node.body, scope)
        elif isinstance(node, ast.Try):
            _gather(node.body, scope)


def _assign(target: ast.expr, value: ast.expr, scope: Scope) -> None:
    if isinstance(target, ast.Name):
        scope.values.setdefault(target.id, []).append(value)
    elif isinstance(target, ast.Subscript) and isinstance(target.value, ast.Name):
        name = scope.text(target.slice)
        if name is not None:
            scope.entries.setdefault(target.value.id, []).append((name, value))


def _method(call: ast.Call, scope: Scope) -> None:
    """`requirements.append("x")`, `.extend([...])` and `extras.update({...})`."""
    function = call.func
    if not isinstance(function, ast.Attribute) or not isinstance(function.value, ast.Name):
        return
    name = function.value.id
    if not call.args:
        return
    if function.attr == "append":
        argument = call.args[0]
        scope.values.setdefault(name, []).append(
            ast.copy_location(ast.List(elts=[argument], ctx=ast.Load()), argument)
        )
    elif function.attr in ("extend", "update"):
        scope.values.setdefault(name, []).append(call.args[0])
