"""Text of strangers made safe, and measured."""

import pytest

from debtaudit.domain.text import (
    ascii_only,
    columns,
    pad,
    shorten,
    shorten_path,
    valid_unicode,
    visible,
    wrap,
)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("src/train.py", "src/train.py"),
        ("mod\u00e8le \u6570\u636e.py", "mod\u00e8le \u6570\u636e.py"),
        ("a\nb\tc\r", r"a\nb\tc\r"),
        ("\x1b[31mred\x1b[0m", r"\x1b[31mred\x1b[0m"),
        ("abc\u202etxt.exe", r"abc\u202etxt.exe"),
        ("zero\u200bwidth\ufeff", r"zero\u200bwidth\ufeff"),
        ("caf\udce9.py", r"caf\udce9.py"),
        ("tag\U000e0041", r"tag\U000e0041"),
        ("filler\u3164name", r"filler\u3164name"),
        ("no\u00a0break", r"no\xa0break"),
        ("\x9b31m", r"\x9b31m"),
        ("", ""),
    ],
)
def test_what_cannot_be_seen_is_written_as_an_escape(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_every_code_point_is_one_printable_line_afterwards() -> None:
    every = "".join(map(chr, range(0x110000)))
    assert visible(every).isprintable()


def test_ascii_only_keeps_ascii_and_escapes_the_rest() -> None:
    assert ascii_only("plain") == "plain"
    assert ascii_only("\u00e9\u2713") == r"\xe9\u2713"


def test_valid_unicode_can_be_encoded() -> None:
    assert valid_unicode("caf\udce9 \u2713").encode("utf-8") == b"caf\\udce9 \xe2\x9c\x93"


@pytest.mark.parametrize(
    ("text", "width"),
    [("abc", 3), ("\u6570\u636e", 4), ("e\u0301", 1), ("\U0001f600", 2), ("", 0)],
)
def test_columns_are_those_of_a_terminal(text: str, width: int) -> None:
    assert columns(text) == width


@pytest.mark.parametrize("text", ["short", "a longer text than fits", "\u6570\u636e" * 9])
@pytest.mark.parametrize("width", [0, 1, 2, 5, 10, 11, 40])
def test_shortened_texts_fit(text: str, width: int) -> None:
    assert columns(shorten(text, width)) <= width
    assert columns(shorten_path(text, width)) <= width
    assert columns(shorten(text, width, "...")) <= width


def test_a_text_is_cut_at_its_end_and_a_path_at_its_front() -> None:
    assert shorten("abcdefgh", 5) == "abcd\u2026"
    assert shorten_path("src/pkg/train.py:41", 12) == "\u2026train.py:41"
    assert shorten("abc", 3) == shorten_path("abc", 3) == "abc"


def test_padding_counts_columns() -> None:
    assert pad("\u6570", 4) == "\u6570  "
    assert pad("7", 3, right=True) == "  7"


def test_wrapping_breaks_at_spaces_and_long_words_where_it_must() -> None:
    assert wrap("one two three", 7) == ["one two", "three"]
    assert wrap("abcdefghij k", 4) == ["abcd", "efgh", "ij k"]
    assert wrap("\u6570\u636e\u6570\u636e", 5) == ["\u6570\u636e", "\u6570\u636e"]
    assert wrap("\u6570", 1) == ["\u6570"]
    assert wrap("", 10) == [""]


@pytest.mark.parametrize("width", [1, 2, 3, 7, 20])
def test_wrapping_loses_nothing(width: int) -> None:
    text = "why results moved, nobody can tell: x" * 3
    assert "".join(wrap(text, width)).replace(" ", "") == text.replace(" ", "")
