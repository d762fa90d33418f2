"""The model change log: every change set of the window judged, with its documentation."""

from collections.abc import Iterable, Sequence

from msgspec import Struct

from debtaudit.domain.facts import RepositoryFacts
from debtaudit.domain.files import FileEntry, PathClass
from debtaudit.domain.globs import path_filter
from debtaudit.domain.history import ChangeSet
from debtaudit.domain.report import ChangeDetail, ModelChange, ModelChangeKind
from debtaudit.extract.path_class import path_class
from debtaudit.resolve.model_changes.documentation import (
    Described,
    describe,
    first_parent_line,
    later_documents,
)
from debtaudit.resolve.model_changes.kinds import kinds_of
from debtaudit.resolve.model_changes.message_prose import title_of
from debtaudit.resolve.model_changes.model_projects import leaving_out_projects_without_model
from debtaudit.resolve.model_changes.relevance import (
    ModelVerdict,
    WeighedChange,
    judge_change_set,
)
from debtaudit.resolve.model_changes.surface_paths import is_surface_path

INITIAL = "initial"
_MOST_DETAILS = 12

KINDS: dict[str, ModelChangeKind] = {
    "architecture": "architecture",
    "loss": "loss",
    "optimiser": "optimiser",
    "hyperparameter": "hyperparameter",
    "training-loop": "training-loop",
    "feature": "feature",
    "data": "data",
    "inference": "inference",
    "threshold": "threshold",
    "artefact": "artefact",
    "initial": "initial",
}


class JudgedChangeSet(Struct, frozen=True):
    """A change set with its verdict, its documentation and whether it is the first import."""

    change_set: ChangeSet
    verdict: ModelVerdict
    described: Described
    initial: bool

    @property
    def kinds(self) -> tuple[ModelChangeKind, ...]:
        """Return the kinds of the change, `initial` alone for the first import."""
        if self.initial:
            return ("initial",)
        return tuple(KINDS[kind] for kind in kinds_of(self.verdict.changes))

    def details(self) -> tuple[ChangeDetail, ...]:
        """Return what changed, the weightiest first."""
        return tuple(detail_of(one) for one in self.verdict.changes[:_MOST_DETAILS])

    def row(self) -> ModelChange:
        """Return the change as a row of the report."""
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
    is_document = path_filter(extra_documents)
    line = first_parent_line(facts.history)
    relevant = leaving_out_projects_without_model(facts)
    first = first_import(facts)
    judged = []
    for change_set in change_sets:
        comparison = facts.comparisons.get(change_set.head.id)
        if comparison is None:
            verdict = ModelVerdict(0.0, (), "the files of the change could not be compared")
        else:
            verdict = judge_change_set(change_set, relevant(comparison), facts.picture)
        described = Described("undocumented", ())
        if verdict.is_model_change:
            documents = later_documents(_innermost(change_set, facts), facts.comparisons, line)
            described = describe(change_set, verdict.changes, documents, is_document)
        initial = verdict.is_model_change and change_set.head.id == first
        judged.append(JudgedChangeSet(change_set, verdict, described, initial))
    return tuple(judged)


def _innermost(change_set: ChangeSet, facts: RepositoryFacts) -> ChangeSet:
    """Return the change set of the history that holds this commit, itself where none does."""
    head = change_set.head.id
    if change_set.first_parent_index is not None or len(change_set.head.parents) > 1:
        return change_set
    holders = [one for one in facts.history.change_sets if head in one.commits]
    return min(holders, key=lambda one: len(one.commits), default=change_set)


def first_import(facts: RepositoryFacts) -> str | None:
    """Return the change set that first brought model code, None where history does not reach it.

    That is the oldest model change of the whole history, or a root commit.
    """
    history = facts.history
    if history.problem is not None:
        return None
    whole = len(history.commits) >= history.total_commits
    for change_set in reversed(history.change_sets):
        if not whole and change_set.head.parents:
            continue
        comparison = facts.comparisons.get(change_set.head.id)
        if comparison is None:
            continue
        if judge_change_set(change_set, comparison, facts.picture).is_model_change:
            return change_set.head.id
    return None


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
