"""Missing retraining tests: training code that no test and no CI step runs.

What counts as training, as a test and as running it is in docs/rules/training-untested.md; the
finding of entry points and tests is `resolve/`'s.
"""

from collections.abc import Mapping

from debtaudit.detectors.missing_retraining_tests.by_name import (
    CONFIDENCE,
    COULD_NOT_TELL,
    finding_of_named,
    places_of,
    why_unknown,
)
from debtaudit.detectors.missing_retraining_tests.together import (
    Group,
    finding_of_group,
    folder_of_each,
    grouped,
)
from debtaudit.detectors.missing_retraining_tests.unread_runners import held_back, unread_runners
from debtaudit.domain.facts import RepositoryFacts
from debtaudit.domain.findings import Finding, ScanResult, ScanStatus, Status
from debtaudit.domain.picture import TrainingEvidence
from debtaudit.domain.python_facts import MODULE, cell_place
from debtaudit.domain.report_rows import EntryPoint
from debtaudit.domain.reported_finding import Evidence, Factor, Location
from debtaudit.domain.rules import Rule, Scan
from debtaudit.domain.settings import Settings
from debtaudit.resolve.code_reading import reading_status
from debtaudit.resolve.modules import node_of

SCAN = Scan.RETRAINING_TESTS
RULE = Rule(
    id="training-untested",
    scan=SCAN,
    title="Training code that no test runs",
    why=(
        "Training code that breaks, or trains something else than it did, gives no error where "
        "nobody runs it: it shows in the next model, weeks later, or in what that model answers. "
        "The ML Test Score (Breck et al. 2017) asks for a test of the whole training."
    ),
    remedy=(
        "Write one test that trains on a few rows for one step and asserts that the loss is finite "
        "and that the model can be saved, loaded and asked."
    ),
)
RULES = (RULE,)

_OFTEN = 12
"""Commits in the window (one a month) from which more of them add no more to the likelihood."""
_NAMED = 3
_MINUTES = {"function": 120, "script": 180, "notebook": 240}

_SMALLEST = {
    "sklearn": "fit it on some twenty rows and assert that it predicts better than a constant",
    "keras": "fit one epoch on eight rows and assert that the loss is finite and falls",
    "tensorflow": "run two steps on one batch and assert that the loss is finite and falls",
    "pytorch": "run a few steps on one batch and assert that the loss falls",
    "jax": "run a few updates on one batch and assert that the loss falls",
    "lightning": "run it with `fast_dev_run=True` (or `max_steps=2`) on a tiny data module",
    "transformers": "run it with `max_steps=2` on a tiny model configuration and eight texts",
    "trl": "run it with `max_steps=2` on a tiny model configuration and eight examples",
    "xgboost": "train two rounds on fifty rows and assert that the error falls",
    "lightgbm": "train two rounds on fifty rows and assert that the error falls",
    "catboost": "train two iterations on fifty rows and assert that the error falls",
    "spark": "fit it in a local Spark session on some twenty rows and assert on one prediction",
}
_SMALLEST_ELSE = "run it once on a few rows and assert on what comes out"


def detect(facts: RepositoryFacts, settings: Settings) -> ScanResult:
    """List every training entry point; report those that no test and no CI step runs."""
    points = facts.picture.entry_points
    untested = [point for point in points if point.tested == "untested"]
    unread = unread_runners(facts) if untested else ()
    if unread:
        return ScanResult(SCAN, held_back(unread, len(untested)), (), points)
    changes = _changes(facts, {point.path for point in untested})
    groups, rest = grouped(untested, RULE.id, facts, settings, folder_of_each(untested))
    named, alone = grouped(
        rest, RULE.id, facts, settings, lambda point: "by name" if places_of(point, facts) else None
    )
    findings = [_finding(point, facts, changes.get(point.path, 0)) for point in alone]
    findings += [_of_group(group, facts, changes) for group in groups]
    findings += [_of_named(group, facts, changes) for group in named]
    return ScanResult(SCAN, _status(facts), tuple(findings), points)


def _status(facts: RepositoryFacts) -> ScanStatus:
    reading = reading_status(facts, "what these files train or test")
    if reading.status is not Status.COMPLETE:
        return reading
    if not facts.picture.entry_points and facts.picture.elsewhere:
        return ScanStatus(
            Status.NOT_APPLICABLE,
            "training is only started here, and its code is not in this repository",
            "audit the repository that holds the training code",
        )
    if not facts.picture.entry_points:
        return ScanStatus(
            Status.NOT_APPLICABLE,
            "no code that fits a model was found",
            "nothing to do, unless `exclude` hides it or the framework is unknown to debtaudit",
        )
    return reading


def _changes(facts: RepositoryFacts, paths: set[str]) -> Mapping[str, int]:
    found: dict[str, int] = {}
    if paths:
        for commit in facts.history.commits:
            for change in commit.changes:
                if change.path in paths:
                    found[change.path] = found.get(change.path, 0) + 1
    return found


def _finding(point: EntryPoint, facts: RepositoryFacts, changes: int) -> Finding:
    known = facts.picture.training.get(node_of(point))
    name = _said(point)
    smallest = _SMALLEST.get(point.framework, _SMALLEST_ELSE)
    return Finding(
        rule=RULE.id,
        title=_title(point, known),
        message=(
            f"{name} trains a model ({point.framework}), and {_why_not(known)}. A change that "
            "breaks or bends the training shows only in the next model."
        ),
        location=_location(point, facts),
        factors=_factors(point, known, changes),
        confidence=_confidence(known),
        effort_minutes=_MINUTES[_kind(point)],
        evidence=_evidence(point, known),
        remedy=f"Smallest test that helps: {smallest}.{_hint(point)}",
        key="",
    )


def _confidence(known: TrainingEvidence | None) -> float:
    if known is None:
        return 0.7
    return min(known.confidence, CONFIDENCE) if known.named_in else known.confidence


def _of_group(group: Group, facts: RepositoryFacts, changes: Mapping[str, int]) -> Finding:
    points = group[1]
    most = max(points, key=lambda point: changes.get(point.path, 0))
    started = next((point for point in points if point.started_by), None)
    factors = _factors(most, None, changes.get(most.path, 0))
    if started is not None and not most.started_by:
        factors += (_started(started),)
    return finding_of_group(RULE.id, group, facts, factors)


def _of_named(group: Group, facts: RepositoryFacts, changes: Mapping[str, int]) -> Finding:
    most = max(group[1], key=lambda point: changes.get(point.path, 0))
    known = facts.picture.training.get(node_of(most))
    factors = _factors(most, known, changes.get(most.path, 0))
    return finding_of_named(RULE.id, group, facts, factors)


def _kind(point: EntryPoint) -> str:
    if point.symbol == "<notebook>":
        return "notebook"
    return "script" if point.symbol == MODULE else "function"


def _title(point: EntryPoint, known: TrainingEvidence | None) -> str:
    kind = _kind(point)
    if known is not None and known.named_in:
        return f"No test is seen to run the training in {_said(point)}"
    if kind == "function":
        return f"No test runs the training in {_said(point)}"
    return f"No test runs the training {kind} {point.path}"


def _said(point: EntryPoint) -> str:
    kind = _kind(point)
    base = point.path.rpartition("/")[2]
    return f"`{point.symbol}` of {base}" if kind == "function" else f"The {kind} {base}"


def _why_not(known: TrainingEvidence | None) -> str:
    if known is not None and known.named_in:
        return why_unknown(known)
    if known is None or not known.refused:
        return "no test and no CI step runs it"
    first = known.refused[0]
    more = len(known.refused) - 1
    others = f", nor {'does' if more == 1 else 'do'} {more} more" if more else ""
    return f"{first.ref} looks like a test of it and does not count ({first.how}){others}"


def _location(point: EntryPoint, facts: RepositoryFacts) -> Location:
    known = facts.facts.get(point.path)
    if known is None or known.python is None:
        return Location(point.path, point.line, symbol=point.symbol)
    cell, line = cell_place(known.python, point.line)
    end = next(
        (each.end_line for each in known.python.definitions if each.name == point.symbol), None
    )
    whole = point.symbol.startswith("<")
    return Location(point.path, line, None if whole else end, point.symbol, cell)


def _factors(point: EntryPoint, known: TrainingEvidence | None, changes: int) -> tuple[Factor, ...]:
    named = known is not None and bool(known.named_in)
    never = "no call leads from a test to it" if named else "no test and no CI step runs it"
    factors = [
        Factor("never-run", "likelihood", 0.4, never),
        Factor(
            "silent-failure",
            "impact",
            0.45,
            "a model that was trained wrongly looks like one that was not",
        ),
    ]
    if changes:
        effect = round(0.3 * min(1.0, changes / _OFTEN), 3)
        commits = "1 commit" if changes == 1 else f"{changes} commits"
        factors.append(
            Factor("changed-often", "likelihood", effect, f"{commits} in the window changed it")
        )
    if known is not None and known.refused:
        because = f"{known.refused[0].ref}: {known.refused[0].how}"
        factors.append(Factor("false-comfort", "likelihood", 0.05, because))
    if named:
        factors.append(COULD_NOT_TELL)
    if point.started_by:
        factors.append(_started(point))
    if _kind(point) == "notebook":
        factors.append(
            Factor("notebook", "impact", -0.2, "a person runs it cell by cell and sees the results")
        )
    return tuple(factors)


def _started(point: EntryPoint) -> Factor:
    because = f"{point.started_by[0]} starts it"
    return Factor("started-by-pipeline", "impact", 0.15, because)


def _evidence(point: EntryPoint, known: TrainingEvidence | None) -> tuple[Evidence, ...]:
    if known is None:
        return (Evidence("training", f"{point.path}:{point.line}", point.symbol),)
    refused = [
        Evidence("test", each.ref, f"does not count: {each.how}") for each in known.refused[:_NAMED]
    ]
    named = [
        Evidence("text", place, "names what it belongs to") for place in known.named_in[:_NAMED]
    ]
    return (*known.sites[:_NAMED], *refused, *named)


def _hint(point: EntryPoint) -> str:
    if _kind(point) == "notebook":
        return " Move the training into a function, or run the notebook in CI with nbmake."
    if _kind(point) == "script":
        return " Move the code into a function that takes its data and settings as parameters."
    return ""
