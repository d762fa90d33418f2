"""Text of strangers inside GitHub-flavoured Markdown.

https://github.github.com/gfm/ says which characters mean something. What GitHub does to the
finished HTML (mentions, references to issues, links out of bare addresses) cannot be escaped; there
an empty comment between the sign and the word keeps the two apart.
"""

import re

from debtaudit.domain.patterns import lazy_pattern
from debtaudit.domain.text import visible

_SPECIAL = str.maketrans(
    {
        "&": "&amp;",
        "<": "&lt;",
        "|": "&#124;",
        **{char: f"\\{char}" for char in "\\`*[]~$"},
    }
)
_APART = "<!-- -->"
_AT = "&#64;"
_AUTOLINK = lazy_pattern(r"(?i)(?<=www)\.|(?<=[a-z]):(?=//)|(?<=mailto):|(?<=xmpp):")
_LINE_START = lazy_pattern(r"\A(?:[-+=#>]|(\d{1,9})(?=[.)]))")
_MENTION = lazy_pattern(r"((?<!&)[@#])(?=\w)")
_UNDERSCORE = lazy_pattern(r"(?<![^\W_])_|_(?![^\W_])")
_CODE_SPECIAL = lazy_pattern(r"[^\w \-./=,:;()+?^]|(?<![^\W_])_|_(?![^\W_])")


def inline(text: str) -> str:
    """Return the text so that it reads as it is: no markup, link, image, mention or table cell."""
    return _escaped(text.strip())


def _escaped(text: str) -> str:
    escaped = visible(text).translate(_SPECIAL)
    escaped = _UNDERSCORE.sub(r"\\_", escaped)
    escaped = _AUTOLINK.sub(f"{_APART}\\g<0>", escaped)
    return _MENTION.sub(f"\\1{_APART}", escaped)


def prose(text: str) -> str:
    """Return a sentence of a detector: what it puts between backticks becomes code.

    Every piece is escaped for itself, so that a name with a backtick in it can do no harm.
    """
    pieces = text.strip().split("`")
    if len(pieces) % 2 == 0 or not "".join(pieces).strip():
        return inline(text)
    return "".join(
        (code(piece) if index % 2 else _escaped(piece)) for index, piece in enumerate(pieces)
    )


def paragraph(text: str) -> str:
    """Return the text as `prose` does, and so that its beginning starts no list or heading."""
    return _LINE_START.sub(
        lambda found: f"{found[1]}\\" if found[1] else f"\\{found[0]}", prose(text)
    )


def code(text: str) -> str:
    """Return the text as code that a table cell can hold; nothing where there is no text."""
    shown = visible(text)
    if not shown.strip():
        return ""
    if "`" not in shown and "|" not in shown and "\\" not in shown:
        return f"`{shown}`"
    # A code span cannot hold these in every renderer; entities inside <code> can. What is in there
    # is text to a renderer, though, and it would make links of bare addresses.
    escaped = _AUTOLINK.sub(f"{_APART}\\g<0>", _CODE_SPECIAL.sub(_entity, shown))
    return f"<code>{escaped.replace(_AT, _AT + _APART)}</code>"


def _entity(found: re.Match[str]) -> str:
    return "".join(f"&#{ord(char)};" for char in found.group())


def row(*cells: str) -> str:
    """Return a table row of cells that are Markdown already."""
    return f"| {' | '.join(cells)} |"
