"""The audit: every step from a path to a report, in the order in which they happen.

Read this file first. Bytes come from `gather`, facts of single files from `extract` (called by
`gather`, because of the cache and the worker processes), the picture of the whole repository
from `resolve`, findings from `detectors`, scores from `risk`, and the checklist from `checklist`.
"""

import gc
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from debtaudit import __version__
from debtaudit.checklist.evaluate import evaluate, item_ids
from debtaudit.domain.globs import path_filter
from debtaudit.config.reader import read_settings
from debtaudit.detectors import all_rules, discover
from debtaudit.domain.errors import WrongCallError
from debtaudit.domain.facts import LineDates, RepositoryFacts
from debtaudit.domain.files import FileFacts, Missing
from debtaudit.domain.findings import ScanResult, ScanStatus, Status
from debtaudit.domain.history import ChangeSetComparison, HistoryFacts
from debtaudit.domain.report import (
    SCHEMA_VERSION,
    AuditInfo,
    Dependency,
    Diagnostic,
    EntryPoint,
    Hotspot,
    ModelChange,
    ModelChangeLog,
    Report,
    ScanRow,
    Tool,
    Training,
    Window,
)
from debtaudit.domain.rules import Rule, Scan
from debtaudit.domain.settings import Settings
from debtaudit.gather.cache import FactCache, open_cache
from debtaudit.gather.comparisons import gather_comparisons
from debtaudit.gather.file_facts import gather_file_facts
from debtaudit.gather.history import read_history
from debtaudit.gather.line_dates import read_line_dates
from debtaudit.gather.repository import Repository, open_repository
from debtaudit.gather.snapshot import (
    Snapshot,
    folder_snapshot,
    revision_snapshot,
    work_tree_snapshot,
)
from debtaudit.resolve.picture import draw
from debtaudit.risk.gate import judge
from debtaudit.risk.score import score, summarise

RULES_VERSION = "2026.11"
CONFIGURATION_FILES = ("pyproject.toml", "debtaudit.toml")

Progress = Callable[[str], None]


class AuditRequest(Struct, frozen=True):
    """What somebody asks for; everything that is not given comes from the configuration."""

    path: Path
    as_of: date
    revision: str | None = None
    since: date | None = None
    exclude: tuple[str, ...] = ()
    scans: tuple[str, ...] = ()
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    config: Path | None = None
    use_cache: bool = True
    jobs: int | None = None


class _Gathered(Struct, frozen=True):
    """The facts, and what the report says about where they are from."""

    facts: RepositoryFacts
    settings: Settings
    revision: str | None
    branch: str | None
    dirty: bool


def silent(_step: str) -> None:
    """Take a progress message and show it to nobody."""


def audit(request: AuditRequest, progress: Progress = silent) -> Report:
    """Audit what `request` names and return the whole report.

    Raises `WrongCallError` for a path or revision that cannot be meant and `ConfigurationError`
    for settings that are wrong; nothing that the audited files hold is an error.
    """
    started = time.perf_counter()
    with _collector_off():
        gathered = _gather(request, progress)
        progress("Judging")
        results = _detect(gathered.facts, gathered.settings)
        return _report(gathered, results, started)


def gate(request: AuditRequest, progress: Progress = silent) -> Report:
    """Audit, and judge the report by the limits of `[tool.debtaudit.gate]`."""
    report = audit(request, progress)
    return replace(report, gate=judge(report, settings_of(request)))


def model_change_log(request: AuditRequest, progress: Progress = silent) -> ModelChangeLog:
    """Return every model change of the window, documented or not, newest first."""
    report = audit(replace(request, scans=(Scan.MODEL_CHANGES.value,)), progress)
    return ModelChangeLog(SCHEMA_VERSION, report.audit, report.model_changes)


def rules() -> tuple[Rule, ...]:
    """Return every rule that debtaudit knows."""
    return all_rules()


def settings_of(request: AuditRequest) -> Settings:
    """Return the settings that hold for a request, without auditing anything."""
    with _opened(request) as (_repository, snapshot):
        return _settings(request, snapshot)


def _gather(request: AuditRequest, progress: Progress) -> _Gathered:
    """Read everything once: files, history, and what the history's change sets changed."""
    with _opened(request) as (repository, whole), open_cache(request.use_cache) as cache:
        settings = _settings(request, whole)
        ignored = path_filter(settings.exclude)
        snapshot = whole.without(ignored)
        progress("Reading files")
        facts, problems = gather_file_facts(snapshot, settings, cache, request.jobs)
        progress("Reading history")
        tip = repository and _tip(repository, request)
        history = _history(repository, tip, request, settings)
        comparisons: Mapping[str, ChangeSetComparison] = {}
        if repository and _asked(settings, Scan.MODEL_CHANGES):
            progress("Comparing model changes")
            comparisons, more = gather_comparisons(
                repository, history.change_sets, settings, ignored, cache, request.jobs
            )
            problems += more
        progress("Resolving")
        return _Gathered(
            facts=RepositoryFacts(
                name=_name(request, repository),
                as_of=request.as_of,
                files=snapshot.entries,
                facts=facts,
                history=history,
                picture=draw(snapshot.entries, facts),
                comparisons=comparisons,
                line_dates=_line_dates(repository, tip, snapshot, facts, settings, cache),
                diagnostics=_diagnostics(snapshot, problems, history, cache),
            ),
            settings=settings,
            revision=tip,
            branch=repository.branch if repository and request.revision is None else None,
            dirty=snapshot.dirty,
        )


@contextmanager
def _opened(request: AuditRequest) -> Iterator[tuple[Repository | None, Snapshot]]:
    """Open the repository, or the plain folder, and the snapshot that was asked for."""
    opened = open_repository(request.path)
    if isinstance(opened, Missing):
        if request.revision is not None:
            raise WrongCallError(f"--rev {request.revision}: {opened.reason}")
        yield None, folder_snapshot(request.path)
        return
    with opened as repository:
        tip = _tip(repository, request)
        if request.revision is not None or repository.bare:
            if tip is None:
                raise WrongCallError(f"{request.path}: a bare repository without a commit")
            yield repository, revision_snapshot(repository, tip)
        else:
            yield repository, work_tree_snapshot(repository)


def _tip(repository: Repository, request: AuditRequest) -> str | None:
    if request.revision is None:
        return repository.head
    return repository.resolve(request.revision)


def _settings(request: AuditRequest, snapshot: Snapshot) -> Settings:
    """Read the configuration of the snapshot (or `--config`), then let the command line win."""
    known = tuple(rule.id for rule in all_rules())
    for option, ids in (("--select", request.select), ("--ignore", request.ignore)):
        for unknown in sorted(set(ids) - set(known)):
            raise WrongCallError(f"{option} {unknown}: no such rule; `debtaudit rules` lists them")
    if request.config is not None:
        sources = [(str(request.config), _configuration_file(request.config))]
    else:
        found = ((name, snapshot.read_path(name)) for name in CONFIGURATION_FILES)
        sources = [(name, data) for name, data in found if isinstance(data, bytes)]
    settings = read_settings(sources, known, item_ids())
    return replace(
        settings,
        exclude=settings.exclude + request.exclude,
        scans=tuple(Scan(scan).value for scan in request.scans) or settings.scans,
        select=request.select or settings.select,
        ignore=settings.ignore + request.ignore,
    )


def _configuration_file(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise WrongCallError(f"--config {path}: {error.strerror}") from None


def _history(
    repository: Repository | None, tip: str | None, request: AuditRequest, settings: Settings
) -> HistoryFacts:
    if repository is None:
        return HistoryFacts(
            available=False,
            problem="this folder is no git repository",
            cure="audit a clone with its history",
        )
    if tip is None:
        return HistoryFacts(
            available=False, problem="the repository has no commit yet", cure="commit, then audit"
        )
    return read_history(
        repository,
        tip,
        since=request.since,
        until=request.as_of,
        max_paths=settings.limits.change_set_paths,
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
    paths = [path for path, fact in facts.items() if fact.manifest and fact.manifest.declarations]
    return read_line_dates(repository, tip, snapshot, paths, cache)


def _name(request: AuditRequest, repository: Repository | None) -> str:
    return repository.name if repository else request.path.resolve().name


def _asked(settings: Settings, scan: Scan) -> bool:
    return not settings.scans or scan.value in settings.scans


def _diagnostics(
    snapshot: Snapshot,
    problems: Sequence[Diagnostic],
    history: HistoryFacts,
    cache: FactCache,
) -> tuple[Diagnostic, ...]:
    notes = (Diagnostic("info", None, note) for note in history.notes)
    found = {*snapshot.diagnostics, *problems, *notes, *cache.diagnostics}
    return tuple(sorted(found, key=lambda one: (one.path or "", one.message, one.level)))


def _detect(facts: RepositoryFacts, settings: Settings) -> tuple[ScanResult, ...]:
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


def _report(gathered: _Gathered, results: Sequence[ScanResult], started: float) -> Report:
    facts, settings = gathered.facts, gathered.settings
    findings = score(results, facts, settings)
    rows = [row for result in results for row in result.rows]
    return Report(
        schema_version=SCHEMA_VERSION,
        tool=Tool("debtaudit", __version__, RULES_VERSION),
        audit=AuditInfo(
            repository=facts.name,
            revision=gathered.revision,
            branch=gathered.branch,
            dirty=gathered.dirty,
            as_of=facts.as_of.isoformat(),
            window=Window(
                facts.history.since, len(facts.history.change_sets), len(facts.history.commits)
            ),
            scans=tuple(
                ScanRow(
                    result.scan.value,
                    result.status.status.value,
                    result.status.reason,
                    result.status.cure,
                )
                for result in results
            ),
            duration_seconds=round(time.perf_counter() - started, 2),
        ),
        summary=summarise(findings, facts, settings),
        findings=findings,
        model_changes=tuple(row for row in rows if isinstance(row, ModelChange)),
        dependencies=tuple(row for row in rows if isinstance(row, Dependency)),
        hotspots=tuple(row for row in rows if isinstance(row, Hotspot)),
        training=_training(tuple(row for row in rows if isinstance(row, EntryPoint))),
        checklist=evaluate(facts, results, settings),
        diagnostics=facts.diagnostics,
    )


def _training(entry_points: tuple[EntryPoint, ...]) -> Training:
    tested = sum(entry.tested == "tested" for entry in entry_points)
    covered = [e.line_coverage for e in entry_points if e.line_coverage is not None]
    return Training(
        entry_points,
        tested_share=round(tested / len(entry_points), 3) if entry_points else None,
        coverage_share=round(sum(covered) / len(covered), 3) if covered else None,
    )


@contextmanager
def _collector_off() -> Iterator[None]:
    """Switch the garbage collector off: syntax trees hold no cycles and cost half without it."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
