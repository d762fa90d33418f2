"""Findings, facts and reports made by hand: the least that scoring and the gate look at."""

from collections.abc import Mapping, Sequence
from datetime import date

from debtaudit.domain.audit_info import AuditInfo, ScanRow, Tool, Window
from debtaudit.domain.checklist_report import ChecklistItem
from debtaudit.domain.facts import RepositoryFacts
from debtaudit.domain.files import FileFacts
from debtaudit.domain.findings import Finding, ReportRow, ScanResult, ScanStatus, Status
from debtaudit.domain.history import HistoryFacts
from debtaudit.domain.picture import Picture, Reach
from debtaudit.domain.python_facts import PythonFacts
from debtaudit.domain.report import SCHEMA_VERSION, Report
from debtaudit.domain.report_rows import EntryPoint, Role, Tested, Training
from debtaudit.domain.reported_finding import Evidence, Factor, Location, ReportedFinding, Risk
from debtaudit.domain.rules import Scan, Source
from debtaudit.domain.settings import Settings
from debtaudit.domain.totals import SeverityName, Summary
from debtaudit.risk.holding import Holding, holding_of
from debtaudit.risk.score import summarise


def finding(
    path: str | None = "src/train.py",
    *,
    line: int = 10,
    rule: str = "model-change-undocumented",
    key: str = "loss",
    likelihood: float = 0.8,
    impact: float = 0.5,
    symbol: str | None = "main",
    minutes: int = 30,
    detail: str = "a -> b",
    commit: str | None = None,
) -> Finding:
    """Return a finding whose bases are these."""
    return Finding(
        rule=rule,
        title="Loss changed",
        message="The loss changed.",
        location=Location(path, line, line, symbol),
        factors=(
            Factor("base", "likelihood", likelihood, "as it is"),
            Factor("base", "impact", impact, "as it is"),
        ),
        confidence=0.9,
        effort_minutes=minutes,
        evidence=(Evidence("change", f"{path}:{line}", detail),),
        remedy="Write it down.",
        key=key,
        commit=commit,
    )


def result(*findings: Finding, scan: Source = Scan.MODEL_CHANGES) -> ScanResult:
    """Return a complete scan with these findings."""
    return ScanResult(scan, ScanStatus(Status.COMPLETE), findings)


def facts(
    roles: Mapping[str, tuple[Role, ...]] = {},
    because: Mapping[str, str] = {},
    files: Mapping[str, FileFacts] = {},
) -> RepositoryFacts:
    """Return facts in which the paths have these roles, reached through these files."""
    reach: dict[Role, Reach] = {}
    for role in ("training", "serving"):
        paths = {path: because.get(path, path) for path, found in roles.items() if role in found}
        reach[role] = Reach(frozenset(), paths)
    return RepositoryFacts(
        name="x",
        as_of=date(2026, 1, 1),
        files=(),
        facts=files,
        history=HistoryFacts(),
        picture=Picture({}, {}, {}, reach, roles, {}, ()),
        comparisons={},
        line_dates={},
        diagnostics=(),
    )


def source(logical_lines: int) -> FileFacts:
    """Return the facts of a Python file with that many statements."""
    return FileFacts(python=PythonFacts((), (), logical_lines, logical_lines, (), False))


def reported(
    name: str,
    risk: float = 60.0,
    severity: SeverityName = "high",
    minutes: int = 30,
    suppressed: bool = False,
    scan: Scan = Scan.MODEL_CHANGES,
) -> ReportedFinding:
    """Return a scored finding with that id."""
    return ReportedFinding(
        id=name,
        rule="model-change-undocumented",
        scan=scan.value,
        severity=severity,
        title="t",
        message="m",
        location=Location("a.py", 1),
        commit=None,
        risk=Risk(risk, 1.0, risk / 100, 1.0, ()),
        effort_minutes=minutes,
        evidence=(),
        remedy="r",
        owner=None,
        status="suppressed" if suppressed else "existing",
    )


def entry(path: str, tested: Tested = "untested") -> EntryPoint:
    """Return a training entry point."""
    return EntryPoint(path, "main", 1, "pytorch", (), (), tested, ())


def holding(of: Report) -> Holding:
    """Return the debt of a report that `report` made."""
    rows: tuple[ReportRow, ...] = (*of.dependencies, *of.training.entry_points)
    made = ScanResult(Scan.MODEL_CHANGES, ScanStatus(Status.COMPLETE), rows=rows)
    ratio = of.summary.debt_ratio
    minutes = sum(one.effort_minutes for one in of.findings if one.status != "suppressed")
    lines = round(minutes / 30 / ratio) if ratio else 0
    return holding_of(of.findings, [made], facts(files={"a.py": source(lines)}))


def report(
    findings: Sequence[ReportedFinding] = (),
    logical_lines: int = 1000,
    entries: Sequence[EntryPoint] = (),
    checklist: Sequence[ChecklistItem] = (),
    scans: Sequence[ScanRow] = (),
) -> Report:
    """Return a report of these findings; scans that are not given are complete."""
    rows = {row.scan: row for row in scans}
    summary: Summary = summarise(findings, facts(files={"a.py": source(logical_lines)}), Settings())
    tested = sum(one.tested == "tested" for one in entries)
    return Report(
        schema_version=SCHEMA_VERSION,
        tool=Tool("debtaudit", "0", "0"),
        audit=AuditInfo(
            repository="x",
            revision=None,
            branch=None,
            dirty=False,
            as_of="2026-01-01",
            window=Window(None, 0, 0),
            scans=tuple(rows.get(s.value, ScanRow(s.value, "complete")) for s in Scan),
            duration_seconds=0.0,
        ),
        summary=summary,
        findings=tuple(findings),
        model_changes=(),
        dependencies=(),
        hotspots=(),
        training=Training(tuple(entries), tested / len(entries) if entries else None, None),
        checklist=tuple(checklist),
        diagnostics=(),
    )
