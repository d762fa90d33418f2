"""Glob patterns over repository paths, with the meaning that people know from .gitignore.

A pattern without a slash matches a file or folder of that name at any depth; one with a slash is
anchored at the root. `*` and `?` stay within a name, `**` crosses folders. What matches a folder
matches everything below it. (gitignore(5); negation is not supported.)
"""

import re
from collections.abc import Callable, Sequence


def path_filter(patterns: Sequence[str]) -> Callable[[str], bool]:
    """Return a function that tells whether a path matches one of the patterns.

    Paths are relative to the audited folder and use `/`.
    """
    if not patterns:
        return lambda _path: False
    expression = re.compile("|".join(_expression(pattern) for pattern in patterns), re.DOTALL)
    return lambda path: expression.match(path) is not None


def _expression(pattern: str) -> str:
    """Translate one pattern to a regular expression that starts at the root of the path."""
    anchored = "/" in pattern.rstrip("/")
    parts = pattern.strip("/").split("/")
    translated = "".join(
        "(?:[^/]+/)*" if part == "**" and not last else _name(part) + ("" if last else "/")
        for part, last in ((part, index == len(parts) - 1) for index, part in enumerate(parts))
    )
    return ("" if anchored else "(?:.*/)?") + translated + "(?:/.*)?\\Z"


def _name(part: str) -> str:
    """Translate one path component."""
    if part == "**":
        return ".*"
    return "".join(
        "[^/]*" if char == "*" else "[^/]" if char == "?" else re.escape(char)
        for char in part.replace("**", "*")
    )
