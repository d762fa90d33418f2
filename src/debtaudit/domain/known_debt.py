"""What a team knows of its debts: those that were there, and what people found out about them."""

from typing import Literal

from msgspec import Struct

from debtaudit.domain.audit_info import SourceName
from debtaudit.domain.totals import SeverityName

VerdictName = Literal["confirm", "false-alarm"]


class KnownDebt(Struct, frozen=True):
    """A finding that was there when the baseline was written; `minutes` is its effort."""

    id: str
    content_id: str
    severity: SeverityName
    score: float
    minutes: int
    scan: SourceName
    rule: str
    path: str | None


class Triage(Struct, frozen=True):
    """A person's verdict on a finding: it is right, or a false alarm, because of something."""

    id: str
    verdict: VerdictName
    day: str
    by: str
    rule: str
    because: str


class Baseline(Struct, frozen=True):
    """Everything that a baseline file holds; at most one verdict a finding."""

    debts: tuple[KnownDebt, ...] = ()
    triages: tuple[Triage, ...] = ()
