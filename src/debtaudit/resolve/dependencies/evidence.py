"""What a person can open to see that a dependency is as the report says."""

from collections.abc import Iterator, Sequence

from debtaudit.domain.reported_finding import Evidence
from debtaudit.knowledge import pypi_snapshot, support_ends
from debtaudit.resolve.dependencies.judged import Judged
from debtaudit.resolve.dependencies.wording import declaration_text

_PLACES = 20  # places of one debt that are listed


def evidence_of(group: Sequence[Judged]) -> tuple[Evidence, ...]:
    """Return the places of a debt, what locks it, and the knowledge that it rests on."""
    places = []
    for one in group[:_PLACES]:
        declared = one.declared
        edited = f", last edited {declared.edited}" if declared.edited else ""
        text = f"{declaration_text(one)}{edited}"
        places.append(Evidence("declaration", f"{declared.path}:{declared.declaration.line}", text))
    if len(group) > _PLACES:
        places.append(Evidence("declaration", group[0].declared.path, f"{len(group)} in all"))
    first = group[0]
    if first.declared.lock_path is not None and first.declared.locked is not None:
        locked = first.declared.locked
        places.append(
            Evidence("lock", f"{first.declared.lock_path}:{locked.line}", f"locks {locked.version}")
        )
    return (*places, *_known(first))


def _known(one: Judged) -> Iterator[Evidence]:
    """Yield the knowledge that a conclusion rests on, with its day."""
    if one.retired is not None:
        yield Evidence("knowledge", one.retired.source, f"since {one.retired.since}")
    if one.ended is not None:
        yield Evidence(
            "knowledge",
            f"endoflife.date as of {support_ends.taken()}",
            f"{one.ended.title} {one.ended.cycle}: support ended on {one.ended.end}",
        )
    day = one.age.index_day
    if one.age.yanked is not None:
        what = f"{one.age.resolved} is yanked (PEP 592)"
        yield Evidence("knowledge", f"package index as of {day}", what)
    if one.age.newest is not None and one.age.fresh is False:
        came = f" of {one.age.newest_released}" if one.age.newest_released else ""
        yield Evidence(
            "knowledge",
            f"package index as of {day}" if day else f"release snapshot of {pypi_snapshot.taken()}",
            f"newest release {one.age.newest}{came}",
        )
