"""Runs debtaudit on labelled commits and prints precision, recall and every error.

    make evaluate REPOS=folder       # one clone a repository, named as in the labels (owner+name
                                     # or name); missing ones are named and left out
    python -m evaluation --repositories folder --unseen      # the last figures, without errors
    python -m evaluation --repositories folder --fresh       # the same of later labels
    python -m evaluation --repositories folder --again       # the same of repositories tuned on

`model_changes.tsv` holds one commit a line: repository, commit, model_change (yes/no), kinds,
documentation, reason. The labels are facts made by reading the diffs; no code is in them. A commit
belongs to the second half when the last hex digit of its id is odd. Rules were tuned on the first
half until November 2026; since then the errors of both have been read.

`model_changes_unseen.tsv` holds commits of other repositories, labelled apart from the rules, for
a run after all of them. Only figures are printed: a list of errors would invite tuning on them. The
commits with an even last digit have been read since; the others are the only ones that nobody has.

`model_changes_fresh.tsv` is the next file of that kind, of repositories that neither has. Of it too
the errors of the commits with an odd last digit are never read.

`model_changes_again.tsv` holds more commits of the repositories of the first file: how the rules do
on a new commit of a repository that they know. Nobody reads its errors.
"""

import argparse
import csv
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec

from debtaudit.domain.change_log import ClassifiedCommit, ClassifiedCommits

LABELS = Path(__file__).parent / "model_changes.tsv"
UNSEEN = Path(__file__).parent / "model_changes_unseen.tsv"
FRESH = Path(__file__).parent / "model_changes_fresh.tsv"
AGAIN = Path(__file__).parent / "model_changes_again.tsv"
SURE = 0.8
UNSAID = "-"
"""Documentation that nobody labelled: of what is no change, and of some first imports."""


class Label(msgspec.Struct, frozen=True):
    """What a person says of one commit after reading its diff."""

    repository: str
    commit: str
    model_change: bool
    kinds: frozenset[str]
    documentation: str
    reason: str

    @property
    def held_out(self) -> bool:
        """True for the half on which nothing is tuned."""
        return int(self.commit[-1], 16) % 2 == 1


Judged = tuple[Label, ClassifiedCommit]


def read_labels(path: Path = LABELS) -> list[Label]:
    """Read the labelled commits of one file."""
    with path.open(newline="") as stream:
        rows = csv.DictReader((line for line in stream if not line.startswith("#")), delimiter="\t")
        return [
            Label(
                row["repository"],
                row["commit"],
                row["model_change"] == "yes",
                frozenset(filter(None, row["kinds"].split(","))),
                row["documentation"],
                row["reason"],
            )
            for row in rows
        ]


def find_clone(folder: Path, repository: str) -> Path | None:
    """Return the clone of `owner/name` in a folder, under any of its usual names."""
    owner, _, name = repository.partition("/")
    candidates = [folder / name, folder / f"{owner}+{name}" / "repo", folder / f"{owner}+{name}"]
    return next((path for path in candidates if path.is_dir()), None)


def classify(clone: Path, commits: Sequence[str]) -> list[ClassifiedCommit]:
    """Ask debtaudit about commits of one clone."""
    options = [option for commit in commits for option in ("--commit", commit)]
    done = subprocess.run(
        [sys.executable, "-m", "debtaudit", "changes", str(clone), "--format", "json", *options],
        capture_output=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"{clone.name}: {done.stderr.decode(errors='replace')}")
    return list(msgspec.json.decode(done.stdout, type=ClassifiedCommits).commits)


def judge(labels: Iterable[Label], folder: Path) -> list[Judged]:
    """Pair every label with debtaudit's answer, repository by repository."""
    by_repository: dict[str, list[Label]] = defaultdict(list)
    for label in labels:
        by_repository[label.repository].append(label)
    judged: list[Judged] = []
    for repository, asked in by_repository.items():
        clone = find_clone(folder, repository)
        if clone is None:
            print(f"{repository}: no clone in {folder}, {len(asked)} commits left out")
            continue
        judged += zip(asked, classify(clone, [label.commit for label in asked]), strict=True)
    return judged


def share(part: int, whole: int) -> str:
    """Return a share as text, with its numbers."""
    return f"{part / whole:.3f} ({part}/{whole})" if whole else "- (0/0)"


def print_scores(title: str, judged: Sequence[Judged]) -> None:
    """Print precision, recall, F1, the same per kind, and the documentation's accuracy."""
    hits = [(label, row) for label, row in judged if label.model_change and row.model_change]
    reported = [row for _, row in judged if row.model_change]
    actual = [label for label, _ in judged if label.model_change]
    sure = [(label, row) for label, row in judged if row.model_change and row.confidence >= SURE]
    f1 = 2 * len(hits) / (len(reported) + len(actual)) if reported or actual else 0.0
    print(f"\n{title}: {len(judged)} commits")
    print(f"  precision {share(len(hits), len(reported))}")
    print(f"  recall    {share(len(hits), len(actual))}")
    print(f"  F1        {f1:.3f}")
    right = sum(label.model_change for label, _ in sure)
    print(f"  precision at confidence >= {SURE}: {share(right, len(sure))}")
    documented = [(label, row) for label, row in hits if label.documentation != UNSAID]
    agreed = sum(label.documentation == row.documentation for label, row in documented)
    print(f"  documentation right: {share(agreed, len(documented))}")
    print_kinds(hits)


def print_kinds(hits: Sequence[Judged]) -> None:
    """Print precision and recall of each kind among the changes that were found."""
    labelled = Counter(kind for label, _ in hits for kind in label.kinds)
    answered = Counter(str(kind) for _, row in hits for kind in row.kinds)
    both = Counter(str(kind) for label, row in hits for kind in row.kinds if kind in label.kinds)
    for kind in sorted(labelled | answered):
        precision, recall = share(both[kind], answered[kind]), share(both[kind], labelled[kind])
        print(f"  {kind:16} precision {precision:18} recall {recall}")


def print_errors(judged: Sequence[Judged]) -> None:
    """Print every commit on which label and answer differ, in the change or its documentation."""
    for label, row in judged:
        changed = label.model_change and row.model_change
        if changed and label.documentation not in (row.documentation, UNSAID):
            print(f"  documentation: {label.repository} {label.commit[:12]}")
            found = ", ".join(f"{one.path}:{one.line} {one.because}" for one in row.documents)
            print(f"      label: {label.documentation}; answer: {row.documentation} {found}")
        if label.model_change != row.model_change:
            kind = "missed" if label.model_change else "false alarm"
            print(f"  {kind}: {label.repository} {label.commit[:12]}")
            print(f"      label: {label.reason}")
            print(f"      answer ({row.confidence:.2f}): {row.reason}")


def main() -> None:
    """Evaluate both halves and list the errors, or give the figures of labels made apart."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repositories", type=Path, required=True, help="a folder of clones")
    part = parser.add_mutually_exclusive_group()
    part.add_argument("--half", choices=("tuning", "held-out", "both"), default="both")
    for option, title, labels in (
        ("unseen", "Unseen repositories", UNSEEN),
        ("fresh", "Fresh repositories", FRESH),
        ("again", "Known repositories", AGAIN),
    ):
        part.add_argument(
            f"--{option}",
            dest="apart",
            action="store_const",
            const=(title, labels),
            help=f"only the figures of the labels in {labels.name}",
        )
    options = parser.parse_args()
    if options.apart:
        title, labels = options.apart
        apart = judge(read_labels(labels), options.repositories)
        print_scores(title, apart)
        if labels != AGAIN:
            print_scores(f"{title}, errors never read", [one for one in apart if one[0].held_out])
        return
    judged = judge(read_labels(), options.repositories)
    if options.half in {"tuning", "both"}:
        tuned = [pair for pair in judged if not pair[0].held_out]
        print_scores("Tuning half", tuned)
        print_errors(tuned)
    if options.half in {"held-out", "both"}:
        held_out = [pair for pair in judged if pair[0].held_out]
        print_scores("Held-out half", held_out)
        print_errors(held_out)


if __name__ == "__main__":
    main()
