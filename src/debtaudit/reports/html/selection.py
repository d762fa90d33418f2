"""How much of a long report the page shows, so that it stays one that opens everywhere.

What is cut is said on the page, with the format that has all of it.
"""

from collections.abc import Mapping

from msgspec import Struct

from debtaudit.domain.digest import counted, files_of, functions_of
from debtaudit.domain.report import Diagnostic, Report
from debtaudit.domain.report_rows import Dependency, EntryPoint, Hotspot, ModelChange
from debtaudit.domain.reported_finding import ReportedFinding
from debtaudit.reports.html.figures import MOST_TILES

_IN_FULL = 120
"""Findings with evidence, factors and remedy; the others are rows of a table."""
_FINDINGS = 2_000
_CHANGES = 60
_ROWS = 300
_FUNCTIONS = 25


class Selection(Struct, frozen=True):
    """The parts of a report that the page shows; `cut` says what of it is left out."""

    in_full: tuple[ReportedFinding, ...]
    in_rows: tuple[ReportedFinding, ...]
    suppressed: tuple[ReportedFinding, ...]
    changes: tuple[ModelChange, ...]
    dependencies: tuple[Dependency, ...]
    entries: tuple[EntryPoint, ...]
    files: tuple[Hotspot, ...]
    functions: tuple[Hotspot, ...]
    diagnostics: tuple[Diagnostic, ...]
    cut: Mapping[str, int]


def select(report: Report) -> Selection:
    """Choose what the page shows: the worst, the newest, the first."""
    findings = counted(report)
    suppressed = tuple(one for one in report.findings if one.status == "suppressed")
    files, functions = files_of(report.hotspots), functions_of(report.hotspots)
    entries = report.training.entry_points
    return Selection(
        in_full=findings[:_IN_FULL],
        in_rows=findings[_IN_FULL:_FINDINGS],
        suppressed=suppressed[:_ROWS],
        changes=report.model_changes[:_CHANGES],
        dependencies=report.dependencies[:_ROWS],
        entries=entries[:_ROWS],
        files=files[:MOST_TILES],
        functions=functions[:_FUNCTIONS],
        diagnostics=report.diagnostics[:_ROWS],
        cut={
            "findings": max(len(findings) - _FINDINGS, 0),
            "suppressed": max(len(suppressed) - _ROWS, 0),
            "changes": max(len(report.model_changes) - _CHANGES, 0),
            "dependencies": max(len(report.dependencies) - _ROWS, 0),
            "entries": max(len(entries) - _ROWS, 0),
            "files": max(len(files) - MOST_TILES, 0),
            "functions": max(len(functions) - _FUNCTIONS, 0),
            "diagnostics": max(len(report.diagnostics) - _ROWS, 0),
        },
    )
