"""Cuts one version of a file into its functions, cheaply enough for every version of a year.

Versions of a file differ in a few places. So the source is cut at its top-level statements, and a
piece that an earlier version had too is looked up instead of parsed. Cutting is lexical and may be
wrong: then a piece does not parse, and the whole is parsed instead.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Sequence
from hashlib import blake2b

from msgspec import Struct
from msgspec.structs import replace

from debtaudit.domain.anatomy import Anatomy, Part
from debtaudit.domain.files import PathClass
from debtaudit.domain.python_facts import MODULE, CellSpan, Definition
from debtaudit.extract.cognitive import MODULE_LINE, cognitive_complexity
from debtaudit.extract.complexity import BLOCKS, file_complexity
from debtaudit.extract.not_parsed import NotParsedError
from debtaudit.extract.python_source import facts_of_tree, parse
from debtaudit.extract.surface.blocks import normalised_text, top_level_blocks

CUT = frozenset((PathClass.PYTHON, PathClass.SETUP_PY, PathClass.NOTEBOOK))
"""The classes of files that have an anatomy."""

_COMPOUND = re.compile(r"(?:@|(?:async|class|def|for|if|match|try|while|with)\b)")
_CODING, _HEAD = b"coding", 200
"""A file may name its encoding in its first two lines (PEP 263)."""
_LAYOUT = b" \t\n\r\f\\"
_BEFORE_END = ((b",)", b")"), (b",]", b"]"), (b",}", b"}"))
_OWN_NAME = re.compile(rb"^(async)?def[^(]*")


class Piece(Struct, frozen=True):
    """What one stretch of source is made of; lines count from its first one.

    `deciding` is a digest of its code, empty where it holds no function, class or decision.
    """

    parts: tuple[Part, ...]
    complexity: int
    decisions: int
    cognitive: int
    module_cognitive: int
    statements: int
    lines: int
    deciding: bytes


Known = dict[str, Piece]
"""The pieces that were parsed already, by their text."""


def anatomy(path_class: PathClass, data: bytes, known: Known) -> Anatomy:
    """Return the anatomy of a version; `known` is shared by the versions of one file."""
    try:
        if path_class is PathClass.NOTEBOOK:
            return _of_notebook(data)
        return _of_python(data, known)
    except NotParsedError as error:
        return Anatomy(problem=str(error))
    except RecursionError:
        return Anatomy(problem="not parsed: nested too deeply")


def _of_python(data: bytes, known: Known) -> Anatomy:
    text = normalised_text(data)
    if not data.isascii() and (_CODING in data[:_HEAD] or not _is_utf8(data)):
        return _joined([_parsed(text, parse(data))], text)  # how it is to be read, Python knows
    try:
        pieces = [_piece(piece, known) for piece in _pieces(text)]
    except NotParsedError:
        pieces = [_parsed(text, parse(data))]
    return _joined(pieces, text)


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _pieces(text: str) -> Iterable[str]:
    """Cut around every compound statement; what stands between two of them is one piece."""
    run: list[str] = []
    for block in top_level_blocks(text):
        if _COMPOUND.match(block):
            if run:
                yield "".join(run)
                run = []
            yield block
        else:
            run.append(block)
    if run:
        yield "".join(run)


def _piece(text: str, known: Known) -> Piece:
    piece = known.get(text)
    if piece is None:
        piece = known[text] = _parsed(text, parse(text))
    return piece


def _parsed(text: str, tree: ast.Module) -> Piece:
    facts = facts_of_tree(tree, 0)
    cognitive = cognitive_complexity(tree)
    lines = text.split("\n")
    parts = [
        _part(made, lines, cognitive.get(made.line, 0))
        for made in facts.definitions
        if made.kind in {"function", "method"}
    ]
    decisions = facts.definitions[0].complexity - 1
    decides = bool(parts or decisions or _COMPOUND.match(text))
    if decisions and any(isinstance(node, BLOCKS) for node in tree.body):
        parts.append(_statement(tree, lines, 1 + decisions, cognitive[MODULE_LINE]))
    return Piece(
        tuple(parts),
        file_complexity(facts.definitions) - 1,
        decisions,
        sum(cognitive.values()),
        cognitive[MODULE_LINE],
        facts.logical_lines,
        text.count("\n"),
        _digest(lines).to_bytes(8, "big") if decides else b"",
    )


def _part(made: Definition, lines: Sequence[str], cognitive: int) -> Part:
    digest = _digest(lines[made.line - 1 : made.end_line], own_name=True)
    return Part(made.name, made.line, made.end_line, made.complexity, cognitive, digest)


def _statement(tree: ast.Module, lines: Sequence[str], complexity: int, cognitive: int) -> Part:
    """Return what a piece says outside functions, as a part of its own."""
    line, end = tree.body[0].lineno, tree.body[-1].end_lineno or tree.body[-1].lineno
    return Part(MODULE, line, end, complexity, cognitive, _digest(lines[line - 1 : end]))


def _joined(pieces: Sequence[Piece], text: str) -> Anatomy:
    parts: list[Part] = []
    above = 0
    for piece in pieces:
        parts += [_moved(part, above) for part in piece.parts] if above else piece.parts
        above += piece.lines
    deciding = blake2b(b"".join([piece.deciding for piece in pieces]), digest_size=8).digest()
    return Anatomy(
        parts=_with_names(parts),
        complexity=1 + sum([piece.complexity for piece in pieces]),
        cognitive=sum([piece.cognitive for piece in pieces]),
        module=1 + sum([piece.decisions for piece in pieces]),
        module_cognitive=sum([piece.module_cognitive for piece in pieces]),
        logical_lines=sum([piece.statements for piece in pieces]),
        digest=_digest(text.split("\n")),
        deciding=int.from_bytes(deciding, "big"),
    )


def _moved(part: Part, lines: int) -> Part:
    return replace(part, line=part.line + lines, end_line=part.end_line + lines)


def _with_names(parts: Sequence[Part]) -> tuple[Part, ...]:
    """Give parts that share a name (overloads, setters of a property) a number."""
    seen: dict[str, int] = {}
    named = []
    for part in parts:
        number = seen[part.name] = seen.get(part.name, 0) + 1
        named.append(part if number == 1 else replace(part, name=f"{part.name}#{number}"))
    return tuple(named)


def _digest(lines: Iterable[str], own_name: bool = False) -> int:
    """Return a digest of code without layout, comment lines and trailing commas.

    With `own_name` the name of the function that starts it is left out too.
    """
    kept = "\n".join([line for line in lines if not line.lstrip().startswith("#")])
    text = kept.encode("utf-8", "surrogatepass").translate(None, _LAYOUT).replace(b"'", b'"')
    for comma, end in _BEFORE_END:
        text = text.replace(comma, end)
    if own_name:
        text = _OWN_NAME.sub(b"def", text, count=1)
    return int.from_bytes(blake2b(text, digest_size=8).digest(), "big")


def _of_notebook(data: bytes) -> Anatomy:
    """Return the anatomy of a notebook: its functions, and the code of its cells outside them."""
    from debtaudit.extract.notebook import facts_of_notebook, source_and_tree

    notebook, tree = source_and_tree(data)
    facts = facts_of_notebook(notebook, tree)
    cognitive = cognitive_complexity(tree)
    lines = notebook.source.split("\n")
    parts: list[Part] = []
    for cell in facts.cells:
        own = lines[cell.first_line - 1 : cell.first_line - 1 + cell.lines]
        functions = [
            made
            for made in facts.definitions[1:]
            if made.cell == cell.index and made.kind in {"function", "method"}
        ]
        inside = [_part(made, lines, cognitive.get(made.line, 0)) for made in functions]
        inside_complexity = sum(part.complexity for part in inside)
        parts.append(_cell(cell, own, cell.complexity - inside_complexity, _outside(cell, tree)))
        parts += [replace(_moved(part, 1 - cell.first_line), cell=cell.index) for part in inside]
    digest = _digest(lines)
    return Anatomy(
        parts=_with_names(parts),
        complexity=file_complexity(facts.definitions),
        cognitive=sum(cognitive.values()),
        module=facts.definitions[0].complexity,
        module_cognitive=cognitive[MODULE_LINE],
        logical_lines=facts.logical_lines,
        digest=digest,
        deciding=digest,
    )


def _outside(cell: CellSpan, tree: ast.Module) -> int:
    """Return the cognitive complexity of a cell's code outside functions."""
    after = cell.first_line + cell.lines
    own = [each for each in tree.body if cell.first_line <= each.lineno < after]
    return cognitive_complexity(ast.Module(own, []))[MODULE_LINE]


def _cell(cell: CellSpan, lines: Sequence[str], complexity: int, cognitive: int) -> Part:
    name = cell_name(cell.index)
    return Part(name, 1, cell.lines, complexity, cognitive, _digest(lines), cell.index)


def is_cell_name(symbol: str) -> bool:
    """Tell whether a part is a cell; no function has such a name."""
    return symbol.startswith("<cell ")


def is_nameless(symbol: str) -> bool:
    """Tell whether a part is a cell or a top-level statement: what is told by its code alone."""
    return symbol.startswith("<")


def cell_name(index: int) -> str:
    """Return the symbol under which a cell is ranked."""
    return f"<cell {index}>"
