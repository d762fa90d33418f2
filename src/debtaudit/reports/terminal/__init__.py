"""The terminal report: one screen that says what to do first, and the details behind it.

What a call needs is imported when it is made: `-o` looks at every format.
"""

from collections.abc import Sequence

from debtaudit.domain.change_log import ClassifiedCommits, ModelChangeLog
from debtaudit.domain.hotspot_list import HotspotList
from debtaudit.domain.inventory import Inventory
from debtaudit.domain.report import Report
from debtaudit.domain.rules import Rule
from debtaudit.domain.style import Style
from debtaudit.domain.trend import TrendReport
from debtaudit.reports import Format


def render(report: Report, style: Style) -> str:
    """Return the screen, and with `style.verbose` every finding and table after it."""
    from debtaudit.reports.terminal.ink import Ink
    from debtaudit.reports.terminal.screen import screen

    lines = screen(report, Ink(style))
    if style.verbose:
        from debtaudit.reports.terminal.details import details

        lines += details(report, Ink(style))
    return _text(lines)


def render_checklist(report: Report, style: Style) -> str:
    """Return every checklist item with its evidence, or with the first step towards it."""
    from debtaudit.reports.terminal.checklist import whole_checklist
    from debtaudit.reports.terminal.ink import Ink

    return _text(whole_checklist(report, Ink(style), style.verbose))


def render_changes(log: ModelChangeLog, style: Style) -> str:
    """Return the model change log, newest first."""
    from debtaudit.reports.terminal.change_log import change_log
    from debtaudit.reports.terminal.ink import Ink

    return _text(change_log(log, Ink(style), style.verbose))


def render_commits(commits: ClassifiedCommits, style: Style) -> str:
    """Return the classified commits in the caller's order."""
    from debtaudit.reports.terminal.change_log import commit_list
    from debtaudit.reports.terminal.ink import Ink

    return _text(commit_list(commits, Ink(style), style.verbose))


def render_rules(rules: Sequence[Rule], style: Style) -> str:
    """Return the rules, by scan."""
    from debtaudit.reports.terminal.ink import Ink
    from debtaudit.reports.terminal.rule_list import rule_list

    return _text(rule_list(rules, Ink(style), style.verbose))


def render_hotspots(found: HotspotList, style: Style) -> str:
    """Return the places where repair pays most."""
    from debtaudit.reports.terminal.hotspot_list import hotspot_list
    from debtaudit.reports.terminal.ink import Ink

    return _text(hotspot_list(found, Ink(style), style.verbose))


def render_inventory(found: Inventory, style: Style) -> str:
    """Return the models of the repository."""
    from debtaudit.reports.terminal.ink import Ink
    from debtaudit.reports.terminal.inventory import inventory_list

    return _text(inventory_list(found, Ink(style), style.verbose))


def render_trend(report: TrendReport, style: Style) -> str:
    """Return the figures of past points."""
    from debtaudit.reports.terminal.ink import Ink
    from debtaudit.reports.terminal.trend import trend_lines

    return _text(trend_lines(report, Ink(style)))


FORMAT = Format(
    name="terminal",
    suffixes=(".txt",),
    for_people=True,
    report=render,
    checklist=render_checklist,
    changes=render_changes,
    commits=render_commits,
    rules=render_rules,
    hotspots=render_hotspots,
    inventory=render_inventory,
    trend=render_trend,
)


def _text(lines: list[str]) -> str:
    return "\n".join(lines) + "\n"
