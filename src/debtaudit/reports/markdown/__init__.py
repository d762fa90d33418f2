"""The Markdown report: one that a lead can send, readable without reading code.

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


def render(report: Report, _style: Style) -> str:
    """Return the whole report."""
    from debtaudit.reports.markdown.documents import whole_report

    return whole_report(report)


def render_checklist(report: Report, _style: Style) -> str:
    """Return the checklist as a task list."""
    from debtaudit.reports.markdown.documents import checklist

    return checklist(report)


def render_changes(log: ModelChangeLog, _style: Style) -> str:
    """Return the model change log, newest change first."""
    from debtaudit.reports.markdown.documents import change_log

    return change_log(log)


def render_commits(commits: ClassifiedCommits, _style: Style) -> str:
    """Return the classified commits as one table."""
    from debtaudit.reports.markdown.documents import commit_table

    return commit_table(commits)


def render_rules(rules: Sequence[Rule], _style: Style) -> str:
    """Return the rules by scan."""
    from debtaudit.reports.markdown.documents import rule_tables

    return rule_tables(rules)


def render_hotspots(found: HotspotList, _style: Style) -> str:
    """Return the places where repair pays most."""
    from debtaudit.reports.markdown.hotspot_list import hotspot_document

    return hotspot_document(found)


def render_inventory(found: Inventory, _style: Style) -> str:
    """Return the models of the repository."""
    from debtaudit.reports.markdown.inventory import inventory_document

    return inventory_document(found)


def render_trend(report: TrendReport, _style: Style) -> str:
    """Return the figures of past points."""
    from debtaudit.reports.markdown.trend import trend_document

    return trend_document(report)


FORMAT = Format(
    name="markdown",
    suffixes=(".md", ".markdown"),
    report=render,
    checklist=render_checklist,
    changes=render_changes,
    commits=render_commits,
    rules=render_rules,
    hotspots=render_hotspots,
    inventory=render_inventory,
    trend=render_trend,
)
