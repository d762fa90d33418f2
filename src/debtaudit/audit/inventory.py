"""The model inventory: the plain reading of files and history, and what it says of models."""

import time

from msgspec.structs import replace

from debtaudit.audit import gather
from debtaudit.audit.assemble import all_diagnostics, audit_info
from debtaudit.audit.request import (
    AuditRequest,
    Progress,
    at_work,
    settings_for,
    silent,
)
from debtaudit.audit.steps import detect
from debtaudit.domain.inventory import BEGINNING, Inventory
from debtaudit.domain.report import SCHEMA_VERSION
from debtaudit.domain.rules import Scan
from debtaudit.resolve.models.dated import dated_models


def inventory(request: AuditRequest, progress: Progress = silent) -> Inventory:
    """Return every model of the repository, with the whole history unless a window is asked for.

    Raises `WrongCallError` and `ConfigurationError` as `audit` does.
    """
    started = time.perf_counter()
    since = request.since or BEGINNING
    request = replace(request, scans=(Scan.RETRAINING_TESTS.value,), since=since)
    with at_work(request) as work:
        repository, whole, cache = work.repository, work.snapshot, work.cache
        settings = settings_for(request, whole)
        gathered = gather(request, settings, repository, whole, cache, progress)
        results = detect(gathered.facts, gathered.settings)
        return Inventory(
            schema_version=SCHEMA_VERSION,
            audit=audit_info(gathered, results, time.perf_counter() - started),
            models=dated_models(gathered.facts.picture.models, gathered.facts.history),
            diagnostics=all_diagnostics(gathered.facts, results),
        )
