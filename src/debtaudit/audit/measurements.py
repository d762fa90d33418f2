"""Brings measured coverage and test outcomes into the picture, where there are any."""

from collections.abc import Mapping

from msgspec.structs import replace

from debtaudit.audit.request import COVERAGE_PLACES, JUNIT_PLACES, AuditRequest
from debtaudit.domain.coverage import LineCoverage, Measurement
from debtaudit.domain.files import FileFacts
from debtaudit.domain.history import HistoryFacts
from debtaudit.domain.picture import Picture
from debtaudit.domain.report import Diagnostic
from debtaudit.extract.coverage.statements import by_statements
from debtaudit.extract.not_parsed import NotParsedError
from debtaudit.gather.measurements import Reports, read_measurements
from debtaudit.gather.snapshot import Snapshot
from debtaudit.resolve.last_edits import last_edits
from debtaudit.resolve.training.checkout_paths import repository_paths
from debtaudit.resolve.training.measured import training_files, with_measurements


def measured(
    request: AuditRequest,
    picture: Picture,
    facts: Mapping[str, FileFacts],
    history: HistoryFacts,
    snapshot: Snapshot,
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
    wanted = training_files(picture)
    whole = [_by_statements(one, wanted, facts, snapshot) for one in found]
    made, more = with_measurements(picture, facts, whole, last_edits(history))
    return made, (*problems, *more)


def _by_statements(
    one: Measurement, wanted: frozenset[str], facts: Mapping[str, FileFacts], snapshot: Snapshot
) -> Measurement:
    """Read the training files whose report does not say which lines did not run."""
    if one.coverage is None:
        return one
    files: dict[str, LineCoverage] = dict(one.coverage.files)
    for name, path in repository_paths(files, one.coverage.roots, facts).items():
        data = snapshot.read_path(path) if path in wanted and files[name].missing is None else None
        if isinstance(data, bytes):
            try:
                files[name] = by_statements(files[name], data)
            except NotParsedError:
                continue  # the file has its diagnostic already
    return replace(one, coverage=replace(one.coverage, files=files))
