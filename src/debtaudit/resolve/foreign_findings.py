"""Results of other tools as findings: on the same components, scored by the same model.

A tool says how bad its rule is, not how likely it does harm here. So its level sets the base, and
where the file stands in the program does the rest, as for every finding.
"""

from collections.abc import Iterator, Sequence

from debtaudit.domain.distribution_names import normalised
from debtaudit.domain.facts import RepositoryFacts
from debtaudit.domain.findings import Finding, ScanResult, ScanStatus, Status
from debtaudit.domain.foreign import ForeignResult, Level
from debtaudit.domain.report_rows import Dependency
from debtaudit.domain.reported_finding import Evidence, Factor, Location
from debtaudit.domain.rules import Aside

_LIKELIHOOD: dict[Level, float] = {"error": 0.6, "warning": 0.4, "note": 0.2}
_IMPACT = 0.35
_MINUTES: dict[Level, int] = {"error": 30, "warning": 15, "note": 10}
_COMPLEXITY = frozenset(("C901", "PLR0912", "PLR0915", "PLR1702"))
"""Rules of ruff and flake8 that measure what our hotspots are made of."""
_TITLE = 100


def foreign_findings(
    results: Sequence[ForeignResult], ours: Sequence[ScanResult], facts: RepositoryFacts
) -> ScanResult:
    """Return findings for the results that are in files of the snapshot, each said once.

    What one of our own findings says already is left out.
    """
    paths = {entry.path for entry in facts.files}
    said: set[tuple[str, str, str | None, int | None, str]] = set()
    known = [finding for result in ours for finding in result.findings]
    rows = [row for result in ours for row in result.rows if isinstance(row, Dependency)]
    found: list[Finding] = []
    missing = 0
    for one in results:
        key = (one.tool, one.rule, one.path, one.line, one.message)
        if key in said or one.suppressed or _is_ours(one, known):
            continue
        said.add(key)
        if one.path is not None and one.path not in paths:
            missing += 1
            continue
        found.append(_finding(one, _location(one, rows)))
    notes = (
        (f"{missing:,} imported results are about files that are not audited",) if missing else ()
    )
    return ScanResult(Aside.IMPORTED, ScanStatus(Status.COMPLETE), tuple(found), notes=notes)


def _is_ours(one: ForeignResult, known: Sequence[Finding]) -> bool:
    """Tell whether a hotspot of ours is the complicated function that a linter names."""
    if one.rule not in _COMPLEXITY or one.line is None:
        return False
    return any(
        finding.rule == "complexity-hotspot"
        and finding.location.path == one.path
        and finding.location.line is not None
        and finding.location.line <= one.line <= (finding.location.end_line or one.line)
        for finding in known
    )


def _location(one: ForeignResult, rows: Sequence[Dependency]) -> Location:
    if one.package is None:
        return Location(one.path, one.line, one.end_line or one.line)
    name = normalised(one.package)
    for row in rows:
        if row.name is not None and normalised(row.name) == name:
            return Location(row.path, row.line, row.line)
    return Location()


def _finding(one: ForeignResult, where: Location) -> Finding:
    level = f"{one.tool} calls it {one.level}"
    likelihood = Factor("tool-level", "likelihood", _LIKELIHOOD[one.level], level)
    factors = [likelihood, Factor("imported", "impact", _IMPACT, "as bad as its place makes it")]
    if one.security is not None:
        effect = round(one.security / 50, 3)
        because = f"security severity {one.security:g} of 10"
        factors.append(Factor("security-severity", "impact", effect, because))
    elif one.package is not None:
        factors.append(Factor("vulnerable", "impact", 0.2, "attackers read the same lists"))
    return Finding(
        rule=f"{one.tool}:{one.rule}",
        title=one.message if len(one.message) <= _TITLE else one.message[: _TITLE - 1] + "…",
        message=one.message,
        location=where,
        factors=tuple(factors),
        confidence=0.8,
        effort_minutes=_MINUTES[one.level],
        evidence=tuple(_evidence(one, where)),
        remedy=f"See what {one.tool} says of {one.rule}.",
        key=one.message,
    )


def _evidence(one: ForeignResult, where: Location) -> Iterator[Evidence]:
    place = f"{where.path}:{where.line}" if where.path and where.line else where.path or one.tool
    yield Evidence("imported", place, f"{one.tool}: {one.rule}")
    if one.help_uri is not None:
        yield Evidence("rule", one.help_uri, one.rule)
