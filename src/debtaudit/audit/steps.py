"""Single steps of an audit, which a plain one and one since a base have in common."""

from collections.abc import Mapping, Sequence

from debtaudit.audit.assemble import diagnostic_order
from debtaudit.audit.request import AuditRequest, Progress
from debtaudit.detectors import discover
from debtaudit.domain.facts import LineDates, RepositoryFacts
from debtaudit.domain.files import FileFacts, Missing
from debtaudit.domain.findings import ScanResult, ScanStatus, Status
from debtaudit.domain.globs import path_filter
from debtaudit.domain.history import ChangeSetComparison, HistoryFacts
from debtaudit.domain.report import Diagnostic
from debtaudit.domain.rules import Aside, Scan, Source
from debtaudit.domain.settings import Settings
from debtaudit.gather.cache import FactCache
from debtaudit.gather.history import read_history
from debtaudit.gather.history_aids import with_ignored_changes, with_proper_authors
from debtaudit.gather.kept_comparisons import gather_with_kept
from debtaudit.gather.line_dates import LineDating
from debtaudit.gather.repository import Repository
from debtaudit.gather.snapshot import Snapshot
from debtaudit.resolve.model_changes.scan_status import holds_model


def history_of(
    repository: Repository | None,
    tip: str | None,
    snapshot: Snapshot,
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
    history = read_history(
        repository,
        tip,
        since=request.since,
        until=request.as_of,
        max_paths=settings.limits.change_set_paths,
        cache=cache,
    )
    if not history.commits:
        return history
    history = with_proper_authors(history, repository, tip, snapshot)
    if not asked(settings, Scan.HOTSPOTS):
        return history
    limit = settings.limits.notebook_bytes
    return with_ignored_changes(history, repository, tip, snapshot, limit, cache)


def comparisons_of(
    repository: Repository | None,
    history: HistoryFacts,
    snapshot: Snapshot,
    facts: Mapping[str, FileFacts],
    settings: Settings,
    cache: FactCache,
    jobs: int | None,
) -> tuple[Mapping[str, ChangeSetComparison], tuple[Diagnostic, ...]]:
    """Compare what the change sets changed, where that was asked for; say what was left out."""
    if repository is None or not asked(settings, Scan.MODEL_CHANGES):
        return {}, ()
    return gather_with_kept(
        repository,
        history.change_sets,
        settings,
        path_filter(settings.exclude),
        cache,
        jobs,
        has_model=holds_model(snapshot.entries, facts),
    )


def line_dates_of(
    repository: Repository | None,
    tip: str | None,
    snapshot: Snapshot,
    facts: Mapping[str, FileFacts],
    settings: Settings,
    cache: FactCache,
) -> Mapping[str, LineDates]:
    """Second round: the days on which the lines of manifests were last edited."""
    dating = dating_of(repository, tip, snapshot, facts, settings, cache)
    return {} if dating is None else dating.finish()


def dating_of(
    repository: Repository | None,
    tip: str | None,
    snapshot: Snapshot,
    facts: Mapping[str, FileFacts],
    settings: Settings,
    cache: FactCache,
) -> LineDating | None:
    """Let git begin to date the lines of manifests, while the audit goes on."""
    if repository is None or tip is None or not asked(settings, Scan.DEPENDENCIES):
        return None
    lines = {
        path: [declaration.line for declaration in fact.manifest.declarations]
        for path, fact in facts.items()
        if fact.manifest and fact.manifest.declarations
    }
    return LineDating(repository, tip, snapshot, lines, cache)


def diagnostics_of(
    snapshot: Snapshot,
    problems: Sequence[Diagnostic],
    history: HistoryFacts,
    cache: FactCache,
) -> tuple[Diagnostic, ...]:
    """Put together what could not be read, each thing said once, in order."""
    notes = (Diagnostic("info", None, note) for note in history.notes)
    found = {*snapshot.diagnostics, *problems, *notes, *cache.diagnostics}
    return tuple(sorted(found, key=diagnostic_order))


def baseline_of(snapshot: Snapshot, settings: Settings) -> bytes | None:
    """Return the bytes of the baseline file, None where there is none."""
    data = snapshot.read_path(settings.gate.baseline)
    return None if isinstance(data, Missing) else data


def answered(
    request: AuditRequest,
    facts: RepositoryFacts,
    settings: Settings,
    cache: FactCache,
    progress: Progress,
    before: RepositoryFacts | None = None,
) -> RepositoryFacts:
    """Last round: what others say of the dependencies, if the user chose to ask them.

    What they said for `before`, another snapshot, is not asked again.
    """
    wanted = request.online or request.osv_db is not None
    if not wanted or not asked(settings, Scan.DEPENDENCIES):
        return facts
    from debtaudit.audit.online import with_answers

    return with_answers(request, facts, settings, cache, progress, before)


def looked_up(
    facts: RepositoryFacts, snapshot: Snapshot, settings: Settings, cache: FactCache
) -> RepositoryFacts:
    """Second round: which keys of settings files that code reads no code mentions."""
    if not asked(settings, Aside.INFRASTRUCTURE):
        return facts
    from debtaudit.resolve.named_settings import named_settings

    named = named_settings(facts)
    if not named:
        return facts
    from debtaudit.audit.unread_settings import with_unread_settings

    return with_unread_settings(facts, named, snapshot, settings, cache)


def asked(settings: Settings, scan: Source) -> bool:
    """Tell whether a scan is to be run."""
    return not settings.scans or scan.value in settings.scans


def detect(facts: RepositoryFacts, settings: Settings) -> tuple[ScanResult, ...]:
    """Run the detectors of the scans that are asked for."""
    return tuple(
        detector.detect(facts, settings)
        if asked(settings, detector.scan)
        else ScanResult(
            detector.scan,
            ScanStatus(
                Status.NOT_APPLICABLE, "not asked for", f"add `--scan {detector.scan.value}`"
            ),
        )
        for detector in discover()
    )
