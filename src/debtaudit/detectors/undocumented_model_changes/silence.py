"""Model changes that no document speaks of, with what makes each of them a risk."""

from collections.abc import Collection, Iterable, Sequence
from functools import cached_property

from msgspec import Struct
from msgspec.structs import replace

from debtaudit.detectors.undocumented_model_changes.rules import (
    MINUTES,
    MINUTES_MORE,
    MOST_SHOWN,
    UNDOCUMENTED,
)
from debtaudit.domain.facts import RepositoryFacts
from debtaudit.domain.findings import Finding
from debtaudit.domain.history import ChangeSet
from debtaudit.domain.python_facts import MODULE, cell_place
from debtaudit.domain.report_rows import Documentation
from debtaudit.domain.reported_finding import Evidence, Factor, Location
from debtaudit.domain.settings import ModelChangeSettings
from debtaudit.knowledge.places import place_of
from debtaudit.resolve.model_changes.change_log import JudgedChangeSet, iso_day
from debtaudit.resolve.model_changes.message_prose import title_of
from debtaudit.resolve.model_changes.weighed import WeighedChange
from debtaudit.resolve.model_changes.wording import (
    NOUNS,
    detail_text,
    headline,
    most_spoken_of,
)

_OFF = frozenset(("None", "False", "0", "0.0", "''", '""', "()", "[]"))
_OTHER_VALUE = ("value", "setting", "hash", "freed")

_GONE = -0.25
"""What no longer exists can be described, and hardly misleads anybody."""
_SURE_PLACE = 0.7
"""Weight from which a difference may stand for its whole change."""
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


def silence_findings(
    changes: Sequence[JudgedChangeSet],
    due: Sequence[JudgedChangeSet],
    facts: RepositoryFacts,
    policy: ModelChangeSettings,
) -> Iterable[Finding]:
    """Yield a finding for each change that is due and was not written down well enough.

    `changes` are all of the window, newest first: they tell how often a file changed in silence.
    """
    accepted: tuple[Documentation, ...] = ("documented", "unknown")
    if policy.enough == "message-only":
        accepted = (*accepted, "message-only")
    before = _silence_before(changes, accepted)
    there = _There(facts)
    for one in due:
        if not one.initial and one.described.status not in accepted:
            yield _finding(one, facts, before[one.change_set.head.id], there)


class _There:
    """Tells what changes made that is not there any more, in the audited snapshot."""

    def __init__(self, facts: RepositoryFacts) -> None:
        self._facts = facts

    @cached_property
    def _names(self) -> frozenset[str]:
        """The last names of all definitions: code may have moved to another class or file.

        A test may call a fixture like what is gone.
        """
        roles = self._facts.picture.roles
        return frozenset(
            each.name.rpartition(".")[2]
            for path, one in self._facts.facts.items()
            if one.python is not None and "test" not in roles.get(path, ())
            for each in one.python.definitions
        )

    @cached_property
    def _files(self) -> frozenset[str]:
        return frozenset(entry.path.rpartition("/")[2] for entry in self._facts.files)

    def is_gone(self, changes: Iterable[WeighedChange]) -> bool:
        """Tell whether nothing that they made is there; what they only took away says nothing."""
        made = [one for one in changes if one.change.after is not None]
        return bool(made) and not any(map(self._is_there, made))

    def _is_there(self, one: WeighedChange) -> bool:
        symbol = one.change.symbol
        if one.path.endswith(".py") and symbol not in ("", MODULE):
            return self._names.issuperset(symbol.split("."))
        return one.path.rpartition("/")[2] in self._files


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


def _told_first(one: JudgedChangeSet, facts: RepositoryFacts) -> JudgedChangeSet:
    """Return the change with the difference first by which it is told.

    A change of several places is told, and found, where it harms most: where serving reaches a
    sure difference, else in the program, else in an example. Of several that would do, it is the
    one that the subject names.
    """
    changes = one.verdict.changes
    sure = [each for each in changes if each.weight >= _SURE_PLACE]
    served = [each for each in sure if "serving" in facts.picture.roles.get(each.path, ())]
    own = [each for each in sure if place_of(each.path) is None]
    main = most_spoken_of(served or own or changes, title_of(one.change_set.head))
    others = (each for each in changes if each is not main)
    return replace(one, verdict=replace(one.verdict, changes=(main, *others)))


def _finding(
    judged: JudgedChangeSet, facts: RepositoryFacts, before: _Silence, there: _There
) -> Finding:
    one = _told_first(judged, facts)
    head = one.change_set.head
    main = one.verdict.changes[0]
    message_only = one.described.status == "message-only"
    written = "written down only in the commit message" if message_only else "undocumented"
    title = f"{headline(one)}, {written}"
    what = detail_text(main)
    message = (
        f"{iso_day(head.time)}, {head.author}: {what}. No document of the change or of the "
        f"author's next changes speaks of it."
    )
    evidence = tuple(
        Evidence("change", head.id, f"{change.path}: {detail_text(change)}")
        for change in one.verdict.changes[:MOST_SHOWN]
    )
    return Finding(
        rule=UNDOCUMENTED,
        title=title,
        message=message,
        location=_location(main, one.change_set, facts),
        factors=_factors(one, before, gone=there.is_gone(one.verdict.changes)),
        confidence=one.verdict.confidence,
        effort_minutes=MINUTES + MINUTES_MORE * (len(one.kinds) - 1),
        evidence=evidence,
        remedy=(
            "Describe the change in the changelog or in the model card; `debtaudit changes "
            "--draft` writes the first version."
        ),
        key=_key(judged),
        commit=head.id,
    )


def _key(one: JudgedChangeSet) -> str:
    return "\n".join(
        f"{change.change.symbol} {change.change.key} {change.kind} "
        f"{change.change.before} -> {change.change.after}"
        for change in one.verdict.changes[:MOST_SHOWN]
    )


def _location(one: WeighedChange, change_set: ChangeSet, facts: RepositoryFacts) -> Location:
    """Return where the changed thing stands in the audited snapshot, as far as it still does.

    Code outside of functions has a line where the file is as the change left it.
    """
    symbol = one.change.symbol or None
    found = facts.facts.get(one.path)
    if found is None:
        known = any(entry.path == one.path for entry in facts.files)
        return Location(path=one.path, symbol=symbol) if known else Location(symbol=symbol)
    if found.python is not None:
        for definition in found.python.definitions:
            if definition.name == symbol != MODULE:
                cell, line = cell_place(found.python, definition.line)
                end = line + definition.end_line - definition.line
                return Location(one.path, line, end, symbol, cell)
        plain = not found.python.cells and _is_untouched(one.path, change_set, facts)
        return Location(one.path, one.change.line if plain else None, symbol=symbol)
    for setting in found.settings:
        if setting.key == symbol:
            return Location(path=one.path, line=setting.line, symbol=symbol)
    return Location(path=one.path, symbol=symbol)


def _is_untouched(path: str, change_set: ChangeSet, facts: RepositoryFacts) -> bool:
    """Tell whether a file is in the audited snapshot what a change made of it."""
    now = {entry.blob for entry in facts.files if entry.path == path}
    return any(change.path == path and change.after in now for change in change_set.changes)


def _factors(one: JudgedChangeSet, before: _Silence, *, gone: bool) -> tuple[Factor, ...]:
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
    if gone:
        because = "nothing of what it made is in the audited snapshot any more"
        factors.append(Factor("gone-since", "impact", _GONE, because))
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
