"""IPython's own syntax in a notebook cell: magics, shell lines and help, made into plain Python.

Line numbers hold: every line of a cell stays one line. The rules are those of IPython's
`inputtransformer2`; Databricks writes its cell magics with one `%`.
"""

from __future__ import annotations

import re

from msgspec import Struct

from debtaudit.domain.patterns import lazy_pattern

_PYTHON_CELLS = frozenset(
    (
        *("time", "timeit", "capture", "prun", "memit", "mprun", "snakeviz", "scalene", "debug"),
        *("px", "local", "notify", "python", "python3", "pyspark", "wandb", "heat"),
    )
)
"""Cell magics after which the cell still is Python."""

_SHELL_CELLS = frozenset(("bash", "sh", "!", "system", "sx", "script", "shell", "zsh"))

_DATABRICKS_CELLS = frozenset(("md", "sql", "sh", "scala", "r", "fs"))

_STATEMENT_MAGICS = frozenset(("time", "timeit", "prun", "memit", "mprun", "lprun", "debug"))
"""Line magics that run the Python statement behind them."""

_AUTOMAGICS = _STATEMENT_MAGICS.union(
    (
        *("pip", "conda", "mamba", "micromamba", "uv", "cd", "pwd", "ls", "ll", "cat", "less"),
        *("more", "man", "mkdir", "rmdir", "cp", "mv", "rm", "env", "run", "load", "matplotlib"),
    )
)
"""Line magics that people write without `%`: IPython takes them in a cell of one line."""

_MAGIC = lazy_pattern(r"^[^\S\n]*[%!?]|=[^\S\n]*[%!]|\?[^\S\n]*$", re.MULTILINE)
"""A line magic, a shell line or a question for help; `x = !ls` and `x = %env HOME`."""


class CellCode(Struct, frozen=True):
    """A code cell as Python (None where it is another language) and the shell lines in it."""

    python: str | None
    shell: tuple[str, ...]


def is_suspicious(source: str) -> bool:
    """Tell whether `source` may hold IPython syntax; most cells do not and need no second look.

    Every line that `plain_python` would change has one of these forms, and so may plain Python.
    """
    if source[:1] in {" ", "\t"} or _is_automagic(source):
        return True
    return ("%" in source or "!" in source or "?" in source) and bool(_MAGIC.search(source))


def plain_python(source: str) -> CellCode:
    """Return a cell without IPython's syntax."""
    lines = _dedented(source.split("\n"))
    first = _first_line(lines, 0)
    if first is None:
        return CellCode(source, ())
    if _is_automagic(source):
        lines[first] = f"%{lines[first]}"
    magic = _cell_magic(lines, first)
    while first is not None and magic in _PYTHON_CELLS:
        lines[first] = ""
        first = _first_line(lines, first)
        magic = _cell_magic(lines, first) if first is not None else None
    if magic is None or first is None:
        return _line_by_line(lines)
    if magic in _SHELL_CELLS:
        return CellCode(None, tuple(_continued(lines[first + 1 :])))
    return CellCode(None, ())


def _is_automagic(source: str) -> bool:
    line = source.strip()
    name, space, rest = line.partition(" ")
    return bool(space) and name in _AUTOMAGICS and "\n" not in line and rest[:1] != "="


def _dedented(lines: list[str]) -> list[str]:
    """Take the indentation of the first line off all lines, as IPython does."""
    margin = lines[0][: len(lines[0]) - len(lines[0].lstrip())]
    return [line.removeprefix(margin) for line in lines] if margin else lines


def _first_line(lines: list[str], start: int) -> int | None:
    """Return the first line from there on that holds anything."""
    return next((index for index in range(start, len(lines)) if lines[index].strip()), None)


def _cell_magic(lines: list[str], first: int) -> str | None:
    line = lines[first]
    if line.startswith("%%"):
        words = line[2:].split(None, 1)
        return words[0] if words else ""
    if line.startswith("%") and len(lines) - first > 1:
        words = line[1:].split(None, 1)
        if words and words[0] in _DATABRICKS_CELLS:
            return words[0]
    return None


def _line_by_line(lines: list[str]) -> CellCode:
    python: list[str] = []
    shell: list[str] = []
    rest = iter(lines)
    for line in rest:
        text = line.lstrip()
        indent = line[: len(line) - len(text)]
        plain = _command(text)
        if plain is None:
            python.append(line)
            continue
        statement, command = plain
        python.append(indent + statement)
        while command.endswith("\\"):
            more = next(rest, None)
            if more is None:
                break
            python.append("")
            command = command[:-1].rstrip() + " " + more.strip()
        if command:
            shell.append(command)
    return CellCode("\n".join(python), tuple(shell))


def _command(text: str) -> tuple[str, str] | None:
    """Return (the Python that stands for an IPython line, its command), None for plain Python."""
    start = text[:1]
    if start == "%":
        return _line_magic(text.lstrip("%"))
    if start == "!":
        return "pass", text.lstrip("!").strip()
    if start == "?" or (text.rstrip().endswith("?") and "#" not in text):
        return "pass", ""
    target, equals, value = text.partition("=")
    value = value.lstrip()
    if equals and value[:1] in {"!", "%"} and _is_target(target):
        return f"{target.rstrip()} = None", value.lstrip("!%").strip()
    return None


def _line_magic(text: str) -> tuple[str, str]:
    name, _, rest = text.strip().partition(" ")
    if name not in _STATEMENT_MAGICS:
        return "pass", text.strip()
    words = rest.split()
    while words and words[0].startswith("-"):
        takes_number = len(words) > 1 and words[1].isdigit()
        for word in words[: 2 if takes_number else 1]:
            rest = rest.lstrip()[len(word) :]
        words = words[2 if takes_number else 1 :]
    return rest.strip() or "pass", ""


def _is_target(text: str) -> bool:
    plain = text.strip().replace(".", "").replace(",", "").replace(" ", "")
    return plain.isidentifier()


def _continued(lines: list[str]) -> list[str]:
    """Return the commands of a shell script, continued lines joined, without comments."""
    commands = []
    command = ""
    for line in lines:
        command += line.strip()
        if command.endswith("\\"):
            command = command[:-1].rstrip() + " "
            continue
        if command and not command.startswith("#"):
            commands.append(command)
        command = ""
    return commands
