"""Tests that call the training only where it must end with an error: they train nothing."""

from collections.abc import Sequence

from debtaudit.resolve.calls import CallGraph

_GIVEN_A_FUNCTION = ("raises", "assertRaises", "assertRaisesRegex")


def expects_error(graph: CallGraph, nodes: Sequence[str]) -> str:
    """Say that a test expects an error of all its calls on the way to the training, else "".

    `nodes` lead from the test to the training code. `pytest.raises(ValueError, fit, x)` calls what
    it is given; a block that expects SystemExit may have trained before (`Definition.raising`).
    """
    if len(nodes) < 2:
        return ""
    test = graph.definitions[nodes[0]]
    blocks = [
        *test.raising,
        *(
            (call.line, call.line)
            for call in test.calls
            if call.positional > 1
            and call.name.endswith(_GIVEN_A_FUNCTION)
            and "SystemExit" not in call.names
        ),
    ]
    lines = [call.line for call in graph.resolved.get(nodes[0], ()) if call.target == nodes[1]]
    if lines and all(any(start <= line <= end for start, end in blocks) for line in lines):
        return "expects it to fail"
    return ""
