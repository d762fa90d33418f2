"""Cognitive complexity, held to the examples of Campbell's paper (version 1.4, in Python)."""

from __future__ import annotations

import pytest

from debtaudit.extract.cognitive import MODULE_LINE, cognitive_complexity
from debtaudit.extract.python_source import parse

CASES = {
    "sum of primes": (
        """
def sum_of_primes(maximum):
    total = 0
    for i in range(1, maximum):          # +1
        prime = True
        for j in range(2, i):            # +2
            if i % j == 0:               # +3
                prime = False
        if prime:                        # +2
            total += i
    return total
""",
        8,
    ),
    "get words: a switch costs one": (
        """
def get_words(number):
    match number:                        # +1
        case 1:
            return "one"
        case 2:
            return "a couple"
        case _:
            return "lots"
""",
        1,
    ),
    "else and elif cost one, at any depth": (
        """
def f(a, b):
    if a:                                # +1
        if b:                            # +2
            pass
        elif a and b:                    # +1 and +1
            pass
        else:                            # +1
            pass
""",
        6,
    ),
    "a row of equal operators costs one": (
        "def f(a, b, c, d):\n    return a and b and c or d\n",
        2,
    ),
    "try costs nothing, its handlers do": (
        """
def f():
    try:
        if a:                            # +1
            pass
    except ValueError:                   # +1
        for x in y:                      # +2
            pass
    except OSError:                      # +1
        pass
    finally:
        pass
""",
        5,
    ),
    "a conditional expression is nested": (
        "def f():\n    while a:\n        b = 1 if c else 2\n",
        3,
    ),
    "a lambda nests": ("def f():\n    return lambda x: 1 if x else 2\n", 2),
    "recursion costs one": ("def f(n):\n    return f(n - 1)\n", 1),
    "nothing to follow": ("def f():\n    return [g(x) for x in y]\n", 0),
}


@pytest.mark.parametrize(("source", "expected"), CASES.values(), ids=CASES.keys())
def test_the_examples(source: str, expected: int) -> None:
    found = cognitive_complexity(parse(source))
    line = source[: source.index("def ")].count("\n") + 1
    assert found[line] == expected


def test_functions_inside_functions_and_code_outside_are_counted_apart() -> None:
    found = cognitive_complexity(
        parse(
            """\
if a:
    def outer():
        def inner():
            if b:
                pass
        while c:
            pass
class C:
    flag = 1 if d else 2
    def method(self):
        return self.method()
"""
        )
    )
    assert found == {MODULE_LINE: 2, 2: 1, 3: 1, 10: 1}


def test_long_chains_do_not_overflow() -> None:
    chain = "if a:\n    pass\n" + "".join("elif b:\n    pass\n" for _ in range(900))
    assert cognitive_complexity(parse(chain))[MODULE_LINE] == 901
