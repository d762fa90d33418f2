"""Sums over findings: of the whole report and of each component."""

from typing import Literal

from msgspec import Struct

SeverityName = Literal["critical", "high", "medium", "low"]
Criticality = Literal["revenue", "customer-facing", "internal", "experimental"]


class SeverityCounts(Struct, frozen=True):
    """Findings that count (suppressed ones are in no total), by severity."""

    critical: int = 0
    high: int = 0
    medium: int = 0
    low: int = 0


class Cost(Struct, frozen=True):
    """Money for the effort, where `cost-per-hour` is set."""

    per_hour: float
    currency: str
    total: float


class Summary(Struct, frozen=True):
    """The totals; `debt_ratio` is effort over the cost of writing the source anew (SQALE).

    `new_findings` and `worse_findings` are None where there is nothing to compare with.
    """

    findings: SeverityCounts
    new_findings: int | None
    risk_total: float
    effort_hours: float
    debt_ratio: float | None
    grade: Literal["A", "B", "C", "D", "E"] | None
    cost: Cost | None = None
    worse_findings: int | None = None
    suppressed_findings: int = 0


class Component(Struct, frozen=True):
    """A part of the repository with an owner, and the debt in it.

    `because` says where the component is from (the configuration, CODEOWNERS, a package, ...).
    `criticality` and `owner` are None where nobody said. Suppressed findings are in no sum.
    """

    name: str
    criticality: Criticality | None
    owner: str | None
    because: str
    files: int
    findings: SeverityCounts
    new_findings: int | None
    risk_total: float
    effort_hours: float
