"""Gathers a head and its merge base together; what both have in common is read and parsed once.

Both are measured alike: one day, one window and the settings of the base. base..head is one change
set, which the head's history has more than the base's.
"""

from collections.abc import Mapping
from datetime import datetime, timezone

from msgspec import Struct
from msgspec.structs import replace

from debtaudit.audit.assemble import Gathered
from debtaudit.audit.checklists import plan_for
from debtaudit.audit.request import (
    AuditRequest,
    Progress,
    Workplace,
    is_measured,
    settings_of_base,
    tip_of,
)
from debtaudit.audit.steps import (
    answered,
    asked,
    baseline_of,
    diagnostics_of,
    history_of,
    line_dates_of,
    looked_up,
)
from debtaudit.domain.errors import WrongCallError
from debtaudit.domain.facts import LineDates, RepositoryFacts
from debtaudit.domain.files import FileEntry, FileFacts
from debtaudit.domain.globs import path_filter
from debtaudit.domain.history import ChangeSet, ChangeSetComparison, CommitChanges, HistoryFacts
from debtaudit.domain.report import Diagnostic
from debtaudit.domain.rules import Scan
from debtaudit.domain.settings import Settings
from debtaudit.extract.path_class import UNREAD, limit_for
from debtaudit.gather.base import changes_since, commits_since, merge_base, renames_since
from debtaudit.gather.cache import FactCache
from debtaudit.gather.comparisons import gather_comparisons
from debtaudit.gather.file_facts import gather_file_facts
from debtaudit.gather.picture import gather_picture
from debtaudit.gather.repository import Repository
from debtaudit.gather.snapshot import Snapshot, revision_snapshot
from debtaudit.resolve.one_change_set import comparisons_with, history_with, one_change_set


class Both(Struct, frozen=True):
    """What was gathered of base and head, and what lies between them."""

    base_id: str
    base: RepositoryFacts
    head: Gathered
    one: ChangeSet | None
    renames: Mapping[str, str]
    differences: tuple[str, ...]


class Ends(Struct, frozen=True):
    """The commits between which is what a branch adds; `base` is the one both sides have."""

    repository: Repository
    base: str
    tip: str


def ends_of(request: AuditRequest, place: Workplace, base_name: str) -> Ends:
    """Return the ends of what the head adds to a base; raises `WrongCallError` without commits."""
    repository = place.repository
    tip = tip_of(repository, request) if repository is not None else None
    if repository is None or tip is None:
        raise WrongCallError(f"--base {base_name}: {request.path} has no commits to compare")
    return Ends(repository, merge_base(repository, base_name, tip), tip)


def gather_both(request: AuditRequest, place: Workplace, ends: Ends, progress: Progress) -> Both:
    """Read head and base; what the base has in common with the head is taken from it."""
    repository, whole = ends.repository, place.snapshot
    base = revision_snapshot(repository, ends.base)
    settings, differences = settings_of_base(request, base, whole)
    # (checklists and attestations are the base's, too: nobody attests their own change)
    plan, problems = plan_for(request.checklists, settings, base, request.as_of)
    gathering = _Gathering(request, repository, settings, place.cache, progress)
    sides = gathering.sides(base, whole, ends.base, ends.tip)
    sides = replace(sides, problems=(*sides.problems, *problems))
    base_facts = gathering.base_facts(sides)
    return Both(
        base_id=ends.base,
        base=base_facts,
        head=Gathered(
            facts=gathering.head_facts(sides, base_facts),
            settings=settings,
            revision=ends.tip,
            branch=repository.branch if request.revision is None else None,
            dirty=sides.head.dirty,
            folder=repository.prefix,
            plan=plan,
            baseline=baseline_of(base, settings),
        ),
        one=sides.one,
        renames=sides.renames,
        differences=differences,
    )


class _Sides(Struct):
    """Two snapshots with their facts, and what leads from one to the other."""

    base_id: str
    tip: str
    base: Snapshot
    head: Snapshot
    base_files: dict[str, FileFacts]
    head_files: dict[str, FileFacts]
    problems: tuple[Diagnostic, ...]
    history: HistoryFacts
    commits: tuple[CommitChanges, ...]
    renames: Mapping[str, str]
    one: ChangeSet | None
    compared: Mapping[str, ChangeSetComparison]
    base_dates: Mapping[str, LineDates]


class _Gathering:
    """Gathers the facts of two sides with one set of settings."""

    def __init__(
        self,
        request: AuditRequest,
        repository: Repository,
        settings: Settings,
        cache: FactCache,
        progress: Progress,
    ) -> None:
        self._request = request
        self._repository = repository
        self._settings = settings
        self._cache = cache
        self._progress = progress
        self._ignored = path_filter(settings.exclude)

    def sides(self, base: Snapshot, head: Snapshot, base_id: str, tip: str) -> _Sides:
        """Read the files of both sides, the history of the base, and what came since."""
        repository, settings = self._repository, self._settings
        base, head = base.without(self._ignored), head.without(self._ignored)
        self._progress("Reading files")
        head_files, problems = gather_file_facts(head, settings, self._cache, self._request.jobs)
        base_files = self._base_files(base, head, head_files)
        self._progress("Reading history")
        history = history_of(repository, base_id, base, self._request, settings, self._cache)
        most = settings.limits.change_set_paths
        commits = commits_since(repository, base_id, tip, most)
        before, after = _by_path(base), _by_path(head)
        in_tree = None if head.only_on_disk or head.dirty else tip
        renames = renames_since(repository, base_id, in_tree, before, after)
        changes = changes_since(before, after, renames)
        one = one_change_set(base_id, tip, commits, changes, _seconds(self._request))
        compared, more = self._comparisons(history, one, head)
        return _Sides(
            base_id=base_id,
            tip=tip,
            base=base,
            head=head,
            base_files=base_files,
            head_files=head_files,
            problems=(*problems, *more),
            history=history,
            commits=commits,
            renames=renames,
            one=one,
            compared=compared,
            base_dates=line_dates_of(repository, base_id, base, base_files, settings, self._cache),
        )

    def base_facts(self, sides: _Sides) -> RepositoryFacts:
        """Return the facts of the base."""
        own = {one.head.id for one in sides.history.change_sets}
        return self._facts(
            sides.base,
            sides.base_files,
            sides.history,
            {head: one for head, one in sides.compared.items() if head in own},
            sides.base_dates,
        )

    def head_facts(self, sides: _Sides, base: RepositoryFacts) -> RepositoryFacts:
        """Return the facts of the head, whose history is the base's and one change set more."""
        history = history_with(sides.history, sides.one, sides.renames)
        facts = self._facts(
            sides.head,
            sides.head_files,
            history,
            comparisons_with(sides.compared, sides.renames),
            self._head_dates(sides),
            base,
        )
        problems = sides.problems
        if is_measured(self._request):
            from debtaudit.audit.measurements import measured

            whole = replace(history, commits=(*sides.commits, *history.commits))
            picture, unused = measured(
                self._request, facts.picture, sides.head_files, whole, sides.head
            )
            facts = replace(facts, picture=picture)
            problems += unused
        found = diagnostics_of(sides.head, problems, history, self._cache)
        return replace(facts, diagnostics=found)

    def _facts(
        self,
        snapshot: Snapshot,
        files: Mapping[str, FileFacts],
        history: HistoryFacts,
        comparisons: Mapping[str, ChangeSetComparison],
        line_dates: Mapping[str, LineDates],
        before: RepositoryFacts | None = None,
    ) -> RepositoryFacts:
        self._progress("Resolving imports and calls")
        engine = self._settings.hotspots.complexity_engine
        facts = RepositoryFacts(
            name=self._repository.name,
            as_of=self._request.as_of,
            files=snapshot.entries,
            facts=files,
            history=history,
            picture=gather_picture(snapshot.entries, files, engine, self._cache),
            comparisons=comparisons,
            line_dates=line_dates,
            diagnostics=(),
        )
        facts = looked_up(facts, snapshot, self._settings, self._cache)
        return answered(self._request, facts, self._settings, self._cache, self._progress, before)

    def _base_files(
        self, base: Snapshot, head: Snapshot, head_files: Mapping[str, FileFacts]
    ) -> dict[str, FileFacts]:
        """Read what the base has and the head has not; the rest is the same."""
        known = {(entry.path, entry.blob) for entry in head.entries}
        shared = {entry.path for entry in base.entries if (entry.path, entry.blob) in known}
        other = base.without(shared.__contains__)
        own, _ = gather_file_facts(other, self._settings, self._cache, self._request.jobs)
        found = {}
        for entry in base.entries:
            fact = head_files.get(entry.path) if entry.path in shared else own.get(entry.path)
            if fact is not None:
                found[entry.path] = fact
        return found

    def _comparisons(
        self, history: HistoryFacts, one: ChangeSet | None, head: Snapshot
    ) -> tuple[Mapping[str, ChangeSetComparison], tuple[Diagnostic, ...]]:
        if not asked(self._settings, Scan.MODEL_CHANGES):
            return {}, ()
        self._progress("Comparing what changed")
        return gather_comparisons(
            self._repository,
            (*history.change_sets, *([one] if one is not None else [])),
            self._settings,
            self._ignored,
            self._cache,
            self._request.jobs,
            self._edited(head),
        )

    def _edited(self, head: Snapshot) -> dict[str, bytes]:
        """Return the bytes of what is not committed, by blob id."""
        entries = [
            entry
            for entry in head.only_on_disk
            if entry.path_class not in UNREAD and entry.is_hashed
        ]

        def limit(entry: FileEntry) -> int:
            return limit_for(entry.path_class, self._settings.limits)

        read = head.read(entries, limit)
        return {entry.blob: data for entry, data in read if isinstance(data, bytes)}

    def _head_dates(self, sides: _Sides) -> Mapping[str, LineDates]:
        """Date the manifests that differ from the base; the others have the base's dates."""
        before = _by_path(sides.base)
        changed = {
            entry.path: sides.head_files[entry.path]
            for entry in sides.head.entries
            if entry.path in sides.head_files
            and (entry.path not in before or before[entry.path].blob != entry.blob)
        }
        own = line_dates_of(
            self._repository, sides.tip, sides.head, changed, self._settings, self._cache
        )
        same = {path: one for path, one in sides.base_dates.items() if path in sides.head_files}
        return {**same, **own}


def _by_path(snapshot: Snapshot) -> dict[str, FileEntry]:
    return {entry.path: entry for entry in snapshot.entries}


def _seconds(request: AuditRequest) -> int:
    day = request.as_of
    return int(datetime(day.year, day.month, day.day, tzinfo=timezone.utc).timestamp())
