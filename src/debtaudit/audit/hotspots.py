"""The places where repair pays most: the ranking of the plain audit, made exact and explained.

Past versions of files are read here and nowhere else in an audit, each once in the life of the
cache, and only as many as the first places need.
"""

import time
from collections.abc import Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from debtaudit.audit import gather
from debtaudit.audit.assemble import Gathered, all_diagnostics, audit_info
from debtaudit.audit.request import (
    AuditRequest,
    Progress,
    at_work,
    settings_for,
    silent,
)
from debtaudit.audit.steps import detect
from debtaudit.domain.anatomy import Anatomy
from debtaudit.domain.globs import path_filter
from debtaudit.domain.hotspot_list import HotspotList, HotspotPlace
from debtaudit.domain.report import SCHEMA_VERSION, Diagnostic
from debtaudit.domain.rules import Scan
from debtaudit.gather.anatomies import Version, gather_anatomies, snapshot_anatomies
from debtaudit.gather.cache import FactCache
from debtaudit.gather.line_dates import read_line_dates
from debtaudit.gather.place_notes import gather_place_notes
from debtaudit.gather.repository import Repository
from debtaudit.gather.snapshot import Snapshot
from debtaudit.resolve.hotspots.change_counts import count_changes
from debtaudit.resolve.hotspots.change_coupling import coupled_files
from debtaudit.resolve.hotspots.code_history import CodeHistory, trace
from debtaudit.resolve.hotspots.people import people_of
from debtaudit.resolve.hotspots.places import (
    Candidate,
    Surroundings,
    bound,
    candidates,
    place,
)
from debtaudit.resolve.hotspots.ranking import RankedFile, ranked_files

_ROUNDS = 4
"""So often functions are followed into the files that they came from."""
_AT_ONCE = 10
"""Files whose past is read together, at the least."""


class Asked(Struct, frozen=True):
    """What of the hotspots somebody wants to see.

    `functions` ranks functions and cells instead of files; `paths` are patterns (as in .gitignore)
    of the files that are ranked, all where it is empty; `authors` names people.
    """

    top: int = 10
    functions: bool = False
    paths: tuple[str, ...] = ()
    authors: bool = False


def hotspots(request: AuditRequest, asked: Asked, progress: Progress = silent) -> HotspotList:
    """Return the first places with what a repair needs.

    Raises `WrongCallError` and `ConfigurationError` as `audit` does.
    """
    started = time.perf_counter()
    request = replace(request, scans=(Scan.HOTSPOTS.value,))
    with at_work(request) as work:
        repository, whole, cache = work.repository, work.snapshot, work.cache
        settings = settings_for(request, whole)
        gathered = gather(request, settings, repository, whole, cache, progress)
        results = detect(gathered.facts, gathered.settings)
        files = _ranked(gathered, asked)
        places: tuple[HotspotPlace, ...] = ()
        unread: tuple[Diagnostic, ...] = ()
        if repository is not None and gathered.revision is not None and files:
            progress("Reading past versions")
            search = _Search(request, gathered, repository, whole, cache, files, asked)
            places = search.places(progress)
            unread = search.unread()
        return HotspotList(
            schema_version=SCHEMA_VERSION,
            audit=audit_info(gathered, results, time.perf_counter() - started),
            ranked="functions" if asked.functions else "files",
            candidates=sum(len(file.units) for file in files) if asked.functions else len(files),
            places=places,
            diagnostics=(*all_diagnostics(gathered.facts, results), *unread),
            only=asked.paths,
        )


def _ranked(gathered: Gathered, asked: Asked) -> list[RankedFile]:
    """Return the plain ranking of the files that were asked for, by what they can be worth."""
    facts, settings = gathered.facts, gathered.settings
    counts = count_changes(facts.history, settings)
    wanted = path_filter(asked.paths)
    files = [
        file
        for file in ranked_files(facts, counts, everything=settings.hotspots.include_tests)
        if not asked.paths or wanted(file.path)
    ]
    return sorted(files, key=lambda file: (-bound(file, asked.functions), file.path))


class _Search:
    """Reads the past of one file after the other until the first places are certain."""

    def __init__(
        self,
        request: AuditRequest,
        gathered: Gathered,
        repository: Repository,
        snapshot: Snapshot,
        cache: FactCache,
        files: Sequence[RankedFile],
        asked: Asked,
    ) -> None:
        self._request = request
        self._gathered = gathered
        self._facts = gathered.facts
        self._settings = gathered.settings
        self._repository = repository
        self._snapshot = snapshot
        self._cache = cache
        self._files = files
        self._asked = asked
        self._entries = {entry.path: entry for entry in self._facts.files}
        self._versions: dict[str, Anatomy] = {}
        self._lost: set[str] = set()
        self._today: dict[str, Anatomy] = {}
        self._history = CodeHistory({}, {})

    def places(self, progress: Progress) -> tuple[HotspotPlace, ...]:
        """Return the first places with everything that is told of them."""
        first = self._first()
        paths = sorted({one.file.path for one in first})
        progress("Looking at the first places")
        around = self._surroundings(paths)
        return tuple(
            place(rank, one, around, self._facts) for rank, one in enumerate(first, start=1)
        )

    def unread(self) -> tuple[Diagnostic, ...]:
        """Say how many past versions could not be read."""
        if not self._lost:
            return ()
        said = f"hotspots: {len(self._lost):,} past versions could not be read; trends have gaps"
        return (Diagnostic("warning", None, said),)

    def _first(self) -> list[Candidate]:
        """Read files in the order of their bounds until no other one can be among the first."""
        top, functions = self._asked.top, self._asked.functions
        taken = 0
        found: list[Candidate] = []
        while taken < len(self._files):
            if len(found) >= top and found[top - 1].worth >= bound(self._files[taken], functions):
                break
            more = self._files[taken : taken + max(_AT_ONCE, top)]
            taken += len(more)
            self._read(more)
            known = self._files[:taken]
            found = candidates(known, self._today, self._history.touched, functions)
        return found[:top]

    def _read(self, files: Sequence[RankedFile]) -> None:
        """Read the past of files, and of those that their functions came from."""
        entries = [self._entries[file.path] for file in files]
        self._today |= snapshot_anatomies(self._snapshot, entries, self._settings, self._cache)
        for _ in range(_ROUNDS):
            self._history = trace(
                self._facts.history,
                self._settings,
                self._versions,
                self._today,
                frozenset(self._lost),
            )
            missing = [Version(path, blob) for path, blob in self._history.missing]
            if not missing:
                return
            read = gather_anatomies(
                self._repository, missing, self._settings, self._cache, self._request.jobs
            )
            self._versions |= read
            self._lost.update(one.blob for one in missing if one.blob not in read)

    def _surroundings(self, paths: Sequence[str]) -> Surroundings:
        facts = self._facts
        entries = [self._entries[path] for path in paths]
        notes = gather_place_notes(self._snapshot, entries, self._settings, self._cache)
        lines = {
            path: [line for line in note.file_lines if line]
            for path, note in notes.items()
            if any(note.file_lines)
        }
        return Surroundings(
            anatomies=self._today,
            histories=self._history.touched,
            notes=notes,
            days=self._days(lines),
            coupled=coupled_files(facts.history, frozenset(paths), frozenset(self._entries)),
            most=self._most(),
            names=people_of(facts.history).names if self._asked.authors else None,
        )

    def _days(self, lines: Mapping[str, Sequence[int]]) -> dict[str, Mapping[int, str]]:
        tip = self._gathered.revision
        assert tip is not None
        dated = read_line_dates(self._repository, tip, self._snapshot, lines, self._cache)
        return {path: found.days for path, found in dated.items()}

    def _most(self) -> float:
        """Return the product that the scores are measured by: those of the plain ranking."""
        weight = max(file.change.weight for file in self._files)
        if not self._asked.functions:
            return weight * max(file.complexity for file in self._files)
        units = [unit.complexity for file in self._files for unit in file.units]
        return weight * max(units, default=1)
