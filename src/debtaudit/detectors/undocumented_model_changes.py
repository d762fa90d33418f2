"""Undocumented model changes: what really changed, and whether anybody wrote it down."""

from collections.abc import Iterable, Sequence

from msgspec import Struct

from debtaudit.domain.change_log import ClassifiedCommit
from debtaudit.domain.facts import RepositoryFacts
from debtaudit.domain.findings import Finding, ScanResult, Status
from debtaudit.domain.history import ChangeSet
from debtaudit.domain.python_facts import MODULE
from debtaudit.domain.report import (
    Evidence,
    Factor,
    Location,
)
from debtaudit.domain.rules import Rule, Scan
from debtaudit.domain.settings import Settings
from debtaudit.resolve.model_cards import missed_by_cards
from debtaudit.resolve.model_change_log import JudgedChangeSet, iso_day, judge_all
from debtaudit.resolve.model_relevance import WeighedChange
from debtaudit.resolve.model_scan_status import scan_status

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

_IMPACT = {
    "artefact": 0.45,
    "threshold": 0.45,
    "loss": 0.4,
    "data": 0.4,
    "feature": 0.4,
    "architecture": 0.4,
    "optimiser": 0.35,
    "hyperparameter": 0.35,
    "training-loop": 0.35,
    "inference": 0.4,
}
"""How much it hurts not to know of a change of this kind, before it is known who uses it."""

_NOUNS = {
    "artefact": "weights or data",
    "threshold": "threshold",
    "loss": "loss",
    "data": "data handling",
    "feature": "features",
    "architecture": "architecture",
    "optimiser": "optimiser",
    "hyperparameter": "hyper-parameters",
    "training-loop": "training loop",
    "inference": "inference",
}


def detect(facts: RepositoryFacts, settings: Settings) -> ScanResult:
    """Return every model change of the window as a row, newest first, and findings for debts."""
    status = scan_status(facts)
    if status.status in (Status.NOT_ASSESSED, Status.NOT_APPLICABLE):
        return ScanResult(SCAN, status)
    judged = judge_all(facts, facts.history.change_sets, settings.model_changes.documents)
    changes = [one for one in judged if one.verdict.is_model_change]
    findings = [*_undocumented(changes, facts, settings), *_outdated_cards(changes, facts)]
    return ScanResult(SCAN, status, tuple(findings), tuple(one.row() for one in changes))


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
    return tuple(_classified(head, judged.get(head)) for head in heads)


def _classified(head: str, judged: JudgedChangeSet | None) -> ClassifiedCommit:
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
    )


# -- changes that nobody wrote down ----------------------------------------------------------------


def _undocumented(
    changes: Sequence[JudgedChangeSet], facts: RepositoryFacts, settings: Settings
) -> Iterable[Finding]:
    policy = settings.model_changes
    accepted = (
        ("documented", "message-only") if policy.enough == "message-only" else ("documented",)
    )
    silent = _silent_share(changes)
    newest = facts.as_of.toordinal() - policy.grace_days
    for one in changes:
        if one.initial or one.described.status in accepted:
            continue
        if one.verdict.confidence < policy.min_confidence:
            continue
        if _ordinal(one.change_set.head.time) > newest and policy.grace_days:
            continue
        yield _finding(one, facts, silent)


def _ordinal(seconds: int) -> int:
    return seconds // _DAY + 719_163


class _Silence(Struct, frozen=True):
    """How often the changes of a file went undocumented, and how many there were."""

    undocumented: int
    total: int


def _silent_share(changes: Sequence[JudgedChangeSet]) -> dict[str, _Silence]:
    counts: dict[str, tuple[int, int]] = {}
    for one in changes:
        for path in {change.path for change in one.verdict.changes}:
            silent, total = counts.get(path, (0, 0))
            counts[path] = (silent + (one.described.status != "documented"), total + 1)
    return {path: _Silence(*found) for path, found in counts.items()}


def _finding(one: JudgedChangeSet, facts: RepositoryFacts, silent: dict[str, _Silence]) -> Finding:
    head = one.change_set.head
    main = one.verdict.changes[0]
    message_only = one.described.status == "message-only"
    where = "only in the commit message" if message_only else "nowhere"
    title = f"{_headline(one)} changed, written down {where}"
    what = _detail_text(main)
    message = (
        f"{iso_day(head.time)}, {head.author}: {what}. No document of the change or of the "
        f"author's next changes speaks of it."
    )
    evidence = tuple(
        Evidence("change", head.id, f"{change.path}: {_detail_text(change)}")
        for change in one.verdict.changes[:_EVIDENCE]
    )
    return Finding(
        rule=_UNDOCUMENTED,
        title=title,
        message=message,
        location=_location(main, facts),
        factors=_factors(one, silent),
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


def _headline(one: JudgedChangeSet) -> str:
    """Return what changed in a few words: names of settings where there are, else the kinds."""
    main = one.verdict.changes[0]
    nouns = [_NOUNS[kind] for kind in one.kinds if kind in _NOUNS][:2]
    text = " and ".join(nouns) or "model"
    symbol = main.change.symbol
    if symbol and symbol != MODULE:
        text += f" of `{symbol}`"
    elif main.path:
        text += f" in {main.path.rpartition('/')[2]}"
    return text[:1].upper() + text[1:]


def _detail_text(one: WeighedChange) -> str:
    change = one.change
    symbol = f"{change.symbol}: " if change.symbol and change.symbol != MODULE else ""
    symbol += f"{change.key}: " if change.key else ""
    if change.before is None:
        return f"{symbol}{change.after} (new)"
    if change.after is None:
        return f"{symbol}{change.before} (removed)"
    return f"{symbol}{change.before} -> {change.after}"


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


def _factors(one: JudgedChangeSet, silent: dict[str, _Silence]) -> tuple[Factor, ...]:
    message_only = one.described.status == "message-only"
    paths = {change.path for change in one.verdict.changes}
    kind = max(one.kinds, key=lambda name: _IMPACT.get(name, 0.3), default="training-loop")
    factors = [
        Factor(
            "undocumented-change",
            "likelihood",
            0.4 if message_only else 0.6,
            "only the commit message explains it" if message_only else "no document speaks of it",
        ),
        Factor(
            "kind-of-change",
            "impact",
            _IMPACT.get(kind, 0.3),
            f"a change of {_NOUNS.get(kind, kind)}",
        ),
        Factor(
            "confidence",
            "likelihood",
            round(0.2 * one.verdict.confidence, 3),
            f"a model change with confidence {one.verdict.confidence:.2f}",
        ),
    ]
    before = max(
        (silent[path] for path in paths if path in silent),
        key=lambda found: (found.undocumented, found.total),
        default=_Silence(0, 0),
    )
    if before.undocumented > 1:
        share = before.undocumented / before.total
        factors.append(
            Factor(
                "often-undocumented",
                "likelihood",
                round(0.2 * share, 3),
                f"{before.undocumented} of {before.total} model changes of this file went "
                "undocumented",
            )
        )
    if len(one.kinds) > 2:
        factors.append(Factor("many-sided", "impact", 0.1, "changes of " + ", ".join(one.kinds)))
    return tuple(factors)


# -- model cards -----------------------------------------------------------------------------------


def _outdated_cards(
    changes: Sequence[JudgedChangeSet], facts: RepositoryFacts
) -> Iterable[Finding]:
    for path, missed in missed_by_cards(changes, facts):
        yield _card_finding(path, missed)


def _card_finding(path: str, missed: Sequence[JudgedChangeSet]) -> Finding:
    newest = missed[0]
    count = f"{len(missed)} model change{'s' if len(missed) > 1 else ''}"
    return Finding(
        rule=_OUTDATED,
        title=f"The model card {path} is older than {count}",
        message=(
            f"The newest of them is of {iso_day(newest.change_set.head.time)}: "
            f"{_detail_text(newest.verdict.changes[0])}."
        ),
        location=Location(path=path, line=1),
        factors=(
            Factor("outdated-card", "likelihood", 0.5, f"{count} since it was last edited"),
            Factor("readers-rely-on-it", "impact", 0.4, "a model card is what users of it read"),
        ),
        confidence=max(one.verdict.confidence for one in missed),
        effort_minutes=_MINUTES + _MINUTES_A_KIND * min(len(missed), 12),
        evidence=tuple(
            Evidence("change", one.change_set.head.id, _detail_text(one.verdict.changes[0]))
            for one in missed[:_EVIDENCE]
        ),
        remedy="Bring the model card up to the newest model change, with its date.",
        key="",
    )
