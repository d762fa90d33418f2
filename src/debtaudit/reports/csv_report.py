"""CSV: one row a finding, or a point of a trend, for spreadsheets, after RFC 4180 and in UTF-8.

A spreadsheet runs a cell that begins with `=`, `+`, `-` or `@` as a formula, whatever program wrote
the file (OWASP, CSV injection). Such a cell begins with an apostrophe here, and so does what would
begin a cell where a spreadsheet splits at semicolons.
"""

from collections.abc import Iterable, Sequence

from debtaudit.domain.patterns import lazy_pattern
from debtaudit.domain.report import Report
from debtaudit.domain.reported_finding import ReportedFinding
from debtaudit.domain.review import by_urgency
from debtaudit.domain.style import Style
from debtaudit.domain.text import visible
from debtaudit.domain.trend import TrendPoint, TrendReport
from debtaudit.reports import Format

COLUMNS = (
    *("id", "status", "severity", "risk", "likelihood", "impact", "confidence"),
    *("effort_minutes", "rule", "scan", "title", "message", "remedy"),
    *("path", "line", "end_line", "symbol", "cell", "commit"),
    *("owner", "component", "tool", "suppression"),
)
TREND_COLUMNS = (
    *("day", "revision", "files", "logical_lines", "complexity", "functions", "knotted"),
    *("critical", "high", "medium", "low", "risk_total", "effort_hours", "debt_ratio"),
    *("dependency_findings", "dependency_risk", "left_out", "suppressed_findings"),
)
_FORMULA = lazy_pattern(r"(\A|[;|])([\s\"']*)(?=[=+\-@\uff1d\uff0b\uff0d\uff20])")
"""Where a cell may begin, and the sign after it that starts a formula; full-width signs too."""


def render(report: Report, _style: Style) -> str:
    """Return the findings, new ones first, then worse, existing and suppressed ones."""
    return _table(COLUMNS, (_row(finding) for finding in by_urgency(report)))


def render_trend(report: TrendReport, _style: Style) -> str:
    """Return the points of a trend, oldest first."""
    return _table(TREND_COLUMNS, (_point(point) for point in report.points))


def _table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    import csv
    from io import StringIO

    made = StringIO()
    writer = csv.writer(made, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return made.getvalue()


def _row(finding: ReportedFinding) -> tuple[str, ...]:
    risk, where, waiver = finding.risk, finding.location, finding.suppression
    values = (
        *(finding.id, finding.status, finding.severity, risk.score),
        *(risk.likelihood, risk.impact, risk.confidence),
        *(finding.effort_minutes, finding.rule, finding.scan),
        *(finding.title, finding.message, finding.remedy),
        *(where.path, where.line, where.end_line, where.symbol, where.cell, finding.commit),
        *(finding.owner, finding.component, finding.tool, waiver.reason if waiver else None),
    )
    return tuple(_cell(value) for value in values)


def _point(point: TrendPoint) -> tuple[str, ...]:
    counts = point.findings
    severities = (
        (None,) * 4 if counts is None else (counts.critical, counts.high, counts.medium, counts.low)
    )
    values = (
        *(point.day, point.revision, point.files, point.logical_lines),
        *(point.complexity, point.functions, point.knotted),
        *severities,
        *(point.risk_total, point.effort_hours, point.debt_ratio),
        *(point.dependency_findings, point.dependency_risk, "; ".join(point.left_out)),
        point.suppressed_findings,
    )
    return tuple(_cell(value) for value in values)


def _cell(value: str | float | None) -> str:
    """Return what a cell shows; a number is written as it is, and none of ours is negative."""
    if not isinstance(value, str):
        return "" if value is None else str(value)
    return _FORMULA.sub(r"\1'\2", visible(value))


FORMAT = Format(name="csv", suffixes=(".csv",), report=render, trend=render_trend)
