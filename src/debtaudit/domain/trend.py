"""What `debtaudit trend` prints: the same audit at points of the past."""

from msgspec import Struct

from debtaudit.domain.audit_info import AuditInfo
from debtaudit.domain.report import Diagnostic
from debtaudit.domain.totals import SeverityCounts


class TrendPoint(Struct, frozen=True):
    """The figures of one revision, every age measured at its day.

    `complexity` is the cyclomatic number of all functions and of the code outside them, in all
    Python files and notebooks; `functions` how many there are, `knotted` how many of them are above
    the limit of 15. `left_out` names scans that this point does without, with the reason.
    """

    revision: str
    day: str
    files: int
    logical_lines: int
    complexity: int
    functions: int
    knotted: int
    findings: SeverityCounts
    risk_total: float
    effort_hours: float
    debt_ratio: float | None
    left_out: tuple[str, ...] = ()


class TrendReport(Struct, frozen=True):
    """The envelope of `debtaudit trend`, oldest point first; `audit` is that of the newest."""

    schema_version: str
    audit: AuditInfo
    points: tuple[TrendPoint, ...]
    diagnostics: tuple[Diagnostic, ...] = ()
