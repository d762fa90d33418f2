"""Fits the factors of knowledge/change_factors.tsv to the tuning half of the labels.

    python -m evaluation.change_factors --repositories folder

One factor after the other is moved to the value with the best balance of precision and recall, a
single time. What the fit is worth is measured on repositories that it has not seen: a sixth of them
at a time is left out, the factors are fitted to the others and judged on these. The table at the
end is to be put into the file by hand, after reading it.
"""

import argparse
import random
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path

import msgspec

from debtaudit.audit.commits import compared_commits
from debtaudit.audit.request import AuditRequest
from debtaudit.domain.history import ChangeSet, ChangeSetComparison
from debtaudit.knowledge.change_factors import ChangeFactors, change_factors
from debtaudit.resolve.model_changes.relevance import WeighedChange, verdict_on, weighed_changes
from evaluation.__main__ import Label, find_clone, read_labels, share

_VALUES = (0.75, 0.85, 0.92, 1.0, 1.08, 1.16)
_FOLDS = 6
_GAIN = 0.001
"""An objective that rises by less is not worth a factor."""
_TELLS = (
    *("setting", "value", "freed", "option", "call", "argument", "own-argument", "name", "place"),
    *("order", "form", "handed-on", "class", "function"),
)
_KINDS = (
    *("architecture", "loss", "optimiser", "hyperparameter", "training-loop", "feature", "data"),
    *("inference", "threshold", "artefact"),
)


class Case(msgspec.Struct, frozen=True):
    """A labelled commit with its weighed differences."""

    label: Label
    change_set: ChangeSet
    comparison: ChangeSetComparison
    changes: tuple[WeighedChange, ...]

    def confidence(self, factors: ChangeFactors) -> float:
        """Return the confidence that these factors give."""
        found = verdict_on(self.change_set, self.comparison, self.changes, factors)
        return found.confidence


class Score(msgspec.Struct, frozen=True):
    """Right reports, all reports, and all changes."""

    right: int
    reported: int
    changes: int

    @property
    def balance(self) -> float:
        """The worse of precision and recall, and a little of both."""
        precision = self.right / max(self.reported, 1)
        recall = self.right / max(self.changes, 1)
        both = 2 * self.right / max(self.reported + self.changes, 1)
        return min(precision, recall - 0.02) + 0.3 * both


def read_cases(folder: Path) -> list[Case]:
    """Compare the commits of the tuning half, repository by repository."""
    by_repository: dict[str, list[Label]] = {}
    for label in read_labels():
        if not label.held_out:
            by_repository.setdefault(label.repository, []).append(label)
    cases = []
    for repository, labels in by_repository.items():
        clone = find_clone(folder, repository)
        if clone is None:
            print(f"{repository}: no clone in {folder}, {len(labels)} commits left out")
            continue
        request = AuditRequest(path=clone, as_of=date(2026, 11, 26))
        compared = compared_commits(request, [label.commit for label in labels])
        for label, (change_set, comparison, picture) in zip(labels, compared, strict=True):
            changes = tuple(weighed_changes(comparison, picture))
            cases.append(Case(label, change_set, comparison, changes))
    return cases


def score(cases: Iterable[Case], factors: ChangeFactors, least: float = 0.5) -> Score:
    """Count what is reported with these factors from a confidence on."""
    right = reported = changes = 0
    for case in cases:
        found = case.confidence(factors) >= least
        right += found and case.label.model_change
        reported += found
        changes += case.label.model_change
    return Score(right, reported, changes)


def fit(cases: Sequence[Case]) -> ChangeFactors:
    """Move each factor once to its best value, the others as they are by then."""
    factors = ChangeFactors({}, {})
    best = score(cases, factors).balance
    for name in (*_TELLS, *_KINDS):
        for value in _VALUES:
            tried = (
                ChangeFactors({**factors.tells, name: value}, factors.kinds)
                if name in _TELLS
                else ChangeFactors(factors.tells, {**factors.kinds, name: value})
            )
            found = score(cases, tried).balance
            if found > best + _GAIN:
                best, factors = found, tried
    return factors


def print_score(title: str, scores: Sequence[Score]) -> None:
    """Print precision and recall of several scores together."""
    right, reported, changes = (
        sum(getattr(one, name) for one in scores) for name in ("right", "reported", "changes")
    )
    print(f"{title}: precision {share(right, reported)}, recall {share(right, changes)}")


def left_out(cases: Sequence[Case]) -> None:
    """Print what the fit is worth on repositories that it has not seen."""
    repositories = sorted({case.label.repository for case in cases})
    random.Random(1).shuffle(repositories)
    bare, fitted, sure = [], [], []
    for fold in range(_FOLDS):
        held = set(repositories[fold::_FOLDS])
        factors = fit([case for case in cases if case.label.repository not in held])
        unseen = [case for case in cases if case.label.repository in held]
        bare.append(score(unseen, ChangeFactors({}, {})))
        fitted.append(score(unseen, factors))
        sure.append(score(unseen, factors, 0.8))
    print_score("unseen repositories, no factors", bare)
    print_score("unseen repositories, fitted", fitted)
    print_score("unseen repositories, fitted, from confidence 0.8 on", sure)


def print_table(title: str, table: Mapping[str, float]) -> None:
    """Print the rows of one table as they stand in the file."""
    for name, factor in table.items():
        if factor != 1.0:
            print(f"{title}\t{name}\t{factor:g}")


def main() -> None:
    """Fit, measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repositories", type=Path, required=True, help="a folder of clones")
    cases = read_cases(parser.parse_args().repositories)
    left_out(cases)
    factors = fit(cases)
    print_score("tuning half, the packaged factors", [score(cases, change_factors())])
    print_score("tuning half, fitted", [score(cases, factors)])
    print_table("tell", factors.tells)
    print_table("kind", factors.kinds)


if __name__ == "__main__":
    main()
