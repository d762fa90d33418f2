"""Which components a reader is shown, in every format that people read from top to bottom."""

from debtaudit.domain.report import Report
from debtaudit.domain.totals import Component

_CONFIGURED = "the configuration"


def shown_components(report: Report) -> tuple[Component, ...]:
    """Return the components that tell something, most risk first.

    Those that somebody configured always do; those that folders suggest where debt lies in more
    than one of them.
    """
    if any(one.because == _CONFIGURED for one in report.components):
        return report.components
    owing = tuple(one for one in report.components if sum_of_findings(one))
    return owing if len(owing) > 1 else ()


def sum_of_findings(component: Component) -> int:
    """Return the number of findings of all severities."""
    counts = component.findings
    return counts.critical + counts.high + counts.medium + counts.low
