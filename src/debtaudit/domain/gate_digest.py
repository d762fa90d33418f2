"""What of a gate's verdict a reader should see first, in the words that all formats share."""

from debtaudit.domain.digest import short_id
from debtaudit.domain.quantities import plural
from debtaudit.domain.report import GateVerdict, Report
from debtaudit.domain.reported_finding import ReportedFinding
from debtaudit.domain.text import visible

_NAMED = 3
"""Members that a worse finding has more, as many as are named."""


def gate_word(verdict: GateVerdict) -> str:
    """Return the verdict in one word."""
    if verdict.passed:
        return "passed"
    if not verdict.breaches:
        return "undecided"
    return "would fail" if verdict.advisory else "failed"


def held_against(report: Report) -> str:
    """Say what the findings were held against and what came out; nothing where nothing was."""
    verdict = report.gate
    if verdict is None or verdict.against == "everything":
        return ""
    name = verdict.base_name or ""
    if verdict.against == "base":
        where = f"since {name} ({short_id(verdict.base or '')})"
        gone = f"{len(verdict.fixed):,} fixed"
    else:
        where = f"against {name}"
        gone = f"{len(verdict.prunable):,} gone"
    summary = report.summary
    return (
        f"{where}: {summary.new_findings or 0:,} new, {summary.worse_findings or 0:,} worse, {gone}"
    )


def status_said(finding: ReportedFinding) -> str:
    """Return `new`, `worse (was medium 38)`, or `worse by torch (was medium 38)`."""
    earlier = finding.earlier
    if earlier is None:
        return finding.status
    more = ""
    if earlier.without:
        named = [visible(one) for one in earlier.without[:_NAMED]]
        if len(earlier.without) > _NAMED:
            named.append(f"{len(earlier.without) - _NAMED} more")
        more = f" by {', '.join(named)}"
    return f"{finding.status}{more} (was {earlier.severity} {int(earlier.score)})"


def pruning_said(verdict: GateVerdict) -> str:
    """Say that lines of the baseline file can go; nothing where all of them stand for something."""
    if not verdict.prunable:
        return ""
    lines = plural(len(verdict.prunable), "line")
    return f"{lines} of {verdict.base_name} can go: run `debtaudit baseline prune`"
