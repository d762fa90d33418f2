"""What a reviewer of a change sees first: new findings, then worse ones, then those it fixed.

The formats that go into somebody else's list (code scanning, annotations, comments) show few
findings of many; which come first is decided here, once.
"""

from msgspec import Struct

from debtaudit.domain.report import Report
from debtaudit.domain.reported_finding import FindingStatus, ReportedFinding
from debtaudit.domain.totals import SeverityName

_ORDER: dict[FindingStatus, int] = {"new": 0, "worse": 1, "existing": 2, "suppressed": 3}


class Review(Struct, frozen=True):
    """The findings of a report by what became of them, each group worst first.

    `compared` is False where there was nothing to compare with; then all are `existing`.
    """

    compared: bool
    new: tuple[ReportedFinding, ...]
    worse: tuple[ReportedFinding, ...]
    existing: tuple[ReportedFinding, ...]
    fixed: tuple[ReportedFinding, ...]

    @property
    def asked(self) -> tuple[ReportedFinding, ...]:
        """What the author of a change answers for; everything where nothing was compared."""
        return self.new + self.worse if self.compared else self.existing


def review(report: Report) -> Review:
    """Sort the findings that count by what became of them."""
    return Review(
        compared=report.summary.new_findings is not None,
        new=_with(report, "new"),
        worse=_with(report, "worse"),
        existing=_with(report, "existing"),
        fixed=report.gate.fixed if report.gate is not None else (),
    )


def _with(report: Report, status: FindingStatus) -> tuple[ReportedFinding, ...]:
    return tuple(finding for finding in report.findings if finding.status == status)


def by_urgency(report: Report) -> tuple[ReportedFinding, ...]:
    """Return all findings: new, worse, existing, suppressed, and each of these worst first."""
    return tuple(sorted(report.findings, key=lambda finding: _ORDER[finding.status]))


def path_in_repository(report: Report, finding: ReportedFinding) -> str | None:
    """Return the path of a finding from the top of the repository, where tools look for it."""
    path = finding.location.path
    return None if path is None else report.audit.folder + path


LEVELS: dict[SeverityName, str] = {
    "critical": "error",
    "high": "error",
    "medium": "warning",
    "low": "note",
}
"""The three levels of SARIF (section 3.27.10); GitHub calls the last of them `notice`."""
