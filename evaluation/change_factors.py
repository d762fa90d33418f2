"""Fits the log-odds of knowledge/change_factors.tsv to labelled commits.

    python -m evaluation.change_factors --repositories folder

A logistic regression with a penalty on large weights (L2). The difference that speaks loudest is
chosen anew with the weights of each round. What the fit is worth is measured on repositories that
it has not seen: a twelfth of them at a time is left out. Of the files of unseen and fresh labels
only the commits with an even last digit take part; the others are for no fit.

The table at the end is to be put into the file by hand, after reading it.
"""

import argparse
import random
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path

import msgspec

from debtaudit.audit.commits import compared_commits
from debtaudit.audit.request import AuditRequest
from debtaudit.domain.history import ChangeSet, ChangeSetComparison
from debtaudit.knowledge.change_factors import ChangeFactors, change_factors
from debtaudit.resolve.model_changes.confidence import ranked, signs
from debtaudit.resolve.model_changes.relevance import verdict_on, weighed_changes
from debtaudit.resolve.model_changes.weighed import WeighedChange
from evaluation.__main__ import FRESH, LABELS, UNSEEN, Label, find_clone, read_labels, share
from evaluation.logistic import Features, fitted

_FOLDS = 12
_ROUNDS = 5
_PENALTY = 5.0
_BASE = ("own", "base")
_CAUTION = 0.25
"""Taken off the base: the rules were written with most of the fitted repositories in view."""


class Case(msgspec.Struct, frozen=True):
    """A labelled commit with its weighed differences."""

    label: Label
    change_set: ChangeSet
    comparison: ChangeSetComparison
    changes: tuple[WeighedChange, ...]
    seen: bool

    def features(self, factors: ChangeFactors) -> Features:
        """Return the signs with their amounts, the loudest difference chosen by these factors."""
        weighed = ranked(self.changes, factors)
        found = signs(weighed, self.change_set.head, self.comparison, factors)
        return {(sign.table, sign.name): sign.amount for sign in found}

    def confidence(self, factors: ChangeFactors) -> float:
        """Return the confidence that these factors give."""
        return verdict_on(self.change_set, self.comparison, self.changes, factors).confidence


def read_cases(folder: Path) -> list[Case]:
    """Compare the commits that a fit may see, repository by repository."""
    cases: list[Case] = []
    for path in (LABELS, UNSEEN, FRESH):
        by_repository: dict[str, list[Label]] = {}
        for label in read_labels(path):
            if path == LABELS or not label.held_out:
                by_repository.setdefault(label.repository, []).append(label)
        for repository, labels in by_repository.items():
            clone = find_clone(folder, repository)
            if clone is None:
                print(f"{repository}: no clone in {folder}, {len(labels)} commits left out")
            else:
                cases += _cases(clone, labels, seen=path == LABELS)
    return cases


def _cases(clone: Path, labels: Sequence[Label], *, seen: bool) -> Iterator[Case]:
    request = AuditRequest(path=clone, as_of=date(2026, 11, 26))
    compared = compared_commits(request, [label.commit for label in labels])
    for label, (change_set, comparison, picture) in zip(labels, compared, strict=True):
        changes = tuple(weighed_changes(comparison, picture))
        yield Case(label, change_set, comparison, changes, seen)


def fit(cases: Iterable[Case]) -> ChangeFactors:
    """Fit the log-odds, then choose the loudest differences with them, and fit again."""
    cases = [case for case in cases if case.changes]
    answers = [case.label.model_change for case in cases]
    factors = ChangeFactors({"own": {"weight": 1.0}})
    for _ in range(_ROUNDS):
        rows = [case.features(factors) for case in cases]
        base, weights = fitted(rows, answers, _PENALTY)
        tables: dict[str, dict[str, float]] = {}
        for (table, name), odds in (*weights.items(), (_BASE, base)):
            tables.setdefault(table, {})[name] = odds
        factors = ChangeFactors(tables)
    return factors


def cautious(factors: ChangeFactors) -> ChangeFactors:
    """Return factors that ask for a little more."""
    own = {**factors.tables["own"], "base": factors.of(*_BASE) - _CAUTION}
    return ChangeFactors({**factors.tables, "own": own})


def left_out(cases: Sequence[Case]) -> list[tuple[Case, float]]:
    """Return every case with the confidence of a fit that has not seen its repository."""
    repositories = sorted({case.label.repository for case in cases})
    random.Random(1).shuffle(repositories)
    found: list[tuple[Case, float]] = []
    for fold in range(_FOLDS):
        held = set(repositories[fold::_FOLDS])
        factors = cautious(fit(case for case in cases if case.label.repository not in held))
        unseen = (case for case in cases if case.label.repository in held)
        found += [(case, case.confidence(factors)) for case in unseen]
    return found


def print_scores(title: str, judged: Sequence[tuple[Case, float]]) -> None:
    """Print precision and recall from three confidences on."""
    changes = sum(case.label.model_change for case, _ in judged)
    print(f"{title}: {len(judged)} commits")
    for least in (0.5, 0.7, 0.8):
        reported = [case.label.model_change for case, found in judged if found >= least]
        precision, recall = share(sum(reported), len(reported)), share(sum(reported), changes)
        print(f"  from {least} on: precision {precision}, recall {recall}")


def main() -> None:
    """Fit, measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repositories", type=Path, required=True, help="a folder of clones")
    report(read_cases(parser.parse_args().repositories))


def report(cases: Sequence[Case]) -> None:
    """Print what the packaged table and a new one are worth, and the new one."""
    factors = cautious(fit(cases))
    for title, seen in (("labels that the rules were tuned on", True), ("fresh labels", False)):
        part = [case for case in cases if case.seen == seen]
        packaged = change_factors()
        print_scores(f"{title}, packaged table", [(one, one.confidence(packaged)) for one in part])
        print_scores(f"{title}, fitted", [(one, one.confidence(factors)) for one in part])
    judged = left_out(cases)
    for title, seen in (("tuned on", True), ("fresh", False)):
        part_judged = [pair for pair in judged if pair[0].seen == seen]
        print_scores(f"{title}, each repository judged by a fit without it", part_judged)
    for table, names in sorted(factors.tables.items()):
        for name, odds in sorted(names.items()):
            print(f"{table}\t{name}\t{odds:.2f}")


if __name__ == "__main__":
    main()
