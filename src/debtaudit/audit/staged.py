"""The quick look before a commit: what the staged files tell by themselves.

It reads the staged files and what they were at HEAD, and nothing else. So it judges what two
versions of a file show for sure: whether a value of the model or its weights have changed and no
staged document says so, and whether a manifest takes up something that is retired, unsupported or
not fixed. What needs the rest of the repository or its history is left to `debtaudit gate`.
"""

from collections.abc import Iterator, Mapping, Sequence

from msgspec.structs import replace

from debtaudit.audit.request import AuditRequest, settings_for
from debtaudit.detectors import stale_dependencies
from debtaudit.domain.errors import WrongCallError
from debtaudit.domain.facts import RepositoryFacts
from debtaudit.domain.files import FileEntry, FileFacts, Missing, PathClass
from debtaudit.domain.findings import Finding
from debtaudit.domain.globs import path_filter
from debtaudit.domain.history import ChangeSet, Commit, HistoryFacts, PathChange
from debtaudit.domain.picture import Picture
from debtaudit.domain.python_facts import MODULE
from debtaudit.domain.report import Diagnostic
from debtaudit.domain.report_rows import ChangeDetail
from debtaudit.domain.staged import StagedCheck, StagedDebt
from debtaudit.extract.path_class import path_class
from debtaudit.gather.cache import open_cache
from debtaudit.gather.comparisons import gather_comparisons
from debtaudit.gather.file_facts import gather_file_facts
from debtaudit.gather.listing import Listing
from debtaudit.gather.repository import Repository, open_repository
from debtaudit.gather.snapshot import Snapshot
from debtaudit.gather.staged import staged_changes
from debtaudit.resolve.model_changes.change_log import detail_of, judge_all
from debtaudit.resolve.model_changes.kinds import kinds_of
from debtaudit.resolve.model_changes.weighed import WeighedChange, is_value

_STAGED = "staged"
"""Stands where the id of a commit would."""
_UNDOCUMENTED = "model-change-undocumented"
_OF_ONE_LINE = ("dependency-retired", "dependency-end-of-life", "dependency-source-unfixed")
"""Rules that a line of a manifest breaks by itself, without imports, lock files or dates."""
_CODE = (PathClass.PYTHON, PathClass.NOTEBOOK)
_NOTHING_KNOWN = Picture({}, {}, {}, {}, {}, {}, ())
_MOST_DETAILS = 4


def staged_check(request: AuditRequest) -> StagedCheck:
    """Judge what is staged in the repository of the request.

    Raises `WrongCallError` where there is no repository with a work tree.
    """
    opened = open_repository(request.path)
    if isinstance(opened, Missing):
        raise WrongCallError(f"{request.path}: {opened.reason}")
    with opened as repository:
        if repository.bare:
            raise WrongCallError(f"{request.path}: nothing is staged in a bare repository")
        return _Look(request, repository).check()


class _Look:
    """One look at the staged changes of a repository."""

    def __init__(self, request: AuditRequest, repository: Repository) -> None:
        self._request = request
        self._repository = repository
        on_disk = Snapshot(Listing(()), repository, repository.root)
        self._settings = settings_for(request, on_disk)
        self._ignored = path_filter(self._settings.exclude)
        self._changes = [one for one in staged_changes(repository) if not self._ignored(one.path)]
        self._unread: list[Diagnostic] = []

    def check(self) -> StagedCheck:
        """Return what the staged files tell, by path and line."""
        debts = [*self._model_change(), *self._dependencies()]
        debts.sort(key=lambda debt: (debt.path, debt.line or 0, debt.rule))
        said = {f"{one.path}: {one.message}" if one.path else one.message for one in self._unread}
        return StagedCheck(len(self._changes), tuple(debts), tuple(sorted(said)))

    def _model_change(self) -> Iterator[StagedDebt]:
        """Yield the change of the model that no staged document speaks of."""
        policy = self._settings.model_changes
        if not self._reports(_UNDOCUMENTED) or policy.grace_days or self._repository.head is None:
            return
        change_set = _as_change_set(self._changes, self._repository.head)
        with open_cache(enabled=False) as cache:
            compared, unread = gather_comparisons(
                self._repository, [change_set], self._settings, self._ignored, cache, jobs=1
            )
        self._unread += unread
        self._unread += [
            Diagnostic("warning", file.path, file.comparison.problem)
            for file in compared[_STAGED].files
            if file.comparison.problem
        ]
        self._unread += [
            Diagnostic("warning", document.path, document.problem)
            for document in compared[_STAGED].documents
            if document.problem
        ]
        history = HistoryFacts(change_sets=(change_set,), problem="only what is staged was read")
        facts = replace(self._facts((), {}), history=history, comparisons=compared)
        judged = judge_all(facts, [change_set], policy.documents)[0]
        if judged.verdict.confidence < policy.min_confidence or not judged.verdict.is_model_change:
            return
        sure = [one for one in judged.verdict.changes if self._is_sure(one)]
        if sure and judged.described.status == "undocumented":
            yield _debt_of_change(sure)

    def _is_sure(self, one: WeighedChange) -> bool:
        """Tell whether two versions of a file are enough to be sure of a difference.

        They are where a name has another value, and where weights are others. Whether other
        statements mean something else for the model takes the message and what training reaches,
        and a new file may be the first model of the repository.
        """
        added = any(change.status == "A" and change.path == one.path for change in self._changes)
        return not added and (one.kind == "artefact" or is_value(one.change))

    def _dependencies(self) -> Iterator[StagedDebt]:
        """Yield what the staged manifests take up that those at HEAD do not have."""
        manifests = [one for one in self._changes if path_class(one.path) not in _CODE]
        before = {
            (finding.rule, finding.title)
            for finding in self._findings(
                [(one.old_path, one.before) for one in manifests], note=False
            )
        }
        for finding in self._findings([(one.path, one.after) for one in manifests], note=True):
            where = finding.location
            if (finding.rule, finding.title) not in before and where.path is not None:
                details = (finding.message,)
                yield StagedDebt(
                    finding.rule, where.path, where.line, finding.title, details, finding.remedy
                )

    def _findings(
        self, versions: Sequence[tuple[str, str | None]], note: bool
    ) -> Iterator[Finding]:
        """Yield the findings that a line by itself makes in these versions of files."""
        entries = tuple(
            FileEntry(path, blob, path_class(path)) for path, blob in versions if blob is not None
        )
        if not entries:
            return
        snapshot = Snapshot(Listing(entries), self._repository, self._repository.root)
        with open_cache(enabled=False) as cache:
            facts, unread = gather_file_facts(snapshot, self._settings, cache, jobs=1)
        self._unread += unread if note else ()
        if not any(fact.manifest for fact in facts.values()):
            return
        result = stale_dependencies.detect(self._facts(entries, facts), self._settings)
        for finding in result.findings:
            if finding.rule in _OF_ONE_LINE and self._reports(finding.rule):
                yield finding

    def _facts(
        self, entries: tuple[FileEntry, ...], facts: Mapping[str, FileFacts]
    ) -> RepositoryFacts:
        return RepositoryFacts(
            name=self._repository.name,
            as_of=self._request.as_of,
            files=entries,
            facts=facts,
            history=HistoryFacts(),
            picture=_NOTHING_KNOWN,
            comparisons={},
            line_dates={},
            diagnostics=(),
        )

    def _reports(self, rule: str) -> bool:
        chosen, left_out = self._settings.select, self._settings.ignore
        return (not chosen or rule in chosen) and rule not in left_out


def _as_change_set(changes: Sequence[PathChange], head: str) -> ChangeSet:
    """Return what is staged as the commit that it may become; nobody has written its message."""
    commit = Commit(_STAGED, (head,), 0, "", "", "", "")
    return ChangeSet(commit, (_STAGED,), (), tuple(changes), None)


def _debt_of_change(changes: Sequence[WeighedChange]) -> StagedDebt:
    details = [detail_of(one) for one in changes]
    kinds = ", ".join(kinds_of(changes))
    shown = [f"{one.path}: {_difference(one)}" for one in details[:_MOST_DETAILS]]
    more = len(details) - _MOST_DETAILS
    return StagedDebt(
        rule=_UNDOCUMENTED,
        path=details[0].path,
        line=None,
        title=f"The model changes ({kinds}), and no staged document says so",
        details=(*shown, *([f"and {more} more"] if more > 0 else [])),
        remedy="Describe the change in the changelog or in the model card, and stage that too.",
    )


def _difference(detail: ChangeDetail) -> str:
    names = [name for name in (detail.symbol, detail.key) if name and name != MODULE]
    where = ": ".join([*names, ""])
    if detail.before is None:
        return f"{where}{detail.after} (new)"
    if detail.after is None:
        return f"{where}{detail.before} (removed)"
    return f"{where}{detail.before} -> {detail.after}"
