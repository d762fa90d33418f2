"""What `debtaudit trend` prints: the same audit at points of the past."""

from msgspec import Struct

from debtaudit.domain.audit_info import AuditInfo
from debtaudit.domain.report import Diagnostic
from debtaudit.domain.totals import SeverityCounts

KNOTTED = 15
"""The cyclomatic number above which a function is called a knot (NIST SP 500-235)."""


class TrendPoint(Struct, frozen=True):
    """The figures of one revision, every age measured at its day.

    `complexity` is the cyclomatic number of all functions and of the code outside them, in all
    Python files and notebooks; `functions` is how many there are, `knotted` how many of them are
    above the limit of 15. `findings`, `risk_total`, `effort_hours` and `debt_ratio` are without the
    dependencies, so that all points compare; `dependency_findings` and `dependency_risk` stand
    beside them, None where `left_out` says why. `suppressed_findings` are in none of these figures:
    a waiver covers them, or somebody called them a false alarm. Where complexity alone was asked
    for, all of these are None.
    """

    revision: str
    day: str
    files: int
    logical_lines: int
    complexity: int
    functions: int
    knotted: int
    findings: SeverityCounts | None = None
    risk_total: float | None = None
    effort_hours: float | None = None
    debt_ratio: float | None = None
    dependency_findings: int | None = None
    dependency_risk: float | None = None
    left_out: tuple[str, ...] = ()
    suppressed_findings: int | None = None


class TrendReport(Struct, frozen=True):
    """The envelope of `debtaudit trend`, oldest point first; `audit` is that of the newest."""

    schema_version: str
    audit: AuditInfo
    points: tuple[TrendPoint, ...]
    diagnostics: tuple[Diagnostic, ...] = ()


def suppressed(report: TrendReport) -> str:
    """Say how many findings do not count at the newest point, nothing where all count anywhere."""
    if not any(point.suppressed_findings for point in report.points):
        return ""
    newest = report.points[-1].suppressed_findings
    return (
        "Findings that a waiver covers on the day, or that somebody called a false alarm, "
        f"are in none of these figures ({newest} at the newest point)."
    )
