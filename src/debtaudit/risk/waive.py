"""Takes the findings that a waiver covers out of the count; they stay in the report, marked."""

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from debtaudit.domain.reported_finding import ReportedFinding, Suppression
from debtaudit.resolve.waivers import Waiver


class Waived(Struct, frozen=True):
    """The findings, marked where a waiver covers them, and the waivers that covered none."""

    findings: tuple[ReportedFinding, ...]
    unused: tuple[Waiver, ...]


def waive(findings: Sequence[ReportedFinding], waivers: Sequence[Waiver], day: str) -> Waived:
    """Mark what is waived on `day` (ISO); the first waiver that covers a finding is named."""
    holding = [one for one in waivers if one.holds(day)]
    used: set[int] = set()
    made = []
    for finding in findings:
        marked = finding
        for number, waiver in enumerate(holding):
            if waiver.covers(finding):
                used.add(number)
                if marked is finding:
                    marked = _suppressed(finding, waiver)
        made.append(marked)
    return Waived(
        tuple(made), tuple(one for number, one in enumerate(holding) if number not in used)
    )


def _suppressed(finding: ReportedFinding, waiver: Waiver) -> ReportedFinding:
    inline = waiver.inline is not None
    return replace(
        finding,
        status="suppressed",
        suppression=Suppression(
            reason=waiver.reason,
            by=waiver.by,
            expires=waiver.until,
            kind="inline" if inline else "configuration",
            place=waiver.place(),
        ),
    )
