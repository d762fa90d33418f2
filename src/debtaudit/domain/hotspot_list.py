"""What `debtaudit hotspots` prints: the places where repair pays most, with what a repair needs."""

from typing import Literal

from msgspec import Struct

from debtaudit.domain.audit_info import AuditInfo
from debtaudit.domain.python_facts import MODULE
from debtaudit.domain.quantities import plural
from debtaudit.domain.report import Diagnostic
from debtaudit.domain.report_rows import Trend
from debtaudit.domain.trend import KNOTTED

Ranked = Literal["files", "functions"]


class SizePoint(Struct, frozen=True):
    """The complexity of a place at the end of a day."""

    day: str
    complexity: int


def shown_name(symbol: str) -> str:
    """Return the name of a function as its code has it, without the number among its overloads."""
    name = symbol.partition("#")[0]
    return "top level" if name == MODULE else name


class PlaceFunction(Struct, frozen=True):
    """A function of a file, or a cell of a notebook; lines of a cell count in it.

    `changes` are the commits of the window after which it says something else.
    """

    symbol: str
    line: int
    end_line: int
    complexity: int
    cognitive: int
    changes: int
    cell: int | None = None


class CoupledFile(Struct, frozen=True):
    """A file that changes together with a place more often than chance would have it.

    `together` is the number of change sets with both, `support` their share of all change sets
    that were looked at, `confidence` their share of those that change the place.
    """

    path: str
    together: int
    support: float
    confidence: float


class AdmittedDebt(Struct, frozen=True):
    """A comment in which a developer says that something is left to do.

    `written` is the day of the commit that last wrote the line, None where that is not known;
    `kind` is what of machine learning it is about, None where the words do not show it.
    """

    line: int
    tag: str
    text: str
    written: str | None
    kind: str | None
    cell: int | None = None


class HotspotPlace(Struct, frozen=True):
    """A file (`symbol` null), function or cell, with its history in the window.

    `changes` are the commits after which its code says something else, `silent` those of a file
    that changed layout or comments alone, `tables` those that changed nothing but constants,
    tables and imports; `change_sets` are the reviewed steps that hold `changes`.
    `weight` is the sum of the changes by their age, those of wide commits less. `main_author` is
    named only where that was asked for. `maintainability` (0 to 100, higher is better) is of the
    whole file. `reached_by` is a test file from which calls and imports reach the place, None where
    none does; `smoke_run` is a CI step that runs the training in its file. `knots` are
    the functions, cells and top-level statements of a complexity above 15.
    """

    rank: int
    path: str
    symbol: str | None
    line: int
    end_line: int
    score: float
    complexity: int
    cognitive: int
    maintainability: float | None
    changes: int
    silent: int
    change_sets: int
    weight: float
    authors: int
    main_author_share: float
    main_author: str | None
    fix_share: float
    trend: Trend
    sizes: tuple[SizePoint, ...]
    functions: tuple[PlaceFunction, ...]
    coupled: tuple[CoupledFile, ...]
    admitted: tuple[AdmittedDebt, ...]
    reached_by: str | None
    cell: int | None = None
    tables: int = 0
    smoke_run: str | None = None
    knots: int = 0


class HotspotList(Struct, frozen=True):
    """The envelope of `debtaudit hotspots`; `candidates` is how many places could be ranked.

    `only` are the patterns of the files that were asked for, none where all were.
    """

    schema_version: str
    audit: AuditInfo
    ranked: Ranked
    candidates: int
    places: tuple[HotspotPlace, ...]
    diagnostics: tuple[Diagnostic, ...]
    only: tuple[str, ...] = ()


def candidates_said(found: HotspotList) -> str:
    """Say out of how many the first places are."""
    if found.ranked == "files":
        return plural(found.candidates, "file")
    if found.candidates == 1:
        return "1 function or cell"
    return f"{found.candidates:,} functions and cells"


def little_to_repair(found: HotspotList) -> str:
    """Say that the first places hold nothing above the limit; empty where one does."""
    if not found.places or any(place.knots for place in found.places):
        return ""
    return f"Nothing in these has a complexity above {KNOTTED}: an order, and no debt."
