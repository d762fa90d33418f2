"""What a reader wants to know of one version of a hotspot besides its complexity."""

from __future__ import annotations

import ast
import json

from msgspec import Struct

from debtaudit.domain.files import PathClass
from debtaudit.extract.admitted_debt import Admission, admissions, comments
from debtaudit.extract.complexity import file_complexity
from debtaudit.extract.maintainability import maintainability
from debtaudit.extract.not_parsed import NotParsedError
from debtaudit.extract.python_source import facts_of_tree, parse
from debtaudit.extract.surface.blocks import normalised_text


class PlaceNotes(Struct, frozen=True, array_like=True):
    """The maintainability index, and the admitted debts.

    `file_lines` are the lines of the debts in the file itself: for a notebook those of its JSON, 0
    where it is not found there; `admitted` counts lines in the joined source of its cells.
    """

    maintainability: float | None
    admitted: tuple[Admission, ...]
    file_lines: tuple[int, ...]


def place_notes(path_class: PathClass, data: bytes) -> PlaceNotes:
    """Return the notes of a file; a file that does not parse has none."""
    try:
        if path_class is PathClass.NOTEBOOK:
            from debtaudit.extract.notebook import source_and_tree

            notebook, tree = source_and_tree(data)
            said = comments(notebook.source)
            found = admissions(said)
            return PlaceNotes(_index(tree, len(said)), found, _json_lines(data, found))
        said = comments(normalised_text(data))
        found = admissions(said)
        lines = tuple(one.line for one in found)
        return PlaceNotes(_index(parse(data), len(said)), found, lines)
    except (NotParsedError, RecursionError):
        return PlaceNotes(None, (), ())


def _index(tree: ast.Module, said: int) -> float | None:
    facts = facts_of_tree(tree, 0)
    complexity = file_complexity(facts.definitions)
    return maintainability(tree, complexity, facts.logical_lines, said)


def _json_lines(data: bytes, found: tuple[Admission, ...]) -> tuple[int, ...]:
    """Return the line of the notebook's JSON that holds each comment, from the top down."""
    lines = []
    position = 0
    for one in found:
        text = json.dumps(one.text, ensure_ascii=False)[1:-1].encode()
        at = data.find(text, position) if text else -1
        lines.append(data.count(b"\n", 0, at) + 1 if at >= 0 else 0)
        position = at if at >= 0 else position
    return tuple(lines)
