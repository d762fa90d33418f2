"""How often each file of the snapshot was changed in the window, how recently, by how many people.

Commits that are no merges are counted, under the path that a file has today, and beside them the
change sets. What counts for the ranking, and what is left out of it, is in
docs/rules/complexity-hotspot.md.
"""

import re

from msgspec import Struct

from debtaudit.domain.history import Commit, CommitChanges, HistoryFacts
from debtaudit.domain.settings import Settings
from debtaudit.resolve.hotspots.followed_paths import PathFollower
from debtaudit.resolve.hotspots.people import NOBODY, people_of

HALF_LIFE_DAYS = 180
"""A change of half a year before the newest commit weighs half, one of a year a quarter. Graves et
al. (IEEE Transactions on Software Engineering 26(7), 2000) found changes weighted by their age the
best predictor of faults in their model family; the length is a judgement."""

_DAY = 86_400
_TOOLS = ("black", "ruff", "isort", "autopep8", "yapf", "pyupgrade", "docformatter", "pre-commit")
_VERBS = ("run", "apply", "applied", "format with", "formatted with", "reformat", "blacken")
_FORMATTING = ("style:", "style(", "reformat", "format code", "code format", "blacken", "isort")
_LICENCE = re.compile(
    r"\b(?:licen[cs]e|copyright)\b.*\b(?:headers?|notices?|years?)\b"
    r"|\b(?:headers?|notices?|years?)\b.*\b(?:licen[cs]e|copyright)\b"
)


class ChangeCount(Struct, frozen=True):
    """The changes of one file in the window.

    `changes` are all commits that are no merges; `counted` those of them that say something about
    this file, and `weight` the sum of these, each by its age (the newest commit of the window
    weighs 1). `change_sets` are the reviewed steps that touch it. `authors` are the people
    behind `changes`; `newest` is the id of the newest counted commit, or of the newest
    commit where none counts.
    """

    changes: int
    counted: int
    weight: float
    change_sets: int
    authors: int
    newest: str


class ChangeCounts(Struct, frozen=True):
    """The counts by path; the ids of commits that were left out, newest first.

    `most_paths` is the limit above which a commit is a mass change; `formatting` are told by their
    subject or listed in `.git-blame-ignore-revs`; `reruns` is how often a notebook was committed
    with its code as it was.
    """

    by_path: dict[str, ChangeCount]
    mass_changes: tuple[str, ...]
    formatting: tuple[str, ...]
    reruns: int
    most_paths: int


class Judge:
    """Says which commits count as changes of the files that they touch, and how much."""

    def __init__(self, history: HistoryFacts, settings: Settings) -> None:
        self.most_paths = most_paths(settings)
        self._ignored = history.ignored
        self._reruns = history.reruns
        self._newest = max([entry.commit.time for entry in history.commits], default=0)

    def is_mass(self, entry: CommitChanges) -> bool:
        """Tell a commit of too many files: no sign that each of them is hard to leave alone."""
        return len(entry.changes) > self.most_paths

    def is_formatting(self, commit: Commit) -> bool:
        """Tell a commit that its authors say changes no meaning."""
        return commit.id in self._ignored or is_formatting(commit.subject)

    def is_rerun(self, before: str | None, after: str | None) -> bool:
        """Tell whether these are two blobs of a notebook with the same code."""
        return (before, after) in self._reruns

    def weight(self, time: int) -> float:
        """Return the weight of a counted commit by its time."""
        return float(0.5 ** ((self._newest - time) / (HALF_LIFE_DAYS * _DAY)))


def most_paths(settings: Settings) -> int:
    """Return the number of files above which a commit is a mass change.

    Of a commit no more than `limits.change-set-paths` files are read: one that fills this is large.
    """
    return min(settings.hotspots.mass_change_paths, settings.limits.change_set_paths - 1)


class _Count:
    __slots__ = ("authors", "changes", "counted", "newest", "newest_counted", "sets", "weight")

    def __init__(self) -> None:
        self.changes = 0
        self.counted = 0
        self.weight = 0.0
        self.sets = 0
        self.authors: set[str] = set()
        self.newest = ""
        self.newest_counted = ""


def count_changes(history: HistoryFacts, settings: Settings) -> ChangeCounts:
    """Count the changes of every path in the window, under its name of today."""
    judge = Judge(history, settings)
    counts: dict[str, _Count] = {}
    mass: list[str] = []
    formatting: list[str] = []
    reruns = 0
    follower = PathFollower()
    people = people_of(history)
    for entry in history.commits:
        commit = entry.commit
        person = people.of(commit)
        weight = 0.0
        if judge.is_mass(entry):
            mass.append(commit.id)
        elif judge.is_formatting(commit):
            formatting.append(commit.id)
        else:
            weight = judge.weight(commit.time)
        for path, change in follower.names(entry.changes):
            count = counts.get(path)
            if count is None:
                count = counts[path] = _Count()
            count.changes += 1
            if person != NOBODY:
                count.authors.add(person)
            count.newest = count.newest or commit.id
            if not weight:
                continue
            if history.reruns and judge.is_rerun(change.before, change.after):
                reruns += 1
                continue
            count.counted += 1
            count.weight += weight
            count.newest_counted = count.newest_counted or commit.id
    _count_sets(history, counts)
    frozen = {path: _frozen(count) for path, count in counts.items()}
    return ChangeCounts(frozen, tuple(mass), tuple(formatting), reruns, judge.most_paths)


def _count_sets(history: HistoryFacts, counts: dict[str, _Count]) -> None:
    follower = PathFollower()
    for change_set in history.change_sets:
        for path, _ in follower.names(change_set.changes):
            if path in counts:
                counts[path].sets += 1


def is_formatting(subject: str) -> bool:
    """Tell from its subject whether a commit only reformats or renews licence headers.

    "Run black", "style: sort imports", "Update copyright years".
    """
    text = subject.strip().lower()
    if text.startswith(_FORMATTING):
        return True
    if ("licen" in text or "copyright" in text) and _LICENCE.search(text):
        return True
    words = text.replace("`", "").replace(",", " ").split()
    return text.startswith(_VERBS) and any(tool in words for tool in _TOOLS) and len(words) <= 8


def _frozen(count: _Count) -> ChangeCount:
    newest = count.newest_counted or count.newest
    return ChangeCount(
        count.changes, count.counted, count.weight, count.sets, len(count.authors), newest
    )
