"""The audit: every step from a path to a report, in the order in which they happen.

Read this file first. Bytes come from `gather`, facts of single files from `extract` (called by
`gather`, because of the cache and the worker processes), the picture of the whole repository
from `resolve`, findings from `detectors`, scores from `risk`, and the checklist from `checklist`.
`request.py` opens what was asked for, `steps.py` holds single steps, `assemble.py` puts the report
together, `keeping.py` knows which reports need not be made again. `since_base.py` does the same
for two revisions at once, `commits.py` for single commits; `hotspots.py` opens past versions of
the first hotspots, `trend.py` repeats it at past points.
"""

import time
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from debtaudit.audit.assemble import Gathered, assemble
from debtaudit.audit.checklists import plan_for
from debtaudit.audit.keeping import Made, kept_or_made
from debtaudit.audit.request import (
    AuditRequest,
    Progress,
    Workplace,
    at_work,
    is_measured,
    settings_for,
    silent,
    tip_of,
)
from debtaudit.audit.standing import Standing, standing
from debtaudit.audit.steps import (
    answered,
    baseline_of,
    comparisons_of,
    dating_of,
    detect,
    diagnostics_of,
    history_of,
    looked_up,
)
from debtaudit.domain.facts import RepositoryFacts
from debtaudit.domain.findings import ScanResult
from debtaudit.domain.globs import path_filter
from debtaudit.domain.report import SCHEMA_VERSION, Report
from debtaudit.domain.rules import Scan
from debtaudit.domain.settings import Settings
from debtaudit.gather.cache import FactCache
from debtaudit.gather.commit_graph import begin_commit_graph
from debtaudit.gather.file_facts import gather_file_facts
from debtaudit.gather.picture import gather_picture
from debtaudit.gather.repository import Repository
from debtaudit.gather.snapshot import Snapshot
from debtaudit.resolve.components import component_map

if TYPE_CHECKING:
    from debtaudit.domain.change_log import ModelChangeLog

__all__ = [
    "AuditRequest",
    "Audited",
    "audit",
    "audited",
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

    def make() -> Made:
        made = _audited(request, place, progress)
        return made.report, (made.gathered.facts,)

    with at_work(request) as place:
        return kept_or_made(request, place, "", make)


def gate(
    request: AuditRequest,
    progress: Progress = silent,
    base: str | None = None,
    *,
    advisory: bool = False,
) -> Report:
    """Audit, and judge the report by the limits of `[tool.debtaudit.gate]`.

    With a `base`, a revision, only what is new or worse since then is judged. An `advisory` gate
    fails nobody.
    """
    if base is not None:
        from debtaudit.audit.since_base import gate_since

        report = gate_since(request, base, progress)
    else:
        with at_work(request) as place:
            report = kept_or_made(
                request, place, "gate", lambda: _judged(_audited(request, place, progress))
            )
    verdict = report.gate
    return report if verdict is None else replace(report, gate=replace(verdict, advisory=advisory))


def model_change_log(request: AuditRequest, progress: Progress = silent) -> "ModelChangeLog":
    """Return every model change of the window, documented or not, newest first."""
    from debtaudit.domain.change_log import ModelChangeLog

    report = audit(replace(request, scans=(Scan.MODEL_CHANGES.value,)), progress)
    return ModelChangeLog(SCHEMA_VERSION, report.audit, report.model_changes)


class Audited(Struct, frozen=True):
    """A report with what it was made from."""

    report: Report
    gathered: Gathered
    results: tuple[ScanResult, ...]
    standing: Standing


def audited(
    request: AuditRequest, progress: Progress = silent, *, salvage: bool = False
) -> Audited:
    """Audit, and return the report with what it was made from.

    With `salvage` a baseline file gives its verdicts as far as they can be read, and is compared
    with nothing.
    """
    with at_work(request) as place:
        return _audited(request, place, progress, salvage=salvage)


def _audited(
    request: AuditRequest, place: Workplace, progress: Progress, *, salvage: bool = False
) -> Audited:
    started = time.perf_counter()
    settings = settings_for(request, place.snapshot)
    gathered = gather(request, settings, place.repository, place.snapshot, place.cache, progress)
    progress("Judging")
    facts, settings = gathered.facts, gathered.settings
    results = detect(facts, settings)
    if request.imports:
        from debtaudit.audit.imports import with_imports

        gathered, results = with_imports(request, gathered, results)
    components = component_map(facts, settings)
    found = standing(gathered, results, components, salvage=salvage)
    report = assemble(
        gathered,
        results,
        found.findings,
        time.perf_counter() - started,
        components=components,
        compared=found.compared,
    )
    return Audited(report, gathered, results, found)


def _judged(made: Audited) -> Made:
    """Judge every finding, or what is new against the baseline file."""
    from debtaudit.risk.baseline import holding_before
    from debtaudit.risk.gate import judge
    from debtaudit.risk.holding import holding_of

    facts, limits = made.gathered.facts, made.gathered.settings.gate
    now = holding_of(made.report.findings, made.results, facts)
    baseline = made.standing.baseline
    if baseline is None or not made.standing.compared:
        return replace(made.report, gate=judge(made.report, limits, now)), (facts,)
    lines = now.lines or {}
    verdict = replace(
        judge(made.report, limits, now, holding_before(baseline, lines)),
        against="baseline",
        base_name=limits.baseline,
        prunable=made.standing.prunable,
    )
    return replace(made.report, gate=verdict), (facts,)


def gather(
    request: AuditRequest,
    settings: Settings,
    repository: Repository | None,
    whole: Snapshot,
    cache: FactCache,
    progress: Progress,
) -> Gathered:
    """Read everything once: files, history, and what the history's change sets changed."""
    snapshot = whole.without(path_filter(settings.exclude))
    tip = tip_of(repository, request) if repository else None
    if repository and tip:
        begin_commit_graph(repository, tip, cache)
    progress("Reading files")
    facts, problems = gather_file_facts(snapshot, settings, cache, request.jobs)
    plan, more = plan_for(request.checklists, settings, whole, request.as_of)
    problems += more
    progress("Reading history")
    dating = dating_of(repository, tip, snapshot, facts, settings, cache)
    history = history_of(repository, tip, snapshot, request, settings, cache)
    progress("Resolving imports and calls")
    picture = gather_picture(snapshot.entries, facts, settings.hotspots.complexity_engine, cache)
    progress("Comparing what changed")
    comparisons, more = comparisons_of(
        repository, history, snapshot, facts, settings, cache, request.jobs
    )
    problems += more
    progress("Dating dependencies")
    line_dates = dating.finish() if dating is not None else {}
    if is_measured(request):
        from debtaudit.audit.measurements import measured

        picture, unused = measured(request, picture, facts, history, snapshot)
        problems += unused
    repository_facts = RepositoryFacts(
        name=repository.name if repository else request.path.resolve().name,
        as_of=request.as_of,
        files=snapshot.entries,
        facts=facts,
        history=history,
        picture=picture,
        comparisons=comparisons,
        line_dates=line_dates,
        diagnostics=diagnostics_of(snapshot, problems, history, cache),
        rounds=cache.rounds,
    )
    repository_facts = looked_up(repository_facts, snapshot, settings, cache)
    return Gathered(
        facts=answered(request, repository_facts, settings, cache, progress),
        settings=settings,
        revision=tip,
        branch=repository.branch if repository and request.revision is None else None,
        dirty=snapshot.dirty,
        folder=repository.prefix if repository else "",
        plan=plan,
        baseline=baseline_of(whole, settings),
    )
