"""Which statement a line belongs to, and what stands above, around and behind it."""

import pytest

from debtaudit.extract.surface.statements import TOP, Statements

SOURCE = """class A:
    def f(self, x,
          y):
        \"\"\"Say
it.
        \"\"\"
        if x:
            # note
            z = g(
                x,
            )
    # of the class
        else:
            z = 1 + \\
  2

        return z
"""


@pytest.fixture
def statements() -> Statements:
    return Statements(SOURCE.split("\n"), SOURCE)


def test_a_line_belongs_to_the_statement_that_it_goes_on_with(statements: Statements) -> None:
    firsts = [0, 1, 1, 3, 3, 3, 6, 7, 8, 8, 8]
    assert [statements.first(line) for line in range(11)] == firsts
    assert [statements.first(line) for line in (12, 13, 14, 16)] == [12, 13, 13, 16]


def test_what_is_no_code(statements: Statements) -> None:
    lines = [line for line in range(len(statements.lines)) if not statements.is_code(line)]
    assert lines == [3, 4, 5, 7, 11, 15, 17]


def test_a_compound_statement_ends_with_its_body(statements: Statements) -> None:
    assert [statements.last(line) for line in (0, 1, 6, 8, 12, 13, 16)] == [
        16,
        16,
        10,
        10,
        14,
        14,
        16,
    ]


def test_what_stands_around_and_above(statements: Statements) -> None:
    assert [statements.head_around(line) for line in (0, 1, 6, 8, 13)] == [TOP, 0, 1, 6, 12]
    assert statements.above(12) == 6
    assert list(statements.clauses(12)) == [6]
    assert statements.below(6) == 12
    assert statements.below(0) == TOP
    assert statements.definitions_around(13) == [1, 0]


def test_a_body_has_no_blank_lines_and_no_comments(statements: Statements) -> None:
    assert list(statements.body(6, 6)) == [8, 9, 10]
    assert list(statements.body(12, 12)) == [13, 14]
