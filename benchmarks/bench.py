"""Measures debtaudit against radon on real repositories, as ratios in one run.

    make bench REPOS=folder-of-clones

Every figure is the median of pairs that run in turn, as whole processes: CPU is user plus system
time of the process and its children, peak memory that of its largest process. radon stands in an
environment of its own, with nothing else in it. The table goes to docs/performance.md.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "performance.md"
MARK = ("<!-- bench:start -->", "<!-- bench:end -->")
DEBTAUDIT = str(Path(sys.executable).parent / "debtaudit")


class Cost(NamedTuple):
    """What one run of a process cost: seconds of CPU and of wall time, megabytes at the peak."""

    cpu: float
    wall: float
    memory: float


class Limit(NamedTuple):
    """What a repository's cold audit may cost against radon."""

    cpu: float
    wall: float


LIMITS = {
    "recommenders": Limit(1.0, 0.65),
    "pytorch-image-models": Limit(0.75, 0.45),
    "nanoGPT": Limit(0.8, 0.7),
}


CHANGE_LOG_LIMIT = 3.0
"""What the change log of a year may cost against `git log -p`, for a repository of many changes."""
CALL_GRAPH_LIMIT = 1.0
"""What a call graph may cost against the parse of the same files, which it does not repeat."""
BASE_COMMITS = 20
"""So many commits on the first-parent line a pull request is taken to stand behind."""


class Row(NamedTuple):
    """One line of the table."""

    what: str
    against: str
    ratio: str
    limit: str


def run(command: Sequence[str], cache: Path | None = None, may_fail: bool = False) -> Cost:
    """Run a command to its end, its output thrown away, and return its cost.

    `may_fail` is for programs that end with exit code 1 where they find something.
    """
    environment = dict(os.environ)
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # installed programs have their byte code
    if cache is not None:
        environment["DEBTAUDIT_CACHE_DIR"] = str(cache)
    started = time.perf_counter()
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - started
    if process.returncode > may_fail:
        raise SystemExit(f"{' '.join(command)}: exit {process.returncode}")
    return Cost(usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss / 1024)


def pairs(
    ours: Sequence[str], theirs: Sequence[str], count: int, cache: Path | None = None
) -> tuple[list[Cost], list[Cost]]:
    """Run two commands in turn, after one run of each that is not counted."""
    run(ours, cache)
    run(theirs)
    measured = [(run(ours, cache), run(theirs)) for _ in range(count)]
    return [one for one, _ in measured], [other for _, other in measured]


def ratio(ours: Sequence[Cost], theirs: Sequence[Cost], figure: str) -> float:
    """Return the median of the ratios, pair by pair."""
    return statistics.median(
        getattr(one, figure) / getattr(other, figure)
        for one, other in zip(ours, theirs, strict=True)
    )


def radon_environment(folder: Path) -> str:
    """Make an environment with radon alone; return its radon."""
    venv.create(folder, with_pip=True)
    subprocess.run([str(folder / "bin/pip"), "install", "--quiet", "radon"], check=True)
    return str(folder / "bin/radon")


def scan(repository: Path, *options: str) -> list[str]:
    """Return the command that audits a repository to JSON."""
    return [DEBTAUDIT, "scan", str(repository), "--format", "json", *options]


def bench_repository(repository: Path, radon: str, count: int, scratch: Path) -> list[Row]:
    """Measure the cold, the warm and the next audit of one repository."""
    name = repository.name
    limit = LIMITS.get(name, Limit(1.0, 1.0))
    theirs = [radon, "cc", "-s", "-a", str(repository)]
    cold, base = pairs(scan(repository, "--no-cache"), theirs, count)
    cache = scratch / f"cache-{name}"
    warm, warm_base = pairs(scan(repository), theirs, count, cache)
    after, after_base = after_a_commit(repository, theirs, count, scratch)
    gates = bench_gate(repository, count, scratch)
    hook, hook_base = before_a_commit(repository, count, scratch)
    memory = max(one.memory for one in cold)
    figures = f"`radon cc -s -a` ({statistics.median(b.cpu for b in base):.2f} s CPU)"
    return [
        Row(f"{name}: cold, CPU", figures, f"{ratio(cold, base, 'cpu'):.2f}", f"{limit.cpu}"),
        Row(f"{name}: cold, wall", figures, f"{ratio(cold, base, 'wall'):.2f}", f"{limit.wall}"),
        Row(f"{name}: second audit, CPU", figures, f"{ratio(warm, warm_base, 'cpu'):.2f}", "0.3"),
        Row(
            f"{name}: after one commit, CPU",
            figures,
            f"{ratio(after, after_base, 'cpu'):.2f}",
            "0.35",
        ),
        Row(
            f"{name}: `staged`, three files, CPU",
            "`import typer, rich, git`",
            f"{ratio(hook, hook_base, 'cpu'):.2f}",
            "2",
        ),
        *gates,
        Row(f"{name}: peak memory", "", f"{memory:.0f} MB", "150 MB"),
    ]


def bench_checklist(repository: Path, count: int, scratch: Path) -> Row:
    """Measure what the checklist adds to an audit that has read the files already."""
    cache = scratch / f"{repository.name}-checklist"
    script = str(Path(__file__).with_name("with_or_without_checklist.py"))
    both = [[sys.executable, script, mode, *scan(repository)[1:]] for mode in ("with", "without")]
    for command in both:
        run(command, cache)
    measured = [(run(both[0], cache), run(both[1], cache)) for _ in range(count)]
    with_it, without = [one for one, _ in measured], [other for _, other in measured]
    against = f"the same without it ({statistics.median(one.cpu for one in without):.2f} s CPU)"
    figure = f"{ratio(with_it, without, 'cpu'):.2f}"
    return Row(f"{repository.name}: second audit with the checklist, CPU", against, figure, "1.1")


def after_a_commit(
    repository: Path, theirs: Sequence[str], count: int, scratch: Path
) -> tuple[list[Cost], list[Cost]]:
    """Measure audits that each follow one new commit of three files, on a clone."""
    clone, cache = scratch / f"clone-{repository.name}", scratch / f"after-{repository.name}"
    subprocess.run(["git", "clone", "--quiet", str(repository), str(clone)], check=True)
    sources = sorted(clone.rglob("*.py"))[:3]
    run(scan(clone), cache)
    ours, others = [], []
    for turn in range(count):
        for source in sources:
            with source.open("a") as stream:
                stream.write(f"\n\nADDED_{turn} = {turn}\n")
        author = ["-c", "user.name=bench", "-c", "user.email=bench@example.org"]
        subprocess.run(
            ["git", *author, "-C", str(clone), "commit", "--quiet", "-a", "-m", f"Turn {turn}"],
            check=True,
        )
        ours.append(run(scan(clone), cache))
        others.append(run(theirs))
    return ours, others


def bench_gate(repository: Path, count: int, scratch: Path) -> list[Row]:
    """Measure the gate against a base of some commits ago, against the audit of the head alone."""
    name = repository.name
    history = ["git", "-C", str(repository), "rev-list", "--count", "--first-parent", "HEAD"]
    commits = int(subprocess.run(history, check=True, capture_output=True).stdout)
    back = min(BASE_COMMITS, commits - 1)
    gate = [DEBTAUDIT, "gate", str(repository), "--base", f"HEAD~{back}", "--warn-only"]
    gate += ["--format", "json"]
    cache = scratch / f"gate-{name}"
    against = f"`scan` of the head, a base {back} commits back"
    run(scan(repository), cache)
    run(gate, cache)
    warm = [(run(gate, cache), run(scan(repository), cache)) for _ in range(count)]
    cold = [(run([*gate, "--no-cache"]), run(scan(repository, "--no-cache"))) for _ in range(count)]
    return [
        Row(
            f"{name}: `gate --base`, {word}, CPU",
            against,
            f"{ratio([one for one, _ in measured], [other for _, other in measured], 'cpu'):.2f}",
            limit,
        )
        for word, measured, limit in (("warm", warm, "1.5"), ("cold", cold, "1.3"))
    ]


def before_a_commit(repository: Path, count: int, scratch: Path) -> tuple[list[Cost], list[Cost]]:
    """Measure the hook on three staged files, on a clone."""
    clone = scratch / f"staged-{repository.name}"
    subprocess.run(["git", "clone", "--quiet", str(repository), str(clone)], check=True)
    for source in sorted(clone.rglob("*.py"))[:3]:
        with source.open("a") as stream:
            stream.write("\n\nADDED = 1\n")
    subprocess.run(["git", "-C", str(clone), "add", "--all"], check=True)
    return pairs(
        [DEBTAUDIT, "staged", str(clone), "--warn-only"],
        [sys.executable, "-c", "import typer, rich, git"],
        count,
    )


def bench_start(count: int) -> Row:
    """Measure `debtaudit --help` against the import of the libraries it cannot do without."""
    ours, theirs = pairs(
        [DEBTAUDIT, "--help"], [sys.executable, "-c", "import typer, rich.console"], count
    )
    return Row(
        "`debtaudit --help`, CPU",
        "`import typer, rich.console`",
        f"{ratio(ours, theirs, 'cpu'):.2f}",
        "1.3",
    )


def bench_change_log(repository: Path, count: int) -> Row:
    """Measure the change log of the last year of a history against git's own patches of it."""
    newest = _printed(["git", "-C", str(repository), "log", "-1", "--format=%cs"]).strip()
    since = f"{int(newest[:4]) - 1}{newest[4:]}T00:00:00Z"
    ours = [DEBTAUDIT, "changes", str(repository), "--format", "json", "--no-cache"]
    theirs = ["git", "-C", str(repository), "log", "-p", f"--since={since}"]
    log = json.loads(_printed(ours))
    sets = log["audit"]["window"]["change_sets"]
    made, base = pairs(ours, theirs, count)
    return Row(
        f"{repository.name}: change log of {sets:,} change sets, CPU",
        f"`git log -p` of the same year ({statistics.median(b.cpu for b in base):.2f} s CPU)",
        f"{ratio(made, base, 'cpu'):.2f}",
        f"{CHANGE_LOG_LIMIT}",
    )


def bench_call_graph(repository: Path, count: int) -> Row:
    """Measure the call graph of a repository against the parse of its files."""
    command = [sys.executable, "-m", "benchmarks.call_graph", str(repository)]
    runs = [_printed(command).split() for _ in range(count)]
    parsed = statistics.median(float(seconds) for _, seconds, _ in runs)
    shares = [float(graph) / float(seconds) for _, seconds, graph in runs]
    return Row(
        f"{repository.name}: call graph of {int(runs[0][0]):,} Python files, CPU",
        f"`ast.parse` of the same files ({parsed:.2f} s CPU)",
        f"{statistics.median(shares):.2f}",
        f"{CALL_GRAPH_LIMIT}",
    )


def _printed(command: Sequence[str]) -> str:
    """Return what a command prints."""
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT)
    return done.stdout


OTHERS = {"trl": bench_change_log, "keras": bench_call_graph}
"""What is measured of repositories that are large in one way, by the names of their clones."""


def table(rows: Sequence[Row]) -> str:
    """Return the rows as a Markdown table."""
    lines = ["| what | against | measured | at most |", "|---|---|---|---|"]
    lines += [f"| {row.what} | {row.against} | {row.ratio} | {row.limit} |" for row in rows]
    return "\n".join(lines)


def write_page(text: str) -> None:
    """Put the table between the marks of docs/performance.md."""
    page = PAGE.read_text()
    before, _, rest = page.partition(MARK[0])
    _, _, after = rest.partition(MARK[1])
    PAGE.write_text(f"{before}{MARK[0]}\n{text}\n{MARK[1]}{after}")


def main() -> None:
    """Measure the repositories of a folder and renew the page."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repositories", type=Path, help="a folder of clones")
    parser.add_argument("--pairs", type=int, default=5)
    options = parser.parse_args()
    scratch = Path(tempfile.mkdtemp(prefix="debtaudit-bench-"))
    try:
        radon = radon_environment(scratch / "radon")
        rows = [bench_start(options.pairs)]
        folder = options.repositories
        found = sorted(path.parent for path in folder.glob("*/.git")) if folder else []
        for repository in found:
            if repository.name in LIMITS:
                rows += bench_repository(repository, radon, options.pairs, scratch)
                rows.append(bench_checklist(repository, options.pairs, scratch))
            elif repository.name in OTHERS:
                rows.append(OTHERS[repository.name](repository, options.pairs))
        text = table(rows)
        print(text)
        if found:
            write_page(text)
        else:
            print("no clones given: make bench REPOS=folder (with recommenders, nanoGPT, trl, ...)")
    finally:
        shutil.rmtree(scratch)


if __name__ == "__main__":
    main()
