"""A finding as the report gives it: where it is, how bad, on what evidence, what became of it."""

from typing import Literal

from msgspec import Struct

from debtaudit.domain.audit_info import CommitId, SourceName
from debtaudit.domain.setting_types import Ratio
from debtaudit.domain.totals import SeverityName

FindingStatus = Literal["new", "worse", "existing", "suppressed"]


class Location(Struct, frozen=True):
    """A place in the audited snapshot; lines count from 1, `cell` from 0 (notebooks)."""

    path: str | None = None
    line: int | None = None
    end_line: int | None = None
    symbol: str | None = None
    cell: int | None = None


class Factor(Struct, frozen=True):
    """One named, additive part of a likelihood or an impact."""

    name: str
    on: Literal["likelihood", "impact"]
    effect: float
    because: str


class Risk(Struct, frozen=True):
    """`score` = 100 x likelihood x impact; both are sums of their factors, kept within 0 and 1."""

    score: float
    likelihood: Ratio
    impact: Ratio
    confidence: Ratio
    factors: tuple[Factor, ...]


class Evidence(Struct, frozen=True):
    """Something a person can open: `ref` is `path:line`, a commit id or a URL."""

    kind: str
    ref: str
    detail: str


class Suppression(Struct, frozen=True):
    """Why a finding is not counted, who says so and until when.

    `kind` is where that is written: in the configuration, beside the code, or in the baseline file
    as a verdict of `debtaudit triage`; `place` is that file, with a line where it has one.
    """

    reason: str
    by: str | None
    expires: str | None
    kind: Literal["configuration", "inline", "triage"] = "configuration"
    place: str | None = None


class Earlier(Struct, frozen=True):
    """How bad a finding was at the base or in the baseline.

    `without` are the members of the finding that it did not have there.
    """

    severity: SeverityName
    score: float
    without: tuple[str, ...] = ()


class ReportedFinding(Struct, frozen=True):
    """A scored finding; `id` is its fingerprint and survives moved lines.

    `status` is `existing` where there is nothing to compare with; `earlier` is what a `worse` one
    was. `content_id` is the fingerprint without the path, by which it is known again in a file that
    moved. `tool` is None for our own, else the tool whose report was imported. `confirmed` says
    that a person looked at it and called it right. `members` are the names of what it is about,
    where one finding stands for several: packages.
    """

    id: str
    rule: str
    scan: SourceName
    severity: SeverityName
    title: str
    message: str
    location: Location
    commit: CommitId | None
    risk: Risk
    effort_minutes: int
    evidence: tuple[Evidence, ...]
    remedy: str
    owner: str | None
    status: FindingStatus
    suppression: Suppression | None = None
    component: str | None = None
    earlier: Earlier | None = None
    tool: str | None = None
    confirmed: bool = False
    content_id: str = ""
    members: tuple[str, ...] = ()
