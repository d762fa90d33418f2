"""setup.py, read and never run: literals, variables made of literals, and files it reads.

What is computed in another way is named in a problem and not guessed.
"""

import ast

from msgspec.structs import replace

from debtaudit.domain.manifests import ManifestFacts
from debtaudit.extract.manifests.literal_lists import Piece, Scope, scope_of
from debtaudit.extract.manifests.requirements_file import Found, add_include, add_line

_GROUPS = {"install_requires": None, "setup_requires": "build", "tests_require": "test"}


def read(data: bytes, tree: ast.Module | None = None) -> ManifestFacts | None:
    """Read a setup.py (or the tree of one); None where it calls no `setup`."""
    if tree is None:
        try:
            tree = ast.parse(data)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return ManifestFacts("setup.py", problems=("not Python of this day: nothing was read",))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and _is_setup(node)]
    if not calls:
        return None
    scope = scope_of(tree)
    found = Found()
    requires: str | None = None
    line: int | None = None
    for call in calls:
        for name, value in _keywords(call, scope):
            if name in _GROUPS:
                _add(found, scope, value, _GROUPS[name], name)
            elif name == "extras_require":
                _extras(found, scope, value)
            elif name == "python_requires":
                requires, line = scope.text(value), value.lineno
    found.declarations = list(dict.fromkeys(found.declarations))
    return replace(
        found.facts("setup.py"),
        requires_python=requires,
        requires_python_line=line if requires is not None else None,
        packaged=True,
    )


def _is_setup(call: ast.Call) -> bool:
    function = call.func
    if isinstance(function, ast.Name):
        return function.id == "setup"
    return isinstance(function, ast.Attribute) and function.attr == "setup"


def _keywords(call: ast.Call, scope: Scope) -> list[tuple[str, ast.expr]]:
    """Return the keywords of the call, those of `**settings` too where that is a known dict."""
    result = []
    for keyword in call.keywords:
        if keyword.arg is not None:
            result.append((keyword.arg, keyword.value))
        else:
            result += scope.items(keyword.value)
    return result


def _extras(found: Found, scope: Scope, value: ast.expr) -> None:
    items = scope.items(value)
    if not items and not (isinstance(value, ast.Dict) and not value.keys):
        found.problems.append(f"line {value.lineno}: extras_require is computed and was not read")
    for name, requirements in items:
        _add(found, scope, requirements, name, f"extra {name}")


def _add(found: Found, scope: Scope, value: ast.expr, group: str | None, what: str) -> None:
    pieces: list[Piece] = []
    whole = scope.collect(value, pieces)
    for piece in pieces:
        if piece.file:
            add_include(found, piece.text, piece.line, constraint=False)
        else:
            add_line(found, piece.text, piece.line, group=group)
    if not whole:
        found.problems.append(f"line {value.lineno}: {what} is partly computed and was not read")
