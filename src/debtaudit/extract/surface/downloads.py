"""What a download is by its address: weights, data, or neither."""

import ast
from collections.abc import Iterable

from debtaudit.domain.patterns import lazy_pattern
from debtaudit.extract.surface.words import words_of
from debtaudit.knowledge.model_surface import Mark, surface_knowledge

_SCHEME = r"(?:https?|ftp|gs|s3|hf)://"
_BEGIN = lazy_pattern(_SCHEME)
_ADDRESS = lazy_pattern(rf"{_SCHEME}\S+$")


def is_address(text: str) -> bool:
    """Tell whether a text is the address of something to download."""
    return _ADDRESS.match(text) is not None


def begins_as_address(node: ast.AST | None) -> bool:
    """Tell whether a text in Python code is an address, as far as its beginning tells."""
    first = node.values[0] if isinstance(node, ast.JoinedStr) and node.values else node
    text = first.value if isinstance(first, ast.Constant) else None
    return isinstance(text, str) and _BEGIN.match(text) is not None


def download_mark(words: Iterable[str]) -> Mark | None:
    """Return what a download is by the names it has here and there; None for anything else.

    `words` are the address and, where they are known, its key or the place it is put in.
    """
    known = surface_knowledge().table("download")
    found = [
        known[part] for word in words for part in words_of(word.partition("?")[0]) if part in known
    ]
    return max(found, key=lambda mark: mark.weight, default=None)
