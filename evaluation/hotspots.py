"""Holds the hotspots of `debtaudit scan` against radon and `git log`, on public repositories.

    make evaluate-hotspots REPOS=folder-of-clones

This program shares no code with debtaudit: it reads the JSON report of the command and computes
the same from the formula that docs/rules/complexity-hotspot.md states. For each repository it says

* of how many functions radon's complexity is the same (`radon.visitors`, one file after the other),
* of how many files the number of commits is the same (`git log --raw`, renames followed back),
* how many of the first ten files are the same by the whole formula, and by complexity times
  commits alone, which knows nothing of ages, formatting and mass changes.

It ends with 1 where a number differs or the first overlap is below 0.9.
"""

import argparse
import json
import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timezone
from pathlib import Path
from typing import NamedTuple, TypedDict, cast

from radon.visitors import Class, ComplexityVisitor, Function

LEAST_OVERLAP = 0.9
TEN = 10
_AS_OF = "2026-11-22"
_HALF_LIFE = 180 * 86_400
_MASS = 100
_FORMATTERS = {
    *("black", "ruff", "isort", "autopep8", "yapf", "pyupgrade", "docformatter", "pre-commit"),
}


class Row(TypedDict):
    """What is read of a row of the report's hotspots."""

    path: str
    symbol: str | None
    complexity: int
    changes: int


class Report(NamedTuple):
    """What is read of a report: the rows, and the first day of the window."""

    rows: list[Row]
    since: str


class Change(NamedTuple):
    """What one commit did to one file: the commit, its time, and whether it counts."""

    commit: str
    time: int
    counts: bool


class Outcome(NamedTuple):
    """The comparison of one repository."""

    name: str
    functions: int
    wrong_functions: list[str]
    files: int
    wrong_files: list[str]
    overlap: float
    plain_overlap: float

    @property
    def holds(self) -> bool:
        """Tell whether all that the issue asks for is so."""
        same = not self.wrong_functions and not self.wrong_files
        return same and self.overlap >= LEAST_OVERLAP


def report_of(repository: Path, since: str | None) -> Report:
    """Return the JSON report of the installed command for the committed files."""
    command = [str(Path(sys.executable).parent / "debtaudit"), "scan", str(repository)]
    command += ["--scan", "hotspots", "--format", "json", "--as-of", _AS_OF, "--rev", "HEAD"]
    command += ["--no-cache", *(["--since", since] if since else [])]
    done = subprocess.run(command, capture_output=True, check=True)
    made = json.loads(done.stdout)
    return Report(cast("list[Row]", made["hotspots"]), str(made["audit"]["window"]["since"]))


def git(repository: Path, *arguments: str) -> bytes:
    """Return what git prints."""
    return subprocess.run(
        ["git", "-C", str(repository), *arguments], capture_output=True, check=True
    ).stdout


# -- complexity ------------------------------------------------------------------------------


def radon_functions(source: bytes) -> dict[tuple[str, int], int] | None:
    """Return (name, line) -> complexity of every function of a file; None where radon fails."""
    try:
        visitor = ComplexityVisitor.from_code(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    found: dict[tuple[str, int], int] = {}
    waiting: list[Function | Class] = [*visitor.functions, *visitor.classes]
    while waiting:
        block = waiting.pop()
        if isinstance(block, Class):
            waiting += [*block.methods, *block.inner_classes]
        else:
            found[block.name, block.lineno] = block.complexity
            waiting += block.closures
    return found


def wrong_functions(repository: Path, rows: Iterable[Row]) -> tuple[int, list[str]]:
    """Compare the rows of functions with radon; return how many radon counts, and what differs."""
    ours: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        if row["symbol"] and row["path"].endswith(".py"):
            ours[row["path"]][row["symbol"].rpartition(".")[2]].append(row["complexity"])
    compared = 0
    wrong = []
    for path, functions in sorted(ours.items()):
        radon = radon_functions(git(repository, "show", f"HEAD:{path}"))
        theirs: dict[str, list[int]] = defaultdict(list)
        for (name, _), complexity in (radon or {}).items():
            theirs[name].append(complexity)
        for name, numbers in theirs.items():
            compared += len(numbers)
            left = sorted(functions[name])
            for number in sorted(numbers):
                if number in left:
                    left.remove(number)
                else:
                    wrong.append(f"{path} {name}: radon {number}, we {functions[name]}")
    return compared, wrong


# -- changes ---------------------------------------------------------------------------------


def changes_by_path(repository: Path, start: int, end: int) -> dict[str, list[Change]]:
    """Return the commits of each file of today, newest first, by its names before renames."""
    log = git(
        repository,
        *(
            "log",
            "--no-merges",
            "-M",
            "-l200",
            "--raw",
            "-z",
            "--no-abbrev",
            "--format=%x01%H %ct %s",
        ),
    ).decode("utf-8", "replace")
    commits = [_commit(record) for record in log.split("\x01")[1:]]
    inside = [one for one in commits if start <= one[1] < end]
    ignored = ignored_commits(repository)
    today: dict[str, str] = {}
    found: dict[str, list[Change]] = defaultdict(list)
    order = {one: at for at, one in enumerate(_topological(repository))}
    inside.sort(key=lambda one: (-one[1], order[one[0]]))
    for commit, time, subject, paths in inside:
        counts = len(paths) <= _MASS and not (commit in ignored or formatting(subject))
        renamed = []
        for old, new in paths:
            path = today.get(new, new)
            found[path].append(Change(commit, time, counts))
            if old not in (new, path):
                renamed.append((old, path))
        today.update(renamed)
    return found


def _topological(repository: Path) -> list[str]:
    return git(repository, "rev-list", "--topo-order", "HEAD").decode().split()


def _commit(record: str) -> tuple[str, int, str, list[tuple[str, str]]]:
    """Take one commit of the log apart: id, time, subject and (old path, new path) of its files."""
    head, _, rest = record.partition("\0")
    head, _, first = head.partition("\n")
    commit, time, subject = head.split(" ", 2)
    tokens = iter([*([first] if first else []), *rest.split("\0")])
    paths = []
    for token in tokens:
        text = token.strip("\n")
        if not text.startswith(":"):
            continue
        modes = text[1:].split()
        old = new = next(tokens)
        if modes[4][0] in "RC":
            new = next(tokens)
        if modes[0].startswith("100") or modes[1].startswith("100"):
            paths.append((old, new))
    return commit, int(time), subject, paths


def ignored_commits(repository: Path) -> set[str]:
    """Return the commits that `.git-blame-ignore-revs` lists."""
    try:
        text = git(repository, "show", "HEAD:.git-blame-ignore-revs").decode("ascii", "replace")
    except subprocess.CalledProcessError:
        return set()
    return {line.partition("#")[0].strip() for line in text.splitlines()}


def formatting(subject: str) -> bool:
    """Tell by its subject whether a commit only lays code out, as the page of the rule says."""
    text = subject.strip().lower()
    if re.match(r"style[:(]|reformat|format code|code format|blacken|isort", text):
        return True
    if re.search(r"\b(licen[cs]e|copyright)\b", text) and re.search(
        r"\b(headers?|notices?|years?)\b", text
    ):
        return True
    words = text.replace("`", "").replace(",", " ").split()
    verb = re.match(r"run|appl(y|ied)|format(ted)? with", text)
    return bool(verb) and len(words) <= 8 and not _FORMATTERS.isdisjoint(words)


# -- the ranking -----------------------------------------------------------------------------


def first_ten(worth: Mapping[str, float]) -> set[str]:
    """Return the ten paths that are worth most."""
    return set(sorted(worth, key=lambda path: (-worth[path], path))[:TEN])


def compare(repository: Path, since: str | None) -> Outcome:
    """Compare one repository."""
    report = report_of(repository, since)
    rows = report.rows
    functions, wrong = wrong_functions(repository, rows)
    changes = changes_by_path(repository, _seconds(report.since), _seconds(_AS_OF) + 86_400)
    files = [row for row in rows if row["symbol"] is None and row["path"].endswith(".py")]
    wrong_files = [
        f"{row['path']}: git {len(changes[row['path']])}, we {row['changes']}"
        for row in files
        if len(changes[row["path"]]) != row["changes"]
    ]
    newest = max((one.time for of_file in changes.values() for one in of_file), default=0)
    plain, whole = {}, {}
    for row in files:
        of_file = changes[row["path"]]
        weight = sum(0.5 ** ((newest - one.time) / _HALF_LIFE) for one in of_file if one.counts)
        plain[row["path"]] = float(row["complexity"] * len(of_file))
        whole[row["path"]] = row["complexity"] * weight
    ours = {row["path"] for row in files[:TEN]}
    size = len(ours)
    return Outcome(
        repository.name,
        functions,
        wrong,
        len(files),
        wrong_files,
        len(ours & first_ten(whole)) / size if size else 1.0,
        len(ours & first_ten(plain)) / size if size else 1.0,
    )


def _seconds(day: str) -> int:
    return int(datetime.fromisoformat(day).replace(tzinfo=timezone.utc).timestamp())


def main() -> int:
    """Compare the repositories of a folder and print a table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--repositories", type=Path, required=True, help="a folder of clones")
    parser.add_argument("--only", nargs="*", help="names of repositories")
    parser.add_argument("--since", help="the first day of the history that is compared")
    options = parser.parse_args()
    folders = sorted(path for path in options.repositories.iterdir() if path.is_dir())
    outcomes = []
    print("| repository | functions | other complexity | files | other commits | overlap | plain |")
    print("|---|--:|--:|--:|--:|--:|--:|")
    for folder in folders:
        if options.only and folder.name not in options.only:
            continue
        outcome = compare(folder, options.since)
        outcomes.append(outcome)
        print(
            f"| {outcome.name} | {outcome.functions:,} | {len(outcome.wrong_functions)} "
            f"| {outcome.files:,} | {len(outcome.wrong_files)} "
            f"| {outcome.overlap:.1f} | {outcome.plain_overlap:.1f} |"
        )
        for line in (*outcome.wrong_functions[:5], *outcome.wrong_files[:5]):
            print(f"  {line}", file=sys.stderr)
    return 0 if all(outcome.holds for outcome in outcomes) else 1


if __name__ == "__main__":
    sys.exit(main())
