"""The trend of complexity alone: no history, no picture, and of a file only what is new in it."""

from collections.abc import Sequence

from debtaudit.audit.assemble import diagnostic_order
from debtaudit.audit.request import AuditRequest, Progress
from debtaudit.domain.audit_info import AuditInfo, Window
from debtaudit.domain.globs import path_filter
from debtaudit.domain.report import SCHEMA_VERSION, Diagnostic
from debtaudit.domain.settings import Settings
from debtaudit.domain.trend import TrendPoint, TrendReport
from debtaudit.extract.anatomy import CUT
from debtaudit.gather.anatomies import Version, gather_anatomies
from debtaudit.gather.cache import FactCache
from debtaudit.gather.past_points import PastPoint
from debtaudit.gather.repository import Repository
from debtaudit.gather.snapshot import revision_snapshot
from debtaudit.resolve.hotspots.complexity_totals import ComplexityTotals, totals_of_anatomies


def complexity_trend(
    request: AuditRequest,
    settings: Settings,
    repository: Repository,
    chosen: Sequence[PastPoint],
    cache: FactCache,
    progress: Progress,
) -> TrendReport:
    """Measure how much code there was at each point, and how complicated it was."""
    ignored = path_filter(settings.exclude)
    progress(f"Listing {len(chosen)} revisions")
    listed: list[list[Version]] = []
    diagnostics: set[Diagnostic] = set()
    for point in chosen:
        snapshot = revision_snapshot(repository, point.commit, ignored)
        diagnostics.update(one for one in snapshot.diagnostics if one.level == "error")
        entries = [entry for entry in snapshot.entries if entry.path_class in CUT]
        listed.append([Version(entry.path, entry.blob) for entry in entries])
    progress("Reading past versions")
    every = [version for versions in listed for version in versions]
    anatomies = gather_anatomies(repository, every, settings, cache, request.jobs)
    points = []
    for point, versions in zip(chosen, listed, strict=True):
        known = [anatomies[one.blob] for one in versions if one.blob in anatomies]
        points.append(code_at(point, totals_of_anatomies(known)))
    info = AuditInfo(
        repository=repository.name,
        revision=chosen[-1].commit,
        branch=repository.branch if request.revision is None else None,
        dirty=False,
        as_of=request.as_of.isoformat(),
        window=Window(chosen[0].day.isoformat(), 0, 0),
        scans=(),
        duration_seconds=0.0,
        folder=repository.prefix,
    )
    return TrendReport(
        SCHEMA_VERSION, info, tuple(points), tuple(sorted(diagnostics, key=diagnostic_order))
    )


def code_at(point: PastPoint, code: ComplexityTotals) -> TrendPoint:
    """Return a point of the trend with how much code there was, and no findings."""
    return TrendPoint(
        revision=point.commit,
        day=point.day.isoformat(),
        files=code.files,
        logical_lines=code.logical_lines,
        complexity=code.complexity,
        functions=code.functions,
        knotted=code.knotted,
    )
