"""Python source cut at the lines that start at column 0, without parsing it.

Cutting is lexical and may be wrong (a string with text at column 0, for instance): then what was
cut out does not parse, and the caller parses the whole.
"""

import re
from functools import cache

from msgspec import Struct

from debtaudit.domain.patterns import lazy_pattern
from debtaudit.extract.common_ends import common_prefix, common_suffix


@cache
def _cut_at(indent: str) -> re.Pattern[str]:
    """Return what ends a block: a line of this indentation that does not continue the one above.

    Closing brackets, comments, `else`, `elif`, `except` and `finally` continue it.
    """
    return re.compile(rf"\n(?={indent}[^\s#)\]}}](?!(?:lse|lif|xcept|inally)\b))")


_BLOCK = lazy_pattern(rb"\n(?![ \t\r\n#)\]}\f]|else\b|elif\b|except\b|finally\b)")
"""The end of a line behind which a top-level statement begins."""
_WINDOW = 2_048
_QUOTES = (b'"""', b"'''")


class Region(Struct, frozen=True, gc=False):
    """The stretch in which two versions differ, cut at top-level lines.

    `first_line` is the number of lines before the stretch, which are the same on both sides.
    """

    before: str
    after: str
    first_line: int


def differing_region(before: bytes, after: bytes) -> Region:
    """Cut the equal beginning and end off two versions, without decoding or splitting them."""
    start = _block_start(before, common_prefix(before, after))
    tail = len(before) - _block_end(before, len(before) - common_suffix(before, after, start))
    if tail and start + tail > len(after):
        tail = 0
    one, other = before[start : len(before) - tail], after[start : len(after) - tail]
    parts = (before[:start], one, other)
    if any(part.count(quotes) % 2 for part in parts for quotes in _QUOTES):
        return Region(normalised_text(before), normalised_text(after), 0)  # cut inside a string
    first_line = before.count(b"\n", 0, start)
    return Region(normalised_text(one), normalised_text(other), first_line)


def _block_start(data: bytes, position: int) -> int:
    """Return the start of the top-level block that holds a position."""
    size = _WINDOW
    while True:
        low = max(0, position - size)
        # (not where the byte behind is the first that differs: it begins another line there)
        starts = [one.end() for one in _BLOCK.finditer(data, low, position) if one.end() < position]
        if starts:
            return starts[-1]
        if not low:
            return 0
        size *= 4


def _block_end(data: bytes, position: int) -> int:
    """Return the start of the first top-level block wholly behind a position."""
    for found in _BLOCK.finditer(data, position):
        end = found.end()
        above = data.rfind(b"\n", 0, found.start()) + 1
        if end < len(data) and data[above] != 64:  # an @: the definition below belongs to it
            return end
    return len(data)


def import_head(data: bytes) -> bytes:
    """Return the beginning of a source up to its first definition, where its imports are."""
    ends = [data.find(word) for word in (b"\ndef ", b"\nclass ")]
    return data[: min((end for end in ends if end >= 0), default=len(data))]


def normalised_text(data: bytes) -> str:
    """Decode source for comparison: line endings, tabs at line ends and a BOM are no difference."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("latin-1")
    return normalised_lines(text)


def normalised_lines(text: str) -> str:
    """Return source with plain line ends and without white space at the ends of lines."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if " \n" in text or "\t\n" in text:
        text = "\n".join([line.rstrip(" \t\f") for line in text.split("\n")])
    return text


def top_level_blocks(text: str) -> list[str]:
    """Cut source at the lines that start at column 0; joined again the pieces are the source."""
    return _cut(text if text.endswith("\n") else text + "\n", _cut_at(""))


def _cut(text: str, where: re.Pattern[str]) -> list[str]:
    """Cut before each match; pieces with an open triple quote or a decorator take the next one."""
    pieces = [piece + "\n" for piece in where.split(text)]
    pieces[-1] = pieces[-1][:-1]
    if '"""' not in text and "'''" not in text and "@" not in text:
        return pieces
    joined: list[str] = []
    waiting: list[str] = []  # (an open docstring can be long: its lines are looked at once)
    double = single = 0
    for piece in pieces:
        double += piece.count('"""')
        single += piece.count("'''")
        waiting.append(piece)
        if double % 2 or single % 2:
            continue
        whole = "".join(waiting) if len(waiting) > 1 else piece
        if _decorator(whole):
            continue
        joined.append(whole)
        waiting.clear()
        double = single = 0
    if waiting:
        joined.append("".join(waiting))
    return joined


def _decorator(piece: str) -> bool:
    return (
        "@" in piece
        and piece.lstrip().startswith("@")
        and "def " not in piece
        and "class " not in piece
    )
