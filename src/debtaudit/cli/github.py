"""GitHub Actions: annotations and a job summary without being asked, and a log that obeys nobody.

Annotations go to stderr, where the runner reads them as well, so that stdout is the report and
nothing else. The variables are those of "Default environment variables" in GitHub's documentation.
"""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from debtaudit.cli.declarations import Option
from debtaudit.domain.patterns import lazy_pattern
from debtaudit.domain.text import visible

if TYPE_CHECKING:
    from debtaudit.domain.report import Report

_COMMAND = lazy_pattern(r"(?m)^(\s*):(?=:)|##(?=\[)")
"""How a line of the log begins that the runner takes for a command, and the older form of it."""


def on_github() -> bool:
    """Tell whether this is a step of GitHub Actions."""
    return os.environ.get("GITHUB_ACTIONS") == "true"


def github(
    *,
    no_github: Annotated[
        bool, Option("On GitHub Actions: no annotations and no job summary.")
    ] = False,
) -> bool:
    """Tell whether GitHub is to be told."""
    return on_github() and not no_github


def tell_github(report: "Report", annotate: bool) -> None:
    """Write annotations, where they are wanted, and append to the summary of the job.

    Nobody asked for either by name, so what cannot be written is said and is no failure.
    """
    from debtaudit.domain.style import Style
    from debtaudit.reports import github as annotations

    if annotate:
        _to_stderr(annotations.render(report, Style()))
    summary = os.environ.get("GITHUB_STEP_SUMMARY")
    if summary:
        try:
            _append_summary(report, Path(summary))
        except OSError as error:
            reason = error.strerror or str(error)
            _to_stderr(f"debtaudit: no job summary: {visible(summary)}: {reason}\n")


def _append_summary(report: "Report", path: Path) -> None:
    """Append what still fits: the limit holds for all that the step writes there."""
    from debtaudit.reports.comment import MAX_SUMMARY, job_summary

    written = path.stat().st_size if path.exists() else 0
    text = job_summary(report, MAX_SUMMARY - written)
    if text:
        with path.open("a", encoding="utf-8", errors="backslashreplace") as file:
            file.write(f"\n{text}" if written else text)


def _to_stderr(text: str) -> None:
    sys.stderr.flush()
    sys.stderr.buffer.write(text.encode("utf-8", "backslashreplace"))
    sys.stderr.buffer.flush()


def without_commands(text: str) -> str:
    """Return a text for the log in which no line is a workflow command.

    A file name such as `::stop-commands::x` would otherwise speak to the runner.
    """
    return _COMMAND.sub(lambda found: f"{found[1]}: " if found[1] is not None else "## ", text)
