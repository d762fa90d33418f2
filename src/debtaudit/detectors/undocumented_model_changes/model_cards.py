"""Model cards that do not tell of the newest model changes."""

from collections.abc import Iterable, Sequence

from debtaudit.detectors.undocumented_model_changes.rules import (
    MINUTES,
    MINUTES_MORE,
    MOST_SHOWN,
    OUTDATED,
)
from debtaudit.domain.facts import RepositoryFacts
from debtaudit.domain.findings import Finding
from debtaudit.domain.reported_finding import Evidence, Factor, Location
from debtaudit.resolve.model_changes.change_log import JudgedChangeSet, iso_day
from debtaudit.resolve.model_changes.wording import detail_text
from debtaudit.resolve.models.cards import Missed, missed_by_cards


def card_findings(due: Sequence[JudgedChangeSet], facts: RepositoryFacts) -> Iterable[Finding]:
    """Yield a finding for each card that does not tell of changes that are due."""
    for path, missed in missed_by_cards(due, facts):
        yield _card_finding(path, missed)


def _card_finding(path: str, missed: Sequence[Missed]) -> Finding:
    newest, number = missed[0], len(missed)
    count = f"the last {number} model changes" if number > 1 else "the last model change"
    return Finding(
        rule=OUTDATED,
        title=f"The model card {path} is older than {count}",
        message=f"{_dated(newest)}. The card does not tell of it.",
        location=Location(path=path, line=1),
        factors=(
            Factor(
                "outdated-card",
                "likelihood",
                0.5,
                f"{number} model change{'s' if number > 1 else ''} since it was last edited",
            ),
            Factor("readers-rely-on-it", "impact", 0.4, "a model card is what users of it read"),
        ),
        confidence=max(one.judged.verdict.confidence for one in missed),
        effort_minutes=MINUTES + MINUTES_MORE * min(number, 12),
        evidence=tuple(
            Evidence("change", one.judged.change_set.head.id, _dated(one))
            for one in missed[:MOST_SHOWN]
        ),
        remedy="Bring the model card up to the newest model change, with its date.",
        key="",
    )


def _dated(one: Missed) -> str:
    change = one.change
    return f"{iso_day(one.judged.change_set.head.time)}, {change.path}: {detail_text(change)}"
