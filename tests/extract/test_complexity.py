"""Complexity of a whole file, and radon's visitor as the engine."""

from __future__ import annotations

import pytest

from debtaudit.extract.complexity import (
    MODULE_LINE,
    file_complexity,
    radon_complexity,
    radon_decisions,
)
from debtaudit.extract.python_source import parse, python_facts

SOURCE = b"""\
if a or b:
    pass

def outer():
    def inner():
        return 1 if a else 2
    for x in y:
        pass

class C:
    flag = 1 if a else 2

    def method(self):
        while a:
            pass
"""


def test_a_file_is_its_functions_and_its_module_level_code() -> None:
    facts = python_facts(SOURCE)
    numbers = {made.name: made.complexity for made in facts.definitions}
    assert numbers == {
        "<module>": 3,
        "outer": 2,
        "outer.inner": 2,
        "C": 4,  # 1, its decision, and its method
        "C.method": 2,
    }
    assert file_complexity(facts.definitions) == 3 + 2 + 2 + 2


def test_a_script_without_functions_is_counted() -> None:
    script = b"for a in b:\n    if a:\n        c()\n" * 50
    assert file_complexity(python_facts(script).definitions) == 101
    assert file_complexity(python_facts(b"").definitions) == 1


def test_radon_gives_every_definition_by_its_line() -> None:
    assert radon_complexity(parse(SOURCE)) == {MODULE_LINE: 3, 4: 2, 5: 2, 10: 4, 13: 2}


def test_radon_counts_the_statements_of_a_cell() -> None:
    assert radon_decisions(parse(SOURCE).body) == 2
    assert radon_decisions([]) == 0


@pytest.mark.parametrize("engine", ["fused", "radon"])
def test_decorated_definitions_are_counted_at_their_own_line(engine: str) -> None:
    source = (
        b"@a\n@b(c or d)\ndef f():\n    return e or g\n\n@h\nclass C:\n    @i\n    def j(k): 0\n"
    )
    facts = python_facts(source, engine)
    assert [(made.line, made.complexity) for made in facts.definitions[1:]] == [
        (3, 2),
        (7, 2),
        (9, 1),
    ]
