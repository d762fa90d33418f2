"""Undocumented model changes: what really changed, and whether anybody wrote it down."""

from collections.abc import Collection, Iterable, Sequence

from msgspec import Struct

from debtaudit.domain.change_log import ClassifiedCommit
from debtaudit.domain.facts import RepositoryFacts
from debtaudit.domain.findings import Finding, ScanResult, Status
from debtaudit.domain.history import ChangeSet
from debtaudit.domain.python_facts import MODULE
from debtaudit.domain.report_rows import Documentation
from debtaudit.domain.reported_finding import Evidence, Factor, Location
from debtaudit.domain.rules import Rule, Scan
from debtaudit.domain.settings import ModelChangeSettings, Settings
from debtaudit.resolve.model_changes.change_log import JudgedChangeSet, iso_day, judge_all
from debtaudit.resolve.model_changes.scan_status import scan_status
from debtaudit.resolve.model_changes.weighed import WeighedChange
from debtaudit.resolve.model_changes.wording import NOUNS, detail_text, headline
from debtaudit.resolve.models.cards import Missed, missed_by_cards

SCAN = Scan.MODEL_CHANGES
RULES = (
    Rule(
        id="model-change-undocumented",
        scan=SCAN,
        title="A model change that nobody wrote down",
        why=(
            "What is not written down cannot be reviewed, reproduced or explained when the model "
            "behaves differently in production."
        ),
        remedy="Describe the change in the changelog or in the model card.",
    ),
    Rule(
        id="model-card-outdated",
        scan=SCAN,
        title="A model card older than the model",
        why="Who reads the model card learns of a model that is no longer the one in use.",
        remedy="Bring the model card up to the newest model change, with its date.",
    ),
)

_UNDOCUMENTED, _OUTDATED = (rule.id for rule in RULES)
_EVIDENCE = 6
_DAY = 86_400
_MINUTES = 20
_MINUTES_A_KIND = 5

_OFF = frozenset(("None", "False", "0", "0.0", "''", '""', "()", "[]"))
_OTHER_VALUE = ("value", "setting", "hash", "freed")

_IMPACT = {
    "artefact": 0.45,
    "threshold": 0.45,
    "loss": 0.4,
    "data": 0.4,
    "feature": 0.4,
    "architecture": 0.4,
    "optimiser": 0.34,
    "hyperparameter": 0.34,
    "training-loop": 0.34,
    "inference": 0.4,
}
"""How much it hurts not to know of a change of this kind, before it is known who uses it."""


def detect(facts: RepositoryFacts, settings: Settings) -> ScanResult:
    """Return every model change of the window as a row, newest first, and findings for debts."""
    status = scan_status(facts)
    if status.status in (Status.NOT_ASSESSED, Status.NOT_APPLICABLE):
        return ScanResult(SCAN, status)
    judged = judge_all(facts, facts.history.change_sets, settings.model_changes.documents)
    changes = [one for one in judged if one.verdict.is_model_change]
    findings = [
        *_undocumented(changes, facts, settings),
        *_outdated_cards(changes, facts, settings),
    ]
    rows = tuple(one.row(settings.model_changes.min_confidence) for one in changes)
    return ScanResult(SCAN, status, tuple(findings), rows)


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


# -- changes that nobody wrote down ----------------------------------------------------------------


def _undocumented(
    changes: Sequence[JudgedChangeSet], facts: RepositoryFacts, settings: Settings
) -> Iterable[Finding]:
    policy = settings.model_changes
    accepted: tuple[Documentation, ...] = (
        ("documented", "message-only") if policy.enough == "message-only" else ("documented",)
    )
    before = _silence_before(changes, accepted)
    for one in _due(changes, facts, policy):
        if not one.initial and one.described.status not in accepted:
            yield _finding(one, facts, before[one.change_set.head.id])


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


class _Silence(Struct, frozen=True):
    """How many of the changes of a file went undocumented."""

    undocumented: int = 0
    total: int = 0


def _silence_before(
    changes: Sequence[JudgedChangeSet], accepted: Collection[Documentation]
) -> dict[str, _Silence]:
    """Return for each change how often earlier ones of its most silent file went undocumented."""
    counts: dict[str, _Silence] = {}
    before: dict[str, _Silence] = {}
    for one in reversed(changes):
        paths = {change.path for change in one.verdict.changes}
        found = [counts.get(path, _Silence()) for path in paths]
        before[one.change_set.head.id] = max(
            found, key=lambda silence: (silence.undocumented, silence.total), default=_Silence()
        )
        if not one.initial:
            silent = one.described.status not in accepted
            for path, known in zip(paths, found, strict=True):
                counts[path] = _Silence(known.undocumented + silent, known.total + 1)
    return before


def _finding(one: JudgedChangeSet, facts: RepositoryFacts, before: _Silence) -> Finding:
    head = one.change_set.head
    main = one.verdict.changes[0]
    message_only = one.described.status == "message-only"
    where = "only in the commit message" if message_only else "nowhere"
    title = f"{headline(one)}, written down {where}"
    what = detail_text(main)
    message = (
        f"{iso_day(head.time)}, {head.author}: {what}. No document of the change or of the "
        f"author's next changes speaks of it."
    )
    evidence = tuple(
        Evidence("change", head.id, f"{change.path}: {detail_text(change)}")
        for change in one.verdict.changes[:_EVIDENCE]
    )
    return Finding(
        rule=_UNDOCUMENTED,
        title=title,
        message=message,
        location=_location(main, facts),
        factors=_factors(one, before),
        confidence=one.verdict.confidence,
        effort_minutes=_MINUTES + _MINUTES_A_KIND * (len(one.kinds) - 1),
        evidence=evidence,
        remedy=(
            "Describe the change in the changelog or in the model card; `debtaudit changes "
            "--draft` writes the first version."
        ),
        key=_key(one),
        commit=head.id,
    )


def _key(one: JudgedChangeSet) -> str:
    return "\n".join(
        f"{change.change.symbol} {change.change.key} {change.kind} "
        f"{change.change.before} -> {change.change.after}"
        for change in one.verdict.changes[:_EVIDENCE]
    )


def _location(one: WeighedChange, facts: RepositoryFacts) -> Location:
    """Return where the changed thing stands in the audited snapshot, as far as it still does."""
    symbol = one.change.symbol or None
    found = facts.facts.get(one.path)
    if found is None:
        known = any(entry.path == one.path for entry in facts.files)
        return Location(path=one.path, symbol=symbol) if known else Location(symbol=symbol)
    if found.python is not None:
        for definition in found.python.definitions:
            if definition.name == symbol:
                module = symbol == MODULE
                return Location(
                    path=one.path,
                    line=None if module else definition.line,
                    end_line=None if module else definition.end_line,
                    symbol=symbol,
                    cell=definition.cell,
                )
        return Location(path=one.path, symbol=symbol)
    for setting in found.settings:
        if setting.key == symbol:
            return Location(path=one.path, line=setting.line, symbol=symbol)
    return Location(path=one.path, symbol=symbol)


def _factors(one: JudgedChangeSet, before: _Silence) -> tuple[Factor, ...]:
    message_only = one.described.status == "message-only"
    kind = max(one.kinds, key=lambda name: _IMPACT.get(name, 0.3), default="training-loop")
    factors = [
        Factor(
            "undocumented-change",
            "likelihood",
            0.4 if message_only else 0.72,
            "only the commit message explains it" if message_only else "no document speaks of it",
        ),
        Factor(
            "kind-of-change",
            "impact",
            _IMPACT.get(kind, 0.3),
            f"a change of {NOUNS.get(kind, kind)}",
        ),
        Factor(
            "confidence",
            "likelihood",
            round(0.2 * one.verdict.confidence, 3),
            f"a model change with confidence {one.verdict.confidence:.2f}",
        ),
    ]
    if before.undocumented:
        factors.append(
            Factor(
                "often-undocumented",
                "likelihood",
                round(0.2 * before.undocumented / (before.total + 1), 3),
                f"{before.undocumented} of {before.total} earlier model changes of this file went "
                "undocumented",
            )
        )
    if _is_optional(one.verdict.changes):
        factors.append(
            Factor("off-by-default", "impact", -0.15, "an option that is off until it is asked for")
        )
    if len(one.kinds) > 2:
        factors.append(Factor("many-sided", "impact", 0.1, "changes of " + ", ".join(one.kinds)))
    return tuple(factors)


def _is_optional(changes: Sequence[WeighedChange]) -> bool:
    """Tell a new option that is off by default, beside which no value became another."""
    others = any(
        one.change.tell in _OTHER_VALUE
        and one.change.before is not None
        and one.change.after is not None
        for one in changes
    )
    return not others and any(
        one.change.tell == "option" and one.change.before is None and one.change.after in _OFF
        for one in changes
    )


# -- model cards -----------------------------------------------------------------------------------


def _outdated_cards(
    changes: Sequence[JudgedChangeSet], facts: RepositoryFacts, settings: Settings
) -> Iterable[Finding]:
    due = tuple(_due(changes, facts, settings.model_changes))
    for path, missed in missed_by_cards(due, facts):
        yield _card_finding(path, missed)


def _card_finding(path: str, missed: Sequence[Missed]) -> Finding:
    newest, number = missed[0], len(missed)
    count = f"the last {number} model changes" if number > 1 else "the last model change"
    return Finding(
        rule=_OUTDATED,
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
        effort_minutes=_MINUTES + _MINUTES_A_KIND * min(number, 12),
        evidence=tuple(
            Evidence("change", one.judged.change_set.head.id, _dated(one))
            for one in missed[:_EVIDENCE]
        ),
        remedy="Bring the model card up to the newest model change, with its date.",
        key="",
    )


def _dated(one: Missed) -> str:
    change = one.change
    return f"{iso_day(one.judged.change_set.head.time)}, {change.path}: {detail_text(change)}"
