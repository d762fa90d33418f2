"""A local name that nothing uses is no difference: names are counted as whole words."""

import pytest

from debtaudit.extract.surface.unused import _stands_twice


@pytest.mark.parametrize(
    ("text", "twice"),
    [
        ("x = 1", False),
        ("x = 1\nreturn x", True),
        ("x = 1\nreturn xx + axe + x_", False),
        ("x = 1\nreturn 2*x", True),
        ("xx = x", False),
        ("a.x = x", True),
        ("x" * 9 + "\nx\nyx", False),
        ("", False),
    ],
)
def test_a_name_stands_twice_in_a_text(text: str, twice: bool) -> None:
    assert _stands_twice("x", text) is twice


def test_names_that_only_tell_are_followed_and_not_without_end() -> None:
    told = "x = 1\ny = x + 1\nz = y + 1\nprint(z)"
    assert not _stands_twice("x", told)
    assert _stands_twice("x", told.replace("print(z)", "return z"))
    many = "x = 1\n" + "".join(f"y{number} = x\n" for number in range(2_000))
    assert _stands_twice("x", many)


def test_letters_of_every_script_belong_to_words() -> None:
    assert not _stands_twice("x", "x = 1\nxé = éx")
    assert _stands_twice("é", "é = 1\nreturn é")
