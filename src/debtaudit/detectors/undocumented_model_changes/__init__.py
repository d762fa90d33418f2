"""Undocumented model changes: what really changed, and whether anybody wrote it down."""

from collections.abc import Iterable, Sequence

from debtaudit.detectors.undocumented_model_changes.model_cards import card_findings
from debtaudit.detectors.undocumented_model_changes.rules import RULES, SCAN
from debtaudit.detectors.undocumented_model_changes.silence import silence_findings
from debtaudit.domain.change_log import ClassifiedCommit
from debtaudit.domain.facts import RepositoryFacts
from debtaudit.domain.findings import ScanResult, Status
from debtaudit.domain.history import ChangeSet
from debtaudit.domain.settings import ModelChangeSettings, Settings
from debtaudit.resolve.model_changes.change_log import JudgedChangeSet, judge_all
from debtaudit.resolve.model_changes.scan_status import (
    notes_on_past_versions,
    scan_status,
    with_unread_documents,
)

__all__ = ["RULES", "SCAN", "classify", "detect"]

_DAY = 86_400


def detect(facts: RepositoryFacts, settings: Settings) -> ScanResult:
    """Return every model change of the window as a row, newest first, and findings for debts."""
    status = scan_status(facts)
    if status.status in (Status.NOT_ASSESSED, Status.NOT_APPLICABLE):
        return ScanResult(SCAN, status)
    judged = judge_all(facts, facts.history.change_sets, settings.model_changes.documents)
    changes = [one for one in judged if one.verdict.is_model_change]
    due = tuple(_due(changes, facts, settings.model_changes))
    findings = [
        *silence_findings(changes, due, facts, settings.model_changes),
        *card_findings(due, facts),
    ]
    least = settings.model_changes.min_confidence
    rows = () if facts.is_point else tuple(one.row(least) for one in changes)
    unread = [one.described.unread for one in changes if one.described.unread]
    status = with_unread_documents(status, unread, len(changes))
    return ScanResult(SCAN, status, tuple(findings), rows, notes_on_past_versions(facts))


def classify(
    facts: RepositoryFacts, heads: Sequence[str], settings: Settings
) -> tuple[ClassifiedCommit, ...]:
    """Classify single commits, in the caller's order, also those that are no model change.

    `facts.history.change_sets` holds a change set for each of them, `facts.comparisons` its
    comparison.
    """
    by_head = {one.head.id: one for one in facts.history.change_sets}
    documents = settings.model_changes.documents
    asked: list[ChangeSet] = [by_head[head] for head in heads if head in by_head]
    judged = {one.change_set.head.id: one for one in judge_all(facts, asked, documents)}
    least = settings.model_changes.min_confidence
    return tuple(_classified(head, judged.get(head), least) for head in heads)


def _classified(head: str, judged: JudgedChangeSet | None, claimed_from: float) -> ClassifiedCommit:
    if judged is None:
        return ClassifiedCommit(
            head, False, (), 0.0, (), "undocumented", (), "the commit could not be read"
        )
    yes = judged.verdict.is_model_change
    return ClassifiedCommit(
        commit=head,
        model_change=yes,
        kinds=judged.kinds if yes else (),
        confidence=judged.verdict.confidence,
        details=judged.details() if yes else (),
        documentation=judged.described.status,
        documents=judged.described.documents,
        reason=judged.verdict.reason,
        possible=yes and judged.verdict.confidence < claimed_from,
    )


def _due(
    changes: Sequence[JudgedChangeSet], facts: RepositoryFacts, policy: ModelChangeSettings
) -> Iterable[JudgedChangeSet]:
    """Yield the changes that are sure enough and old enough to be expected in a document."""
    newest = facts.as_of.toordinal() - policy.grace_days
    for one in changes:
        young = policy.grace_days and _ordinal(one.change_set.head.time) > newest
        if not young and one.verdict.confidence >= policy.min_confidence:
            yield one


def _ordinal(seconds: int) -> int:
    return seconds // _DAY + 719_163
