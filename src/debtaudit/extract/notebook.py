"""Jupyter notebooks: their code cells as one Python source, and the facts of it."""

from __future__ import annotations

import ast

import msgspec
from msgspec import Struct

from debtaudit.domain.masking import mask
from debtaudit.domain.python_facts import CellSpan, PythonFacts, cell_place
from debtaudit.extract.complexity import file_complexity, radon_complexity, radon_decisions
from debtaudit.extract.named_values import without_allowed
from debtaudit.extract.not_parsed import NotParsedError
from debtaudit.extract.notebook_cells import is_suspicious, plain_python
from debtaudit.extract.notebook_format import code_cells, decode, is_python
from debtaudit.extract.python_scope import FileWalk, Scope
from debtaudit.extract.python_source import frozen_facts, parse
from debtaudit.extract.python_statements import drain
from debtaudit.extract.score_thresholds import unexplained

_NAMED_CELLS = 5
"""Broken cells named in the diagnostic of a notebook."""


class NotebookCell(Struct, frozen=True):
    """A code cell: its index among all cells, its first line in the joined source, its lines."""

    index: int
    first_line: int
    lines: int


class NotebookSource(Struct, frozen=True):
    """The Python of a notebook.

    `source` joins the code cells, each from a new line, with IPython's syntax made plain, so that
    the lines of a cell keep their places; cells in other languages and cells that do not parse
    are left out. `shell` holds the commands behind `!` and `%`, with those of shell cells;
    `shell_cells` the index of the cell of each. `problem` names the cells that do not parse.
    """

    source: str
    cells: tuple[NotebookCell, ...]
    shell: tuple[str, ...]
    shell_cells: tuple[int, ...] = ()
    problem: str | None = None


def notebook_facts(data: bytes, engine: str = "fused") -> PythonFacts:
    """Return the facts of a notebook's code cells; see `PythonFacts` for its lines.

    `engine` is the setting `complexity-engine`. Raises NotParsedError.
    """
    return facts_of_notebook(*source_and_tree(data), engine)


def facts_of_notebook(
    notebook: NotebookSource, tree: ast.Module, engine: str = "fused"
) -> PythonFacts:
    """Return the facts of what `source_and_tree` gave. Raises NotParsedError."""
    try:
        file = FileWalk(radon_complexity(tree) if engine == "radon" else None)
        module = Scope(file, "module", "", [])
        spans = _walk_cells(notebook.cells, tree, file, module)
    except RecursionError:
        raise NotParsedError("not parsed: nested too deeply to be analysed") from None
    lines = sum([cell.lines for cell in notebook.cells])
    facts = msgspec.structs.replace(
        frozen_facts(file, module, lines, tree),
        cells=spans,
        shell=tuple(map(mask, notebook.shell)),
        problem=notebook.problem,
    )
    if facts.fixed:
        source = notebook.source.encode()
        left = without_allowed(unexplained(facts, source), source)
        facts = msgspec.structs.replace(facts, fixed=left)
    places = [
        msgspec.structs.replace(made, cell=cell_place(facts, made.line)[0])
        for made in facts.definitions[1:]
    ]
    return msgspec.structs.replace(facts, definitions=(facts.definitions[0], *places))


def code_digest(data: bytes) -> bytes | None:
    """Return a digest of the code cells alone; None where the bytes are no notebook.

    It is the same for a notebook that was run again, and for one whose text was changed.
    """
    from hashlib import blake2b

    try:
        cells = code_cells(decode(data))
    except NotParsedError:
        return None
    digest = blake2b(digest_size=16)
    for _, source in cells:
        digest.update(source.encode() + b"\0")
    return digest.digest()


def _walk_cells(
    cells: tuple[NotebookCell, ...], tree: ast.Module, file: FileWalk, module: Scope
) -> tuple[CellSpan, ...]:
    """Walk the statements of one cell after the other, to know the complexity of each."""
    spans = []
    statements = tree.body
    start = 0
    for cell in cells:
        end = start
        last = cell.first_line + cell.lines
        while end < len(statements) and statements[end].lineno < last:
            end += 1
        body = statements[start:end]
        decisions, known = module.decisions, len(file.definitions)
        file.statements += len(body)
        module.stack.extend(body[::-1])
        drain(module)
        level = module.decisions - decisions
        if file.measured is not None:
            level = radon_decisions(body)
        complexity = 1 + level + file_complexity(file.definitions[known:])
        spans.append(CellSpan(cell.index, cell.first_line, cell.lines, complexity))
        start = end
    return tuple(spans)


def source_and_tree(data: bytes) -> tuple[NotebookSource, ast.Module]:
    """Return the Python of a notebook, joined, with its tree.

    It is empty for a kernel of another language. Raises NotParsedError where the bytes are no
    notebook or no cell parses.
    """
    notebook = decode(data)
    pieces: list[tuple[int, str]] = []
    shell: list[str] = []
    shell_cells: list[int] = []
    if is_python(notebook.metadata):
        for index, source in code_cells(notebook):
            python: str | None = source
            if is_suspicious(source) and _problem_of(source) is not None:
                code = plain_python(source)
                python = code.python
                shell += code.shell
                shell_cells += [index] * len(code.shell)
            if python is not None:
                pieces.append((index, python))
    joined = NotebookSource("", (), tuple(shell), tuple(shell_cells))
    try:
        joined = _join(pieces, joined)
        return joined, parse(joined.source)
    except NotParsedError:
        pieces, problem = _good_cells(pieces)
    joined = msgspec.structs.replace(_join(pieces, joined), problem=problem)
    return joined, parse(joined.source)


def _join(pieces: list[tuple[int, str]], into: NotebookSource) -> NotebookSource:
    cells = []
    line = 1
    for index, source in pieces:
        lines = source.count("\n") + 1
        cells.append(NotebookCell(index, line, lines))
        line += lines
    text = "\n".join([source for _, source in pieces])
    return msgspec.structs.replace(into, source=text, cells=tuple(cells))


def _good_cells(pieces: list[tuple[int, str]]) -> tuple[list[tuple[int, str]], str]:
    """Leave out the cells that do not parse; return the others and what is to be said of it."""
    good = []
    broken = []
    for index, source in pieces:
        problem = _problem_of(source)
        if problem is None:
            good.append((index, source))
        else:
            broken.append(f"cell {index}: {problem.removeprefix('not parsed: ')}")
    if not any(source.strip() for _, source in good):
        raise NotParsedError(
            f"not parsed: {broken[0] if broken else 'cells that break each other'}"
        )
    named = "; ".join(broken[:_NAMED_CELLS])
    more = len(broken) - _NAMED_CELLS
    return good, f"not parsed: {named}" + (f"; and {more} more cells" if more > 0 else "")


def _problem_of(source: str) -> str | None:
    try:
        parse(source)
    except NotParsedError as error:
        return str(error)
    return None
