"""`debtaudit gate`: the audit, judged by the configured limits, for CI."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from debtaudit.cli.declarations import Option, supplied
from debtaudit.cli.github import github, tell_github
from debtaudit.cli.options import audit_request, imported, output
from debtaudit.cli.output import Output
from debtaudit.cli.progress import progress

if TYPE_CHECKING:
    from debtaudit.audit import AuditRequest


@supplied(request=audit_request, imports=imported, out=output, annotated=github)
def command(
    *,
    request: "AuditRequest",
    imports: tuple[Path, ...],
    out: Output,
    annotated: bool,
    base: Annotated[
        str | None,
        Option("Judge only what is new or worse since the merge base with REV.", "REV"),
    ] = None,
    warn_only: Annotated[
        bool, Option("Show what breaks a limit, and exit with 0 all the same.")
    ] = False,
) -> None:
    """Audit, and exit with 1 where a limit is passed.

    Without configuration the gate fails on findings of severity high. What a limit needs and could
    not be assessed is exit code 3.
    """
    from msgspec.structs import replace

    from debtaudit.audit import gate
    from debtaudit.risk.gate import exit_code

    emit = out.prepared("a report", lambda known: known.report)
    with progress(out.quiet) as step:
        report = gate(replace(request, imports=imports), step, base, advisory=warn_only)
    emit(report)
    if annotated:
        tell_github(report, out.annotates)
    if report.gate is not None:
        sys.exit(exit_code(report.gate))
