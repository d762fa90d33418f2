"""Findings as results, and paths as URIs."""

import re

from debtaudit.domain.patterns import lazy_pattern
from debtaudit.domain.quantities import duration
from debtaudit.domain.report import Report
from debtaudit.domain.reported_finding import Evidence, ReportedFinding
from debtaudit.domain.reported_finding import Suppression as Waiver
from debtaudit.domain.review import LEVELS
from debtaudit.domain.rules import Severity
from debtaudit.domain.text import visible
from debtaudit.reports.sarif.limits import MAX_LOCATIONS
from debtaudit.reports.sarif.log import (
    ROOT,
    ArtifactLocation,
    Location,
    LogicalLocation,
    Message,
    PhysicalLocation,
    Region,
    Result,
    ResultProperties,
    Suppression,
)

_BASELINE = {"new": "new", "worse": "updated", "existing": "unchanged"}
_UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/")
_PLACE = lazy_pattern(r"(?s)(.+):([1-9]\d{0,8})")
_LINK = lazy_pattern(r"\[(?=[^\[\]]*\]\()")


def result_of(report: Report, finding: ReportedFinding, index: int, compared: bool) -> Result:
    """Return one finding as a result (3.27); `index` is the place of its rule."""
    return Result(
        rule_id=visible(finding.rule),
        rule_index=index,
        level=LEVELS[finding.severity],
        message=Message(text=_message(finding)),
        locations=(_main_location(report, finding),),
        related_locations=tuple(
            location
            for location in (_related(report, one) for one in finding.evidence)
            if location is not None
        )[: MAX_LOCATIONS - 1],
        partial_fingerprints={"debtaudit/v1": finding.id},
        baseline_state=_BASELINE.get(finding.status) if compared else None,
        suppressions=() if finding.suppression is None else (_suppression(finding.suppression),),
        rank=finding.risk.score,
        properties=ResultProperties(
            severity=Severity(finding.severity),
            likelihood=finding.risk.likelihood,
            impact=finding.risk.impact,
            confidence=finding.risk.confidence,
            effort_minutes=finding.effort_minutes,
            commit=finding.commit,
            owner=_optional(finding.owner),
            component=_optional(finding.component),
            tool=_optional(finding.tool),
        ),
    )


def _message(finding: ReportedFinding) -> str:
    """Return title, message and remedy; the first sentence stands for itself (3.11.3)."""
    where = finding.location
    cell = f" (cell {where.cell})" if where.cell is not None else ""
    parts = [
        f"{finding.title}{cell}.",
        finding.message,
        f"Remedy, about {duration(finding.effort_minutes)}: {finding.remedy}",
    ]
    return plain(" ".join(part for part in parts if part))


def plain(text: str) -> str:
    """Return a text of strangers as a message: what would be an embedded link (3.11.6) is none."""
    return _LINK.sub(r"\\[", visible(text))


def _main_location(report: Report, finding: ReportedFinding) -> Location:
    where = finding.location
    # A line of a notebook counts in its cell; in the file it would point at something else.
    line = where.line if where.cell is None else None
    symbol = where.symbol
    location = location_in(report, where.path, line or 1, where.end_line if line else None)
    return Location(
        physical_location=location.physical_location,
        logical_locations=()
        if symbol is None
        else (LogicalLocation(fully_qualified_name=visible(symbol)),),
    )


def location_in(
    report: Report, path: str | None, line: int | None, end_line: int | None = None
) -> Location:
    """Return a location; without a path it is the repository, since code scanning wants one."""
    uri = "." if path is None else uri_of(report.audit.folder + path)
    last = end_line if end_line is not None and line is not None and end_line >= line else None
    return Location(
        physical_location=PhysicalLocation(
            artifact_location=ArtifactLocation(uri=uri, uri_base_id=ROOT),
            region=None if line is None else Region(start_line=line, end_line=last),
        )
    )


def uri_of(path: str) -> str:
    """Return a relative path as a relative URI (RFC 3986, 4.2), byte by byte as git has it."""
    data = path.encode("utf-8", "surrogateescape")
    return "".join(chr(byte) if byte in _UNRESERVED else f"%{byte:02X}" for byte in data)


def _related(report: Report, evidence: Evidence) -> Location | None:
    """Return the place of an evidence that names a line of a file, else None."""
    match: re.Match[str] | None = _PLACE.fullmatch(evidence.ref)
    if match is None or "://" in evidence.ref:
        return None
    location = location_in(report, match[1], int(match[2]))
    return Location(
        physical_location=location.physical_location,
        message=Message(text=plain(evidence.detail) or evidence.kind),
    )


def _suppression(waiver: Waiver) -> Suppression:
    """Return a waiver (3.35): who accepted the finding, why and until when."""
    by = f" ({waiver.by})" if waiver.by else ""
    until = f", until {waiver.expires}" if waiver.expires else ""
    return Suppression(
        kind="inSource" if waiver.kind == "inline" else "external",
        status="accepted",
        justification=visible(f"{waiver.reason}{by}{until}"),
    )


def _optional(text: str | None) -> str | None:
    return None if text is None else visible(text)
