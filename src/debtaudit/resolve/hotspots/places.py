"""The places where repair pays most, with their history: the rows of `debtaudit hotspots`.

The plain ranking takes every commit that touches a file for a change of all its code. Here the past
versions are known: a place has the commits after which its own code says something else. That never
is more, so the plain ranking bounds it, and the first N are known without reading all files.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timezone

from msgspec import Struct

from debtaudit.domain.anatomy import Anatomy, Part
from debtaudit.domain.facts import RepositoryFacts
from debtaudit.domain.hotspot_list import (
    AdmittedDebt,
    CoupledFile,
    HotspotPlace,
    PlaceFunction,
    SizePoint,
)
from debtaudit.domain.masking import mask
from debtaudit.domain.python_facts import PythonFacts, cell_place
from debtaudit.domain.report_rows import Trend
from debtaudit.domain.trend import KNOTTED
from debtaudit.extract.place_notes import PlaceNotes
from debtaudit.knowledge.debt_words import debt_kind
from debtaudit.resolve.hotspots.code_history import Touched
from debtaudit.resolve.hotspots.ranking import RankedFile, hotspot_score

_SHOWN_FUNCTIONS = 5
_GROWN, _GROWN_SHARE = 2, 0.1
"""A complexity that grew by both is rising: at least two paths, and a tenth."""

Key = tuple[str, str]
Histories = Mapping[Key, Touched]


class Candidate(Struct, frozen=True):
    """A file or one of its parts, with what the window did to it.

    `worth` is what it is ranked by. That of a part is its complexity times its changes by their
    age; that of a file adds up its parts, the decisions of each times its changes: that simple
    functions are many, or that one row after the other is added, makes no file a hotspot.
    """

    file: RankedFile
    part: Part | None
    touched: Touched
    complexity: int
    worth: float


def bound(file: RankedFile, functions: bool) -> float:
    """Return a number that the worth of a file, or of any of its parts, never is above."""
    sizes = [unit.complexity for unit in file.units]
    size = max(sizes, default=0) if functions else sum([one - 1 for one in sizes])
    return size * file.change.weight


def candidates(
    files: Sequence[RankedFile],
    anatomies: Mapping[str, Anatomy],
    histories: Histories,
    functions: bool,
) -> list[Candidate]:
    """Return the places of `files` that changed in the window, worst first.

    `anatomies` are those of today, by path. What holds no decision is no place.
    """
    found: list[Candidate] = []
    for file in files:
        parts = [
            Candidate(file, part, touched, part.complexity, part.complexity * touched.weight)
            for part in anatomies.get(file.path, Anatomy()).parts
            if part.complexity > 1
            and (touched := histories.get((file.path, part.name))) is not None
            and touched.changes
        ]
        found += parts if functions else _whole(file, parts, histories)
    found.sort(key=lambda one: (-one.worth, one.file.path, one.part.line if one.part else 0))
    return found


def _whole(
    file: RankedFile, parts: Sequence[Candidate], histories: Histories
) -> tuple[Candidate, ...]:
    """Return a file as a place, where a part of it is one."""
    touched = histories.get((file.path, ""))
    if touched is None or not touched.changes or not parts:
        return ()
    # (what a function went through in another file does not count for this one)
    most = file.change.weight
    worth = sum([(one.complexity - 1) * min(one.touched.weight, most) for one in parts])
    return (Candidate(file, None, touched, file.complexity, worth),)


class Surroundings(Struct, frozen=True):
    """What is known around the places, by path of today.

    `days` maps a path to the days of its lines; `most` is the product of the largest complexity and
    the largest changes of the ranking; `names` maps a person to a name, where that was asked for.
    """

    anatomies: Mapping[str, Anatomy]
    histories: Histories
    notes: Mapping[str, PlaceNotes]
    days: Mapping[str, Mapping[int, str]]
    coupled: Mapping[str, tuple[CoupledFile, ...]]
    most: float
    names: Mapping[str, str] | None


def place(rank: int, one: Candidate, around: Surroundings, facts: RepositoryFacts) -> HotspotPlace:
    """Return the row of one place."""
    file, part, touched = one.file, one.part, one.touched
    whole = around.anatomies.get(file.path, Anatomy())
    notes = around.notes.get(file.path, PlaceNotes(None, (), ()))
    author, times = next(iter(touched.authors.most_common(1)), (None, 0))
    return HotspotPlace(
        rank=rank,
        path=file.path,
        symbol=part.name if part else None,
        line=part.line if part else 1,
        end_line=part.end_line if part else file.python.lines,
        score=hotspot_score(one.worth, around.most),
        complexity=one.complexity,
        cognitive=part.cognitive if part else whole.cognitive,
        maintainability=notes.maintainability,
        changes=touched.changes,
        silent=touched.silent,
        tables=touched.tables,
        change_sets=len(touched.change_sets),
        weight=round(touched.weight, 2),
        authors=len(touched.authors),
        main_author_share=round(times / touched.changes, 3),
        main_author=around.names.get(author, author) if around.names and author else None,
        fix_share=round(touched.fixes / touched.changes, 3),
        trend=trend_of(touched),
        sizes=_sizes(touched),
        functions=() if part else _functions(file.path, whole, around.histories),
        knots=sum(one.complexity > KNOTTED for one in ([part] if part else whole.parts)),
        coupled=around.coupled.get(file.path, ()),
        admitted=_admitted(file.python, part, notes, around.days.get(file.path, {})),
        reached_by=_reached_by(file.path, part, facts),
        smoke_run=_smoke_run(file.path, facts),
        cell=part.cell if part else None,
    )


def trend_of(touched: Touched) -> Trend:
    """Compare the complexity after the oldest commit of the window with that after the newest."""
    if len(touched.sizes) < 2:
        return "unknown"
    newest, oldest = touched.sizes[0][1], touched.sizes[-1][1]
    least = max(_GROWN, _GROWN_SHARE * min(oldest, newest))
    if newest - oldest >= least:
        return "rising"
    return "falling" if oldest - newest >= least else "steady"


def _sizes(touched: Touched) -> tuple[SizePoint, ...]:
    """Return the complexity at the end of each day on which the file was changed, oldest first."""
    by_day: dict[str, int] = {}
    for time, complexity in reversed(touched.sizes):
        by_day[datetime.fromtimestamp(time, timezone.utc).date().isoformat()] = complexity
    return tuple(SizePoint(day, by_day[day]) for day in sorted(by_day))


def _functions(path: str, whole: Anatomy, histories: Histories) -> tuple[PlaceFunction, ...]:
    nothing = Touched()
    ranked = sorted(
        ((histories.get((path, part.name), nothing), part) for part in whole.parts),
        key=lambda one: (-one[1].complexity * one[0].weight, -one[1].complexity, one[1].line),
    )
    return tuple(
        PlaceFunction(
            part.name,
            part.line,
            part.end_line,
            part.complexity,
            part.cognitive,
            touched.changes,
            part.cell,
        )
        for touched, part in ranked[:_SHOWN_FUNCTIONS]
        if part.complexity > 1
    )


def _admitted(
    python: PythonFacts, part: Part | None, notes: PlaceNotes, days: Mapping[int, str]
) -> tuple[AdmittedDebt, ...]:
    """Return the admitted debts of a place, the oldest first; those without a day at the end."""
    found = []
    for one, file_line in zip(notes.admitted, notes.file_lines, strict=True):
        cell, line = cell_place(python, one.line)
        if part and not (cell == part.cell and part.line <= line <= part.end_line):
            continue
        day = days.get(file_line)
        found.append(AdmittedDebt(line, one.tag, mask(one.text), day, debt_kind(one.text), cell))
    return tuple(sorted(found, key=lambda one: (one.written or "9", one.cell or 0, one.line)))


def _smoke_run(path: str, facts: RepositoryFacts) -> str | None:
    steps = [
        step.ref
        for name, evidence in facts.picture.training.items()
        if name.partition("::")[0] == path
        for step in evidence.smoke
    ]
    return min(steps, default=None)


def _reached_by(path: str, part: Part | None, facts: RepositoryFacts) -> str | None:
    reach = facts.picture.reach.get("test")
    if reach is None:
        return None
    if part is not None and part.cell is None:
        name = part.name.partition("#")[0]
        if f"{path}::{name}" not in reach.nodes:
            return None
    found = reach.because.get(path)
    while found is not None and reach.because[found] != found:
        found = reach.because[found]
    return found
