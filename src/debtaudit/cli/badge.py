"""`debtaudit badge`: what a badge in the README shows."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from debtaudit.cli.declarations import Option, supplied
from debtaudit.cli.files import check_targets, write_files
from debtaudit.cli.options import audit_request
from debtaudit.cli.output import print_text
from debtaudit.cli.progress import progress

if TYPE_CHECKING:
    from debtaudit.audit import AuditRequest


@supplied(request=audit_request)
def command(
    *,
    request: "AuditRequest",
    to: Annotated[
        Path | None, Option("Write it to FILE, and print nothing.", "FILE", ("--output", "-o"))
    ] = None,
) -> None:
    """Audit, and print the JSON of a badge for shields.io."""
    from debtaudit.audit import audit
    from debtaudit.domain.style import Style
    from debtaudit.reports import badge

    check_targets([to] if to is not None else [])
    with progress(quiet=False) as step:
        text = badge.render(audit(request, step), Style())
    if to is None:
        print_text(text, for_people=False)
    else:
        write_files([(to, text)])
