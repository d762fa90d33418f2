"""SARIF 2.1.0, for code scanning and for editors: findings, rules and what was not assessed.

Findings come new first, then worse, existing and suppressed ones, the worst of each first, and are
cut at what GitHub's code scanning takes (`limits.py`); what was cut is said in the file itself.
"""

from debtaudit.domain.report import Report
from debtaudit.domain.style import Style
from debtaudit.reports import Format


def render(report: Report, _style: Style) -> str:
    """Return the report as a SARIF log with one run."""
    from debtaudit.reports.sarif.limits import within_limits
    from debtaudit.reports.sarif.run import log_of

    return within_limits(report, log_of)


FORMAT = Format(name="sarif", suffixes=(".sarif", ".sarif.json"), report=render)
