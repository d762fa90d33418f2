"""The model change log: every change set of the window judged, with its documentation."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import get_args

from msgspec import Struct
from msgspec.structs import replace

from debtaudit.domain.facts import RepositoryFacts
from debtaudit.domain.files import FileEntry, PathClass
from debtaudit.domain.globs import path_filter
from debtaudit.domain.history import ChangeSet, ChangeSetComparison, DocumentChange
from debtaudit.domain.report_rows import ChangeDetail, ModelChange, ModelChangeKind
from debtaudit.extract.path_class import path_class
from debtaudit.resolve.model_changes.asked_places import AskedPlaces, Place, Places
from debtaudit.resolve.model_changes.change_terms import pull_requests_in
from debtaudit.resolve.model_changes.copied_files import CopiedFiles
from debtaudit.resolve.model_changes.documentation import (
    Described,
    LaterChanges,
    describe,
    entries_by_number,
    later_documents,
)
from debtaudit.resolve.model_changes.kinds import kinds_of
from debtaudit.resolve.model_changes.message_prose import messages_of, title_of
from debtaudit.resolve.model_changes.model_projects import leaving_out_projects_without_model
from debtaudit.resolve.model_changes.relevance import (
    ModelVerdict,
    judge,
)
from debtaudit.resolve.model_changes.surface_paths import is_surface_path
from debtaudit.resolve.model_changes.weighed import WeighedChange
from debtaudit.resolve.modules import own_packages

INITIAL: ModelChangeKind = "initial"
_MOST_DETAILS = 12

KINDS: dict[str, ModelChangeKind] = {kind: kind for kind in get_args(ModelChangeKind)}


class JudgedChangeSet(Struct, frozen=True):
    """A change set with its verdict, its documentation and whether it is the first import.

    `kinds` are those of the model change, `initial` alone for the first import.
    """

    change_set: ChangeSet
    verdict: ModelVerdict
    described: Described
    initial: bool
    kinds: tuple[ModelChangeKind, ...]

    def details(self) -> tuple[ChangeDetail, ...]:
        """Return what changed, the weightiest first."""
        return tuple(detail_of(one) for one in self.verdict.changes[:_MOST_DETAILS])

    def row(self, claimed_from: float) -> ModelChange:
        """Return the change as a row of the report; below a confidence it is only possible."""
        head = self.change_set.head
        return ModelChange(
            commit=head.id,
            commits=self.change_set.commits,
            date=iso_day(head.time),
            author=head.author,
            subject=title_of(head),
            kinds=self.kinds,
            details=self.details(),
            documentation=self.described.status,
            documents=self.described.documents,
            confidence=self.verdict.confidence,
            possible=self.verdict.confidence < claimed_from,
        )


def detail_of(one: WeighedChange) -> ChangeDetail:
    """Return one difference as the report shows it."""
    change = one.change
    return ChangeDetail(
        one.path,
        change.symbol or None,
        KINDS[one.kind],
        change.before,
        change.after,
        change.key or None,
    )


def judge_all(
    facts: RepositoryFacts, change_sets: Sequence[ChangeSet], extra_documents: Sequence[str]
) -> tuple[JudgedChangeSet, ...]:
    """Judge change sets against the repository's history, in the order given.

    Those without a comparison (blobs missing) are judged on nothing and are no model change.
    `extra_documents` are the glob patterns of the settings.
    """
    judging = _Judging(facts, tuple(extra_documents))
    return tuple(judging.judged(change_set) for change_set in change_sets)


_UNDESCRIBED = Described("undocumented", ())
_Documents = tuple[tuple[str, DocumentChange], ...]


class _Weighed(Struct, frozen=True):
    """A verdict with all that it rests on."""

    verdict: ModelVerdict
    comparison: ChangeSetComparison | None
    places: Mapping[tuple[str, str], Place]


class _Reached(Struct, frozen=True):
    """A judged change set with all that its verdict and its documentation rest on."""

    judged: JudgedChangeSet
    weighed: _Weighed
    documents: _Documents
    patterns: tuple[str, ...]
    own: frozenset[str]


class _Judging:
    """Judges change sets; where the facts keep rounds, what still holds is taken over."""

    def __init__(self, facts: RepositoryFacts, patterns: tuple[str, ...]) -> None:
        self._facts = facts
        self._patterns = patterns
        self._is_document = path_filter(patterns)
        self._later = LaterChanges(facts.history)
        self._places = Places(facts.picture)
        self._own = own_packages(facts.picture.module_names)
        self._relevant = leaving_out_projects_without_model(facts)
        self._copied = CopiedFiles(facts)
        self._weighed_sets: dict[str, _Weighed] = {}
        self._first = self._first_import()

    def judged(self, change_set: ChangeSet) -> JudgedChangeSet:
        """Return a change set with its verdict and its documentation."""
        known, weighed = self._known(change_set), self._weighed(change_set)
        documents: _Documents = ()
        if weighed.verdict.is_model_change:
            innermost = _innermost(change_set, self._facts)
            documents = tuple(later_documents(innermost, self._facts.comparisons, self._later))
            documents += self._entries_of(innermost, documents)
        initial = weighed.verdict.is_model_change and change_set.head.id == self._first
        if (
            known is not None
            and known.weighed is weighed
            and self._same_description(known, change_set, documents, initial)
        ):
            judged = replace(known.judged, change_set=change_set)
        else:
            judged = self._described(change_set, weighed.verdict, documents, initial)
        if self._facts.rounds is not None:
            reached = _Reached(judged, weighed, documents, self._patterns, self._own)
            self._facts.rounds.put("judged", change_set.head.id, reached)
        return judged

    @cached_property
    def _entries(self) -> Mapping[str, _Documents]:
        return entries_by_number(self._facts.comparisons)

    def _entries_of(self, change_set: ChangeSet, documents: _Documents) -> _Documents:
        """Return the entries of changelogs that name the pull request of a change set."""
        owners = {owner for owner, _document in documents}
        return tuple(
            entry
            for number in sorted(pull_requests_in(messages_of(change_set)))
            for entry in self._entries.get(number, ())
            if entry[0] not in owners
        )

    def _known(self, change_set: ChangeSet) -> _Reached | None:
        """Return what an earlier round made of the change set."""
        rounds = self._facts.rounds
        return rounds.get("judged", change_set.head.id, _Reached) if rounds is not None else None

    def _weighed(self, change_set: ChangeSet) -> _Weighed:
        """Return the verdict on a change set, which is looked for once."""
        head = change_set.head.id
        if head not in self._weighed_sets:
            self._weighed_sets[head] = self._weigh(change_set, self._known(change_set))
        return self._weighed_sets[head]

    def _weigh(self, change_set: ChangeSet, known: _Reached | None) -> _Weighed:
        comparison = self._facts.comparisons.get(change_set.head.id)
        if comparison is not None:
            comparison = self._copied.left_out(change_set, self._relevant(comparison))
        if known is not None and _same_verdict(known, change_set, comparison, self._places):
            return known.weighed
        places = AskedPlaces(self._places)
        return _Weighed(_verdict(change_set, comparison, places), comparison, places.answers)

    def _first_import(self) -> str | None:
        """Return the change set that first brought model code, None where history starts later.

        That is the oldest model change of the whole history, or a root commit.
        """
        history = self._facts.history
        if history.problem is not None:
            return None
        whole = len(history.commits) >= history.total_commits
        for change_set in reversed(history.change_sets):
            possible = whole or not change_set.head.parents
            if possible and self._weighed(change_set).verdict.is_model_change:
                return change_set.head.id
        return None

    def _same_description(
        self, known: _Reached, change_set: ChangeSet, documents: _Documents, initial: bool
    ) -> bool:
        """Tell whether the same would be said of the documentation of the same verdict."""
        return (
            known.documents == documents
            and known.patterns == self._patterns
            and known.own == self._own
            and known.judged.change_set.messages == change_set.messages
            and known.judged.initial == initial
        )

    def _described(
        self, change_set: ChangeSet, verdict: ModelVerdict, documents: _Documents, initial: bool
    ) -> JudgedChangeSet:
        if not verdict.is_model_change:
            return JudgedChangeSet(change_set, verdict, _UNDESCRIBED, initial, ())
        described = describe(change_set, verdict.changes, documents, self._is_document, self._own)
        kinds = [KINDS[kind] for kind in kinds_of(verdict.changes)]
        return JudgedChangeSet(
            change_set, verdict, described, initial, (INITIAL,) if initial else tuple(kinds)
        )


def _verdict(
    change_set: ChangeSet, comparison: ChangeSetComparison | None, places: AskedPlaces
) -> ModelVerdict:
    if comparison is None:
        return ModelVerdict(0.0, (), "the files of the change could not be compared")
    return judge(change_set, comparison, places)


def _same_verdict(
    known: _Reached,
    change_set: ChangeSet,
    comparison: ChangeSetComparison | None,
    places: Places,
) -> bool:
    """Tell whether a change set would be judged as before: it asks the same, and hears the same."""
    return (
        known.weighed.comparison == comparison
        and known.judged.change_set.head == change_set.head
        and places.are(known.weighed.places)
    )


def _innermost(change_set: ChangeSet, facts: RepositoryFacts) -> ChangeSet:
    """Return the change set of the history that holds this commit, itself where none does."""
    head = change_set.head.id
    if change_set.first_parent_index is not None or len(change_set.head.parents) > 1:
        return change_set
    holders = [one for one in facts.history.change_sets if head in one.commits]
    return min(holders, key=lambda one: len(one.commits), default=change_set)


def brings_all_code(change_set: ChangeSet, files: Iterable[FileEntry]) -> bool:
    """Tell whether all code of a revision came with the change set that made it.

    Then there was no model before. `files` are those of that revision; tests and pages are no
    code here, and code that the change set takes away was there before.
    """
    added = {change.path for change in change_set.changes if change.before is None}
    there_before = [change.old_path for change in change_set.changes if change.before is not None]
    return (
        not any(path_class(path) in _CODE and is_surface_path(path) for path in there_before)
    ) and all(
        entry.path in added
        for entry in files
        if entry.path_class in _CODE and is_surface_path(entry.path)
    )


_CODE = (PathClass.PYTHON, PathClass.NOTEBOOK)


def iso_day(seconds: int) -> str:
    """Return the UTC day of a commit's time; days that no calendar has become its ends."""
    from datetime import date

    days = min(max(seconds // 86_400, -719_162), 2_932_896)
    return date.fromordinal(days + 719_163).isoformat()
