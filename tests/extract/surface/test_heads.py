"""Heads of functions without what parameters default to."""

import ast

import pytest

from debtaudit.extract.surface.heads import bare_head


@pytest.mark.parametrize(
    ("head", "bare"),
    [
        ("def f():", "def f():"),
        (
            "async def f(a, b=1, *rest, c: int = 2, **more) -> int:  # why",
            "def f(a, b, *rest, c, **more):",
        ),
        ("def f(a, /, b, *,\n      c={1: 2}):", "def f(a, b, *, c):"),
        ("def f(a):", "def f(a):"),
    ],
)
def test_the_names_are_left(head: str, bare: str) -> None:
    assert bare_head(head) == bare
    ast.parse(f"{bare}\n pass")


@pytest.mark.parametrize("head", ["", "def f(a", "class A:", "def f(a, a=):", "if x:", "\0"])
def test_what_is_no_head_of_a_function_is_left_alone(head: str) -> None:
    assert bare_head(head) is None
