"""Two versions of a notebook compared by their code cells; outputs are never built."""

from collections import Counter

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from debtaudit.domain.history import Comparison, SurfaceChange
from debtaudit.domain.python_facts import MODULE
from debtaudit.extract.notebook_cells import plain_python
from debtaudit.extract.surface.blocks import normalised_lines
from debtaudit.extract.surface.python import compare_python, compare_sources
from debtaudit.extract.surface.version import Version


class _Cell(Struct):
    cell_type: str | None = None
    source: str | list[str] | None = None
    input: str | list[str] | None = None


class _Worksheet(Struct):
    cells: list[_Cell] | None = None


class _Notebook(Struct):
    cells: list[_Cell] | None = None
    worksheets: list[_Worksheet] | None = None


_decoder = msgspec.json.Decoder(_Notebook)
_MAGIC_SIGNS = ("%", "!", "?")


def compare_notebooks(before: bytes | None, after: bytes | None) -> Comparison:
    """Compare code cells by meaning; the symbol of code outside functions is its cell."""
    try:
        old = _code_cells(before) if before is not None else []
        new = _code_cells(after) if after is not None else []
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        return Comparison(problem=f"not parsed: no notebook ({type(error).__name__})")
    if before is None or after is None:
        source = "\n".join(_python(text) for _, text in new or old).encode("utf-8", "replace")
        found = compare_python(source if after is None else None, source if after else None)
        return _placed(found, old, new)
    shared = Counter(text for _, text in old) & Counter(text for _, text in new)
    sides = [normalised_lines(_reduced(cells, shared)) for cells in (old, new)]
    if sides[0] == sides[1]:
        return Comparison()
    imports = "\n".join(text for _, text in new if "import " in text)
    found_sources = compare_sources(Version(sides[0]), Version(sides[1], imports=imports))
    if found_sources is None:
        return Comparison(problem="not parsed: a changed cell is no Python")
    return _placed(found_sources, old, new)


def _code_cells(data: bytes) -> list[tuple[int, str]]:
    """Return the code cells with their index among all cells."""
    notebook = _decoder.decode(data)
    cells = list(notebook.cells or ())
    for sheet in notebook.worksheets or ():
        cells += sheet.cells or ()
    found = []
    for index, cell in enumerate(cells):
        if cell.cell_type == "code":
            source = cell.source if cell.source is not None else cell.input
            text = "".join(source) if isinstance(source, list) else source or ""
            found.append((index, text.rstrip()))
    return found


def _python(text: str) -> str:
    """Return a cell as Python with the same number of lines."""
    if any(sign in text for sign in _MAGIC_SIGNS) and _is_magic(text):
        code = plain_python(text).python
        return code if code is not None else "\n" * text.count("\n")
    return text


def _is_magic(text: str) -> bool:
    return any(
        line.lstrip().startswith(("%", "!", "?"))
        or line.rstrip().endswith("?")
        or "= !" in line
        or "=!" in line
        or "= %" in line
        for line in text.split("\n")
    )


def _reduced(cells: list[tuple[int, str]], shared: Counter[str]) -> str:
    return "\n".join(
        "\n" * text.count("\n") if text in shared else _python(text) for _, text in cells
    )


def _placed(
    found: Comparison, old: list[tuple[int, str]], new: list[tuple[int, str]]
) -> Comparison:
    """Name the cell where module-level code stands; lines count within their cell."""
    changes = tuple(_in_its_cell(change, new if change.after else old) for change in found.changes)
    return msgspec.structs.replace(found, changes=changes)


def _in_its_cell(change: SurfaceChange, cells: list[tuple[int, str]]) -> SurfaceChange:
    if change.line is None:
        return change
    first = 1
    for index, text in cells:
        lines = text.count("\n") + 1
        if first <= change.line < first + lines:
            symbol = change.symbol
            if symbol == MODULE and not change.whole:
                symbol = f"cell {index}"
            return replace(change, symbol=symbol, line=change.line - first + 1)
        first += lines
    return change
