"""The remedy for untested training: a pytest file to start from, for one entry point."""

from debtaudit.audit.request import (
    AuditRequest,
    Progress,
    at_work,
    settings_for,
    silent,
)
from debtaudit.domain.globs import path_filter
from debtaudit.gather.file_facts import gather_file_facts
from debtaudit.resolve.picture import draw
from debtaudit.resolve.training.scaffold import scaffold


def scaffold_test(request: AuditRequest, entry_point: str, progress: Progress = silent) -> str:
    """Return the text of a pytest file for the entry point; nothing is written, no history read.

    Raises `WrongCallError` for an entry point that is not there, with the nearest names.
    """
    with at_work(request) as work:
        whole, cache = work.snapshot, work.cache
        settings = settings_for(request, whole)
        snapshot = whole.without(path_filter(settings.exclude))
        progress("Reading files")
        facts, _ = gather_file_facts(snapshot, settings, cache, request.jobs)
        progress("Resolving imports and calls")
        return scaffold(entry_point, draw(snapshot.entries, facts), facts)
