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
    draft: Annotated[
        bool, Option("Draft the missing entries of the changelog, in its style.")
    ] = False,
) -> None:
    """List every model change, and where it was written down."""
    from debtaudit.audit import model_change_log
    from debtaudit.audit.commits import classify_commits

    if draft:
        _draft(request, out, commit)
        return
    if commit:
        emit_commits = out.prepared("classified commits", lambda known: known.commits)
        with progress(out.quiet) as step:
            commits = classify_commits(request, commit, step)
        emit_commits(commits)
        return
    emit = out.prepared("a model change log", lambda known: known.changes)
    with progress(out.quiet) as step:
        log = model_change_log(request, step)
    emit(log)


def _draft(request: "AuditRequest", out: Output, commit: list[str] | None) -> None:
    """Print the draft; it is text for the changelog whatever the output, to be corrected."""
    from debtaudit.audit.draft import draft_entries
    from debtaudit.domain.errors import WrongCallError
    from debtaudit.reports.markdown.draft import changelog_entries

    if commit:
        raise WrongCallError("--draft is about the whole window: leave --commit out")

    def text() -> str:
        with progress(out.quiet) as step:
            return changelog_entries(draft_entries(request, step))

    out.emit_text("--draft", text)
