"""Notebooks as files: nbformat 3 and 4 decoded down to their code cells.

Outputs are skipped by the JSON decoder, never built. nbformat is not used: importing it costs more
than reading a hundred notebooks.
"""

from __future__ import annotations

import msgspec
from msgspec import Struct

from debtaudit.extract.not_parsed import NotParsedError, conflict_in
from debtaudit.extract.python_names import valid_text


class _VsCode(Struct, rename="camel"):
    language_id: str | None = None


class _CellMetadata(Struct):
    vscode: _VsCode | None = None


class _Cell(Struct):
    """A cell of nbformat 4, or of nbformat 3 (`input`, `language`)."""

    cell_type: str | None = None
    source: str | list[str] | None = None
    input: str | list[str] | None = None
    language: str | None = None
    metadata: _CellMetadata | None = None


class _Worksheet(Struct):
    cells: list[_Cell] | None = None


class _Language(Struct):
    name: str | None = None


class _Kernel(Struct):
    name: str | None = None
    language: str | None = None


class Metadata(Struct):
    """What a notebook says of the language of its cells."""

    kernelspec: _Kernel | None = None
    language_info: _Language | None = None


class Notebook(Struct):
    """A file as it is written: cells of nbformat 4, or worksheets of nbformat 3."""

    cells: list[_Cell] | None = None
    worksheets: list[_Worksheet] | None = None
    metadata: Metadata | None = None


_decoder = msgspec.json.Decoder(Notebook)


def decode(data: bytes) -> Notebook:
    """Return what the bytes hold. Raises NotParsedError where they are no notebook."""
    data = data.removeprefix(b"\xef\xbb\xbf")
    try:
        return _decoder.decode(data)
    except msgspec.ValidationError as error:
        raise NotParsedError(f"not parsed: no notebook ({error})") from None
    except (msgspec.DecodeError, UnicodeDecodeError):
        return _decode_leniently(data)
    except RecursionError:
        raise NotParsedError("not parsed: nested too deeply") from None


def _decode_leniently(data: bytes) -> Notebook:
    """Read what Python's own json writes beyond the standard: NaN, Infinity, lone surrogates."""
    import json  # rarely needed

    try:
        return msgspec.convert(json.loads(data), Notebook)
    except msgspec.ValidationError as error:
        raise NotParsedError(f"not parsed: no notebook ({error})") from None
    except UnicodeDecodeError:
        raise NotParsedError("not parsed: no UTF-8") from None
    except json.JSONDecodeError as error:
        broken = NotParsedError(f"not parsed: broken JSON (line {error.lineno})")
        raise conflict_in(data) or broken from None
    except (RecursionError, ValueError):
        raise NotParsedError("not parsed: nested too deeply") from None


def code_cells(notebook: Notebook) -> list[tuple[int, str]]:
    """Return index and text of the code cells; those in another language are left out."""
    cells = list(notebook.cells or ())
    for sheet in notebook.worksheets or ():
        cells += sheet.cells or ()
    found = []
    for index, cell in enumerate(cells):
        if cell.cell_type != "code" or not _is_python_cell(cell):
            continue
        source = cell.source if cell.source is not None else cell.input
        text = "".join(source) if isinstance(source, list) else source or ""
        if "\r" in text:
            text = text.replace("\r\n", "\n").replace("\r", "\n")
        found.append((index, valid_text(text)))
    return found


def _is_python_cell(cell: _Cell) -> bool:
    language = cell.language
    if cell.metadata is not None and cell.metadata.vscode is not None:
        language = cell.metadata.vscode.language_id
    return language is None or _is_python_name(language)


def is_python(metadata: Metadata | None) -> bool:
    """Tell whether the kernel runs Python; a notebook that does not say so is taken to."""
    if metadata is None:
        return True
    if metadata.language_info is not None and metadata.language_info.name:
        return _is_python_name(metadata.language_info.name)
    kernel = metadata.kernelspec
    if kernel is None:
        return True
    if kernel.language:
        return _is_python_name(kernel.language)
    name = (kernel.name or "").lower()
    return not (name == "ir" or name.startswith(("julia", "scala", "spylon", "bash", "sql")))


def _is_python_name(language: str) -> bool:
    return language.lower().startswith(("python", "ipython", "pyspark"))
