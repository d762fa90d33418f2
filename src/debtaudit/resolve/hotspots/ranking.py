"""The ranking of files, functions and notebook cells by complexity times change frequency.

Formula and limits are in docs/rules/complexity-hotspot.md.
"""

from collections.abc import Sequence
from math import sqrt
from operator import itemgetter
from typing import Literal

from msgspec import Struct

from debtaudit.domain.facts import RepositoryFacts
from debtaudit.domain.python_facts import MODULE, Definition, Knot, PythonFacts, cell_place
from debtaudit.domain.report_rows import Hotspot, WorstFunction
from debtaudit.domain.rounds import Rounds
from debtaudit.extract.complexity import file_complexity
from debtaudit.knowledge.places import place_of
from debtaudit.resolve.hotspots.change_counts import ChangeCount, ChangeCounts

UnitKind = Literal["function", "cell", "module"]

_RANK = itemgetter(0, 1, 2)
_NOT_RANKED = frozenset(("test", "third-party"))


class Unit(Struct, frozen=True):
    """A function, a cell or the module-level code of a file; lines count in the cell.

    The complexity of a cell is that of its code outside functions; these are units of their own.
    `knot` is the largest statement of module-level code, where that was looked for.
    """

    symbol: str
    line: int
    end_line: int
    cell: int | None
    complexity: int
    kind: UnitKind
    knot: Knot | None = None


class RankedFile(Struct, frozen=True):
    """A changed file with its units."""

    path: str
    python: PythonFacts
    complexity: int
    change: ChangeCount
    units: tuple[Unit, ...]


def ranked_files(
    facts: RepositoryFacts, counts: ChangeCounts, *, everything: bool
) -> list[RankedFile]:
    """Return the files with a counted change, most complexity times changes first.

    Tests, generated code and code of others are in it only with `everything`.
    """
    found = []
    for entry in facts.files:
        path = entry.path
        change = counts.by_path.get(path)
        if change is None or not change.counted:
            continue
        fact = facts.facts.get(path)
        if fact is None or fact.python is None:
            continue
        if not everything and (fact.python.generated or _is_others(path)):
            continue
        found.append(_ranked(path, fact.python, change, facts.rounds))
    found.sort(key=lambda file: (-file.complexity * file.change.weight, file.path))
    return found


def _ranked(
    path: str, python: PythonFacts, change: ChangeCount, rounds: Rounds | None
) -> RankedFile:
    """Put a file together; from another round is known what follows from the same facts alone."""
    known = rounds.get("ranked", path, RankedFile) if rounds is not None else None
    if known is not None and known.python is python:
        found = RankedFile(path, python, known.complexity, change, known.units)
    else:
        complexity = file_complexity(python.definitions)
        found = RankedFile(path, python, complexity, change, _units(python))
    if rounds is not None:
        rounds.put("ranked", path, found)
    return found


def _is_others(path: str) -> bool:
    place = place_of(path)
    return place is not None and place[0].name in _NOT_RANKED


def _units(python: PythonFacts) -> tuple[Unit, ...]:
    functions = [made for made in python.definitions if made.kind in {"function", "method"}]
    units = [_function_unit(python, made) for made in functions]
    for cell in python.cells:
        inside = sum([made.complexity for made in functions if made.cell == cell.index])
        own = cell.complexity - inside
        if own > 1:
            symbol = f"<cell {cell.index}>"
            units.append(Unit(symbol, 1, cell.lines, cell.index, own, "cell"))
    module = python.definitions[0]
    if not python.cells and module.complexity > 1:
        whole = (1, python.lines, None, module.complexity)
        units.append(Unit(MODULE, *whole, "module", python.knot))
    return tuple(units)


def _function_unit(python: PythonFacts, made: Definition) -> Unit:
    cell, line = cell_place(python, made.line) if python.cells else (None, made.line)
    end = line + made.end_line - made.line
    return Unit(made.name, line, end, cell, made.complexity, "function")


def hotspot_rows(files: Sequence[RankedFile]) -> tuple[Hotspot, ...]:
    """Return a row for each file by rank, then for each function and cell, ranked apart."""
    most_complex = max([file.complexity for file in files], default=1)
    most_changes = max([file.change.weight for file in files], default=1.0)
    rows = [
        Hotspot(
            rank=rank,
            path=file.path,
            symbol=None,
            complexity=file.complexity,
            worst_function=_worst_function(file),
            changes=file.change.changes,
            score=hotspot_score(file.complexity * file.change.weight, most_complex * most_changes),
            authors=file.change.authors,
            lines=file.python.lines,
            trend="unknown",
            change_sets=file.change.change_sets,
        )
        for rank, file in enumerate(files, 1)
    ]
    return tuple(rows + _unit_rows(files))


def _unit_rows(files: Sequence[RankedFile]) -> list[Hotspot]:
    """Rank functions and cells; a function's changes are not known, its file's stand for them."""
    ranked = [
        (-unit.complexity * file.change.weight, file.path, index, unit, file.change)
        for file in files
        for index, unit in enumerate(file.units)
        if unit.kind != "module"
    ]
    ranked.sort(key=_RANK)
    worst = max([row[3].complexity for row in ranked], default=1)
    most = worst * max([row[4].weight for row in ranked], default=1.0)
    rows = []
    before, score = 0.0, 0.0
    for rank, (worth, path, _, unit, change) in enumerate(ranked, 1):
        if worth != before:  # (many are equal, and stand in a row)
            before, score = worth, hotspot_score(-worth, most)
        rows.append(
            Hotspot(
                rank,
                path,
                unit.symbol,
                unit.complexity,
                None,
                change.changes,
                score,
                change.authors,
                unit.end_line - unit.line + 1,
                "unknown",
                change.change_sets,
            )
        )
    return rows


def hotspot_score(worth: float, most: float) -> float:
    """Return how much of the most that a place could be worth it is: 0 to 1.

    `worth` is complexity times changes by their age, `most` the product of the largest of both; the
    root makes the score their geometric mean.
    """
    return round(sqrt(worth / most), 4)


def _worst_function(file: RankedFile) -> WorstFunction | None:
    functions = [unit for unit in file.units if unit.kind == "function"]
    if not functions:
        return None
    worst = max(functions, key=lambda unit: unit.complexity)
    return WorstFunction(worst.symbol, worst.line, worst.complexity, worst.cell)
