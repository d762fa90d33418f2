"""Which findings are new, worse or fixed: those of a head held against those of its base.

Both were made alike (same day, window and yardsticks) and the base's were named by the paths of
the head, so that equal ids are the same debt. docs/gate.md says it in words.
"""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from msgspec import Struct
from msgspec.structs import replace

from debtaudit.domain.reported_finding import Earlier, ReportedFinding
from debtaudit.domain.rules import Severity

WORSE_FROM = 5.0
"""So many points more risk make a finding worse (report contract); a higher severity does, too."""


class Moved(Struct, frozen=True):
    """Paths that only one side has: files that left, and files that came."""

    gone: AbstractSet[str]
    come: AbstractSet[str]


class Compared(Struct, frozen=True):
    """The findings of the head with their status, and those of the base that are gone."""

    findings: tuple[ReportedFinding, ...]
    fixed: tuple[ReportedFinding, ...]


def compare(
    head: Sequence[ReportedFinding],
    base: Sequence[ReportedFinding],
    own_commit: str | None,
    moved: Moved,
) -> Compared:
    """Give every finding of the head its status.

    `own_commit` is the change set that base..head is (None: nothing changed). A finding about any
    other change set is as old as that one.
    """
    known = {finding.id: finding for finding in base}
    pairs = {finding.id: known[finding.id] for finding in head if finding.id in known}
    left = [finding for finding in base if finding.id not in pairs]
    for finding in head:
        if finding.id not in pairs:
            same = next((one for one in left if _same_elsewhere(finding, one, moved)), None)
            if same is not None:
                pairs[finding.id] = same
                left.remove(same)
    return Compared(
        tuple(judged(one, pairs.get(one.id), _is_old(one, own_commit)) for one in head),
        tuple(one for one in left if one.status != "suppressed"),
    )


def judged(
    finding: ReportedFinding, earlier: ReportedFinding | Earlier | None, old: bool = False
) -> ReportedFinding:
    """Return a finding with its status, given what it was before (None: it was not there)."""
    if finding.status == "suppressed":
        return finding
    if earlier is None:
        return finding if old else replace(finding, status="new")
    if isinstance(earlier, ReportedFinding):
        if earlier.suppression is not None:
            return replace(finding, status="suppressed", suppression=earlier.suppression)
        without = tuple(one for one in finding.members if one not in earlier.members)
        earlier = Earlier(earlier.severity, earlier.risk.score, without)
    if finding.commit is None and _is_worse(finding, earlier):
        return replace(finding, status="worse", earlier=earlier)
    return finding


def _is_worse(finding: ReportedFinding, earlier: Earlier) -> bool:
    """Tell whether a finding is graver than it was, or stands for something more."""
    graver = Severity(finding.severity).rank < Severity(earlier.severity).rank
    return bool(earlier.without) or graver or finding.risk.score - earlier.score >= WORSE_FROM


def _is_old(finding: ReportedFinding, own_commit: str | None) -> bool:
    return finding.commit is not None and finding.commit != own_commit


def _same_elsewhere(new: ReportedFinding, old: ReportedFinding, moved: Moved) -> bool:
    """Tell whether a debt only stands elsewhere now: its file moved, or is not named first."""
    if not new.content_id or new.content_id != old.content_id:
        return False
    before, after = old.location.path, new.location.path
    if before in moved.gone and after in moved.come:
        return True
    return before is not None and any(
        evidence.ref == before or evidence.ref.startswith(f"{before}:") for evidence in new.evidence
    )
