"""Text of strangers in reStructuredText stays text."""

import pytest

from debtaudit.domain.rst_text import code, inline, prose


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a *b* and |c|", "a \\*b\\* and \\|c\\|"),
        ("snake_case stays, link_ does not", "snake_case stays, link\\_ does not"),
        (":math:`x`", ":math:\\`x\\`"),
        ("Example::", "Example:\\:"),
        ("a\x1bb", "a\\\\x1bb"),
    ],
)
def test_markup_is_escaped(text: str, shown: str) -> None:
    assert inline(text) == shown


def test_code_becomes_a_literal_unless_a_literal_cannot_hold_it() -> None:
    assert code("lr") == "``lr``"
    assert code("a\x1b\nb") == "``a\\x1b\\nb``"
    assert code("a`b") == "a\\`b"
    assert code("a\\") == "a\\\\"
    assert code(" ") == ""


def test_words_between_backticks_become_literals() -> None:
    assert prose("Use `lr` of *x*") == "Use ``lr`` of \\*x\\*"
    assert prose("one ` only") == "one \\` only"
