"""Text of strangers inside reStructuredText (docutils, "inline markup recognition rules")."""

from debtaudit.domain.patterns import lazy_pattern
from debtaudit.domain.text import visible

_SPECIAL = lazy_pattern(r"[\\*`|<>]|_(?![^\W_])|(?<=:):")


def inline(text: str) -> str:
    """Return the text so that it reads as it is: no emphasis, role, reference or substitution."""
    return inline_piece(text.strip())


def prose(text: str) -> str:
    """Return a sentence whose words between backticks become literals, the rest plain text."""
    pieces = text.strip().split("`")
    if len(pieces) % 2 == 0:
        return inline(text)
    return "".join(
        (code(piece) if index % 2 else inline_piece(piece)) for index, piece in enumerate(pieces)
    )


def inline_piece(text: str) -> str:
    """Return a piece of a sentence as `inline` does, with its spaces."""
    return _SPECIAL.sub(lambda found: f"\\{found[0]}", visible(text))


def code(text: str) -> str:
    """Return the text as a literal; one that a literal cannot hold stays plain text."""
    shown = visible(text).strip()
    if not shown or "`" in shown or shown.endswith("\\"):
        return inline(text)
    return f"``{shown}``"
