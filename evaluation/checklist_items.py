"""Compares debtaudit's checklist with the items that were labelled by reading.

    python -m evaluation.checklist_items --repositories folder [--half tuning|held-out|both]

`checklist_items.tsv` holds one item of one repository a line: repository, revision, item, label
(yes, no, partly, unclear), path and reason. Accuracy is counted over yes and no: `pass` is right
for yes; `fail`, `unknown` and `not-applicable` are right for no; `partial` is right for neither. A
repository belongs to the half that was held out when the last hex digit of the SHA-1 of its name
is odd: rules are tuned on the other half only.
"""

import argparse
import csv
import hashlib
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Literal

import msgspec

from debtaudit.domain.checklist_report import ChecklistItem, ItemStatus
from evaluation.__main__ import share
from evaluation.entry_points import by_clone

LABELS = Path(__file__).with_suffix(".tsv")
ANSWERS: dict[ItemStatus, str] = {
    "pass": "yes",
    "attested": "yes",
    "partial": "partly",
    "fail": "no",
    "unknown": "no",
    "not-applicable": "no",
}


class Label(msgspec.Struct, frozen=True):
    """What a person says of one item after reading the repository."""

    repository: str
    revision: str
    item: str
    label: Literal["yes", "no", "partly", "unclear"]
    path: str
    reason: str

    @property
    def held_out(self) -> bool:
        """True for the half on which nothing is tuned."""
        name = self.repository.encode()
        return int(hashlib.sha1(name, usedforsecurity=False).hexdigest()[-1], 16) % 2 == 1

    @property
    def clear(self) -> bool:
        """True where a reader has no doubt."""
        return self.label in ("yes", "no")


class Judged(msgspec.Struct, frozen=True):
    """One label with debtaudit's answer."""

    label: Label
    answer: ChecklistItem

    @property
    def right(self) -> bool:
        """Tell whether the answer is that of the label."""
        return ANSWERS[self.answer.status] == self.label.label


class _Answer(msgspec.Struct, frozen=True):
    """The part of `debtaudit checklist --format json` that is compared."""

    checklist: tuple[ChecklistItem, ...]


def read_labels() -> list[Label]:
    """Read the labelled items."""
    with LABELS.open(newline="", encoding="utf-8") as stream:
        lines = (line for line in stream if not line.startswith("#"))
        rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [msgspec.convert(row, Label) for row in rows]


def ask(clone: Path, revision: str) -> dict[str, ChecklistItem]:
    """Ask debtaudit for the checklist of one revision."""
    done = subprocess.run(
        [
            *(sys.executable, "-m", "debtaudit", "checklist", str(clone)),
            *("--rev", revision, "--format", "json"),
        ],
        capture_output=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"{clone.name}: {done.stderr.decode(errors='replace')}")
    return {item.id: item for item in msgspec.json.decode(done.stdout, type=_Answer).checklist}


def judge(labels: Iterable[Label], folder: Path) -> list[Judged]:
    """Pair every label with debtaudit's answer."""
    judged: list[Judged] = []
    for clone, rows in by_clone(labels, folder):
        answers = ask(clone, rows[0].revision)
        judged += [Judged(row, answers[row.item]) for row in rows]
    return judged


def print_scores(title: str, judged: Sequence[Judged]) -> None:
    """Print the accuracy over clear labels: in all, of yes and no apart, by item."""
    clear = [one for one in judged if one.label.clear]
    repositories = len({one.label.repository for one in judged})
    print(f"\n{title}: {repositories} repositories, {len(judged)} items, {len(clear)} clear")
    print(f"  accuracy {share(sum(one.right for one in clear), len(clear))}")
    for label in ("yes", "no"):
        rows = [one for one in clear if one.label.label == label]
        print(f"  of {label:4} {share(sum(one.right for one in rows), len(rows))}")
    passed = [one for one in clear if one.answer.status == "pass"]
    true = sum(one.label.label == "yes" for one in passed)
    print(f"  `pass` that is a yes {share(true, len(passed))}")
    nos = sum(one.label.label == "no" for one in clear)
    print(f"  (always no would be right in {share(nos, len(clear))})")
    wrong = Counter(one.label.item for one in clear if not one.right)
    for item, number in wrong.most_common():
        print(f"  {number} wrong: {item}")


def print_errors(judged: Sequence[Judged]) -> None:
    """Print every clear label that the answer misses, with what each of them stands on."""
    for one in judged:
        if one.label.clear and not one.right:
            print(f"  {one.label.repository} {one.label.item}")
            print(f"      label: {one.label.label}, {one.label.path}: {one.label.reason}")
            evidence = "; ".join(f"{e.ref} {e.detail}" for e in one.answer.evidence[:2])
            print(f"      answer: {one.answer.status}, {evidence or one.answer.reason}")


def main() -> None:
    """Evaluate the chosen halves and list the errors."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repositories", type=Path, required=True, help="a folder of clones")
    parser.add_argument("--half", choices=("tuning", "held-out", "both"), default="both")
    options = parser.parse_args()
    for half, held_out in (("tuning", False), ("held-out", True)):
        if options.half in {half, "both"}:
            chosen = [label for label in read_labels() if label.held_out == held_out]
            judged = judge(chosen, options.repositories)
            print_scores(f"{half.capitalize()} half", judged)
            print_errors(judged)


if __name__ == "__main__":
    main()
