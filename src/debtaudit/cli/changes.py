"""`debtaudit changes`: the model change log."""

from typing import TYPE_CHECKING, Annotated

from debtaudit.cli.declarations import Option, supplied
from debtaudit.cli.options import audit_request, output
from debtaudit.cli.output import Output
from debtaudit.cli.progress import progress

if TYPE_CHECKING:
    from debtaudit.audit import AuditRequest


@supplied(request=audit_request, out=output)
def command(
    *,
    request: "AuditRequest",
    out: Output,
    commit: Annotated[
        list[str] | None,
        Option("Say of this commit what it changes (repeatable).", "REV"),
    ] = None,
) -> None:
    """List every change to the model, and where it was written down."""
    from debtaudit.audit import model_change_log
    from debtaudit.audit.commits import classify_commits

    if commit:
        with progress(out.quiet) as step:
            commits = classify_commits(request, commit, step)
        out.emit(lambda known, style: known.render_commits(commits, style))
        return
    with progress(out.quiet) as step:
        log = model_change_log(request, step)
    out.emit(lambda known, style: known.render_changes(log, style))
