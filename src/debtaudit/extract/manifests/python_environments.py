"""Dependencies that a Python file declares: nox sessions, Ray, BentoML, MLflow, Kubeflow, Modal.

Nothing is run: a list is read where it is a literal, or a variable made of literals. Sources: nox,
"Configuration & API"; Ray, "Runtime environments"; BentoML, `bentoml.env` and `bentoml.images`;
MLflow, `log_model`; Kubeflow Pipelines, `packages_to_install`; PEP 723 for scripts.
"""

import ast
import re
from collections.abc import Iterator

from msgspec.structs import replace

from debtaudit.domain.manifests import Declaration, ManifestFacts
from debtaudit.domain.patterns import lazy_pattern
from debtaudit.extract.manifests.install_commands import Token, add_conda, add_pip
from debtaudit.extract.manifests.literal_lists import Piece, Scope, scope_of
from debtaudit.extract.manifests.requirements_file import Found, add_include, add_line
from debtaudit.extract.manifests.toml_document import TomlDocument, text_value

_LISTS = {"pip_packages", "packages_to_install", "pip_requirements", "extra_pip_requirements"}
_FILES = {"requirements_txt_file", "requirements_txt"}
_METHODS = {"pip_install", "python_packages", "uv_pip_install"}
_FILE_METHODS = {"pip_install_from_requirements", "requirements_file"}
_SCRIPT = lazy_pattern(r"^# /// script\n((?:#(?: [^\n]*)?\n)+?)# ///$", re.MULTILINE)  # PEP 723


def read(data: bytes, tree: ast.Module) -> ManifestFacts | None:
    """Read the tree of a Python file; None where it declares nothing."""
    found = Found()
    requires, line = _script(data, found)
    scope = scope_of(tree)
    if b"nox" in data:
        for function in tree.body:
            if isinstance(function, ast.FunctionDef) and _is_session(function):
                _session(found, scope, function)
    is_nox = bool(found.declarations or found.includes) and line is None
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            _call(found, scope, node)
        elif isinstance(node, ast.Assign) and _names(node) & {"runtime_env"}:
            _runtime_environment(found, scope, node.value)
        elif isinstance(node, ast.Dict):
            for key, value in scope.items(node):
                if key == "runtime_env":
                    _runtime_environment(found, scope, value)
    if not found.declarations and not found.includes:
        return None
    found.declarations = _once(found.declarations)
    facts = found.facts("nox" if is_nox else "python")
    return replace(facts, requires_python=requires, requires_python_line=line)


def _once(declarations: list[Declaration]) -> list[Declaration]:
    """Return each declaration once, by line: sessions share lists, and a list is written once."""
    first: dict[tuple[int, str | None, str], Declaration] = {}
    for one in declarations:
        first.setdefault((one.line, one.name, one.specifier), one)
    return sorted(first.values(), key=lambda one: one.line)


def _names(node: ast.Assign) -> set[str]:
    return {target.id for target in node.targets if isinstance(target, ast.Name)}


def _script(data: bytes, found: Found) -> tuple[str | None, int | None]:
    """Add what the comment block of a script declares; return its `requires-python`."""
    if b"# /// script" not in data:
        return None, None
    text = data.decode("utf-8", errors="replace").replace("\r\n", "\n")
    block = _SCRIPT.search(text)
    if block is None:
        return None, None
    above = text.count("\n", 0, block.start(1))
    body = "\n".join(row[2:] for row in block.group(1).split("\n"))
    document = TomlDocument(("\n" * above + body).encode())
    for requirement, line, end_line in document.strings("dependencies"):
        add_line(found, requirement.strip(), line, end_line)
    requires = text_value(document.values.get("requires-python"))
    return requires, document.lines(("requires-python",))[0] if requires else None


def _is_session(function: ast.FunctionDef) -> bool:
    for decorator in function.decorator_list:
        call = decorator.func if isinstance(decorator, ast.Call) else decorator
        name = call.attr if isinstance(call, ast.Attribute) else getattr(call, "id", "")
        if name == "session":
            return bool(function.args.args)
    return False


def _session(found: Found, scope: Scope, function: ast.FunctionDef) -> None:
    """Add what `session.install(...)` and its like are given; the group is the session."""
    session = function.args.args[0].arg
    for node in ast.walk(function):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        owner = node.func.value
        if not isinstance(owner, ast.Name) or owner.id != session:
            continue
        tokens = [Token(one.text, one.line) for one in _arguments(scope, node.args)]
        if node.func.attr == "install":
            add_pip(found, tokens, function.name, {})
        elif node.func.attr == "conda_install":
            add_conda(found, tokens, function.name, {})
        elif node.func.attr.startswith("run") and _installs(tokens):
            at = next(index for index, token in enumerate(tokens) if token.text == "install")
            add_pip(found, tokens[at + 1 :], function.name, {})


def _installs(tokens: list[Token]) -> bool:
    words = [token.text for token in tokens[:6]]
    return "pip" in words and "install" in words


def _arguments(scope: Scope, arguments: list[ast.expr]) -> Iterator[Piece]:
    """Yield the words of a call: strings, and the lists that it unpacks."""
    for argument in arguments:
        pieces: list[Piece] = []
        wanted = argument.value if isinstance(argument, ast.Starred) else argument
        if not isinstance(argument, ast.Starred):
            wanted = ast.copy_location(ast.List(elts=[argument], ctx=ast.Load()), argument)
        scope.collect(wanted, pieces)
        yield from (piece for piece in pieces if not piece.file)


def _call(found: Found, scope: Scope, call: ast.Call) -> None:
    for keyword in call.keywords:
        if keyword.arg in _LISTS or keyword.arg in _FILES:
            _add(found, scope, keyword.value)
        elif keyword.arg == "runtime_env":
            _runtime_environment(found, scope, keyword.value)
    if not isinstance(call.func, ast.Attribute):
        return
    if call.func.attr in _METHODS:
        for piece in _arguments(scope, call.args):
            if not piece.text.startswith("-"):
                add_line(found, piece.text, piece.line)
        for argument in call.args:
            if isinstance(argument, ast.List):
                _add(found, scope, argument)
    elif call.func.attr in _FILE_METHODS and call.args:
        _add(found, scope, call.args[0])


def _runtime_environment(found: Found, scope: Scope, value: ast.expr) -> None:
    """Add `pip`, `uv` and `conda` of a Ray runtime environment, a dict or `RuntimeEnv(...)`."""
    for key, inner in _entries(scope, value):
        if key in ("pip", "uv"):
            packages = dict(_entries(scope, inner)).get("packages", inner)
            _add(found, scope, packages)
        elif key == "conda":
            for name, listed in _entries(scope, inner):
                if name == "dependencies":
                    _conda(found, scope, listed)


def _entries(scope: Scope, value: ast.expr) -> list[tuple[str, ast.expr]]:
    if isinstance(value, ast.Call):
        return [(word.arg, word.value) for word in value.keywords if word.arg is not None]
    return scope.items(value)


def _conda(found: Found, scope: Scope, listed: ast.expr) -> None:
    elements = listed.elts if isinstance(listed, ast.List | ast.Tuple) else [listed]
    for element in elements:
        for key, nested in scope.items(element):
            if key == "pip":
                _add(found, scope, nested)
        text = scope.text(element)
        if text is not None:
            add_conda(found, [Token(text, element.lineno)], None, {})


def _add(found: Found, scope: Scope, value: ast.expr) -> None:
    """Add a list of requirements, or the file that a single string names."""
    text = scope.text(value)
    if text is not None and text.endswith((".txt", ".in")):
        add_include(found, text.removeprefix("./"), value.lineno, constraint=False)
        return
    pieces: list[Piece] = []
    scope.collect(value, pieces)
    for piece in pieces:
        if piece.file:
            add_include(found, piece.text, piece.line, constraint=False)
        else:
            add_line(found, piece.text, piece.line)
