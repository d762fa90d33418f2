"""Compares the declarations that debtaudit finds with those of 21 public repositories.

    make evaluate REPOS=folder       # one clone a repository, named as in the labels (owner+name
                                     # or name); missing ones are named and left out

`dependencies.tsv` holds one declaration a line. Printed are recall, how many kinds are right, how
many `last_edited` are the day that `git blame` gives, and every error. What debtaudit finds in
the labelled files beyond the labels is named too.
"""

import argparse
import csv
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timezone
from pathlib import Path

import msgspec

from debtaudit.domain.distribution_names import normalised
from debtaudit.domain.report import Report
from debtaudit.domain.report_rows import Dependency
from evaluation.__main__ import find_clone

LABELS = Path(__file__).parent / "dependencies.tsv"
Key = tuple[str, int, str]


class Label(msgspec.Struct, frozen=True):
    """One declaration as a person reads it; `name` is normalised, `-` where there is none."""

    repository: str
    revision: str
    path: str
    line: int
    name: str
    kind: str


class Score:
    """Counts of one repository or of all."""

    def __init__(self) -> None:
        """Start with nothing seen."""
        self.labels = self.found = self.kinds = self.days = 0

    def add(self, other: "Score") -> None:
        """Add the counts of another one."""
        self.labels += other.labels
        self.found += other.found
        self.kinds += other.kinds
        self.days += other.days

    def __str__(self) -> str:
        """Return the counts as one line of the table."""
        return (
            f"{self.labels:6,} labelled {self.found:6,} found {self.kinds:6,} kinds right "
            f"{self.days:6,} days as in git blame"
        )


def read_labels() -> dict[str, list[Label]]:
    """Read the labels by repository."""
    found: dict[str, list[Label]] = defaultdict(list)
    with LABELS.open(newline="") as stream:
        lines = (line for line in stream if not line.startswith("#"))
        for row in csv.DictReader(lines, delimiter="\t"):
            label = msgspec.convert(row, Label, strict=False)
            found[label.repository].append(label)
    return found


def rows_of(clone: Path, revision: str) -> list[Dependency]:
    """Return what debtaudit finds declared at a revision, models left out."""
    command = [sys.executable, "-m", "debtaudit", "scan", str(clone), "--rev", revision]
    done = subprocess.run(
        [*command, "--scan", "dependencies", "--format", "json"], capture_output=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"{clone.name}: {done.stderr.decode(errors='replace')}")
    report = msgspec.json.decode(done.stdout, type=Report)
    return [row for row in report.dependencies if row.ecosystem != "model"]


def blamed(clone: Path, revision: str, path: str) -> dict[int, str]:
    """Return the committer's day in UTC of every line, from `git blame --line-porcelain`.

    Nothing where the clone lacks what git would need; then debtaudit must know no day either.
    """
    done = subprocess.run(
        ["git", "-C", str(clone), "blame", "--line-porcelain", revision, "--", path],
        capture_output=True,
        check=False,
    )
    days: dict[int, str] = {}
    number = 0
    for line in done.stdout.split(b"\n"):
        parts = line.split(b" ")
        if len(parts[0]) in (40, 64) and len(parts) >= 3 and parts[2].isdigit():
            number = int(parts[2])
        elif line.startswith(b"committer-time "):
            when = datetime.fromtimestamp(int(parts[1]), timezone.utc)
            days.setdefault(number, when.date().isoformat())
    return days


def score(
    labels: Sequence[Label], rows: Iterable[Dependency], days: Mapping[str, Mapping[int, str]]
) -> tuple[Score, list[str]]:
    """Compare one repository; return its counts and what is wrong, in words."""
    found: dict[Key, list[Dependency]] = defaultdict(list)
    paths = {label.path for label in labels}
    for row in rows:
        found[row.path, row.line, normalised(row.name) if row.name else "-"].append(row)
    result, errors = Score(), []
    for label in labels:
        result.labels += 1
        place = f"{label.path}:{label.line} {label.name}"
        candidates = found[label.path, label.line, label.name]
        if not candidates:
            errors.append(f"missing: {place}")
            continue
        right = [row for row in candidates if row.kind == label.kind]
        row = (right or candidates)[0]
        candidates.remove(row)
        result.found += 1
        result.kinds += bool(right)
        if not right:
            errors.append(f"kind: {place} is {label.kind}, not {row.kind}")
        day = days[label.path].get(label.line)
        result.days += row.last_edited == day
        if row.last_edited != day:
            errors.append(f"day: {place} was edited {day}, not {row.last_edited}")
    beyond = Counter(row.path for left in found.values() for row in left if row.path in paths)
    errors += [f"beyond the labels: {count} in {path}" for path, count in sorted(beyond.items())]
    return result, errors


def main() -> None:
    """Print the table and every error."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repositories", type=Path, required=True)
    folder: Path = parser.parse_args().repositories
    total = Score()
    for repository, labels in read_labels().items():
        clone = find_clone(folder, repository)
        if clone is None:
            print(f"{repository}: no clone in {folder}, left out")
            continue
        revision = labels[0].revision
        days = {
            path: blamed(clone, revision, path) for path in sorted({one.path for one in labels})
        }
        found, errors = score(labels, rows_of(clone, revision), days)
        total.add(found)
        print(f"{repository:45} {found}")
        for error in errors:
            print(f"    {error}")
    print(f"{'all':45} {total}")


if __name__ == "__main__":
    main()
