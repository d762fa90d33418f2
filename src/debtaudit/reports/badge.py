"""A badge: the JSON that the endpoint badge of shields.io reads.

https://shields.io/badges/endpoint-badge: `schemaVersion`, `label`, `message`, `color`, `isError`.
"""

from msgspec import Struct

from debtaudit.domain.digest import not_assessed
from debtaudit.domain.quantities import plural
from debtaudit.domain.report import Report
from debtaudit.domain.style import Style
from debtaudit.reports import Format

_COLOURS = {"A": "brightgreen", "B": "green", "C": "yellow", "D": "orange", "E": "red"}


class _Badge(Struct, frozen=True, rename="camel"):
    schema_version: int
    label: str
    message: str
    color: str
    is_error: bool


def render(report: Report, _style: Style) -> str:
    """Return grade and number of bad findings, or that it could not be told."""
    import msgspec

    badge = _badge(report)
    return msgspec.json.format(msgspec.json.encode(badge), indent=2).decode("utf-8") + "\n"


def _badge(report: Report) -> _Badge:
    label = "ML technical debt"
    total = report.summary
    nothing = all(scan.status in ("not-assessed", "not-applicable") for scan in report.audit.scans)
    if nothing:
        return _Badge(1, label, "not assessed", "lightgrey", is_error=True)
    bad = total.findings.critical + total.findings.high
    words = f"{bad} high" if bad else plural(sum(_counts(report)), "finding")
    message = f"{total.grade}, {words}" if total.grade else words
    colour = "orange" if bad else _COLOURS.get(total.grade or "", "blue")
    if total.findings.critical or total.grade == "E":
        colour = "red"
    if not_assessed(report):
        message += ", in part"
        colour = "lightgrey" if colour in ("brightgreen", "green", "blue") else colour
    return _Badge(1, label, message, colour, is_error=False)


def _counts(report: Report) -> tuple[int, ...]:
    found = report.summary.findings
    return found.critical, found.high, found.medium, found.low


FORMAT = Format(name="badge", suffixes=(".badge.json",), report=render)
