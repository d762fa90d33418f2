"""GitLab's Code Quality report: a JSON array that merge requests show beside the changes.

The fields are those of "Code Quality report format" in GitLab's documentation. GitLab compares the
fingerprints of two reports itself, so existing findings are listed too; suppressed ones are not.
"""

from msgspec import Struct

from debtaudit.domain.digest import counted
from debtaudit.domain.report import Report
from debtaudit.domain.reported_finding import ReportedFinding
from debtaudit.domain.review import path_in_repository
from debtaudit.domain.style import Style
from debtaudit.domain.text import valid_unicode, visible
from debtaudit.domain.totals import SeverityName
from debtaudit.reports import Format

_SEVERITIES: dict[SeverityName, str] = {
    "critical": "blocker",
    "high": "critical",
    "medium": "major",
    "low": "minor",
}


class _Lines(Struct, frozen=True):
    begin: int


class _Location(Struct, frozen=True):
    path: str
    lines: _Lines


class _Issue(Struct, frozen=True):
    description: str
    check_name: str
    fingerprint: str
    severity: str
    location: _Location


def render(report: Report, _style: Style) -> str:
    """Return the findings that count, worst first."""
    import msgspec

    seen: dict[str, int] = {}
    issues = []
    for finding in counted(report):
        seen[finding.id] = seen.get(finding.id, 0) + 1
        issues.append(_issue(report, finding, seen[finding.id]))
    return msgspec.json.format(msgspec.json.encode(issues), indent=2).decode("utf-8") + "\n"


def _issue(report: Report, finding: ReportedFinding, occurrence: int) -> _Issue:
    where = finding.location
    # A line of a notebook counts in its cell, and GitLab would look for it in the file.
    line = where.line if where.cell is None else None
    cell = f" (cell {where.cell})" if where.cell is not None else ""
    return _Issue(
        description=visible(f"{finding.title}{cell}. {finding.remedy}"),
        check_name=visible(finding.rule),
        fingerprint=finding.id if occurrence == 1 else f"{finding.id}-{occurrence}",
        severity=_SEVERITIES[finding.severity],
        location=_Location(
            valid_unicode(path_in_repository(report, finding) or "."), _Lines(line or 1)
        ),
    )


FORMAT = Format(name="gitlab", suffixes=(".gitlab.json",), report=render)
