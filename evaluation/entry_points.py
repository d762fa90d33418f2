"""Compares debtaudit's training entry points with the labelled ones, file by file.

    python -m evaluation.entry_points --repositories folder [--half tuning|held-out|both]

`entry_points.tsv` holds one entry point a line: repository, revision, path, symbol, status and
reason; a path of `-` says that a repository has none. A file counts once, with the best status of
its entry points. A repository belongs to the half that was held out when the last hex digit of the
SHA-1 of its name is odd: rules are tuned on the other half only.
"""

import argparse
import csv
import hashlib
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Protocol, TypeVar

import msgspec

from debtaudit.domain.report import Report
from debtaudit.domain.report_rows import EntryPoint, Tested
from evaluation.__main__ import share

LABELS = Path(__file__).with_suffix(".tsv")
NONE = "-"
RANK: Mapping[Tested, int] = {"untested": 0, "smoke-run": 1, "tested": 2}


class Label(msgspec.Struct, frozen=True):
    """What a person says of one entry point after reading code, tests and CI."""

    repository: str
    revision: str
    path: str
    symbol: str
    status: Tested | None
    reason: str

    @property
    def held_out(self) -> bool:
        """True for the half on which nothing is tuned."""
        name = self.repository.encode()
        return int(hashlib.sha1(name, usedforsecurity=False).hexdigest()[-1], 16) % 2 == 1


class File(msgspec.Struct, frozen=True):
    """One file with training code: its status, and what was said of it."""

    status: Tested
    reason: str


class Judged(msgspec.Struct, frozen=True):
    """One repository: its files as labelled and as debtaudit reports them, by path."""

    repository: str
    labelled: Mapping[str, File]
    answered: Mapping[str, File]

    @property
    def found(self) -> list[str]:
        """The paths that both name."""
        return sorted(self.labelled.keys() & self.answered.keys())

    @property
    def wrong_status(self) -> list[str]:
        """The paths that both name with different statuses."""
        both = self.found
        return [path for path in both if self.labelled[path].status != self.answered[path].status]


class _Labelled(Protocol):
    """A label of something in one revision of a repository."""

    @property
    def repository(self) -> str: ...

    @property
    def revision(self) -> str: ...


_At = TypeVar("_At", bound=_Labelled)


def read_labels() -> list[Label]:
    """Read the labelled entry points."""
    with LABELS.open(newline="", encoding="utf-8") as stream:
        lines = (line for line in stream if not line.startswith("#"))
        rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        plain = ({**row, "status": None} if row["path"] == NONE else row for row in rows)
        return [msgspec.convert(row, Label) for row in plain]


def find_clone(folder: Path, repository: str, revision: str) -> Path | None:
    """Return the clone of `owner/name` that holds the revision, under any of its usual names.

    Two owners can have a repository of one name, so the revision decides.
    """
    owner, _, name = repository.partition("/")
    candidates = [folder / f"{owner}+{name}" / "repo", folder / f"{owner}+{name}", folder / name]
    return next((path for path in candidates if path.is_dir() and holds(path, revision)), None)


def holds(clone: Path, revision: str) -> bool:
    """Tell whether a clone has the commit."""
    command = ["git", "-C", str(clone), "cat-file", "-e", f"{revision}^{{commit}}"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def ask(clone: Path, revision: str) -> tuple[EntryPoint, ...]:
    """Ask debtaudit for the entry points of one revision."""
    options = ["--rev", revision, "--format", "json", "--scan", "retraining-tests"]
    done = subprocess.run(
        [sys.executable, "-m", "debtaudit", "scan", str(clone), *options],
        capture_output=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"{clone.name}: {done.stderr.decode(errors='replace')}")
    return msgspec.json.decode(done.stdout, type=Report).training.entry_points


def by_file(statements: Iterable[tuple[str, Tested, str]]) -> dict[str, File]:
    """Give every path the best status that is stated of it."""
    files: dict[str, File] = {}
    for path, status, reason in statements:
        if path not in files or RANK[status] > RANK[files[path].status]:
            files[path] = File(status, reason)
    return files


def because(entry: EntryPoint) -> str:
    """Say in one line on what debtaudit's status stands."""
    tests = ", ".join(test.ref for test in entry.tests[:2])
    return f"{entry.symbol} ({entry.framework}): {tests or entry.reason or 'no test'}"


def by_clone(labels: Iterable[_At], folder: Path) -> Iterator[tuple[Path, list[_At]]]:
    """Yield the clone of each labelled revision with its labels; name what has no clone."""
    by_revision: dict[tuple[str, str], list[_At]] = defaultdict(list)
    for label in labels:
        by_revision[label.repository, label.revision].append(label)
    for (repository, revision), rows in by_revision.items():
        clone = find_clone(folder, repository, revision)
        if clone is None:
            print(f"{repository}: no clone with {revision[:12]} in {folder}, left out")
        else:
            yield clone, rows


def judge(labels: Iterable[Label], folder: Path) -> list[Judged]:
    """Pair every labelled repository with debtaudit's answer."""
    judged: list[Judged] = []
    for clone, rows in by_clone(labels, folder):
        labelled = by_file((row.path, row.status, row.reason) for row in rows if row.status)
        entries = ask(clone, rows[0].revision)
        answered = by_file((entry.path, entry.tested, because(entry)) for entry in entries)
        judged.append(Judged(rows[0].repository, labelled, answered))
    return judged


def print_scores(title: str, judged: Sequence[Judged]) -> None:
    """Print precision, recall and the share of right statuses, in all and per repository."""
    labelled = sum(len(one.labelled) for one in judged)
    print(f"\n{title}: {len(judged)} repositories, {labelled} files")
    print_figures("in all", judged)
    for one in judged:
        print_figures(one.repository, [one])


def print_figures(title: str, judged: Sequence[Judged]) -> None:
    """Print one line of figures."""
    found = sum(len(one.found) for one in judged)
    precision = share(found, sum(len(one.answered) for one in judged))
    recall = share(found, sum(len(one.labelled) for one in judged))
    status = share(found - sum(len(one.wrong_status) for one in judged), found)
    print(f"  {title:40} precision {precision:16} recall {recall:16} status {status}")


def print_errors(judged: Sequence[Judged]) -> None:
    """Print every file on which labels and answer differ."""
    for one in judged:
        for path in sorted(one.answered.keys() - one.labelled.keys()):
            print(f"  false alarm: {one.repository} {path}")
            print(f"      answer: {one.answered[path].status}, {one.answered[path].reason}")
        for path in sorted(one.labelled.keys() - one.answered.keys()):
            print(f"  missed: {one.repository} {path}")
            print(f"      label: {one.labelled[path].status}, {one.labelled[path].reason}")
        for path in one.wrong_status:
            print(f"  wrong status: {one.repository} {path}")
            print(f"      label: {one.labelled[path].status}, {one.labelled[path].reason}")
            print(f"      answer: {one.answered[path].status}, {one.answered[path].reason}")


def main() -> None:
    """Evaluate the chosen halves and list the errors."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repositories", type=Path, required=True, help="a folder of clones")
    parser.add_argument("--half", choices=("tuning", "held-out", "both"), default="both")
    options = parser.parse_args()
    labels = read_labels()
    for half, held_out in (("tuning", False), ("held-out", True)):
        if options.half in {half, "both"}:
            chosen = [label for label in labels if label.held_out == held_out]
            judged = judge(chosen, options.repositories)
            print_scores(f"{half.capitalize()} half", judged)
            print_errors(judged)


if __name__ == "__main__":
    main()
