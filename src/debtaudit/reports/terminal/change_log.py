"""`debtaudit changes` on a terminal: the model change log, or single commits classified."""

from collections.abc import Sequence

from debtaudit.domain.change_log import ClassifiedCommit, ClassifiedCommits, ModelChangeLog
from debtaudit.domain.digest import counted_changes, short_id
from debtaudit.domain.report_rows import ChangeDetail, Documentation, ModelChange
from debtaudit.reports.terminal.ink import MARGIN, Ink

_DETAILS = 4
_INDENT = " " * 27
_STATUS: dict[Documentation, str] = {
    "documented": "pass",
    "message-only": "partial",
    "undocumented": "fail",
    "unknown": "unknown",
}


def change_log(log: ModelChangeLog, ink: Ink, verbose: bool) -> list[str]:
    """Return the log, newest change first."""
    window = log.audit.window
    silent = sum(change.documentation == "undocumented" for change in log.model_changes)
    title = f"{counted_changes(log.model_changes)}, {silent:,} undocumented"
    since = f", since {window.since}" if window.since else ", no history"
    lines = [ink.heading(title, ink.safe(log.audit.repository) + since)]
    for row in log.audit.scans:
        if row.scan == "model-changes" and row.status != "complete":
            cure = f" {ink.arrow} {row.cure}" if row.cure else ""
            lines += ink.paragraph(f"{row.status.replace('-', ' ')}: {row.reason}{cure}")
    for change in log.model_changes:
        lines += ["", *change_lines(change, ink, with_details=True, verbose=verbose)]
    return lines


def change_lines(
    change: ModelChange, ink: Ink, with_details: bool, verbose: bool = False
) -> list[str]:
    """Return one model change: its head, and what is different after it."""
    mark = ink.mark(_STATUS[change.documentation])
    head = f"{MARGIN}{mark} {change.date} {short_id(change.commit)}  "
    lines = [ink.two_sides(change.subject, ink.cut(change.author, 20), head)]
    kinds = ", ".join(change.kinds)
    sure = f"{ink.dot}only possible ({change.confidence:.2f})" if change.possible else ""
    lines += ink.paragraph(f"{kinds}{ink.dot}{change.documentation}{sure}", _INDENT, role="dim")
    if with_details:
        lines += _details(change.details, ink, verbose)
        for document in change.documents if verbose else ():
            where = f"{document.path}:{document.line}" if document.line else document.path
            lines += ink.paragraph(f"written down in {where}: {document.because}", MARGIN * 3)
    return lines


def commit_list(commits: ClassifiedCommits, ink: Ink, verbose: bool) -> list[str]:
    """Return the classified commits, in the caller's order."""
    lines: list[str] = []
    for commit in commits.commits:
        lines += [*([""] if lines else []), *_commit(commit, ink, verbose)]
    return lines


def _commit(commit: ClassifiedCommit, ink: Ink, verbose: bool) -> list[str]:
    if commit.model_change:
        possible = "possible " if commit.possible else ""
        word = f"{possible}model change ({', '.join(commit.kinds)}), {commit.documentation}"
        mark = ink.mark(_STATUS[commit.documentation])
    else:
        word, mark = "no model change", ink.mark("not-applicable")
    head = f"{mark} {short_id(commit.commit)}  {word}"
    sure = ink.paint(f"confidence {commit.confidence:.2f}", "dim")
    lines = [f"{head}  {sure}", *ink.paragraph(commit.reason)]
    return [*lines, *_details(commit.details, ink, verbose)]


def _details(details: Sequence[ChangeDetail], ink: Ink, verbose: bool) -> list[str]:
    shown = details if verbose else details[:_DETAILS]
    lines: list[str] = []
    for one in shown:
        where = f"{one.path} {one.symbol}" if one.symbol else one.path
        where += f": {one.key}" if one.key else ""
        lines.append(MARGIN * 3 + ink.cut(f"{where}: {_values(one, ink)}", ink.width - 6))
    if len(details) > len(shown):
        lines.append(MARGIN * 3 + ink.paint(f"and {len(details) - len(shown)} more", "dim"))
    return lines


def _values(detail: ChangeDetail, ink: Ink) -> str:
    """Return what is different: `0.1 -> 0.2`, `added 0.2`, `removed 0.1`, or the kind alone."""
    if detail.before is None:
        return detail.kind if detail.after is None else f"added {detail.after}"
    if detail.after is None:
        return f"removed {detail.before}"
    return f"{detail.before} {ink.arrow} {detail.after}"
