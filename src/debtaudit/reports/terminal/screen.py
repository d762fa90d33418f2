"""The first screen: grade, what to fix first, quick wins, scans, checklist, what is missing."""

from debtaudit.domain.checklist_digest import score_said, unknown_said
from debtaudit.domain.checklist_report import ItemStatus
from debtaudit.domain.component_digest import shown_components
from debtaudit.domain.digest import (
    QUICK_MINUTES,
    TITLES,
    Lead,
    checklist_figure,
    counted,
    fix_first,
    infrastructure_figure,
    items_with,
    key_figure,
    money,
    not_assessed,
    place,
    quick_wins,
    short_id,
    status_of,
)
from debtaudit.domain.plain_words import hides_danger
from debtaudit.domain.quantities import duration, percent, plural
from debtaudit.domain.report import Report
from debtaudit.domain.reported_finding import ReportedFinding
from debtaudit.domain.review import review
from debtaudit.domain.text import columns
from debtaudit.reports.terminal.gate import gate
from debtaudit.reports.terminal.ink import MARGIN, Ink

_CHANGED = " -> "
"""Between a value before and after, as findings tell it."""
_NAMED_ITEMS: tuple[tuple[ItemStatus, str], ...] = (("fail", "missing"), ("partial", "partly"))

_NAMED_COMPONENTS, _NAME_LENGTH = 3, 24


def screen(report: Report, ink: Ink) -> list[str]:
    """Return the lines of the first screen, at most about forty."""
    lines = _header(report, ink)
    if report.gate is not None:
        lines += ["", *gate(report, report.gate, ink)]
    lines += ["", *_totals(report, ink)]
    # (who reads what a change adds has no use for what to repair first of all the rest)
    compared = review(report).compared
    first = () if compared else fix_first(report)
    if first:
        lines += ["", ink.heading("Fix first", "highest risk")]
        width = max(len(_label(lead.finding)) for lead in first)
        for number, lead in enumerate(first, 1):
            lines += _lead(report, f"{number}  ", lead, width, ink)
    wins = () if compared else quick_wins(report, besides=first)
    if wins:
        lines += ["", ink.heading("Quick wins", f"at most {QUICK_MINUTES} min each")]
        lines += [_win(lead, ink) for lead in wins]
    lines += ["", ink.heading("Scans"), *_scans(report, ink)]
    if report.checklist:
        lines += ["", *_checklist(report, ink)]
    lines += _missing(report, ink)
    return [*lines, "", *_footer(report, ink)]


def _header(report: Report, ink: Ink) -> list[str]:
    audit = report.audit
    where = [] if audit.branch is None else [ink.cut(audit.branch, min(24, ink.width // 4))]
    where.append(short_id(audit.revision) if audit.revision else "no commit")
    if audit.dirty:
        where.append("uncommitted changes")
    window = audit.window
    if window.since is None:
        second = f"audited as of {audit.as_of}, without history"
    else:
        second = (
            f"{window.since} to {audit.as_of}{ink.dot}"
            f"{plural(window.change_sets, 'change set')}{ink.dot}"
            f"{plural(window.commits, 'commit')}"
        )
    revision = ink.dot + "  ".join(where)
    name = ink.cut(audit.repository, max(ink.width - columns(revision), 8))
    return [ink.paint(name, "bold") + revision, second]


def _totals(report: Report, ink: Ink) -> list[str]:
    total = report.summary
    grade = f"Grade {total.grade}" if total.grade else "No grade"
    painted = ink.paint(grade, total.grade or "bold")
    number = plural(len(counted(report)), "finding")
    costs = [f"{duration(total.effort_hours * 60)} to repair"]
    if total.cost is not None:
        costs[0] += f" ({total.cost.total:,.0f} {total.cost.currency})"
    if total.debt_ratio is not None:
        limits = " (the grade is read off it alone)" if hides_danger(report) else ""
        costs.append(f"debt ratio {percent(total.debt_ratio)}{limits}")
    costs.append(f"total risk {total.risk_total:,.0f}")
    if total.new_findings is not None:
        costs.append(f"{total.new_findings:,} new")
    return [
        f"{painted}   {number}: {ink.severities(report)}",
        *ink.paragraph(ink.dot.join(costs), indent=" " * (columns(grade) + 3)),
        *_components(report, ink, " " * (columns(grade) + 3)),
    ]


def _components(report: Report, ink: Ink, indent: str) -> list[str]:
    """Return where the risk lies, in at most two lines."""
    shown = [one for one in shown_components(report) if one.risk_total]
    if not shown:
        return []
    named = [
        f"{_shortened(one.name)} {one.risk_total:,.0f}"
        + (f" ({one.criticality})" if one.criticality else "")
        for one in shown[:_NAMED_COMPONENTS]
    ]
    if len(shown) > len(named):
        named.append(f"{len(shown) - len(named):,} more")
    return ink.paragraph(f"risk by component: {', '.join(named)}", indent=indent)[:2]


def _shortened(name: str) -> str:
    return name if len(name) <= _NAME_LENGTH else f"{name[: _NAME_LENGTH - 3]}..."


def _label(finding: ReportedFinding) -> str:
    return f"{finding.severity} {int(finding.risk.score)}"  # never rounded into the next severity


def _lead(report: Report, number: str, lead: Lead, width: int, ink: Ink) -> list[str]:
    """Return two lines: what and how dear, where and why; labels fill `width` columns."""
    finding = lead.finding
    label = _label(finding)
    cost = duration(finding.effort_minutes)
    if report.summary.cost is not None:
        cost += f" / {money(report, finding.effort_minutes)}"
    head = f"{number}{ink.paint(label, finding.severity)}{' ' * (width - len(label))}  "
    indent = " " * (len(number) + width + 2)
    return [ink.two_sides(finding.title, cost, head), _reason(lead, indent, ink)]


def _reason(lead: Lead, indent: str, ink: Ink) -> str:
    """Return where a finding is and why it matters, on one line."""
    more = f" (+{lead.more} alike)" if lead.more else ""
    where = ink.cut_path(place(lead.finding), ink.width - len(indent) - len(more)) + more
    why = ink.cut(_why(lead.finding), max(ink.width - len(indent) - columns(where) - 2, 0))
    return f"{indent}{ink.paint(where, 'link')}" + (f"  {why}" if columns(why) > 8 else "")


def _why(finding: ReportedFinding) -> str:
    """Return the values before and after, else what raised the impact most, else the evidence.

    Where training itself is shown, or its name, that it starts there says nothing new.
    """
    shown = finding.evidence[0] if finding.evidence else None
    detail = shown.detail if shown is not None else finding.message
    if finding.commit and _CHANGED in detail:
        return detail.removeprefix(f"{finding.location.path}: ")
    if shown is not None and shown.kind in ("training", "text"):
        return detail
    raising = [factor for factor in finding.risk.factors if factor.on == "impact"][1:]
    strongest = max(raising, key=lambda factor: factor.effect, default=None)
    if strongest is not None and strongest.effect > 0:
        return strongest.because
    return detail


def _win(lead: Lead, ink: Ink) -> str:
    finding = lead.finding
    where = ink.cut_path(place(finding), ink.width // 3)
    more = f" (+{lead.more} alike)" if lead.more else ""
    right = f"{where}{more}  {duration(finding.effort_minutes):>6}"
    return ink.two_sides(finding.title, right, MARGIN)


def _scans(report: Report, ink: Ink) -> list[str]:
    lines = []
    for scan, title in TITLES.items():
        status = status_of(report, scan).status
        figure = key_figure(report, scan)
        if status != "complete":
            figure = f"{status.replace('-', ' ')}: {figure}"
        left = f"{MARGIN}{ink.mark(status)} {title}{' ' * (18 - len(title))}"
        lines.append(left + ink.cut(figure, ink.width - 22))
    tied = infrastructure_figure(report)
    if tied:
        left = f"{MARGIN}{ink.mark('complete')} Infrastructure    "
        lines.append(left + ink.cut(tied, ink.width - 22))
    return lines


def _checklist(report: Report, ink: Ink) -> list[str]:
    lines = [ink.heading("Checklist", checklist_figure(report))]
    for status, word in _NAMED_ITEMS:
        items = items_with(report, status)
        if items:
            names = ", ".join(item.id for item in items)
            broken = ink.paragraph(names, indent=" " * 15)
            first = f"{MARGIN}{ink.mark(status)} {len(items):>2} {word}"
            lines.append(first + " " * (17 - 6 - len(word) - 2) + broken[0].strip())
            lines += broken[1:]
    unknown = items_with(report, "unknown")
    if unknown:
        lines.append(f"{MARGIN}{ink.mark('unknown')} {unknown_said(unknown)}")
    for score in report.scores:
        lines += ink.paragraph(f"{score.title}: {score_said(score)}")
    return lines


def _missing(report: Report, ink: Ink) -> list[str]:
    gaps = not_assessed(report)
    unread = [one for one in report.diagnostics if one.level != "info"]
    if not gaps and not unread:
        return []
    lines = ["", ink.heading("Could not be assessed")]
    for gap in gaps:
        cure = f" {ink.arrow} {gap.cure}" if gap.cure else ""
        lines += ink.paragraph(f"{gap.what}: {gap.reason}{cure}")
    if unread:
        shown = unread[0]
        which = f"{shown.path}: {shown.message}" if shown.path else shown.message
        more = f" (and {len(unread) - 1} more, see --verbose)" if len(unread) > 1 else ""
        lines += [MARGIN + ink.cut(which, ink.width - len(MARGIN) - len(more)) + more]
    return lines


def _footer(report: Report, ink: Ink) -> list[str]:
    hints = ["details: --verbose", "to send: -o report.md"]
    if report.findings:
        hints.append("rules: debtaudit explain RULE")
    return ink.paragraph(ink.dot.join(hints), indent="", role="dim")
