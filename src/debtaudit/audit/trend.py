"""The trend: the same audit at points of the past, in one process and through one fact cache.

Nothing is checked out: a point is a revision in the object database, so a dirty work tree and a
bare repository make no difference. The rules and settings are those of the newest point, and so is
what people found out about single findings: a false alarm was none before, either. What a waiver
covers on the day of a point counts in none of its figures, as in a report.
"""

import time
from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from debtaudit.audit import gather
from debtaudit.audit.assemble import Gathered, all_diagnostics, audit_info
from debtaudit.audit.complexity_trend import code_at, complexity_trend
from debtaudit.audit.kept_points import KeptPoints
from debtaudit.audit.request import (
    AuditRequest,
    Progress,
    at_work,
    settings_for,
    silent,
    tip_of,
)
from debtaudit.audit.standing import waivers_in
from debtaudit.audit.steps import baseline_of, detect
from debtaudit.domain.errors import NoReportError, WrongCallError
from debtaudit.domain.findings import ScanResult
from debtaudit.domain.known_debt import Triage
from debtaudit.domain.report import SCHEMA_VERSION
from debtaudit.domain.reported_finding import ReportedFinding
from debtaudit.domain.rounds import Rounds
from debtaudit.domain.rules import Scan
from debtaudit.domain.settings import Settings
from debtaudit.domain.trend import TrendPoint, TrendReport
from debtaudit.gather.cache import FactCache
from debtaudit.gather.git_process import GitFailedError
from debtaudit.gather.past_points import PastPoint, past_points
from debtaudit.gather.repository import Repository
from debtaudit.gather.snapshot import Snapshot, revision_snapshot
from debtaudit.knowledge.pypi_snapshot import taken
from debtaudit.resolve.components import component_map
from debtaudit.resolve.hotspots.complexity_totals import complexity_totals
from debtaudit.risk.baseline import with_verdicts
from debtaudit.risk.score import score, summarise


def trend(
    request: AuditRequest,
    revisions: int | None,
    complexity_alone: bool = False,
    progress: Progress = silent,
) -> TrendReport:
    """Measure `revisions` points of the window, or the end of each month where it is None.

    `complexity_alone` leaves findings and risk out. Raises `WrongCallError` where there is no
    history and `NoReportError` where it cannot be read.
    """
    started = time.perf_counter()
    with at_work(request) as work:
        repository, whole, cache = work.repository, work.snapshot, work.cache
        tip = tip_of(repository, request) if repository else None
        if repository is None or tip is None:
            raise WrongCallError(f"{request.path}: a trend needs a git repository with commits")
        settings = settings_for(request, whole)
        chosen = _points(request, repository, tip, revisions, cache)
        if complexity_alone:
            return complexity_trend(request, settings, repository, chosen, cache, progress)
        measuring = _Measuring(request, _judgement(whole, settings), repository, cache)
        points = measuring.measure_all(chosen, progress)
        return TrendReport(
            SCHEMA_VERSION,
            audit_info(measuring.newest, measuring.results, time.perf_counter() - started),
            tuple(points),
            all_diagnostics(measuring.newest.facts, measuring.results),
        )


def _points(
    request: AuditRequest,
    repository: Repository,
    tip: str,
    revisions: int | None,
    cache: FactCache,
) -> list[PastPoint]:
    """Return the points, oldest first."""
    since, until = request.since, request.as_of
    try:
        return past_points(
            repository, tip, since=since, until=until, revisions=revisions, cache=cache
        )
    except GitFailedError as error:
        raise NoReportError(f"the history could not be read: {error}") from error


class _Judgement(Struct, frozen=True):
    """What decides at every point what counts: the settings, and the verdicts of people."""

    settings: Settings
    verdicts: tuple[Triage, ...] = ()


def _judgement(whole: Snapshot, settings: Settings) -> _Judgement:
    """Read the verdicts; raises `ConfigurationError` for a baseline file that cannot be read."""
    data = baseline_of(whole, settings)
    if data is None:
        return _Judgement(settings)
    from debtaudit.risk.baseline_file import read_baseline

    return _Judgement(settings, read_baseline(data, settings.gate.baseline).triages)


class _Measuring:
    """Measures one point after the other; `newest` and `results` are of the last one."""

    newest: Gathered
    results: Sequence[ScanResult]

    def __init__(
        self,
        request: AuditRequest,
        judgement: _Judgement,
        repository: Repository,
        cache: FactCache,
    ) -> None:
        self._request = request
        self._settings = judgement.settings
        self._verdicts = judgement.verdicts
        self._repository = repository
        self._cache = cache
        judged_by = judgement.settings, judgement.verdicts
        self._kept = KeptPoints(request, judged_by, repository, cache)

    def measure_all(self, points: Sequence[PastPoint], progress: Progress) -> list[TrendPoint]:
        """Measure what was not measured before, and the newest point."""
        known = self._kept.recalled(points[:-1])
        self._cache.rounds = rounds = Rounds()
        found = []
        for number, point in enumerate(points, start=1):
            measured = known.get(point)
            if measured is None:
                progress(f"Measuring point {number} of {len(points)} ({point.day})")
                rounds.next_round()
                measured = self._measure(point)
                self._kept.keep(point, measured, self.newest.facts)
            found.append(measured)
        return found

    def _measure(self, point: PastPoint) -> TrendPoint:
        """Audit one revision as of its day."""
        left_out = self._left_out(point)
        settings = self._without_dependencies() if left_out else self._settings
        # (reports of tests are of today: they say nothing of a revision)
        day = point.judged_on(self._request.as_of)
        request = replace(
            self._request, revision=point.commit, as_of=day, since=None, coverage=(), junit=()
        )
        snapshot = revision_snapshot(self._repository, point.commit)
        gathered = gather(request, settings, self._repository, snapshot, self._cache, silent)
        results = detect(gathered.facts, settings)
        self.newest, self.results = gathered, results
        found = with_verdicts(
            _counted(gathered, results), self._verdicts, self._settings.gate.baseline
        )
        return _figures(point, gathered, found, left_out)

    def _left_out(self, point: PastPoint) -> tuple[str, ...]:
        asked = self._settings.scans
        if asked and Scan.DEPENDENCIES.value not in asked:
            return ()
        if f"{point.judged_on(self._request.as_of):%Y-%m}" >= taken():
            return ()
        return (f"dependencies: the embedded knowledge is of {taken()}, younger than this point",)

    def _without_dependencies(self) -> Settings:
        asked = self._settings.scans or tuple(scan.value for scan in Scan)
        kept = tuple(scan for scan in asked if scan != Scan.DEPENDENCIES.value)
        return replace(self._settings, scans=kept or (Scan.HOTSPOTS.value,))


def _counted(gathered: Gathered, results: Sequence[ScanResult]) -> tuple[ReportedFinding, ...]:
    """Return the scored findings, marked where a waiver covers them.

    Waivers that cover nothing are debts of today's configuration: no point counts them.
    """
    facts, settings = gathered.facts, gathered.settings
    components = component_map(facts, settings) if settings.component else None
    scored = score(results, facts, settings, components=components)
    waivers = waivers_in(facts, settings)
    if not waivers:
        return scored
    from debtaudit.risk.waive import waive

    return waive(scored, waivers, facts.as_of.isoformat()).findings


def _figures(
    point: PastPoint,
    gathered: Gathered,
    found: Sequence[ReportedFinding],
    left_out: tuple[str, ...],
) -> TrendPoint:
    facts, settings = gathered.facts, gathered.settings
    counted = [one for one in found if one.status != "suppressed"]
    dependencies = [one for one in counted if one.scan == Scan.DEPENDENCIES.value]
    others = [one for one in counted if one.scan != Scan.DEPENDENCIES.value]
    total = summarise(others, facts, settings)
    asked = not left_out and (not settings.scans or Scan.DEPENDENCIES.value in settings.scans)
    return replace(
        code_at(point, complexity_totals(facts.facts)),
        findings=total.findings,
        risk_total=total.risk_total,
        effort_hours=total.effort_hours,
        debt_ratio=total.debt_ratio,
        dependency_findings=len(dependencies) if asked else None,
        dependency_risk=round(sum(one.risk.score for one in dependencies), 1) if asked else None,
        left_out=left_out,
        suppressed_findings=len(found) - len(counted),
    )
