"""What the window did to single files and functions: which commits changed them, and how.

A commit changes a file or a function where the code says something else after it: layout, comments
and the names of moved functions are no change. Of a file only what decides something counts: one
more row in a table of models, a constant or an import is no change of complicated code. Past
versions come as anatomies; what is not there yet is asked for (`CodeHistory.missing`), so that only
the versions of the places in question are read.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from debtaudit.domain.anatomy import Anatomy, Part
from debtaudit.domain.history import Commit, CommitChanges, HistoryFacts, PathChange
from debtaudit.domain.settings import Settings
from debtaudit.extract.anatomy import CUT
from debtaudit.extract.path_class import path_class
from debtaudit.resolve.hotspots.change_counts import Judge
from debtaudit.resolve.hotspots.followed_paths import PathFollower
from debtaudit.resolve.hotspots.part_pairs import by_body, paired, telling
from debtaudit.resolve.hotspots.people import NOBODY, people_of

_FIX = re.compile(
    r"\b(?:(?:bug|hot)?[ -]?fix(?:e[sd]|ing)?|bugs?|defects?|regressions?|crash(?:es)?)\b"
)
_NO_BUG = re.compile(r"\b(?:typos?|spelling|lint(?:ing)?|flake8|style|docs?|readme|docstrings?)\b")


_FEW = 10
"""Files up to which a commit counts in full for each of them, a judgement. One that renames a
parameter in sixty files says little about any of them."""


class Touched(Struct):
    """What the commits of the window did to one file or function, newest first.

    `weight` is the sum of the counted changes by their age, those of wide commits less; `authors`
    counts them by person, `change_sets` are the reviewed steps that hold them; `sizes` are (time,
    complexity) after each commit, whether it counts or not; `silent` the commits that changed
    layout or comments alone, `tables` those that changed nothing but module-level statements
    without a decision: constants, tables, imports.
    """

    changes: int = 0
    weight: float = 0.0
    fixes: int = 0
    silent: int = 0
    tables: int = 0
    newest: str = ""
    authors: Counter[str] = Counter()
    change_sets: set[str] = set()
    sizes: list[tuple[int, int]] = []

    def note(self, commit: Commit, person: str, weight: float, change_set: str) -> None:
        """Count one change; `change_set` is the id of the reviewed step that brought it."""
        self.changes += 1
        self.weight += weight
        self.fixes += is_fix(commit.subject)
        if person != NOBODY:
            self.authors[person] += 1
        self.change_sets.add(change_set)
        self.newest = self.newest or commit.id


Key = tuple[str, str]
"""A path and the name of a function in it, as they are today; an empty name is the file."""


class CodeHistory(Struct):
    """What was found, by place; `missing` are the (path, blob) that would tell more."""

    touched: dict[Key, Touched]
    missing: dict[tuple[str, str], None]


def is_fix(subject: str) -> bool:
    """Tell from its subject whether a commit mends a fault; typos, style and documents are none."""
    text = subject.lower()
    return _FIX.search(text) is not None and _NO_BUG.search(text) is None


def trace(
    history: HistoryFacts,
    settings: Settings,
    anatomies: Mapping[str, Anatomy],
    paths: Iterable[str],
    unreadable: frozenset[str] = frozenset(),
) -> CodeHistory:
    """Follow files and all their functions back through the window.

    `anatomies` are by blob id; blobs that are `unreadable` are not asked for again.
    """
    tracer = _Tracer(history, settings, anatomies, set(paths), unreadable)
    follower = PathFollower()
    for entry in history.commits:
        tracer.commit(entry, list(follower.names(entry.changes)))
    return CodeHistory(tracer.touched, tracer.missing)


_Named = Sequence[tuple[str, PathChange]]


class _Tracer:
    def __init__(
        self,
        history: HistoryFacts,
        settings: Settings,
        anatomies: Mapping[str, Anatomy],
        paths: set[str],
        unreadable: frozenset[str],
    ) -> None:
        self._judge = Judge(history, settings)
        self._people = people_of(history)
        self._set_of = {
            commit: change_set.head.id
            for change_set in history.change_sets
            for commit in change_set.commits
        }
        self._anatomies = anatomies
        self._paths = paths
        self._unreadable = unreadable
        self._today: dict[Key, Key] = {}
        self.touched: dict[Key, Touched] = {}
        self.missing: dict[tuple[str, str], None] = {}

    def commit(self, entry: CommitChanges, named: _Named) -> None:
        """Go one commit back; `named` are its changes with the paths of today."""
        commit = entry.commit
        counts = not self._judge.is_mass(entry) and not self._judge.is_formatting(commit)
        share = min(1.0, _FEW / max(1, len(entry.changes)))
        weight = self._judge.weight(commit.time) * share if counts else 0.0
        moved: dict[Key, Key] = {}
        for path, change in named:
            if path not in self._paths or path_class(change.path) not in CUT:
                continue
            before = self._anatomy(change.old_path, change.before)
            after = self._anatomy(change.path, change.after)
            self._note_file(path, change, weight, commit, before, after)
            if after is None:
                continue
            for part, old in paired(after, before or Anatomy()):
                key = self._today.get((path, part.name), (path, part.name))
                found = self._found(key)
                found.sizes.append((commit.time, part.complexity))
                if old is None and change.before is not None and before is None:
                    continue  # the version before could not be read
                if old is None:
                    origin = self._origin(part, named, path)
                    if origin is not None:
                        moved[origin] = key
                        continue
                elif old.name != part.name:
                    moved[path, old.name] = key
                if weight and (old is None or old.digest != part.digest):
                    self._note(found, commit, weight)
        self._today.update(moved)
        self._paths.update(path for path, _ in moved)

    def _note_file(
        self,
        path: str,
        change: PathChange,
        weight: float,
        commit: Commit,
        before: Anatomy | None,
        after: Anatomy | None,
    ) -> None:
        found = self._found((path, ""))
        if after is not None:
            found.sizes.append((commit.time, after.complexity))
        if before is not None and after is not None and before.digest == after.digest:
            found.silent += 1
        elif before is not None and after is not None and before.deciding == after.deciding:
            found.tables += 1
        elif weight and not self._judge.is_rerun(change.before, change.after):
            self._note(found, commit, weight)

    def _note(self, found: Touched, commit: Commit, weight: float) -> None:
        change_set = self._set_of.get(commit.id, commit.id)
        found.note(commit, self._people.of(commit), weight, change_set)

    def _origin(self, part: Part, named: _Named, path: str) -> Key | None:
        """Return the function of another file that this commit took away and that had this body."""
        if not telling(part):
            return None
        for other, change in named:
            if other == path or change.before is None or path_class(change.old_path) not in CUT:
                continue
            before = self._anatomy(change.old_path, change.before)
            after = self._anatomy(change.path, change.after)
            if before is None:
                continue
            same = by_body(before.parts).get(part.digest)
            if same is not None and (after is None or same.name not in after.named()):
                return other, same.name
        return None

    def _anatomy(self, path: str, blob: str | None) -> Anatomy | None:
        if blob is None:
            return None
        found = self._anatomies.get(blob)
        if found is None and blob not in self._unreadable:
            self.missing[path, blob] = None
        return None if found is None or found.problem is not None else found

    def _found(self, key: Key) -> Touched:
        found = self.touched.get(key)
        if found is None:
            found = self.touched[key] = Touched(authors=Counter(), change_sets=set(), sizes=[])
        return found
