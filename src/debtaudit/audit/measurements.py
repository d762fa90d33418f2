"""Brings measured coverage and test outcomes into the picture, where there are any."""

from collections.abc import Mapping

from debtaudit.audit.request import COVERAGE_PLACES, JUNIT_PLACES, AuditRequest
from debtaudit.domain.files import FileFacts
from debtaudit.domain.history import HistoryFacts
from debtaudit.domain.picture import Picture
from debtaudit.domain.report import Diagnostic
from debtaudit.gather.measurements import Reports, read_measurements
from debtaudit.resolve.measured import with_measurements


def measured(
    request: AuditRequest,
    picture: Picture,
    facts: Mapping[str, FileFacts],
    history: HistoryFacts,
) -> tuple[Picture, tuple[Diagnostic, ...]]:
    """Return the picture with what was measured, and diagnostics of reports that do not fit.

    The usual places hold what was measured in the work tree: they say nothing of a revision.
    """
    folder = request.path if request.revision is None else None
    found, problems = read_measurements(
        folder,
        Reports(request.coverage, COVERAGE_PLACES),
        Reports(request.junit, JUNIT_PLACES),
    )
    newest: dict[str, int] = {}
    for commit in history.commits:
        for change in commit.changes:
            newest[change.path] = max(newest.get(change.path, 0), commit.commit.time)
    made, more = with_measurements(picture, facts, found, newest)
    return made, (*problems, *more)
