"""`debtaudit scan`: the whole audit."""

from typing import TYPE_CHECKING

from debtaudit.cli.declarations import supplied
from debtaudit.cli.options import audit_request, output
from debtaudit.cli.output import Output
from debtaudit.cli.progress import progress

if TYPE_CHECKING:
    from debtaudit.audit import AuditRequest


@supplied(request=audit_request, out=output)
def command(*, request: "AuditRequest", out: Output) -> None:
    """Audit a repository and print the risk report."""
    from debtaudit.audit import audit

    with progress(out.quiet) as step:
        report = audit(request, step)
    out.emit(lambda known, style: known.render(report, style))
