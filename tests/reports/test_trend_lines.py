"""`debtaudit trend` on a terminal: all columns on 80, and a point alone is no trend."""

import pytest

from debtaudit.domain.audit_info import AuditInfo, ScanRow, Window
from debtaudit.domain.style import Style
from debtaudit.domain.totals import SeverityCounts
from debtaudit.domain.trend import TrendPoint, TrendReport
from debtaudit.reports import named


def _point(day: str, size: int = 1, *, whole: bool = True) -> TrendPoint:
    plain = TrendPoint("abcdef0123" * 4, day, 491, 70_146 * size, 20_916 * size, 5_000, 126 * size)
    if not whole:
        return plain
    return TrendPoint(
        *(plain.revision, day, 491, 70_146 * size, 20_916 * size, 5_000, 126 * size),
        findings=SeverityCounts(1, 20, 100, 62 * size),
        risk_total=3_843.0 * size,
        effort_hours=100.0,
        debt_ratio=0.0103,
    )


def _text(*points: TrendPoint, width: int = 80) -> str:
    audit = AuditInfo(
        *("demo", "1" * 40, "main", False, "2026-11-22", Window("2025-11-22", 3, 5)),
        (ScanRow("hotspots", "complete"),),
        0.1,
    )
    known = named("terminal")
    assert known is not None and known.trend is not None
    style = Style(width, colour=False, unicode=True, verbose=False)
    return known.trend(TrendReport("1.0", audit, points), style)


@pytest.mark.parametrize("width", [80, 120])
def test_every_column_of_a_large_repository_stands_on_the_line(width: int) -> None:
    text = _text(_point("2026-01-31"), _point("2026-02-28", 2), width=width)
    assert max(map(len, text.splitlines())) <= width
    (row,) = [line for line in text.splitlines() if "2026-02-28  " in line]
    assert row.split() == [
        "2026-02-28",
        "abcdef0",
        "491",
        "140,292",
        "41,832",
        "252",
        "245",
        "7,686",
        "1.0",
        "%",
    ]


def test_figures_go_from_the_oldest_point_to_the_newest() -> None:
    text = _text(_point("2026-01-31"), _point("2026-02-28", 2))
    assert "126 → 252 (+100 %)" in text
    assert "no trend" not in text


def test_one_point_says_how_to_get_more() -> None:
    text = _text(_point("2026-01-31"))
    assert "One point is no trend" in text
    assert "→" not in text
    assert "2026-01-31  abcdef0" in text


def test_the_legend_speaks_of_what_is_there() -> None:
    whole, alone = _text(_point("2026-01-31")), _text(_point("2026-01-31", whole=False))
    assert "above 15" in whole and "above 15" in alone
    assert "ratio" in whole.lower()
    assert "ratio" not in alone.lower()
