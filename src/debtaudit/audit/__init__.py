"""The audit: every step from a path to a report, in the order in which they happen.

Read this file first. Bytes come from `gather`, facts of single files from `extract` (called by
`gather`, because of the cache and the worker processes), the picture of the whole repository
from `resolve`, findings from `detectors`, scores from `risk`, and the checklist from `checklist`.
`request.py` opens what was asked for, `assemble.py` puts the report together, `commits.py`
classifies single commits.
"""

import time
from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from debtaudit.audit.assemble import Gathered, assemble, diagnostic_order
from debtaudit.audit.request import (
    AuditRequest,
    Progress,
    collector_off,
    is_measured,
    opened,
    settings_for,
    silent,
    tip_of,
)
from debtaudit.detectors import discover
from debtaudit.domain.change_log import ModelChangeLog
from debtaudit.domain.facts import LineDates, RepositoryFacts
from debtaudit.domain.files import FileFacts
from debtaudit.domain.findings import ScanResult, ScanStatus, Status
from debtaudit.domain.globs import path_filter
from debtaudit.domain.history import ChangeSetComparison, HistoryFacts
from debtaudit.domain.report import (
    SCHEMA_VERSION,
    Diagnostic,
    Report,
)
from debtaudit.domain.rules import Scan
from debtaudit.domain.settings import Settings
from debtaudit.gather.cache import FactCache, open_cache
from debtaudit.gather.comparisons import gather_comparisons
from debtaudit.gather.file_facts import gather_file_facts
from debtaudit.gather.history import read_history
from debtaudit.gather.history_aids import with_ignored_changes, with_proper_authors
from debtaudit.gather.line_dates import read_line_dates
from debtaudit.gather.picture import gather_picture
from debtaudit.gather.repository import Repository
from debtaudit.gather.snapshot import Snapshot
from debtaudit.risk.gate import judge

__all__ = [
    "AuditRequest",
    "audit",
    "detect",
    "gate",
    "gather",
    "model_change_log",
]


def audit(request: AuditRequest, progress: Progress = silent) -> Report:
    """Audit what `request` names and return the whole report.

    Raises `WrongCallError` for a path or revision that cannot be meant and `ConfigurationError`
    for settings that are wrong; nothing that the audited files hold is an error.
    """
    return _audited(request, progress)[0]


def gate(request: AuditRequest, progress: Progress = silent) -> Report:
    """Audit, and judge the report by the limits of `[tool.debtaudit.gate]`."""
    report, settings = _audited(request, progress)
    return replace(report, gate=judge(report, settings))


def model_change_log(request: AuditRequest, progress: Progress = silent) -> ModelChangeLog:
    """Return every model change of the window, documented or not, newest first."""
    report = audit(replace(request, scans=(Scan.MODEL_CHANGES.value,)), progress)
    return ModelChangeLog(SCHEMA_VERSION, report.audit, report.model_changes)


def _audited(request: AuditRequest, progress: Progress) -> tuple[Report, Settings]:
    started = time.perf_counter()
    with collector_off():
        with opened(request) as (repository, whole), open_cache(request.use_cache) as cache:
            gathered = gather(request, repository, whole, cache, progress)
        progress("Judging")
        results = detect(gathered.facts, gathered.settings)
        report = assemble(gathered, results, time.perf_counter() - started)
    return report, gathered.settings


def gather(
    request: AuditRequest,
    repository: Repository | None,
    whole: Snapshot,
    cache: FactCache,
    progress: Progress,
) -> Gathered:
    """Read everything once: files, history, and what the history's change sets changed."""
    settings = settings_for(request, whole)
    ignored = path_filter(settings.exclude)
    snapshot = whole.without(ignored)
    progress("Reading files")
    facts, problems = gather_file_facts(snapshot, settings, cache, request.jobs)
    progress("Reading history")
    tip = tip_of(repository, request) if repository else None
    history = _history(repository, tip, request, settings, cache)
    if repository and tip and history.commits:
        history = with_proper_authors(history, repository, tip, snapshot)
        if _asked(settings, Scan.HOTSPOTS):
            limit = settings.limits.notebook_bytes
            history = with_ignored_changes(history, repository, tip, snapshot, limit, cache)
    comparisons: Mapping[str, ChangeSetComparison] = {}
    if repository and _asked(settings, Scan.MODEL_CHANGES):
        progress("Comparing what changed")
        comparisons, more = gather_comparisons(
            repository, history.change_sets, settings, ignored, cache, request.jobs
        )
        problems += more
    progress("Dating dependencies")
    line_dates = _line_dates(repository, tip, snapshot, facts, settings, cache)
    progress("Resolving imports and calls")
    picture = gather_picture(snapshot.entries, facts, settings.hotspots.complexity_engine, cache)
    if is_measured(request):
        from debtaudit.audit.measurements import measured

        picture, unused = measured(request, picture, facts, history, snapshot)
        problems += unused
    return Gathered(
        facts=RepositoryFacts(
            name=repository.name if repository else request.path.resolve().name,
            as_of=request.as_of,
            files=snapshot.entries,
            facts=facts,
            history=history,
            picture=picture,
            comparisons=comparisons,
            line_dates=line_dates,
            diagnostics=_diagnostics(snapshot, problems, history, cache),
        ),
        settings=settings,
        revision=tip,
        branch=repository.branch if repository and request.revision is None else None,
        dirty=snapshot.dirty,
        folder=repository.prefix if repository else "",
    )


def _history(
    repository: Repository | None,
    tip: str | None,
    request: AuditRequest,
    settings: Settings,
    cache: FactCache,
) -> HistoryFacts:
    """Read the window of history, or say why there is none."""
    if repository is None:
        problem, cure = "this folder is no git repository", "audit a clone with its history"
        return HistoryFacts(available=False, problem=problem, cure=cure)
    if tip is None:
        problem, cure = "the repository has no commit yet", "commit, then audit again"
        return HistoryFacts(available=False, problem=problem, cure=cure)
    return read_history(
        repository,
        tip,
        since=request.since,
        until=request.as_of,
        max_paths=settings.limits.change_set_paths,
        cache=cache,
    )


def _line_dates(
    repository: Repository | None,
    tip: str | None,
    snapshot: Snapshot,
    facts: Mapping[str, FileFacts],
    settings: Settings,
    cache: FactCache,
) -> Mapping[str, LineDates]:
    """Second round: the days on which the lines of manifests were last edited."""
    if repository is None or tip is None or not _asked(settings, Scan.DEPENDENCIES):
        return {}
    lines = {
        path: [declaration.line for declaration in fact.manifest.declarations]
        for path, fact in facts.items()
        if fact.manifest and fact.manifest.declarations
    }
    return read_line_dates(repository, tip, snapshot, lines, cache)


def _diagnostics(
    snapshot: Snapshot,
    problems: Sequence[Diagnostic],
    history: HistoryFacts,
    cache: FactCache,
) -> tuple[Diagnostic, ...]:
    notes = (Diagnostic("info", None, note) for note in history.notes)
    found = {*snapshot.diagnostics, *problems, *notes, *cache.diagnostics}
    return tuple(sorted(found, key=diagnostic_order))


def _asked(settings: Settings, scan: Scan) -> bool:
    return not settings.scans or scan.value in settings.scans


def detect(facts: RepositoryFacts, settings: Settings) -> tuple[ScanResult, ...]:
    """Run the detectors of the scans that were asked for."""
    return tuple(
        detector.detect(facts, settings)
        if _asked(settings, detector.scan)
        else ScanResult(
            detector.scan,
            ScanStatus(
                Status.NOT_APPLICABLE, "not asked for", f"add `--scan {detector.scan.value}`"
            ),
        )
        for detector in discover()
    )
