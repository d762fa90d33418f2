"""`debtaudit checklist`: what an ML team owes itself, answered from evidence."""

import sys
from typing import TYPE_CHECKING, Annotated

from debtaudit.cli.declarations import Option, supplied
from debtaudit.cli.options import audit_request, output
from debtaudit.cli.output import Output
from debtaudit.cli.progress import progress
from debtaudit.domain.digest import HOLDS
from debtaudit.domain.errors import ExitCode

if TYPE_CHECKING:
    from debtaudit.audit import AuditRequest


@supplied(request=audit_request, out=output)
def command(
    *,
    request: "AuditRequest",
    out: Output,
    strict: Annotated[bool, Option("Exit with 1 unless every item holds.")] = False,
) -> None:
    """Show the checklist with the evidence for each item."""
    from debtaudit.audit import audit

    emit = out.prepared("a checklist", lambda known: known.checklist)
    with progress(out.quiet) as step:
        report = audit(request, step)
    emit(report)
    if strict and any(item.status not in HOLDS for item in report.checklist):
        sys.exit(ExitCode.BREACHED)
