"""Findings before they are scored, and what a scan hands on beside them."""

from enum import Enum

from msgspec import Struct

from debtaudit.domain.report_rows import Dependency, EntryPoint, Hotspot, ModelChange
from debtaudit.domain.reported_finding import Evidence, Factor, Location
from debtaudit.domain.rules import Source

ReportRow = ModelChange | Dependency | Hotspot | EntryPoint


class Status(str, Enum):
    """How much of its question a scan could answer."""

    COMPLETE = "complete"
    PARTIAL = "partial"
    NOT_ASSESSED = "not-assessed"
    NOT_APPLICABLE = "not-applicable"


class ScanStatus(Struct, frozen=True):
    """A status with its reason and cure; both are given unless the scan is complete."""

    status: Status
    reason: str | None = None
    cure: str | None = None


class Finding(Struct, frozen=True):
    """One debt at one place, as a detector sees it: the evidence and what is known of its risk.

    `factors` are the detector's own; `risk/score.py` adds those that hold for every rule (on the
    training or serving path, in an example folder, ...) and makes the score. The first factor on
    `likelihood` and the first on `impact` are the bases. `effort_minutes` is a developer's time
    for the repair. `key` names what the fingerprint stands on besides rule, path and symbol: the
    evidence without line numbers, commits, dates, paths and versions. `whole_file` says that the
    symbol only shows where to begin. `commit` is the change set that it is about. `members` are the
    names of what it is about, where one finding stands for several: packages.
    """

    rule: str
    title: str
    message: str
    location: Location
    factors: tuple[Factor, ...]
    confidence: float
    effort_minutes: int
    evidence: tuple[Evidence, ...]
    remedy: str
    key: str
    commit: str | None = None
    whole_file: bool = False
    members: tuple[str, ...] = ()


class ScanResult(Struct, frozen=True):
    """The answer of one detector: findings, the rows of its table in the report, and its status.

    `notes` are single things that it left out and why, for the diagnostics. `yardstick` is the
    figure of this snapshot by which the scan told much from little, where it has one.
    """

    scan: Source
    status: ScanStatus
    findings: tuple[Finding, ...] = ()
    rows: tuple[ReportRow, ...] = ()
    notes: tuple[str, ...] = ()
    yardstick: float | None = None
