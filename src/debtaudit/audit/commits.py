"""Classifies commits that the caller names, each with the picture of its own revision."""

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from msgspec.structs import replace

from debtaudit.audit.request import (
    AuditRequest,
    Progress,
    at_work,
    settings_for,
    silent,
    tip_of,
)
from debtaudit.detectors.undocumented_model_changes import classify
from debtaudit.domain.change_log import ClassifiedCommit, ClassifiedCommits
from debtaudit.domain.errors import WrongCallError
from debtaudit.domain.facts import RepositoryFacts
from debtaudit.domain.globs import path_filter
from debtaudit.domain.history import (
    ChangeSet,
    ChangeSetComparison,
    Commit,
    HistoryFacts,
)
from debtaudit.domain.picture import Picture
from debtaudit.domain.report import SCHEMA_VERSION
from debtaudit.domain.settings import Settings
from debtaudit.gather.cache import FactCache
from debtaudit.gather.comparisons import gather_comparisons
from debtaudit.gather.file_facts import gather_file_facts
from debtaudit.gather.history_window import read_named_commits
from debtaudit.gather.repository import Repository
from debtaudit.gather.snapshot import revision_snapshot
from debtaudit.resolve.model_changes.change_log import INITIAL, brings_all_code
from debtaudit.resolve.model_changes.documentation import LaterChanges
from debtaudit.resolve.picture import draw


def classify_commits(
    request: AuditRequest, commits: Sequence[str], progress: Progress = silent
) -> ClassifiedCommits:
    """Say of each commit, in the caller's order, what it changes in the model and where it says so.

    A merge stands for all that it brought in; any other commit for itself, while its documents
    are looked for in its innermost change set and after it.
    """
    rows: list[ClassifiedCommit] = []
    with _classifier(request, commits) as (classifier, asked):
        for number, change_set in enumerate(asked, start=1):
            progress(f"Classifying commit {number} of {len(asked)}")
            rows.append(classifier.row(change_set))
    return ClassifiedCommits(SCHEMA_VERSION, tuple(rows))


def compared_commits(
    request: AuditRequest, commits: Sequence[str]
) -> list[tuple[ChangeSet, ChangeSetComparison, Picture]]:
    """Return what a verdict on each commit stands on, in the caller's order (for evaluation)."""
    found = []
    with _classifier(request, commits) as (classifier, asked):
        for one in asked:
            change_set, facts = classifier.facts(one)
            found.append((change_set, facts.comparisons[one.head.id], facts.picture))
    return found


@contextmanager
def _classifier(
    request: AuditRequest, commits: Sequence[str]
) -> Iterator[tuple["_Classifier", list[ChangeSet]]]:
    """Open the repository and yield what classifies, with the commits in the caller's order."""
    with at_work(request) as work:
        repository, snapshot, cache = work.repository, work.snapshot, work.cache
        tip = tip_of(repository, request) if repository else None
        if repository is None or tip is None:
            raise WrongCallError(f"{request.path}: --commit needs a git repository with commits")
        settings = settings_for(request, snapshot)
        asked = [repository.resolve(commit) for commit in commits]
        history, own = read_named_commits(
            repository, tip, asked, max_paths=settings.limits.change_set_paths, cache=cache
        )
        classifier = _Classifier(request, repository, settings, cache, history)
        yield classifier, [own[commit] for commit in asked]


class _Classifier:
    """Classifies single commits of one repository."""

    def __init__(
        self,
        request: AuditRequest,
        repository: Repository,
        settings: Settings,
        cache: FactCache,
        history: HistoryFacts,
    ) -> None:
        self._request = request
        self._repository = repository
        self._settings = settings
        self._ignored = path_filter(settings.exclude)
        self._cache = cache
        self._history = history
        self._after = LaterChanges(history)
        self._set_of = {
            commit: change_set
            for change_set in history.change_sets
            for commit in change_set.commits
        }

    def row(self, asked: ChangeSet) -> ClassifiedCommit:
        """Return the row of one commit."""
        change_set, facts = self.facts(asked)
        row = classify(facts, (change_set.head.id,), self._settings)[0]
        if row.model_change and brings_all_code(change_set, facts.files):
            return replace(row, kinds=(INITIAL,))
        return row

    def facts(self, asked: ChangeSet) -> tuple[ChangeSet, RepositoryFacts]:
        """Return a commit in its place on the first-parent line, with the facts of its revision."""
        innermost = self._set_of.get(asked.head.id, asked)
        later = self._later(innermost, asked.head)
        compared = self._compared([asked, innermost, *later])
        own = compared[asked.head.id]
        documents = {one.path: one for one in own.documents}  # the request has the last word
        documents |= {one.path: one for one in compared[innermost.head.id].documents}
        compared[asked.head.id] = ChangeSetComparison(own.files, tuple(documents.values()))
        request = innermost.messages[:1] if innermost.head.id != asked.head.id else ()
        asked = replace(
            asked,
            head=replace(asked.head, time=innermost.head.time),  # the day on which it landed
            messages=(*asked.messages, *request),
            first_parent_index=innermost.first_parent_index,
        )
        # of the history only these are compared: it can't tell which change set came first
        history = replace(
            self._history, change_sets=(*later, asked), commits=(), total_commits=sys.maxsize
        )
        return asked, self._facts(history, compared, asked)

    def _later(self, innermost: ChangeSet, author: Commit) -> Sequence[ChangeSet]:
        """Return the author's next change sets that may document, after the innermost one."""
        head = replace(innermost.head, author=author.author, author_email=author.author_email)
        return self._after.after(replace(innermost, head=head))

    def _compared(self, change_sets: Sequence[ChangeSet]) -> dict[str, ChangeSetComparison]:
        return gather_comparisons(
            self._repository,
            change_sets,
            self._settings,
            self._ignored,
            self._cache,
            self._request.jobs,
        )[0]

    def _facts(
        self,
        history: HistoryFacts,
        comparisons: Mapping[str, ChangeSetComparison],
        asked: ChangeSet,
    ) -> RepositoryFacts:
        """Return the facts of the revision that the commit made."""
        snapshot = revision_snapshot(self._repository, asked.head.id).without(self._ignored)
        facts, problems = gather_file_facts(
            snapshot, self._settings, self._cache, self._request.jobs
        )
        return RepositoryFacts(
            name=self._repository.name,
            as_of=self._request.as_of,
            files=snapshot.entries,
            facts=facts,
            history=history,
            picture=draw(snapshot.entries, facts),
            comparisons=comparisons,
            line_dates={},
            diagnostics=problems,
        )
