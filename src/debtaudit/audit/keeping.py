"""Reports that need not be made again: which may be kept, and under what.

How they are kept is the business of `gather/kept_reports.py`.
"""

import time
from collections.abc import Callable
from pathlib import Path

from msgspec.structs import replace

from debtaudit.audit.request import AuditRequest, Workplace, is_measured, tip_of
from debtaudit.domain.facts import RepositoryFacts
from debtaudit.domain.report import Report
from debtaudit.gather.cache import FactCache
from debtaudit.gather.kept_reports import keep, recalled, report_key
from debtaudit.knowledge.checklists import BUILT_IN

Made = tuple[Report, tuple[RepositoryFacts, ...]]
"""A report, and the facts of all snapshots that it was made from."""


def kept_or_made(
    request: AuditRequest, place: Workplace, judged_by: str, make: Callable[[], Made]
) -> Report:
    """Return the report that was kept for the same question, or make it and keep it.

    `judged_by` says in words against what a gate judges it, and is empty for an audit alone.
    """
    started = time.perf_counter()
    key = kept_under(request, place, judged_by)
    known = recalled(place.cache, key, place.snapshot) if key is not None else None
    if known is not None:
        seconds = round(time.perf_counter() - started, 2)
        return replace(known, audit=replace(known.audit, duration_seconds=seconds))
    report, facts = make()
    if key is not None and all(is_lasting(one, place.cache) for one in facts):
        keep(place.cache, key, place.snapshot, report)
    return report


def kept_under(request: AuditRequest, place: Workplace, judged_by: str = "") -> str | None:
    """Return the key of the report that is asked for; None where it rests on more than the key.

    That are files from outside of the repository, and what others say at the moment.
    """
    if place.cache.path is None or request.config or request.imports:
        return None
    if request.online or request.osv_db or is_measured(request):
        return None
    tip = tip_of(place.repository, request) if place.repository is not None else None
    if place.repository is None or tip is None or not set(request.checklists) <= set(BUILT_IN):
        return None
    question = f"{judged_by} {replace(request, path=Path(), jobs=None)!r}"
    return report_key(question, place.repository, tip, place.snapshot)


def is_lasting(facts: RepositoryFacts, cache: FactCache) -> bool:
    """Tell whether the next audit of the same would find the same.

    What could not be read or compared may be there the next time; a fault of the cache is told
    once.
    """
    if cache.gaps or cache.diagnostics or facts.history.problem is not None:
        return False
    return all(dates.problem is None for dates in facts.line_dates.values())
