"""Measures how an audit's cost grows with commits and files, next to other tools.

    python -m benchmarks.growth [--repositories FOLDER]       (part of `make bench`)

Real repositories of about 10, 300, 1,000 and 10,000 commits, those of `REAL` that the folder has
clones of, and synthetic histories of 1,000 to 100,000 commits (`synthetic.py`): the cold, the warm
and the next audit, and beside them radon, lizard, complexipy, wily, PyDriller and `git log`, each
in an environment of its own. Whole processes, one run each: CPU of the process and its children,
peak memory of the largest of them. The table goes to docs/growth.md.
"""

import argparse
import subprocess
import tempfile
import venv
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from benchmarks.bench import ROOT, Cost, after_a_commit, run, scan
from benchmarks.synthetic import make

PAGE = ROOT / "docs" / "growth.md"
MARK = ("<!-- growth:start -->", "<!-- growth:end -->")
REAL = ("example-get-started", "Real-Time-Voice-Cloning", "imbalanced-learn", "recommenders")
"""Clones of about 10, 300, 1,000 and 10,000 commits."""
SIZES = ((1_000, 200), (10_000, 2_000), (100_000, 20_000))
"""Commits and files of the synthetic histories: a file for five commits, so that growth shows."""
TOOLS = ("radon", "lizard", "complexipy", "wily", "pydriller")
_WILY_REVISIONS = 10
_SLOW_FROM = 20_000
"""Commits from which wily and PyDriller are left out: they would take hours."""
_PYDRILLER = (
    "import sys\nfrom pydriller import Repository\n"
    "for commit in Repository(sys.argv[1]).traverse_commits():\n"
    "    for file in commit.modified_files:\n        file.filename\n"
)


class Subject(NamedTuple):
    """A repository that is measured, with its size."""

    folder: Path
    commits: int
    files: int
    code_bytes: int


def subject(folder: Path) -> Subject:
    """Return a repository with what git says of its size."""
    git = ["git", "-C", str(folder)]
    commits = subprocess.run([*git, "rev-list", "--count", "HEAD"], capture_output=True, check=True)
    files = sorted(folder.rglob("*.py"))
    size = sum(path.stat().st_size for path in files if path.is_file())
    return Subject(folder, int(commits.stdout), len(files), size)


def environments(folder: Path) -> dict[str, Path]:
    """Install each tool into an environment of its own; return the folders of their programs."""
    found = {}
    for tool in TOOLS:
        venv.create(folder / tool, with_pip=True)
        command = [str(folder / tool / "bin/pip"), "install", "--quiet", tool]
        if subprocess.run(command, check=False).returncode == 0:
            found[tool] = folder / tool / "bin"
    return found


def others(one: Subject, programs: dict[str, Path], scratch: Path) -> dict[str, Cost]:
    """Measure the other tools on one repository."""
    path = str(one.folder)
    log = ["git", "-C", path, "log", "--raw", "-z", "--no-renames"]
    found = {"git log --raw": run(log)}
    commands = {
        "radon": ["cc", "-s", "-a", path],
        "lizard": ["-i", "-1", "-l", "python", path],
        "complexipy": [path, "--ignore-complexity", "--quiet"],
    }
    for tool, arguments in commands.items():
        if tool in programs:
            found[tool] = run([str(programs[tool] / tool), *arguments], may_fail=True)
    if one.commits >= _SLOW_FROM:
        return found
    if "pydriller" in programs:
        python = str(programs["pydriller"] / "python")
        found["PyDriller"] = run([python, "-c", _PYDRILLER, path], may_fail=True)
    if "wily" in programs:
        wily = _wily(one, str(programs["wily"] / "wily"), scratch)
        found[f"wily build -n {_WILY_REVISIONS}"] = run(wily, may_fail=True)
    return found


def _wily(one: Subject, program: str, scratch: Path) -> list[str]:
    """Return the call of wily, on a clone: it checks revisions out."""
    clone = scratch / f"wily-{one.folder.name}"
    subprocess.run(["git", "clone", "--quiet", str(one.folder), str(clone)], check=True)
    cache = scratch / f"wily-cache-{one.folder.name}"
    options = ["--path", str(clone), "--cache", str(cache)]
    return [program, *options, "build", "-n", str(_WILY_REVISIONS), str(clone)]


def measure(one: Subject, programs: dict[str, Path], scratch: Path) -> list[str]:
    """Return the rows of one repository."""
    cache = scratch / f"growth-cache-{one.folder.name}"
    ours = {"debtaudit, cold": run(scan(one.folder), cache)}
    ours["debtaudit, warm"] = run(scan(one.folder), cache)
    after, _ = after_a_commit(one.folder, ["true"], 1, scratch)
    ours["debtaudit, after one commit"] = after[0]
    cold = ours["debtaudit, cold"]
    size = f"{one.folder.name}: {one.commits:,} commits, {one.files:,} files, "
    size += f"{one.code_bytes / 1e6:.1f} MB"
    rows = []
    for name, cost in (ours | others(one, programs, scratch)).items():
        rows.append(
            f"| {size} | {name} | {cost.cpu:.2f} | {cost.wall:.2f} | {cost.memory:.0f} "
            f"| {cold.cpu / max(cost.cpu, 0.01):.2f} |"
        )
        size = ""
        print(rows[-1], flush=True)
    return rows


def table(rows: Sequence[str]) -> str:
    """Return the rows below their head."""
    head = "| repository | command | CPU s | wall s | peak MB | cold audit ÷ this, CPU |"
    return "\n".join([head, "|---|---|--:|--:|--:|--:|", *rows])


def write_page(text: str) -> None:
    """Put the table between the marks of docs/growth.md."""
    before, _, rest = PAGE.read_text().partition(MARK[0])
    _, _, after = rest.partition(MARK[1])
    PAGE.write_text(f"{before}{MARK[0]}\n{text}\n{MARK[1]}{after}")


def clones(folder: Path) -> list[Path]:
    """Return the clones of `REAL` that are in a folder, and say which are not."""
    found = [folder / name for name in REAL if (folder / name / ".git").exists()]
    for name in sorted(set(REAL) - {one.name for one in found}):
        print(f"no clone of {name} in {folder}: it is left out")
    return found


def main() -> None:
    """Measure everything and renew the page."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--repositories", type=Path, help="a folder of clones to measure, too")
    parser.add_argument("--most-commits", type=int, default=SIZES[-1][0])
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="debtaudit-growth-") as name:
        scratch = Path(name)
        programs = environments(scratch / "tools")
        rows: list[str] = []
        for clone in clones(options.repositories) if options.repositories else ():
            rows += measure(subject(clone), programs, scratch)
        for commits, files in SIZES:
            if commits <= options.most_commits:
                folder = make(scratch / f"synthetic-{commits}", commits, files)
                rows += measure(subject(folder), programs, scratch)
        write_page(table(rows))


if __name__ == "__main__":
    main()
