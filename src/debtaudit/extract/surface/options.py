"""Declarations of command-line options: argparse, click, absl.flags and what is like them."""

import ast


def is_option(node: ast.AST) -> bool:
    """Tell whether a call declares an option of the command line (argparse, click, absl.flags).

    Any function whose first argument starts with two dashes does: `arg = parser.add_argument`.
    """
    if not isinstance(node, ast.Call):
        return False
    name = _called(node)
    if name == "add_argument" or name.startswith("DEFINE_"):
        return True
    first = node.args[0] if node.args else None
    text = first.value if isinstance(first, ast.Constant) else None
    return isinstance(text, str) and text.startswith("--") and " " not in text


def _called(node: ast.Call) -> str:
    return str(getattr(node.func, "attr", getattr(node.func, "id", "")))


def option_words(node: ast.Call) -> dict[str, ast.expr]:
    """Return what decides the value of an option, by keyword in alphabetical order."""
    words = {keyword.arg: keyword.value for keyword in node.keywords}
    if _called(node).startswith("DEFINE_") and len(node.args) > 1:
        words["default"] = node.args[1]
    decisive = ("action", "choices", "const", "default", "nargs")
    return {word: words[word] for word in decisive if word in words}


def option_name(node: ast.Call) -> str:
    """Return the long name of an option, without dashes: `batch_size`."""
    first = node.args[0] if node.args else None
    if _called(node).startswith("DEFINE_") and isinstance(first, ast.Constant):
        return str(first.value)
    names = [a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
    for keyword in node.keywords:
        if keyword.arg == "dest" and isinstance(keyword.value, ast.Constant):
            return str(keyword.value.value)
    longest = max(names, key=len, default="")
    return longest.lstrip("-").replace("-", "_")
