"""Python source cut at the lines that start at column 0, without parsing it.

Cutting is lexical and may be wrong (a string with text at column 0, for instance): then what was
cut out does not parse, and the caller parses the whole.
"""

import re
from collections.abc import Iterable
from functools import cache, lru_cache

from msgspec import Struct

from debtaudit.domain.patterns import lazy_pattern


@cache
def _cut_at(indent: str) -> re.Pattern[str]:
    """Return what ends a block: a line of this indentation that does not continue the one above.

    Closing brackets, comments, `else`, `elif`, `except` and `finally` continue it.
    """
    return re.compile(rf"\n(?={indent}[^\s#)\]}}](?!(?:lse|lif|xcept|inally)\b))")


_CLASS_HEAD = lazy_pattern(
    r"(?:@[^\n]*\n)*class[ \t]+\w+[ \t]*(?:\((?:[^()]|\([^()]*\))*\))?[ \t]*:[ \t]*(?:#[^\n]*)?\n"
)
_FIRST_INDENT = lazy_pattern(r"(?:[ \t\f]*(?:#[^\n]*)?\n)*([ \t]+)[^\s#]")


class ClassBlock(Struct, frozen=True, gc=False):
    """A class cut into its head, decorators included, and what its body consists of."""

    head: str
    indent: str
    members: list[str]


@lru_cache(maxsize=8)  # the class after one change is the class before the next
def members_of_class(block: str) -> ClassBlock | None:
    """Cut a class; None for a block that is none, or whose head is not plain to see."""
    head = _CLASS_HEAD.match(block)
    if head is None:
        return None
    body = block[head.end() :]
    indent = _FIRST_INDENT.match(body)
    if indent is None:
        return None
    return ClassBlock(head[0], indent[1], _cut(body, _cut_at(indent[1])))


def normalised_text(data: bytes) -> str:
    """Decode source for comparison: line endings, tabs at line ends and a BOM are no difference."""
    return without_line_end_space(decoded(data))


def normalised_lines(text: str) -> str:
    """Return source with plain line ends and without white space at the ends of lines."""
    return without_line_end_space(_plain_line_ends(text))


def decoded(data: bytes) -> str:
    """Decode source, with plain line ends and without a BOM."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("latin-1")
    return _plain_line_ends(text)


def _plain_line_ends(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def without_line_end_space(text: str) -> str:
    """Return source with plain line ends without white space before them."""
    if " \n" in text or "\t\n" in text:
        return "\n".join([line.rstrip(" \t\f") for line in text.split("\n")])
    return text


def top_level_blocks(text: str) -> list[str]:
    """Cut source at the lines that start at column 0; joined again the pieces are the source."""
    return _cut(text if text.endswith("\n") else text + "\n", _cut_at(""))


def import_statements(blocks: Iterable[str]) -> str:
    """Return those of the top-level blocks of a source that import."""
    return "".join([block for block in blocks if block.startswith(("import ", "from "))])


def _cut(text: str, where: re.Pattern[str]) -> list[str]:
    """Cut before each match; pieces with an open triple quote or a decorator take the next one."""
    pieces = [piece + "\n" for piece in where.split(text)]
    pieces[-1] = pieces[-1][:-1]
    decorated = "@" in text
    joined: list[str] = []
    waiting: list[str] = []  # (an open docstring can be long: its lines are looked at once)
    inside = 0
    for piece, odd in zip(pieces, _odd_quotes(text, pieces), strict=True):
        if not (odd or waiting or (decorated and piece.lstrip()[:1] == "@")):
            joined.append(piece)
            continue
        waiting.append(piece)
        inside ^= odd
        whole = "" if inside else "".join(waiting)
        if whole and not _decorator(whole):
            joined.append(whole)
            waiting.clear()
    if waiting:
        joined.append("".join(waiting))
    return joined


def _odd_quotes(text: str, pieces: list[str]) -> list[int]:
    """Tell of each piece which of the two kinds of triple quotes it opens, or closes: 1, 2 or 3."""
    double = [piece.count('"""') & 1 for piece in pieces]
    if "'''" not in text:
        return double
    return [odd | (piece.count("'''") & 1) << 1 for odd, piece in zip(double, pieces, strict=True)]


def _decorator(piece: str) -> bool:
    return piece.lstrip()[:1] == "@" and "def " not in piece and "class " not in piece
