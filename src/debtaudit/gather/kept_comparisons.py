"""The comparisons of change sets, kept from point to point of a trend.

The windows of two points share most of their change sets. A change set with the same changes is
the same comparison: the same object, so that what was judged of it is known again at a glance.
"""

from collections.abc import Callable, Sequence

from msgspec import Struct

from debtaudit.domain.history import ChangeSet, ChangeSetComparison, PathChange
from debtaudit.domain.report import Diagnostic
from debtaudit.domain.settings import Settings
from debtaudit.gather.cache import FactCache
from debtaudit.gather.comparisons import gather_comparisons
from debtaudit.gather.repository import Repository

_KIND = "compared change set"


class _Compared(Struct, frozen=True):
    """A comparison with what was compared."""

    changes: tuple[PathChange, ...]
    comparison: ChangeSetComparison


def gather_with_kept(
    repository: Repository,
    change_sets: Sequence[ChangeSet],
    settings: Settings,
    ignored: Callable[[str], bool],
    cache: FactCache,
    jobs: int | None = None,
    *,
    has_model: bool = True,
) -> tuple[dict[str, ChangeSetComparison], tuple[Diagnostic, ...]]:
    """Return what `gather_comparisons` does, where the cache keeps rounds without asking again.

    Nothing is kept of a change set that is compared in part only, since that is to be said at
    each point, nor where there is no model to compare. Settings are the same in all rounds.
    """
    rounds = cache.rounds if has_model else None
    found: dict[str, ChangeSetComparison] = {}
    if rounds is not None:
        for one in change_sets:
            known = rounds.get(_KIND, one.head.id, _Compared)
            if known is not None and known.changes == one.changes:
                found[one.head.id] = known.comparison
    new = [one for one in change_sets if one.head.id not in found]
    more, diagnostics = gather_comparisons(
        repository, new, settings, ignored, cache, jobs, has_model=has_model
    )
    if rounds is not None:
        for one in new:
            if len(one.changes) <= settings.limits.change_set_paths:
                kept = _Compared(one.changes, more[one.head.id])
                rounds.put(_KIND, one.head.id, kept)
    found |= more
    return {one.head.id: found[one.head.id] for one in change_sets}, diagnostics
