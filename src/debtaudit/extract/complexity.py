"""Cyclomatic complexity: radon's own visitor as an engine, and what a whole file amounts to.

The walk (`python_statements.py`) counts while it collects everything else and is held to radon's
numbers by tests/extract/test_radon_differential.py. `complexity-engine = "radon"` replaces them.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import Protocol

from debtaudit.domain.python_facts import Definition

MODULE_LINE = 0
"""The key under which `radon_complexity` gives the number of the module-level code."""

BLOCKS: tuple[type[ast.stmt], ...] = (
    *(ast.If, ast.For, ast.AsyncFor, ast.While, ast.With, ast.AsyncWith, ast.Try, ast.Match),
    *((ast.TryStar,) if hasattr(ast, "TryStar") else ()),
)
"""Statements that hold others and are no definition."""


class _Block(Protocol):
    lineno: int


def radon_complexity(tree: ast.Module) -> dict[int, int]:
    """Return line -> complexity of every definition in `tree`, counted by radon's visitor.

    No two definitions start on one line. radon drops classes inside functions and everything in
    them: its visitor is started again on each of these. Raises RecursionError on trees that
    overflow radon (an `elif` chain of 900).
    """
    from radon.visitors import ComplexityVisitor  # 20 ms that only this engine pays

    whole = ComplexityVisitor.from_ast(tree)
    found = {MODULE_LINE: int(whole.complexity)}
    _collect(whole.functions, whole.classes, found)
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)) and (
            node.lineno not in found
        ):
            alone = ComplexityVisitor(off=False)
            alone.visit(node)
            _collect(alone.functions, alone.classes, found)
    return found


def radon_decisions(statements: Sequence[ast.stmt]) -> int:
    """Return the decisions of `statements` outside every definition, counted by radon."""
    from radon.visitors import ComplexityVisitor

    return sum(
        ComplexityVisitor.from_ast(statement, off=False).complexity for statement in statements
    )


def _collect(functions: list[object], classes: list[object], found: dict[int, int]) -> None:
    """Put radon's blocks with their closures, methods and inner classes into `found`."""
    blocks = [*functions, *classes]
    while blocks:
        block = blocks.pop()
        line: int = getattr(block, "lineno")  # noqa: B009 - radon has no types
        if hasattr(block, "real_complexity"):
            found[line] = getattr(block, "real_complexity")  # noqa: B009
            blocks += [*getattr(block, "methods"), *getattr(block, "inner_classes")]  # noqa: B009
        else:
            found[line] = getattr(block, "complexity")  # noqa: B009
            blocks += getattr(block, "closures")  # noqa: B009


def file_complexity(definitions: Sequence[Definition]) -> int:
    """Return the complexity of a file: its functions, closures too, and its module-level code.

    Decisions in a class body outside its methods run on import like module-level code, but radon
    has no number for them alone: they are left out.
    """
    return sum([made.complexity for made in definitions if made.kind != "class"])
