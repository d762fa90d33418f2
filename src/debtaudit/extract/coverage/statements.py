"""Which lines of a file could have run, for reports that only say which did.

coverage.py counts statements: one that spans several lines is one, at its first line, and what
compiles to nothing (docstrings, `global`) is none. The tracer names any line of a statement, so a
statement ran where one of its lines did.
"""

import ast
from collections.abc import Iterator

from debtaudit.domain.coverage import LineCoverage
from debtaudit.extract.python_source import parse

_Part = ast.stmt | ast.ExceptHandler | ast.match_case


def by_statements(lines: LineCoverage, source: bytes) -> LineCoverage:
    """Return the coverage of a file by statements; those that did not run are `missing`.

    Raises `NotParsedError` for a source that does not parse.
    """
    executed: set[int] = set()
    missing: set[int] = set()
    tests: dict[int, tuple[str, ...]] = {}
    for first, last in _statements(parse(source)):
        ran = [line for line in range(first, last + 1) if line in lines.executed]
        (executed if ran else missing).add(first)
        named = {test for line in ran for test in lines.tests.get(line, ())}
        if named:
            tests[first] = tuple(sorted(named))
    return LineCoverage(frozenset(executed), frozenset(missing), tests)


def _statements(tree: ast.Module) -> Iterator[tuple[int, int]]:
    """Yield the first and the last line of each statement; of a compound one, of its head."""
    rest: list[tuple[_Part, bool]] = [(each, False) for each in tree.body]
    while rest:
        part, in_function = rest.pop()
        inside = [each for each in ast.iter_child_nodes(part) if isinstance(each, _Part)]
        if isinstance(part, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            in_function = not isinstance(part, ast.ClassDef)
            if part.decorator_list:
                yield part.decorator_list[0].lineno, part.lineno - 1
        rest.extend((each, in_function) for each in inside)
        if not _compiles_to_nothing(part, in_function):
            yield _head(part, inside)


def _head(part: _Part, inside: list[_Part]) -> tuple[int, int]:
    first = _first(part)
    if isinstance(part, ast.match_case):
        return first, first
    last = _first(inside[0]) - 1 if inside else part.end_lineno or first
    return first, max(first, last)


def _first(part: _Part) -> int:
    return part.pattern.lineno if isinstance(part, ast.match_case) else part.lineno


def _compiles_to_nothing(part: _Part, in_function: bool) -> bool:
    if isinstance(part, ast.Expr):
        return isinstance(part.value, ast.Constant)
    if isinstance(part, ast.AnnAssign):
        return in_function and part.value is None
    return isinstance(part, ast.Global | ast.Nonlocal)
