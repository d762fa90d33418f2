"""Audits a head and its merge base together, and judges what is new or worse.

Both are measured alike: one day, one window, the settings and the yardsticks of the base, whose
limits hold; a change that is judged by them cannot loosen them. base..head is one change set. What
both have in common is read and parsed once.
"""

import time
from collections.abc import Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from debtaudit.audit.assemble import assemble
from debtaudit.audit.both_sides import Both, gather_both
from debtaudit.audit.request import (
    AuditRequest,
    Progress,
    collector_off,
)
from debtaudit.audit.steps import detect
from debtaudit.domain.findings import ScanResult
from debtaudit.domain.report import Report, ReportedFinding
from debtaudit.domain.rules import Scan
from debtaudit.risk.compare import Moved, compare
from debtaudit.risk.gate import judge
from debtaudit.risk.holding import Holding, holding_of
from debtaudit.risk.score import score

_EVERY = 1_000_000


def gate_since(request: AuditRequest, base_name: str, progress: Progress) -> Report:
    """Audit base and head in one go and judge the head by what it adds to the base."""
    started = time.perf_counter()
    with collector_off():
        both = gather_both(request, base_name, progress)
        progress("Judging")
        compared = _compare(both)
        seconds = time.perf_counter() - started
        report = assemble(both.head, compared.results, compared.findings, seconds, compared=True)
        verdict = judge(report, both.head.settings.gate, compared.now, compared.before)
    return replace(
        report,
        gate=replace(
            verdict,
            base=both.base_id,
            base_name=base_name,
            against="base",
            fixed=compared.fixed,
            differences=both.differences,
        ),
    )


class _Judged(Struct, frozen=True):
    """The findings of the head with their status, the results of its scans, and both debts."""

    findings: tuple[ReportedFinding, ...]
    fixed: tuple[ReportedFinding, ...]
    results: tuple[ScanResult, ...]
    now: Holding
    before: Holding


def _compare(both: Both) -> _Judged:
    """Detect and score on both sides, and compare.

    Both sides look for every hotspot: that one moves up into the first ten makes it no new debt.
    """
    settings = both.head.settings
    most = settings.hotspots.findings
    every = replace(settings, hotspots=replace(settings.hotspots, findings=_EVERY))
    old = detect(both.base, every)
    yardsticks = {one.scan: one.yardstick for one in old if one.yardstick is not None}
    new = detect(replace(both.head.facts, yardsticks=yardsticks), every)
    named = both.renames
    old_findings = score(old, both.base, every, named=lambda path: named.get(path, path))
    compared = compare(
        score(new, both.head.facts, every),
        old_findings,
        both.one.head.id if both.one is not None else None,
        _moved(both),
    )
    findings = _first_hotspots(compared.findings, new, most)
    results = tuple(_capped(one, most) for one in new)
    old_findings = _first_hotspots(old_findings, old, most, named)
    return _Judged(
        findings=findings,
        fixed=_first_hotspots(compared.fixed, old, most, named),
        results=results,
        now=holding_of(findings, results, both.head.facts),
        before=holding_of(old_findings, old, both.base),
    )


def _moved(both: Both) -> Moved:
    named = both.renames
    before = {named.get(entry.path, entry.path) for entry in both.base.files}
    after = {entry.path for entry in both.head.facts.files}
    return Moved(before - after, after - before)


def _capped(result: ScanResult, most: int) -> ScanResult:
    """Keep the first hotspots as the settings want it; the detector ranked them."""
    if result.scan is not Scan.HOTSPOTS:
        return result
    return replace(result, findings=result.findings[:most])


def _first_hotspots(
    findings: Sequence[ReportedFinding],
    results: Sequence[ScanResult],
    most: int,
    named: Mapping[str, str] = {},
) -> tuple[ReportedFinding, ...]:
    """Leave the hotspots out that a plain audit would not report."""
    kept = {
        named.get(finding.location.path or "", finding.location.path)
        for result in results
        if result.scan is Scan.HOTSPOTS
        for finding in result.findings[:most]
    }
    return tuple(
        one for one in findings if one.scan != Scan.HOTSPOTS.value or one.location.path in kept
    )
