"""What of a report a reader should see first, in the words that all formats share.

Everything here is read off a finished `Report`; nothing is judged anew.
"""

from collections.abc import Iterable, Sequence

from msgspec import Struct

from debtaudit.domain.audit_info import ScanName, ScanRow, SourceName
from debtaudit.domain.checklist_report import ChecklistItem, ItemStatus
from debtaudit.domain.distribution_names import INSTALLERS, normalised
from debtaudit.domain.quantities import percent, plural
from debtaudit.domain.report import Report
from debtaudit.domain.report_rows import TEST_KINDS, Dependency, EntryPoint, Hotspot, ModelChange
from debtaudit.domain.reported_finding import ReportedFinding
from debtaudit.domain.rules import Rule
from debtaudit.domain.totals import SeverityName

SEVERITIES: tuple[SeverityName, ...] = ("critical", "high", "medium", "low")
HOLDS: tuple[ItemStatus, ...] = ("pass", "attested", "not-applicable")

QUICK_MINUTES = 30
"""A quick win takes at most this long ..."""
QUICK_RISK = 25.0
"""... and removes at least a medium risk."""

_NAMED = 20  # packages that a sentence names

TITLES: dict[ScanName, str] = {
    "model-changes": "Model changes",
    "dependencies": "Dependencies",
    "hotspots": "Hotspots",
    "retraining-tests": "Retraining tests",
}
QUESTIONS: dict[ScanName, str] = {
    "model-changes": "Which changes to the model were never written down?",
    "dependencies": "Which dependencies have gone stale?",
    "hotspots": "Where is complicated code changed again and again?",
    "retraining-tests": "Which training code would break silently?",
}


RULE_GROUPS: tuple[tuple[SourceName, str], ...] = (
    *QUESTIONS.items(),
    ("infrastructure", "What ties training and serving to one machine or account?"),
    ("waivers", "Which waivers do not hold?"),
)
"""What rules are listed under."""


class Lead(Struct, frozen=True):
    """A finding that stands for itself and for `more` of the same rule in the same file."""

    finding: ReportedFinding
    more: int


class NotAssessed(Struct, frozen=True):
    """Something that the report cannot say, why, and what would let it."""

    what: str
    reason: str
    cure: str | None


def counted(report: Report) -> tuple[ReportedFinding, ...]:
    """Return the findings that count: all but the suppressed ones, worst first."""
    return tuple(finding for finding in report.findings if finding.status != "suppressed")


def fix_first(report: Report, limit: int = 5) -> tuple[Lead, ...]:
    """Return the findings with the highest risk, one for each rule and file."""
    return _leads(counted(report))[:limit]


def quick_wins(report: Report, limit: int = 3, besides: Sequence[Lead] = ()) -> tuple[Lead, ...]:
    """Return what takes little time and removes much risk, most risk a minute first."""
    shown = {_place(lead.finding) for lead in besides}
    quick = [
        finding
        for finding in counted(report)
        if finding.effort_minutes <= QUICK_MINUTES
        and finding.risk.score >= QUICK_RISK
        and _place(finding) not in shown
    ]
    quick.sort(key=lambda finding: -finding.risk.score / max(finding.effort_minutes, 1))
    return _leads(quick)[:limit]


def _leads(findings: Iterable[ReportedFinding]) -> tuple[Lead, ...]:
    groups: dict[tuple[str, str | None], list[ReportedFinding]] = {}
    for finding in findings:
        groups.setdefault(_place(finding), []).append(finding)
    return tuple(Lead(group[0], len(group) - 1) for group in groups.values())


def _place(finding: ReportedFinding) -> tuple[str, str | None]:
    return finding.rule, finding.location.path or finding.id


def place(finding: ReportedFinding) -> str:
    """Return where a finding is: `path:line`, `path[cell 3]`, a short commit id or nothing."""
    where = finding.location
    if where.path is None:
        return short_id(finding.commit) if finding.commit else ""
    if where.cell is not None:
        return f"{where.path} [cell {where.cell}]"
    return f"{where.path}:{where.line}" if where.line is not None else where.path


def short_id(commit: str) -> str:
    """Return a commit id as people write it."""
    return commit[:10]


def money(report: Report, minutes: float) -> str:
    """Return what an effort costs, or nothing where `cost-per-hour` is not set."""
    cost = report.summary.cost
    return "" if cost is None else f"{minutes / 60 * cost.per_hour:,.0f} {cost.currency}"


def status_of(report: Report, scan: ScanName) -> ScanRow:
    """Return the row of a scan; a report without it says that it was not assessed."""
    for row in report.audit.scans:
        if row.scan == scan:
            return row
    return ScanRow(scan, "not-assessed", "the report has no row for it")


def key_figure(report: Report, scan: ScanName) -> str:
    """Return the one figure that answers the question of a scan."""
    if status_of(report, scan).status in ("not-assessed", "not-applicable"):
        return status_of(report, scan).reason or ""
    return {
        "model-changes": _model_changes,
        "dependencies": _dependencies,
        "hotspots": _hotspots,
        "retraining-tests": _training,
    }[scan](report)


def counted_changes(changes: Sequence[ModelChange]) -> str:
    """Return how many model changes there are, and how many of them are only possible."""
    text = plural(len(changes), "model change")
    possible = sum(change.possible for change in changes)
    return f"{text} ({possible:,} only possible)" if possible else text


def _model_changes(report: Report) -> str:
    changes = report.model_changes
    if not changes:
        return "no model change in the window"
    silent = sum(change.documentation == "undocumented" for change in changes)
    message = sum(change.documentation == "message-only" for change in changes)
    text = f"{counted_changes(changes)}, {silent:,} undocumented"
    return f"{text}, {message:,} only in the commit message" if message else text


def _dependencies(report: Report) -> str:
    """Count the packages, and the debts of interpreters and installers with theirs."""
    rows = report.dependencies
    if not rows:
        return "no dependency is declared"
    counts = [
        (sum(status in row.problems for row in rows), word)
        for status, word in (
            ("vulnerable", "vulnerable"),
            ("retired", "retired"),
            ("end-of-life", "end of life"),
            ("contradicted", "contradicted by a lock"),
            ("conflicting", "conflicting"),
            ("stale", "stale"),
            ("unpinned", "unpinned"),
            ("source-unfixed", "from a moving source"),
        )
    ]
    said = [f"{number:,} {word}" for number, word in counts if number]
    packages = [row for row in rows if _is_package(row)]
    unknown = sum(row.status == "unknown" for row in packages)
    if not said and unknown:
        said = ["none known to be stale"]
    elif not said:
        others = any(finding.scan == "dependencies" for finding in report.findings)
        said = ["none stale" if others else "all in order"]
    if unknown:
        said.append(f"{unknown:,} of unknown age")
    head = f"{len(packages):,} declared" if packages else "no package is declared"
    return f"{head}: {', '.join(said)}"


def _is_package(row: Dependency) -> bool:
    """Tell a declared package, image or model from interpreters, installers and own folders."""
    if row.ecosystem == "python" or row.kind == "local":
        return False
    return normalised(row.name or "") not in INSTALLERS


def _hotspots(report: Report) -> str:
    files = files_of(report.hotspots)
    if not files:
        return "no changed code to rank"
    top = files[0]
    return (
        f"first of {plural(len(files), 'file')}: complexity {top.complexity:,}, "
        f"{plural(top.changes, 'change')}, {top.path}"
    )


def _training(report: Report) -> str:
    entries = report.training.entry_points
    jobs = len(report.training.elsewhere)
    away = f"{plural(jobs, 'job')} whose training code is elsewhere" if jobs else ""
    if not entries:
        return away or "no training entry point found"
    tested = sum(entry.tested == "tested" for entry in entries)
    smoke = sum(entry.tested == "smoke-run" for entry in entries)
    text = f"{tested} of {plural(len(entries), 'training entry point')} tested"
    text = f"{text}, {smoke} only started by CI" if smoke else text
    return f"{text}; {away}" if away else text


def infrastructure_figure(report: Report) -> str:
    """Return how many places tie the code to one machine, by kind; nothing where none does."""
    found = [one.rule for one in counted(report) if one.scan == "infrastructure"]
    most = sorted(set(found), key=lambda rule: (-found.count(rule), rule))
    named = ", ".join(f"{found.count(rule):,} {rule}" for rule in most[:3])
    more = f", {plural(len(most) - 3, 'other kind')}" if len(most) > 3 else ""
    if len(most) <= 1:
        return named
    return f"{plural(len(found), 'place')}: {named}{more}"


def files_of(hotspots: Sequence[Hotspot]) -> tuple[Hotspot, ...]:
    """Return the ranked files among the hotspots."""
    return tuple(spot for spot in hotspots if spot.symbol is None)


def functions_of(hotspots: Sequence[Hotspot]) -> tuple[Hotspot, ...]:
    """Return the ranked functions among the hotspots."""
    return tuple(spot for spot in hotspots if spot.symbol is not None)


def items_with(report: Report, status: ItemStatus) -> tuple[ChecklistItem, ...]:
    """Return the checklist items of one status."""
    return tuple(item for item in report.checklist if item.status == status)


def checklist_figure(report: Report) -> str:
    """Return how many items hold of those that apply: `4 of 15 that apply hold, 6 not applicable`.

    An item that does not apply holds nothing; it is named apart and counts on neither side.
    """
    aside = len(items_with(report, "not-applicable"))
    applying = len(report.checklist) - aside
    holding = sum(item.status in ("pass", "attested") for item in report.checklist)
    if not applying:
        return f"{aside} not applicable"
    if not aside:
        return f"{holding} of {applying} hold"
    return f"{holding} of {applying} that apply hold, {aside} not applicable"


def not_assessed(report: Report) -> tuple[NotAssessed, ...]:
    """Return the scans that could not answer, or only in part, with the cures, by reason.

    A scan that does not apply or was not asked for is no gap.
    """
    scans_of: dict[tuple[str, str | None], list[str]] = {}
    for row in report.audit.scans:
        if row.status in ("partial", "not-assessed"):
            scans_of.setdefault((row.reason or row.status, row.cure), []).append(TITLES[row.scan])
    return tuple(
        NotAssessed(", ".join(titles), reason, cure) for (reason, cure), titles in scans_of.items()
    )


def verdicts_said(rule: Rule) -> str:
    """Return the share of false alarms among the findings that people judged, if they did."""
    judged = rule.confirmed + rule.false_alarms
    if not judged:
        return ""
    share = percent(rule.false_alarms / judged)
    return f"{share} false alarms of {plural(judged, 'judged finding')}"


def kinds_said(entry: EntryPoint) -> str:
    """Say what the tests of an entry point check, and what no test of it does."""
    missing = [kind for kind in TEST_KINDS if kind not in entry.kinds]
    none = f"; no test of {', '.join(missing)}" if missing else ""
    return f"checks {', '.join(entry.kinds)}{none}"


def unknown_ages(report: Report) -> list[str]:
    """Return one sentence for each reason why ages of dependencies are not known."""
    names: dict[str, set[str]] = {}
    for row in report.dependencies:
        if row.unknown_because is not None:
            names.setdefault(row.unknown_because, set()).add(row.name or "(no name)")
    said = []
    for reason in sorted(names):
        first = sorted(names[reason])[:_NAMED]
        left = len(names[reason]) - len(first)
        more = f" and {left} more" if left else ""
        said.append(f"Age unknown, {reason}: {', '.join(first)}{more}")
    return said
