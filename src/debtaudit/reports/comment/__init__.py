"""Markdown for a comment on a pull request, and for the summary of a job on GitHub.

New and worse findings come first, then what was fixed. The first line is a marker that nobody
sees: a bot finds its comment by it and edits it, so that a pull request has one and not twenty.
"""

from debtaudit.domain.report import Report
from debtaudit.domain.style import Style
from debtaudit.reports import Format

MARKER = "<!-- debtaudit-comment -->"
MAX_COMMENT = 65_000
"""GitHub takes 65,536 characters; bytes of UTF-8 are never fewer, whatever it counts."""
MAX_SUMMARY = 1_000_000
"""GitHub takes 1 MiB of job summary a step."""


def render(report: Report, _style: Style) -> str:
    """Return the comment."""
    from debtaudit.reports.comment.body import body

    return body(report, MAX_COMMENT, MARKER)


def job_summary(report: Report, room: int = MAX_SUMMARY) -> str:
    """Return the summary of a job in at most `room` bytes; nothing where that is too little."""
    from debtaudit.reports.comment.body import body

    return body(report, min(room, MAX_SUMMARY))


FORMAT = Format(name="comment", suffixes=(".comment.md",), report=render)
