"""`debtaudit scan`: the whole audit."""

from pathlib import Path
from typing import TYPE_CHECKING

from debtaudit.cli.declarations import supplied
from debtaudit.cli.github import github, tell_github
from debtaudit.cli.options import audit_request, imported, output
from debtaudit.cli.output import Output
from debtaudit.cli.progress import progress

if TYPE_CHECKING:
    from debtaudit.audit import AuditRequest


@supplied(request=audit_request, imports=imported, out=output, annotated=github)
def command(
    *, request: "AuditRequest", imports: tuple[Path, ...], out: Output, annotated: bool
) -> None:
    """Audit a repository and print the risk report."""
    from msgspec.structs import replace

    from debtaudit.audit import audit

    emit = out.prepared("a report", lambda known: known.report)
    with progress(out.quiet) as step:
        report = audit(replace(request, imports=imports), step)
    emit(report)
    if annotated:
        tell_github(report, out.annotates)
