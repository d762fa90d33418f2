"""Audits a head and its merge base together, and judges what is new or worse.

Both are measured alike: one day, one window, the settings and the yardsticks of the base, whose
limits hold; a change that is judged by them cannot loosen them. base..head is one change set. What
both have in common is read and parsed once.
"""

import time
from collections import Counter
from collections.abc import Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from debtaudit.audit.assemble import Gathered, assemble
from debtaudit.audit.both_sides import Both, ends_of, gather_both
from debtaudit.audit.imports import as_old_as_their_files, with_imports
from debtaudit.audit.keeping import Made, kept_or_made
from debtaudit.audit.request import AuditRequest, Progress, at_work
from debtaudit.audit.standing import waived, waivers_in
from debtaudit.audit.steps import detect
from debtaudit.domain.checklist_report import ChecklistItem
from debtaudit.domain.findings import ScanResult
from debtaudit.domain.report import Report
from debtaudit.domain.reported_finding import ReportedFinding
from debtaudit.domain.rules import Scan
from debtaudit.domain.settings import Settings
from debtaudit.resolve.components import ComponentMap, component_map
from debtaudit.risk.baseline import with_verdicts
from debtaudit.risk.baseline_file import read_baseline
from debtaudit.risk.compare import Moved, compare
from debtaudit.risk.gate import judge
from debtaudit.risk.grown_hotspots import with_grown_hotspots
from debtaudit.risk.holding import Holding, holding_of
from debtaudit.risk.score import score

_EVERY = 1_000_000


def gate_since(request: AuditRequest, base_name: str, progress: Progress) -> Report:
    """Audit base and head in one go and judge the head by what it adds to the base."""

    def make() -> Made:
        started = time.perf_counter()
        both = gather_both(request, place, ends, progress)
        progress("Judging")
        report = _judged(both, base_name, _compare(both, request), started)
        return report, (both.base, both.head.facts)

    with at_work(request) as place:
        ends = ends_of(request, place, base_name)
        return kept_or_made(request, place, f"gate {ends.base} {base_name}", make)


def _judged(both: Both, base_name: str, compared: "_Judged", started: float) -> Report:
    report = assemble(
        compared.head,
        compared.results,
        compared.findings,
        time.perf_counter() - started,
        components=compared.components,
        compared=True,
    )
    limits = both.head.settings.gate
    verdict = replace(
        judge(report, limits, compared.now, compared.before, compared.items_before),
        base=both.base_id,
        base_name=base_name,
        against="base",
        fixed=compared.fixed,
        differences=(*both.differences, *compared.pending),
    )
    return replace(report, gate=verdict)


class _Judged(Struct, frozen=True):
    """The findings of the head with their status, the results of its scans, and both debts."""

    head: Gathered
    findings: tuple[ReportedFinding, ...]
    fixed: tuple[ReportedFinding, ...]
    results: tuple[ScanResult, ...]
    components: ComponentMap
    now: Holding
    before: Holding
    items_before: tuple[ChecklistItem, ...]
    pending: tuple[str, ...]


def _compare(both: Both, request: AuditRequest) -> _Judged:
    """Detect and score on both sides, and compare.

    Both sides look for every hotspot: that one moves up into the first ten makes it no new debt.
    """
    settings = both.head.settings
    most = settings.hotspots.findings
    every = replace(settings, hotspots=replace(settings.hotspots, findings=_EVERY))
    old, new = _detected(both, every)
    head = both.head
    if request.imports:
        head, new = with_imports(request, head, new)
    components = component_map(both.head.facts, settings)
    judging = _Judging(both, every)
    old_findings = judging.of_base(old, components)
    compared = compare(
        judging.of_head(new, components),
        old_findings,
        both.one.head.id if both.one is not None else None,
        _moved(both),
    )
    found = compared.findings
    if request.imports:
        known = (both.renames.get(entry.path, entry.path) for entry in both.base.files)
        found = as_old_as_their_files(found, frozenset(known))
    found = with_grown_hotspots(found, both.base, both.head.facts, both.renames)
    findings = _first_hotspots(found, new, most)
    results = tuple(_capped(one, most) for one in new)
    old_findings = _first_hotspots(old_findings, old, most, both.renames)
    return _Judged(
        head=head,
        findings=findings,
        fixed=_first_hotspots(compared.fixed, old, most, both.renames),
        results=results,
        components=components,
        now=holding_of(findings, results, both.head.facts),
        before=holding_of(old_findings, old, both.base),
        items_before=_items_before(both, old),
        pending=judging.pending,
    )


def _detected(
    both: Both, settings: Settings
) -> tuple[tuple[ScanResult, ...], tuple[ScanResult, ...]]:
    """Run the detectors on base and head; the head is measured by the yardsticks of the base."""
    old = detect(both.base, settings)
    yardsticks = {one.scan: one.yardstick for one in old if one.yardstick is not None}
    return old, detect(replace(both.head.facts, yardsticks=yardsticks), settings)


class _Judging:
    """Scores findings and takes out what is waived or was judged by people: by the base's word.

    `pending` names the waivers that the head brings with it; they hold once they are merged.
    """

    def __init__(self, both: Both, settings: Settings) -> None:
        self._both = both
        self._settings = settings
        self._base_waivers = waivers_in(both.base, settings, self._named)
        own = waivers_in(both.head.facts, settings)
        # A waiver that was copied waives nothing more: what it stood for keeps it by comparison.
        known = Counter(one.same_as() for one in self._base_waivers)
        there = Counter(one.same_as() for one in own)
        pending = {key for key, number in there.items() if number > known[key]}
        self._head_waivers = tuple(one for one in own if one.same_as() not in pending)
        self.pending = tuple(
            f"the waiver of {one.what()} at {one.place()} is not in the base like this"
            for one in own
            if one.same_as() in pending
        )
        name = settings.gate.baseline
        data = both.head.baseline
        self._triages = () if data is None else read_baseline(data, name).triages

    def of_base(
        self, results: Sequence[ScanResult], components: ComponentMap
    ) -> tuple[ReportedFinding, ...]:
        """Return the findings of the base under the names of the head."""
        facts, settings = self._both.base, self._settings
        scored = score(results, facts, settings, named=self._named, components=components)
        return self._judged(waived(scored, self._base_waivers, facts, settings))

    def of_head(
        self, results: Sequence[ScanResult], components: ComponentMap
    ) -> tuple[ReportedFinding, ...]:
        """Return the findings of the head."""
        facts, settings = self._both.head.facts, self._settings
        scored = score(results, facts, settings, components=components)
        return self._judged(waived(scored, self._head_waivers, facts, settings))

    def _judged(self, findings: tuple[ReportedFinding, ...]) -> tuple[ReportedFinding, ...]:
        return with_verdicts(findings, self._triages, self._settings.gate.baseline)

    def _named(self, path: str) -> str:
        return self._both.renames.get(path, path)


def _items_before(both: Both, results: Sequence[ScanResult]) -> tuple[ChecklistItem, ...]:
    """Return the checklist of the base, where a limit asks for it."""
    if not both.head.settings.gate.required_checklist:
        return ()
    from debtaudit.checklist.evaluate import evaluate

    return evaluate(both.base, results, both.head.plan).items


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
