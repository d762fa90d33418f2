"""Complexity hotspots: code that is complicated and changed again and again.

Formula, thresholds and limits are in docs/rules/complexity-hotspot.md.
"""

from collections.abc import Sequence

from debtaudit.domain.facts import RepositoryFacts
from debtaudit.domain.findings import Finding, ScanResult, ScanStatus, Status
from debtaudit.domain.quantities import people, plural
from debtaudit.domain.reported_finding import Evidence, Factor, Location
from debtaudit.domain.rules import Rule, Scan
from debtaudit.domain.settings import Settings
from debtaudit.resolve.code_reading import CODE, NO_CODE, absent_status
from debtaudit.resolve.hotspots.change_counts import ChangeCount, ChangeCounts, count_changes
from debtaudit.resolve.hotspots.ranking import RankedFile, Unit, hotspot_rows, ranked_files

SCAN = Scan.HOTSPOTS
RULE = Rule(
    id="complexity-hotspot",
    scan=SCAN,
    title="Complicated code that is changed again and again",
    why=(
        "Every change has to be understood against all paths through the code. Where many paths "
        "meet many changes, faults are made, and each change costs more than it should."
    ),
    remedy=(
        "Split the named functions into parts with one purpose each, beginning with the part that "
        "the last changes touched, and put a test in front before you do."
    ),
)
RULES = (RULE,)

FUNCTION_LIMIT = 15
"""McCabe's limit is 10; NIST SP 500-235 found up to 15 workable, with reason, and not more."""
MODULE_LIMIT = 24
"""Code in a row without functions: a script may hold more decisions, which stand one by one."""
KNOT = 5
"""Decisions that one statement of such code has to hold, or the rest stands row by row: tables that
are filled in loops, settings with a branch each, a tutorial (of 24 files above the limit in 200
public repositories, five were of this kind, and none of their statements held more than three)."""
LIMITS = {"function": FUNCTION_LIMIT, "cell": FUNCTION_LIMIT, "module": MODULE_LIMIT}
OFTEN = 5
"""Changes in the window below which a file is not called often changed."""
VERY_OFTEN = 24
"""Changes in a year (two a month) from which more of them add no more to the likelihood."""
_MINUTES_A_UNIT = 30
_MINUTES_A_PATH = 5
_MOST_MINUTES = 960
_NAMED = 3


def detect(facts: RepositoryFacts, settings: Settings) -> ScanResult:
    """Rank files, then functions and cells, by complexity and changes; report the worst files."""
    blocked = _not_assessed(facts)
    if blocked is not None:
        return ScanResult(SCAN, blocked)
    counts = count_changes(facts.history, settings)
    files = ranked_files(facts, counts, everything=settings.hotspots.include_tests)
    status = ScanStatus(Status.COMPLETE)
    absent = facts.absent(CODE)
    if absent:
        status = absent_status(absent, "Python file")
    if facts.history.problem is not None:
        status = ScanStatus(Status.PARTIAL, facts.history.problem, facts.history.cure)
    often = facts.yardsticks.get(SCAN, _often(files))
    findings = _findings(files, often, settings.hotspots.findings, facts)
    rows = () if facts.is_point else hotspot_rows(files)
    return ScanResult(SCAN, status, findings, rows, _notes(counts), often)


def _not_assessed(facts: RepositoryFacts) -> ScanStatus | None:
    if not any(fact.python is not None for fact in facts.facts.values()):
        if any(entry.path_class in CODE for entry in facts.files):
            return ScanStatus(
                Status.NOT_ASSESSED,
                "no Python file or notebook could be parsed",
                "see the diagnostics; Python 2 has to be converted first",
            )
        return NO_CODE
    if not facts.history.available:
        return ScanStatus(
            Status.NOT_ASSESSED,
            facts.history.problem or "there is no git history to count changes in",
            facts.history.cure or "audit a clone of the repository with its history",
        )
    return None


def _often(files: Sequence[RankedFile]) -> float:
    """Return the number of changes from which a file is often changed: as half of them are."""
    return max(OFTEN, _median([file.change.counted for file in files])) if files else OFTEN


def _findings(
    files: Sequence[RankedFile], often: float, most: int, facts: RepositoryFacts
) -> tuple[Finding, ...]:
    """Report files with a unit above its limit that were changed `often` or more, and again."""
    found: list[Finding] = []
    knows_sets = bool(facts.history.change_sets)
    for file in files:
        above = [unit for unit in file.units if _excess(unit) > 0 and _is_knotted(unit)]
        again = not knows_sets or file.change.change_sets > 1
        if above and again and file.change.counted >= often and len(found) < most:
            above.sort(key=lambda unit: (-unit.complexity, unit.line))
            found.append(_finding(file, above, facts))
    return tuple(found)


def _is_knotted(unit: Unit) -> bool:
    """Tell whether the decisions meet; those of code in a row may all stand by themselves."""
    return unit.kind != "module" or (unit.knot is not None and unit.knot.decisions >= KNOT)


def _median(counts: list[int]) -> float:
    """Return what `statistics.median` does; the import of that takes 2 ms of every audit."""
    ordered, middle = sorted(counts), len(counts) // 2
    if len(ordered) % 2:
        return ordered[middle]
    return (ordered[middle - 1] + ordered[middle]) / 2


def _finding(file: RankedFile, above: Sequence[Unit], facts: RepositoryFacts) -> Finding:
    worst = above[0]
    said = _said(worst)
    begun = f"{said[0].upper()}{said[1:]}"
    names = [f"{_said(unit)} ({unit.complexity})" for unit in above[:_NAMED]]
    if len(above) > _NAMED:
        names.append(f"{len(above) - _NAMED} more")
    certain = 0.9 if facts.history.problem is None else 0.6
    return Finding(
        rule=RULE.id,
        title=_title(file, worst),
        message=(
            f"{_commits(file.change)} by {people(file.change.authors)} changed "
            f"this file in the window. {begun} is its most complicated part: {worst.complexity} "
            f"independent ways lead through it (cyclomatic complexity; the limit is "
            f"{LIMITS[worst.kind]}), and a change can break any of them."
        ),
        location=Location(file.path, *_lines(worst), worst.symbol, worst.cell),
        factors=_factors(file, worst),
        confidence=certain if worst.cell is None else certain - 0.2,
        effort_minutes=_effort(above),
        evidence=_evidence(file, above),
        remedy=(
            f"Split {_listed(names)} into functions with one purpose each, beginning with what the "
            "last commits touched; write a test for the present behaviour first."
        ),
        key="",
        whole_file=True,
    )


def _title(file: RankedFile, worst: Unit) -> str:
    """Say what is complicated; what has no name of its own is told by that of its file."""
    said = _said(worst)
    begun = f"{said[0].upper()}{said[1:]}"
    how = f"has complexity {worst.complexity}"
    if worst.kind == "function":
        return f"{begun} {how} in a file that keeps changing"
    return f"{begun} of {file.path.rpartition('/')[2]} {how}, and the file keeps changing"


def _evidence(file: RankedFile, above: Sequence[Unit]) -> tuple[Evidence, ...]:
    places = [
        Evidence(
            "complexity",
            f"{file.path}:{_lines(unit)[0]}"
            if unit.cell is None
            else f"{file.path}#cell{unit.cell}:{unit.line}",
            f"{_said(unit)}: cyclomatic complexity {unit.complexity}, "
            f"{plural(unit.end_line - unit.line + 1, 'line')}{_most_of(unit)}",
        )
        for unit in above[:_NAMED]
    ]
    change = file.change
    left_out = change.changes - change.counted
    detail = f"the newest of {_commits(change)} by {people(change.authors)}"
    if left_out:
        left = plural(left_out, "mass, formatting or re-run commit")
        detail += f" ({left} of them left out of the score)"
    return (*places, Evidence("changes", change.newest, detail))


def _lines(unit: Unit) -> tuple[int, int]:
    """Return where to look: of code outside functions at its largest statement."""
    if unit.knot is not None:
        return unit.knot.line, unit.knot.end_line
    return unit.line, unit.end_line


def _most_of(unit: Unit) -> str:
    if unit.knot is None:
        return ""
    last = unit.knot.end_line
    return f"; lines {unit.knot.line} to {last} hold {unit.knot.decisions} of its decisions"


def _factors(file: RankedFile, worst: Unit) -> tuple[Factor, ...]:
    change = file.change
    often = 0.15 + 0.35 * min(1.0, change.counted / VERY_OFTEN)
    knotted = 0.2 * min(1.0, _excess(worst) / 35)
    large = 0.2 * min(1.0, file.complexity / 200)
    factors = [
        Factor(
            "changed-often",
            "likelihood",
            often,
            f"{_commits(change)} changed it in the window",
        ),
        Factor(
            "hard-to-follow",
            "likelihood",
            knotted,
            f"{_said(worst)} has complexity {worst.complexity}, {_excess(worst)} above the limit",
        ),
        Factor(
            "costs-every-change",
            "impact",
            0.3,
            "who changes it has to understand all of its paths",
        ),
        Factor("much-of-it", "impact", large, f"the file has complexity {file.complexity}"),
    ]
    if change.authors >= 4:
        factors.append(
            Factor("many-authors", "likelihood", 0.1, f"{change.authors} people changed it")
        )
    return tuple(factors)


def _excess(unit: Unit) -> int:
    return unit.complexity - LIMITS[unit.kind]


def _effort(above: Sequence[Unit]) -> int:
    minutes = sum([_MINUTES_A_UNIT + _MINUTES_A_PATH * _excess(unit) for unit in above])
    return min(_MOST_MINUTES, minutes)


def _notes(counts: ChangeCounts) -> tuple[str, ...]:
    notes = []
    for ids, what in (
        (counts.mass_changes, f"of more than {counts.most_paths} files"),
        (counts.formatting, "of formatting or licence headers alone, as its authors say,"),
    ):
        if ids:
            named = [commit[:10] for commit in ids[:_NAMED]]
            if len(ids) > _NAMED:
                named.append(f"{len(ids) - _NAMED} more")
            number = plural(len(ids), "commit")
            notes.append(f"hotspots: {number} {what} not counted as changes: {_listed(named)}")
    if counts.reruns:
        times = plural(counts.reruns, "time")
        notes.append(f"hotspots: {times} a notebook was committed with its code as it was")
    return tuple(notes)


def _said(unit: Unit) -> str:
    if unit.kind == "module":
        return "the code outside functions"
    if unit.kind == "function":
        return f"`{unit.symbol}`"
    return f"cell {unit.cell}"


def _commits(change: ChangeCount) -> str:
    """Return the changes as the table has them: `40 commits in 12 change sets`."""
    commits = plural(change.changes, "commit")
    if not change.change_sets:
        return commits
    return f"{commits} in {plural(change.change_sets, 'change set')}"


def _listed(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + " and " + words[-1]
