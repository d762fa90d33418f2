"""Compares the tests that debtaudit names for training code with those that really ran it.

    pytest --cov --cov-context=test                     # in a checkout, in its own environment
    python -m evaluation.measured_tests CHECKOUT        # here

The static answer is that of the commit (`--rev HEAD`, so that no measurement is read); what was
measured is read from `.coverage` by coverage.py alone, line by line. Exits with 1 where an entry
point is called tested and no test ran a line of its body.
"""

import argparse
import ast
import subprocess
import sys
from pathlib import Path

import msgspec
from coverage import CoverageData

from debtaudit.domain.report import Report
from debtaudit.domain.report_rows import EntryPoint


def ask(checkout: Path) -> tuple[EntryPoint, ...]:
    """Ask debtaudit for the entry points of the commit."""
    options = ["--rev", "HEAD", "--format", "json", "--scan", "retraining-tests"]
    command = [sys.executable, "-m", "debtaudit", "scan", str(checkout), *options]
    done = subprocess.run(command, capture_output=True, check=True)
    return msgspec.json.decode(done.stdout, type=Report).training.entry_points


def body(source: str, symbol: str) -> set[int]:
    """Return the lines of a function's body, by its qualified name."""
    nodes: list[ast.AST] = [ast.parse(source)]
    for name in symbol.split("."):
        nodes = [
            child
            for node in nodes
            for child in ast.iter_child_nodes(node)
            if getattr(child, "name", None) == name
        ]
    return {
        line
        for node in nodes
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        for line in range(node.body[0].lineno, (node.end_lineno or 0) + 1)
    }


def ran(data: CoverageData, path: Path, lines: set[int]) -> set[str]:
    """Return the tests that ran one of the lines."""
    return {
        context.partition("|")[0].partition("[")[0]
        for line, contexts in data.contexts_by_lineno(str(path)).items()
        if line in lines
        for context in contexts
        if context
    }


def compare(entry: EntryPoint, measured: set[str]) -> bool:
    """Print one entry point; tell whether its status holds."""
    named = {test.ref for test in entry.tests}
    print(f"{entry.path}::{entry.symbol}: {entry.tested}, {len(measured)} tests ran it")
    for test in sorted(named - measured):
        print(f"    named, did not run it: {test}")
    for test in sorted(measured - named):
        print(f"    ran it, not named: {test}")
    return entry.tested != "tested" or bool(measured)


def main() -> None:
    """Compare every entry point in a file that was measured."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("checkout", type=Path, help="a checkout with a .coverage with contexts")
    checkout = parser.parse_args().checkout.resolve()
    data = CoverageData(basename=str(checkout / ".coverage"))
    data.read()
    holds = True
    for entry in ask(checkout):
        path = checkout / entry.path
        if str(path) in data.measured_files() and not entry.symbol.startswith("<"):
            lines = body(path.read_text(encoding="utf-8"), entry.symbol)
            holds &= compare(entry, ran(data, path, lines))
    sys.exit(0 if holds else 1)


if __name__ == "__main__":
    main()
