"""Walking expressions agrees with the standard library."""

import ast

import pytest

from debtaudit.extract.nodes import children, nodes_of


@pytest.mark.parametrize(
    "source",
    [
        "x",
        "f(a.b[1:2], *c, d=lambda x: x + 1, **e)",
        "{1: a, **b}",
        "[x for x in y if x not in z]",
        "a < b == c and not d",
        "f'{a!r:>{w}} {b}'",
    ],
)
def test_all_nodes_but_contexts_are_found_in_the_same_order(source: str) -> None:
    tree = ast.parse(source)
    expected = [one for one in ast.walk(tree) if not isinstance(one, ast.expr_context)]
    assert nodes_of(tree) == expected
    below = [one for one in ast.iter_child_nodes(tree.body[0]) if one in expected]
    assert children(tree.body[0]) == below
