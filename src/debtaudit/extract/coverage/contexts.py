"""The tests that a coverage report names for a line: its "contexts"."""

from collections.abc import Iterable, Mapping

_PHASES = frozenset(("run", "setup", "teardown"))
"""What pytest-cov writes behind the id of a test: `tests/test_a.py::test_b[1]|run`."""


def tests_by_line(contexts: Mapping[int, Iterable[str]]) -> dict[int, tuple[str, ...]]:
    """Return the tests of each line, sorted; code that ran outside of tests has none."""
    return {line: tests for line, found in contexts.items() if (tests := _tests(found))}


def _tests(contexts: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({test for context in contexts if (test := _test(context))}))


def _test(context: str) -> str:
    """Return the id of a test without its phase and parameters."""
    name, bar, phase = context.rpartition("|")
    whole = name if bar and phase in _PHASES else context
    path, colons, rest = whole.partition("::")
    return path + colons + rest.partition("[")[0] if colons else whole
