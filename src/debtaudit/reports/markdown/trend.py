"""`debtaudit trend` as Markdown: one table."""

from collections.abc import Sequence

from debtaudit.domain.digest import short_id
from debtaudit.domain.markdown_text import code, inline, prose, row
from debtaudit.domain.quantities import percent
from debtaudit.domain.sparkline import sparkline
from debtaudit.domain.trend import TrendPoint, TrendReport, suppressed


def trend_document(report: TrendReport) -> str:
    """Return the whole document, oldest point first."""
    points = report.points
    lines = [
        f"# Trend of {inline(report.audit.repository)}",
        "",
        f"Complexity {sparkline([point.complexity for point in points])}{_risks(points)}",
        "",
        row("Day", "Commit", "Files", "Lines", "Complexity", "Findings", "Risk", "Debt ratio"),
        row("---", "---", "--:", "--:", "--:", "--:", "--:", "--:"),
        *(_row(point) for point in points),
    ]
    reasons = dict.fromkeys(reason for point in points for reason in point.left_out)
    for reason in reasons:
        number = sum(reason in point.left_out for point in points)
        lines += ["", f"Left out of {number} of {len(points)} points: {prose(reason)}."]
    waived = suppressed(report)
    lines += ["", waived] if waived else []
    return "\n".join(lines) + "\n"


def _risks(points: Sequence[TrendPoint]) -> str:
    risks = [point.risk_total for point in points if point.risk_total is not None]
    return f", risk {sparkline(risks)}" if risks else ""


def _row(point: TrendPoint) -> str:
    counts = point.findings
    found = counts and counts.critical + counts.high + counts.medium + counts.low
    ratio = "" if point.debt_ratio is None else percent(point.debt_ratio)
    return row(
        point.day,
        code(short_id(point.revision)),
        f"{point.files:,}",
        f"{point.logical_lines:,}",
        f"{point.complexity:,}",
        "" if found is None else f"{found:,}",
        "" if point.risk_total is None else f"{point.risk_total:,.0f}",
        ratio,
    )
