"""What differs between two versions of a Python file, found without parsing what is equal.

Both versions are cut at the lines that start at column 0 (and, inside a class, at the lines of its
members). Blocks that stand on both sides are replaced by empty lines, so that the little that
remains is parsed with its true line numbers. Cutting is lexical and may be wrong (a string with
text at column 0, for instance): then the remainder does not parse, and the caller parses the whole.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache

from msgspec import Struct

from debtaudit.domain.patterns import lazy_pattern

_WORTH_CUTTING = 4
"""Lines from which a compound statement is worth looking into."""
_DEEPEST = 40
_COMPOUND = lazy_pattern(
    r"^[ \t]*(?:async )?(?:(def|class) (\w+)|(?:if|for|while|with|try)\b[^\n]*)", re.MULTILINE
)
_TABLE = lazy_pattern(r"[ \t]*[\w.]+(?: ?: ?[^=\n]+)? = [^\n]*[\[({]\n")
"""The first line of a long literal or call that is assigned: a table of configurations."""
_LONG_TABLE = 12
_HEAD_END = lazy_pattern(r":[ \t]*(?:#[^\n]*)?(\n)")
_BODY_INDENT = lazy_pattern(r"\n([ \t]+)[^\s#)\]}]")


@cache
def _cut_at(indent: str) -> re.Pattern[str]:
    """Return what ends a block: a line of this indentation that does not continue the one above.

    Closing brackets, comments, `else`, `elif`, `except` and `finally` continue it.
    """
    return re.compile(rf"\n(?={indent}[^\s#)\]}}](?!(?:lse|lif|xcept|inally)\b))")


_CONTINUES = (b"else", b"elif", b"except", b"finally")
_NO_START = frozenset(b" \t\r\n#)]}\f")


class Region(Struct, frozen=True, gc=False):
    """The stretch in which two versions differ, cut at top-level lines.

    `head` is the text before it up to the first definition (where imports are), `first_line` the
    number of lines before the stretch, which are the same on both sides.
    """

    head: str
    before: str
    after: str
    first_line: int


def differing_region(before: bytes, after: bytes) -> Region:
    """Cut the equal beginning and end off two versions, without decoding or splitting them."""
    start = _block_start(before, _common_prefix(before, after))
    end = _block_end(before, len(before) - _common_suffix(before, after, start))
    tail = len(before) - end
    return Region(
        head=normalised_text(_head(before[:start])),
        before=normalised_text(before[start:end]),
        after=normalised_text(after[start : len(after) - tail]),
        first_line=before.count(b"\n", 0, start),
    )


def _common_prefix(one: bytes, other: bytes) -> int:
    """Return the length of the common beginning, by bisection: slices compare at memory speed."""
    low, high = 0, min(len(one), len(other))
    if one[:high] == other[:high]:
        return high
    while low < high - 1:
        middle = (low + high) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle
    return low


def _common_suffix(one: bytes, other: bytes, start: int) -> int:
    low, high = 0, min(len(one), len(other)) - start
    while low < high:
        middle = (low + high + 1) // 2
        if one[len(one) - middle : len(one) - low] == other[len(other) - middle : len(other) - low]:
            low = middle
        else:
            high = middle - 1
    return low


def _block_start(data: bytes, position: int) -> int:
    """Return the start of the top-level block that holds a position."""
    position = data.rfind(b"\n", 0, position) + 1
    while position > 0 and not _starts_block(data, position):
        position = data.rfind(b"\n", 0, position - 1) + 1
    return position


def _block_end(data: bytes, position: int) -> int:
    """Return the start of the first top-level block wholly behind a position."""
    while True:
        position = data.find(b"\n", position) + 1
        if position == 0 or position >= len(data):
            return len(data)
        if _starts_block(data, position):
            above = data.rfind(b"\n", 0, position - 1) + 1
            if data[above] != 64:  # an @: the definition below belongs to it
                return position


def _starts_block(data: bytes, position: int) -> bool:
    return (
        position < len(data)
        and data[position] not in _NO_START
        and not data.startswith(_CONTINUES, position)
    )


def _head(data: bytes) -> bytes:
    ends = [found for found in (data.find(b"\ndef "), data.find(b"\nclass ")) if found >= 0]
    return data[: min(ends, default=len(data))]


def normalised_text(data: bytes) -> str:
    """Decode source for comparison: line endings, tabs at line ends and a BOM are no difference."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("latin-1")
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if " \n" in text or "\t\n" in text:
        text = "\n".join([line.rstrip(" \t\f") for line in text.split("\n")])
    return text


def differing_source(before: str, after: str) -> tuple[str, str]:
    """Return both versions with what they share blanked out, line numbers kept.

    Blocks that stand on both sides become empty lines (imports stay); of a block that has another
    version on the other side, the members and statements that both have become `pass`.
    """
    old, new = top_level_blocks(before), top_level_blocks(after)
    shared = Counter(old) & Counter(new)
    twins = _twins(old, new, shared)
    return _reduced(old, shared, twins, ""), _reduced(new, shared, twins, "")


_Twins = Mapping[str, tuple[str, str]]
"""A block on either side -> the two versions of it, the older one first."""


def _twins(old: Sequence[str], new: Sequence[str], shared: Counter[str]) -> _Twins:
    """Return the compound blocks that each side has once under the same head."""
    found: dict[str, list[str]] = {}
    for side in (old, new):
        heads: dict[str, str | None] = {}
        for block in side:
            if block not in shared and block.count("\n") >= _WORTH_CUTTING:
                head = _compound_head(block)
                if head:
                    heads[head] = None if head in heads else block
        for head, single in heads.items():
            if single is not None:
                found.setdefault(head, []).append(single)
            elif head in found:
                del found[head]
    pairs = [(both[0], both[1]) for both in found.values() if len(both) == 2]
    return {block: pair for pair in pairs for block in pair}


def _compound_head(block: str) -> str:
    """Return what names a compound statement: `def name`, `class Name`, the head of a loop."""
    table = _TABLE.match(block)
    if table is not None:
        return table[0] if block.count("\n") >= _LONG_TABLE else ""
    found = _COMPOUND.search(block)
    if found is None or (found.start() and not block.lstrip().startswith("@")):
        return ""
    return found[1] + " " + found[2] if found[2] else found[0]


def _reduced(pieces: Sequence[str], shared: Counter[str], twins: _Twins, indent: str) -> str:
    left = dict(shared)
    out: list[str] = []
    for piece in pieces:
        if left.get(piece, 0) > 0:
            left[piece] -= 1
            out.append(_blank(piece, indent))
            continue
        pair = twins.get(piece)
        out.append(_inside(piece, pair) if pair is not None else piece)
    return "".join(out)


def _blank(piece: str, indent: str) -> str:
    """Return what stands for a piece that both sides share."""
    lines = piece.count("\n")
    if not indent:
        return piece if piece.startswith(("import ", "from ")) else "\n" * lines
    last = piece[piece.rfind("\n", 0, len(piece.rstrip())) + 1 :]
    if not last.startswith(indent):
        return piece  # it goes on with `else:` or `except:`
    return "\n" * (lines - 1) + indent + "pass\n"


def _inside(block: str, pair: tuple[str, str]) -> str:
    """Blank out what a compound statement shares with its other version."""
    if _TABLE.match(block):
        return _inside_table(block, pair)
    end = _head_end(block)
    found = _BODY_INDENT.match(block, end) or _BODY_INDENT.search(block, end)
    if found is None or len(found[1]) > _DEEPEST:
        return block
    old, new, shared, twins = _cut_both(pair, found[1])
    if not shared or (len(old) == len(new) and shared.total() == len(old) - 1):
        return block  # nothing in common, or another order only: that is for the parser to see
    mine = old if block == pair[0] else new
    return mine[0] + _reduced(mine[1:], shared, twins, found[1])


@lru_cache(maxsize=256)
def _cut_both(
    pair: tuple[str, str], indent: str
) -> tuple[list[str], list[str], Counter[str], _Twins]:
    """Cut both versions of a block below their heads; kept, because each side asks for it."""
    where = _cut_at(indent)
    old, new = ([one[:at], *_cut(one[at:], where)] for one in pair for at in [_head_end(one)])
    shared = Counter(old[1:]) & Counter(new[1:])
    return old, new, shared, _twins(old[1:], new[1:], shared)


def _inside_table(block: str, pair: tuple[str, str]) -> str:
    """Blank out the entries of a long literal that both versions have."""
    found = _BODY_INDENT.search(block)
    if found is None or len(found[1]) > _DEEPEST:
        return block
    where = _cut_at(found[1])
    old, new = (where.split(one) for one in pair)
    shared = Counter(old[1:]) & Counter(new[1:])
    pieces = old if block == pair[0] else new
    kept = [pieces[0]]
    for piece in pieces[1:]:
        if shared.get(piece, 0) > 0 and _is_entry(piece):
            shared[piece] -= 1
            kept.append("\n" * piece.count("\n"))
        else:
            kept.append(piece)
    return "\n".join(kept)


def _is_entry(piece: str) -> bool:
    return piece.rstrip().endswith(",") and all(
        piece.count(left) == piece.count(right) for left, right in ("()", "[]", "{}")
    )


def _head_end(block: str) -> int:
    """Return where the head of a compound statement ends: at the first line that ends in `:`."""
    found = _COMPOUND.search(block)
    start = found.start() if found else 0
    end = _HEAD_END.search(block, start)
    return end.start(1) if end else start


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
