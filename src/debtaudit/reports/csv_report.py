"""CSV: one row a finding, for spreadsheets, after RFC 4180 and in UTF-8.

A spreadsheet runs a cell that begins with `=`, `+`, `-` or `@` as a formula, whatever program wrote
the file (OWASP, CSV injection). Such a cell begins with an apostrophe here, and so does what would
begin a cell where a spreadsheet splits at semicolons.
"""

from debtaudit.domain.patterns import lazy_pattern
from debtaudit.domain.report import Report, ReportedFinding
from debtaudit.domain.review import by_urgency
from debtaudit.domain.style import Style
from debtaudit.domain.text import visible
from debtaudit.reports import Format

COLUMNS = (
    *("id", "status", "severity", "risk", "likelihood", "impact", "confidence"),
    *("effort_minutes", "rule", "scan", "title", "message", "remedy"),
    *("path", "line", "end_line", "symbol", "cell", "commit"),
    *("owner", "component", "tool", "suppression"),
)
_FORMULA = lazy_pattern(r"(\A|[;|])([\s\"']*)(?=[=+\-@\uff1d\uff0b\uff0d\uff20])")
"""Where a cell may begin, and the sign after it that starts a formula; full-width signs too."""


def render(report: Report, _style: Style) -> str:
    """Return the findings, new ones first, then worse, existing and suppressed ones."""
    import csv
    from io import StringIO

    made = StringIO()
    writer = csv.writer(made, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows(_row(finding) for finding in by_urgency(report))
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


def _cell(value: str | float | None) -> str:
    """Return what a cell shows; a number is written as it is, and none of ours is negative."""
    if not isinstance(value, str):
        return "" if value is None else str(value)
    return _FORMULA.sub(r"\1'\2", visible(value))


FORMAT = Format(name="csv", suffixes=(".csv",), report=render)
