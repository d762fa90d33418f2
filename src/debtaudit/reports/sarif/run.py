"""The one run of the file: the program with its rules, the results, and what to know of them."""

from collections.abc import Sequence

from debtaudit.domain.digest import not_assessed
from debtaudit.domain.quantities import plural
from debtaudit.domain.report import Diagnostic, Report
from debtaudit.domain.reported_finding import ReportedFinding
from debtaudit.domain.review import by_urgency, review
from debtaudit.domain.text import visible
from debtaudit.reports.sarif.limits import MAX_RESULTS
from debtaudit.reports.sarif.log import (
    ROOT,
    SCHEMA,
    AutomationDetails,
    Description,
    Invocation,
    Log,
    Message,
    Notification,
    Run,
    RunProperties,
    Tool,
    ToolComponent,
)
from debtaudit.reports.sarif.results import location_in, result_of
from debtaudit.reports.sarif.rules import rules_of

_NOTIFICATION_LEVELS = {"error": "error", "warning": "warning", "info": "note"}
_MAX_DIAGNOSTICS = 100


def log_of(report: Report, most: int) -> Log:
    """Return the SARIF log with the `most` most urgent findings."""
    findings = by_urgency(report)[:most]
    rules = rules_of(findings)
    index = {rule.id: number for number, rule in enumerate(rules)}
    compared = review(report).compared
    run = Run(
        tool=Tool(
            driver=ToolComponent(
                name=visible(report.tool.name),
                version=visible(report.tool.version),
                rules=rules,
                properties={"rulesVersion": visible(report.tool.rules_version)},
            )
        ),
        invocations=(
            Invocation(
                execution_successful=True,
                tool_execution_notifications=_notifications(report, findings),
            ),
        ),
        automation_details=AutomationDetails(id=f"debtaudit/{visible(report.audit.folder)}"),
        original_uri_base_ids={
            ROOT: Description(description=Message(text="The top of the audited repository"))
        },
        column_kind="unicodeCodePoints",
        results=tuple(
            result_of(report, finding, index[visible(finding.rule)], compared)
            for finding in findings
        ),
        properties=RunProperties(
            repository=visible(report.audit.repository),
            revision=report.audit.revision,
            as_of=report.audit.as_of,
            left_out=len(report.findings) - len(findings),
        ),
    )
    return Log(schema=SCHEMA, version="2.1.0", runs=(run,))


def _notifications(report: Report, findings: Sequence[ReportedFinding]) -> tuple[Notification, ...]:
    """Return what was cut and what could not be assessed: neither passes silently."""
    notes = []
    left = len(report.findings) - len(findings)
    if left:
        why = f"code scanning stores {MAX_RESULTS:,} of a file and takes 10 MB"
        notes.append(
            f"{plural(left, 'finding')} of {len(report.findings):,} left out, the least urgent "
            f"ones: {why}. The JSON report has all."
        )
    for gap in not_assessed(report):
        cure = f" Cure: {gap.cure}." if gap.cure else ""
        notes.append(f"Could not be assessed, or only in part: {gap.what}: {gap.reason}.{cure}")
    said = [Notification(level="warning", message=Message(text=visible(note))) for note in notes]
    said += [_noted(report, one) for one in report.diagnostics[:_MAX_DIAGNOSTICS]]
    more = len(report.diagnostics) - _MAX_DIAGNOSTICS
    if more > 0:
        text = f"{plural(more, 'note')} more about what was not read are in the JSON report."
        said.append(Notification(level="note", message=Message(text=text)))
    return tuple(said)


def _noted(report: Report, diagnostic: Diagnostic) -> Notification:
    return Notification(
        level=_NOTIFICATION_LEVELS[diagnostic.level],
        message=Message(text=visible(diagnostic.message)),
        locations=()
        if diagnostic.path is None
        else (location_in(report, diagnostic.path, line=None),),
    )
