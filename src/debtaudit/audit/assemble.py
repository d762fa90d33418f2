"""Puts the report together from the facts and the results of the scans."""

from collections.abc import Sequence

from msgspec import Struct

from debtaudit import __version__
from debtaudit.checklist.plan import Plan
from debtaudit.domain.audit_info import AuditInfo, ScanRow, Tool, Window
from debtaudit.domain.facts import RepositoryFacts
from debtaudit.domain.findings import ScanResult, ScanStatus, Status
from debtaudit.domain.report import SCHEMA_VERSION, Diagnostic, Report
from debtaudit.domain.report_rows import Dependency, EntryPoint, Hotspot, ModelChange, Training
from debtaudit.domain.reported_finding import ReportedFinding
from debtaudit.domain.rules import Scan
from debtaudit.domain.settings import Settings
from debtaudit.resolve.components import ComponentMap
from debtaudit.risk.components import component_rows
from debtaudit.risk.score import summarise

RULES_VERSION = "2026.11"
_WORST_FIRST = (Status.NOT_ASSESSED, Status.PARTIAL, Status.COMPLETE, Status.NOT_APPLICABLE)


def diagnostic_order(one: Diagnostic) -> tuple[str, str, str]:
    """Sort diagnostics by path, those of the whole repository first."""
    return one.path or "", one.message, one.level


class Gathered(Struct, frozen=True):
    """The facts, what the report says about where they are from, and the baseline file."""

    facts: RepositoryFacts
    settings: Settings
    revision: str | None
    branch: str | None
    dirty: bool
    folder: str
    plan: Plan
    baseline: bytes | None = None


def assemble(
    gathered: Gathered,
    results: Sequence[ScanResult],
    findings: tuple[ReportedFinding, ...],
    duration_seconds: float,
    *,
    components: ComponentMap,
    compared: bool = False,
) -> Report:
    """Add up the findings, evaluate the checklist and return the whole report.

    `compared` says that the findings are held against a base or a baseline.
    """
    from debtaudit.checklist.evaluate import evaluate  # half of the start: not for a kept report

    facts, settings = gathered.facts, gathered.settings
    rows = [row for result in results for row in result.rows]
    checklist = evaluate(facts, results, gathered.plan)
    return Report(
        schema_version=SCHEMA_VERSION,
        tool=Tool("debtaudit", __version__, RULES_VERSION),
        audit=audit_info(gathered, results, duration_seconds),
        summary=summarise(findings, facts, settings, compared=compared),
        findings=findings,
        model_changes=tuple(row for row in rows if isinstance(row, ModelChange)),
        dependencies=tuple(row for row in rows if isinstance(row, Dependency)),
        hotspots=tuple(row for row in rows if isinstance(row, Hotspot)),
        training=_training(
            tuple(row for row in rows if isinstance(row, EntryPoint)),
            gathered.facts.picture.elsewhere,
        ),
        checklist=checklist.items,
        profile=checklist.profile,
        scores=checklist.scores,
        components=component_rows(findings, _source_files(facts), components, compared=compared),
        diagnostics=all_diagnostics(facts, results),
    )


def _source_files(facts: RepositoryFacts) -> tuple[str, ...]:
    return tuple(path for path, fact in facts.facts.items() if fact.python is not None)


def audit_info(
    gathered: Gathered, results: Sequence[ScanResult], duration_seconds: float
) -> AuditInfo:
    """Return what a report says of the audit itself."""
    history = gathered.facts.history
    return AuditInfo(
        repository=gathered.facts.name,
        revision=gathered.revision,
        branch=gathered.branch,
        dirty=gathered.dirty,
        as_of=gathered.facts.as_of.isoformat(),
        window=Window(history.since, len(history.change_sets), len(history.commits)),
        scans=tuple(_scan_row(scan, results) for scan in Scan),
        duration_seconds=round(duration_seconds, 2),
        folder=gathered.folder,
    )


def all_diagnostics(
    facts: RepositoryFacts, results: Sequence[ScanResult]
) -> tuple[Diagnostic, ...]:
    """Return what could not be read, and what the detectors left out, in order."""
    notes = {Diagnostic("info", None, note) for result in results for note in result.notes}
    return tuple(sorted({*facts.diagnostics, *notes}, key=diagnostic_order))


def _training(entry_points: tuple[EntryPoint, ...], elsewhere: tuple[EntryPoint, ...]) -> Training:
    tested = sum(entry.tested == "tested" for entry in entry_points)
    covered = [e.line_coverage for e in entry_points if e.line_coverage is not None]
    return Training(
        entry_points,
        tested_share=round(tested / len(entry_points), 3) if entry_points else None,
        coverage_share=round(sum(covered) / len(covered), 3) if covered else None,
        elsewhere=elsewhere,
    )


def _scan_row(scan: Scan, results: Sequence[ScanResult]) -> ScanRow:
    """Return the row of a scan: the worst status of its detectors, each reason said once."""
    own = [result.status for result in results if result.scan is scan]
    worst = min((one.status for one in own), key=_WORST_FIRST.index)
    said: list[ScanStatus] = [one for one in own if one.status is worst]
    reasons = dict.fromkeys(one.reason for one in said if one.reason)
    cures = dict.fromkeys(one.cure for one in said if one.cure)
    return ScanRow(scan.value, worst.value, "; ".join(reasons) or None, "; ".join(cures) or None)
