"""The HTML report: one file that opens without a network and without scripts, also on paper.

What a call needs is imported when it is made: `-o` looks at every format, and Jinja2 takes longer
to load than a small audit.
"""

from collections.abc import Sequence

from debtaudit.domain.change_log import ClassifiedCommits, ModelChangeLog
from debtaudit.domain.report import Report
from debtaudit.domain.rules import Rule
from debtaudit.domain.style import Style
from debtaudit.reports import Format


def render(report: Report, _style: Style) -> str:
    """Return the whole report."""
    from debtaudit.reports.html.pages import whole_report

    return whole_report(report)


def render_checklist(report: Report, _style: Style) -> str:
    """Return the checklist alone."""
    from debtaudit.reports.html.pages import checklist

    return checklist(report)


def render_changes(log: ModelChangeLog, _style: Style) -> str:
    """Return the model change log, newest change first."""
    from debtaudit.reports.html.pages import change_log

    return change_log(log)


def render_commits(commits: ClassifiedCommits, _style: Style) -> str:
    """Return the classified commits as one table."""
    from debtaudit.reports.html.pages import commit_table

    return commit_table(commits)


def render_rules(rules: Sequence[Rule], _style: Style) -> str:
    """Return the rules by scan."""
    from debtaudit.reports.html.pages import rule_tables

    return rule_tables(rules)


FORMAT = Format(
    name="html",
    suffixes=(".html", ".htm"),
    report=render,
    checklist=render_checklist,
    changes=render_changes,
    commits=render_commits,
    rules=render_rules,
)
