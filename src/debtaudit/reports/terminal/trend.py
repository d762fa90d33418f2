"""`debtaudit trend` on a terminal: a line for each figure, and a row for each point."""

from debtaudit.domain.quantities import percent, plural
from debtaudit.domain.sparkline import sparkline
from debtaudit.domain.totals import SeverityCounts
from debtaudit.domain.trend import KNOTTED, TrendPoint, TrendReport, suppressed
from debtaudit.reports.terminal.ink import MARGIN, Ink

_LABEL = 15
_ID = 7
"""Digits of a commit in the table, as git abbreviates: all columns stand on 80."""

_ALONE = (
    "One point is no trend: `--since DATE` begins further back, `--revisions N` takes more points."
)


def trend_lines(report: TrendReport, ink: Ink) -> list[str]:
    """Return the trend, oldest point first."""
    points = report.points
    stretch = f"{points[0].day} to {points[-1].day}"
    title = f"Trend over {plural(len(points), 'point')}"
    lines = [ink.heading(title, f"{ink.safe(report.audit.repository)}, {stretch}"), ""]
    if len(points) == 1:
        lines += ink.paragraph(_ALONE)
    else:
        lines += _figures(report, ink)
    heads = ["Day", "Commit", ">Files", ">Lines", ">Complexity", ">Knots"]
    legend = f"Lines are logical ones, knots functions of a complexity above {KNOTTED}"
    if points[0].findings is not None:
        heads += [">Findings", ">Risk", ">Ratio"]
        legend += "; the ratio is that of repairing the findings to writing all code anew"
    lines += ["", *ink.table(heads, [_row(point)[: len(heads)] for point in points], flexible=1)]
    lines += ["", *ink.paragraph(f"{legend}.", role="dim")]
    return [*lines, *_left_out(report, ink)]


def _figures(report: TrendReport, ink: Ink) -> list[str]:
    """Return each figure from the oldest point to the newest."""
    points = report.points
    lines: list[str] = []
    lines += _figure("Complexity", [point.complexity for point in points], ink)
    lines += _figure("Logical lines", [point.logical_lines for point in points], ink)
    lines += _figure("Knots", [point.knotted for point in points], ink)
    found = [findings(point.findings) for point in points if point.findings is not None]
    lines += _figure("Findings", found, ink)
    risks = [point.risk_total for point in points if point.risk_total is not None]
    lines += _figure("Risk", risks, ink)
    ratios = [point.debt_ratio for point in points if point.debt_ratio is not None]
    lines += _figure("Debt ratio", ratios, ink, share=True)
    return lines


def findings(counts: SeverityCounts) -> int:
    """Return the number of findings of all severities."""
    return counts.critical + counts.high + counts.medium + counts.low


def _figure(
    label: str, values: list[int] | list[float], ink: Ink, share: bool = False
) -> list[str]:
    if not values:
        return []
    said = [percent(one) if share else f"{one:,.0f}" for one in (values[0], values[-1])]
    change = "" if not values[0] else f" ({100 * (values[-1] / values[0] - 1):+.0f} %)"
    line = sparkline(values, unicode=ink.dash != "-")
    painted = ink.paint(label, "dim") + " " * (_LABEL - len(label))
    text = f"{said[0]} {ink.arrow} {said[1]}{change}"
    return [f"{MARGIN}{painted}{ink.cut(line, ink.width - 2 - _LABEL - len(text) - 2)}  {text}"]


def _row(point: TrendPoint) -> list[str]:
    return [
        point.day,
        point.revision[:_ID],
        f"{point.files:,}",
        f"{point.logical_lines:,}",
        f"{point.complexity:,}",
        f"{point.knotted:,}",
        "" if point.findings is None else f"{findings(point.findings):,}",
        "" if point.risk_total is None else f"{point.risk_total:,.0f}",
        "" if point.debt_ratio is None else percent(point.debt_ratio),
    ]


def _left_out(report: TrendReport, ink: Ink) -> list[str]:
    known = [point for point in report.points if point.dependency_risk is not None]
    lines = []
    reasons = dict.fromkeys(reason for point in report.points for reason in point.left_out)
    for reason in reasons:
        number = sum(reason in point.left_out for point in report.points)
        lines += ["", *ink.paragraph(f"Left out of {plural(number, 'point')}: {reason}.")]
    for point in known:
        said = f"dependencies on {point.day}: {point.dependency_findings} findings, risk "
        lines += ["", *ink.paragraph(f"Beside these figures, {said}{point.dependency_risk:,.0f}.")]
    waived = suppressed(report)
    return [*lines, "", *ink.paragraph(waived)] if waived else lines
