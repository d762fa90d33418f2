"""The items that are answered from the scans and from how CI and pipelines run the code."""

from collections.abc import Callable, Mapping

from debtaudit.checklist.commands import runs_tests
from debtaudit.checklist.environment import (
    containers,
    dependency_inventory,
    lock_file,
    pinned_environment,
)
from debtaudit.checklist.found import SHOWN, Answer
from debtaudit.checklist.rules import Material
from debtaudit.checklist.seeds import seeds
from debtaudit.domain.files import Step, WorkflowFacts
from debtaudit.domain.findings import ScanResult, Status
from debtaudit.domain.report import EntryPoint, Evidence, ModelChange
from debtaudit.domain.rules import Scan
from debtaudit.domain.text import shorten
from debtaudit.resolve.started_by import commands_within

_BY_ITSELF = frozenset(
    {
        *("push", "pull_request", "pull_request_target", "merge_group", "schedule"),
        *("workflow_run", "workflow_call", "release"),
    }
)
_TRIED = ("smoke", "test", "dry-run", "debug", "tiny", "sanity", "check", "lint")


def computed(by: str, material: Material) -> Answer:
    """Answer an item by the function that its rule names."""
    return _COMPUTED[by](material)


def computed_names() -> frozenset[str]:
    """Return the names that a rule of type `computed` may use."""
    return frozenset(_COMPUTED)


def _model_change_log(material: Material) -> Answer:
    """Pass: every model change of the window is documented; partial: at least half of them."""
    result = _result(material, Scan.MODEL_CHANGES)
    if result is None or result.status.status in (Status.NOT_ASSESSED, Status.NOT_APPLICABLE):
        return Answer("unknown", reason=_why(result))
    changes = [row for row in result.rows if isinstance(row, ModelChange)]
    owed = [row for row in changes if "initial" not in row.kinds]
    if not owed:
        return Answer("not-applicable", reason="no model change in the window of history")
    written = [row for row in owed if row.documentation == "documented"]
    share = f"{len(written)} of {len(owed)} model changes are documented"
    evidence = [
        Evidence("document", _ref(one.path, one.line), f"{_subject(row)}: {one.because}")
        for row in written
        for one in row.documents[:1]
    ]
    missing = [row for row in owed if row.documentation != "documented"]
    gaps = [Evidence("change", row.commit, f"not documented: {_subject(row)}") for row in missing]
    if not missing and result.status.status is Status.COMPLETE:
        return Answer("pass", tuple(evidence[:SHOWN]))
    if not missing:
        return Answer("unknown", tuple(evidence[:SHOWN]), _why(result))
    shown = (*evidence[:2], *gaps[: SHOWN - 2])
    return Answer("partial" if 2 * len(written) >= len(owed) else "fail", shown, share)


def _subject(row: ModelChange) -> str:
    return shorten(row.subject, 60, "...")


def _retraining_tests(material: Material) -> Answer:
    """Pass: a test runs every training entry point; partial: some of them."""
    result = _result(material, Scan.RETRAINING_TESTS)
    if result is None or result.status.status is Status.NOT_ASSESSED:
        return Answer("unknown", reason=_why(result))
    entries = [row for row in result.rows if isinstance(row, EntryPoint)]
    if not entries:
        if result.status.status is Status.NOT_APPLICABLE:
            return Answer("not-applicable", reason=_why(result))
        return Answer("not-applicable", reason="no training entry point was found")
    tested = [entry for entry in entries if entry.tested == "tested"]
    evidence = tuple(
        Evidence("test", entry.tests[0].ref, f"{entry.path}: {entry.tests[0].how}")
        for entry in tested
        if entry.tests
    )
    if len(tested) == len(entries):
        return Answer("pass", evidence[:SHOWN])
    untested = next(entry for entry in entries if entry.tested != "tested")
    gap = Evidence("code", f"{untested.path}:{untested.line}", "no test runs this training")
    share = f"{len(tested)} of {len(entries)} training entry points are run by a test"
    return Answer("partial" if tested else "fail", (*evidence[: SHOWN - 1], gap), share)


def _tests_in_ci(material: Material) -> Answer:
    """Pass: a CI job that starts by itself runs the tests that there are."""
    tests = _test_files(material)
    target = _test_targets(material)
    found: list[tuple[bool, Evidence]] = []
    for path, workflow, step in material.ci_steps:
        through = _through(step, target, material)
        if through is not None:
            alone = _starts_by_itself(workflow, step)
            by = f" through {through}" if through else ""
            hand = "" if alone else ", started by hand only"
            detail = f"{step.name} runs the tests{by}{hand}"
            found.append((alone, Evidence("ci", f"{path}:{step.line}", detail)))
    evidence = tuple(one for _alone, one in sorted(found, key=lambda pair: not pair[0]))[:SHOWN]
    if not tests:
        shown = (*evidence[:1],)
        return Answer("fail", shown, "there are no tests that CI could run")
    if any(alone for alone, _one in found):
        return Answer("pass", evidence)
    if found:
        return Answer("partial", evidence)
    number = "1 test file" if len(tests) == 1 else f"{len(tests)} test files"
    gap = Evidence("test", tests[0], f"{number} that no CI step runs")
    return Answer("fail", (gap,))


def _through(step: Step, target: Callable[[str], bool], material: Material) -> str | None:
    """Return the script or job by which a step runs the tests, "" for itself; else None."""
    if runs_tests(step.commands, target) or "pytest" in step.uses.lower():
        return ""
    for path, commands in commands_within(material.facts.facts, step.commands):
        if runs_tests(commands, target):
            return path
    return None


def _test_files(material: Material) -> list[str]:
    """Return the test files by path; of helpers beside the tests only where nothing else is."""
    found = sorted(path for path, roles in material.facts.picture.roles.items() if "test" in roles)
    names = {path: path.rpartition("/")[2] for path in found}
    return [
        path for path in found if "test" in names[path] and names[path] != "conftest.py"
    ] or found


def _test_targets(material: Material) -> Callable[[str], bool]:
    """Return a function that tells whether a target runs tests: of make, or a task of Invoke.

    Targets are followed to three levels; a task is a function of tasks.py that runs a command.
    """
    targets: dict[str, Step] = {}
    for fact in material.facts.facts.values():
        for step in fact.workflow.steps if fact.workflow is not None else ():
            if step.origin == "makefile":
                targets.setdefault(step.name, step)

    invoked = material.facts.facts.get("tasks.py")
    known = invoked.python.definitions if invoked is not None and invoked.python is not None else ()
    tasks = {one.name: one.strings for one in known if one.kind == "function"}

    def runs(name: str, depth: int = 0) -> bool:
        step = targets.get(name)
        if step is None or depth > 3:
            return step is None and runs_tests(
                tasks.get(name.replace("-", "_"), ()), lambda _: False
            )
        if runs_tests(step.commands, lambda other: runs(other, depth + 1)):
            return True
        return any(runs(other, depth + 1) for other in step.inputs if other != name)

    return runs


def _starts_by_itself(workflow: WorkflowFacts, step: Step) -> bool:
    """Tell whether CI runs the step without a person; other systems than GitHub's always do."""
    return step.origin != "github-actions" or not _BY_ITSELF.isdisjoint(workflow.triggers)


def _retraining_pipeline(material: Material) -> Answer:
    """Pass: a pipeline, an orchestrator or a schedule starts training; partial: only by hand."""
    found = material.facts.picture.entry_points
    if not found:
        return Answer("not-applicable", reason="no training entry point was found")
    entries = [entry for entry in found if not material.imports.aside(entry.path)]
    strong: list[Evidence] = []
    weak: list[Evidence] = []
    in_ci = {path: workflow for path, workflow, _step in material.ci_steps}
    for entry in entries:
        for ref in entry.started_by:
            path, _, name = ref.partition(":")
            base = path.rpartition("/")[2]
            if base == "conf.py":
                continue  # sphinx-gallery runs examples for their pictures
            if base in ("dvc.yaml", "MLproject"):
                strong.append(Evidence("pipeline", path, f"{name} runs {entry.path}"))
            elif path in in_ci:
                if any(word in name.lower() for word in _TRIED):
                    continue  # a smoke test in CI starts training, and trains nothing to use
                if "schedule" in in_ci[path].triggers:
                    strong.append(Evidence("ci", path, f"{name} runs {entry.path} on a schedule"))
                elif "workflow_dispatch" in in_ci[path].triggers:
                    weak.append(Evidence("ci", path, f"{name} runs {entry.path}, by hand"))
            else:
                weak.append(Evidence("start", path, f"{name or base} runs {entry.path}"))
    for use in material.imports.uses("orchestration"):
        if use.called is None or material.imports.aside(use.path):
            continue
        ref = f"{use.path}:{use.called}"
        if "training" in material.imports.roles(use.path) or _names_training(use.path, material):
            strong.append(Evidence("code", ref, f"{use.instrument.module} runs training"))
        else:
            weak.append(Evidence("code", ref, f"{use.instrument.module} is called"))
    if strong:
        return Answer("pass", tuple(dict.fromkeys(strong))[:SHOWN])
    if weak:
        return Answer("partial", tuple(dict.fromkeys(weak))[:SHOWN])
    return Answer("fail")


def _names_training(path: str, material: Material) -> bool:
    """Tell whether a file names a training entry point: its script in a command, or an import."""
    source = material.facts.facts[path].python
    if source is None:
        return False
    entries = material.facts.picture.entry_points
    scripts = {entry.path.rpartition("/")[2] for entry in entries}
    functions = {(entry.path.rpartition("/")[2][:-3], entry.symbol) for entry in entries}
    if any((one.module.rpartition(".")[2], one.name) in functions for one in source.imports):
        return True
    return any(
        word.rpartition("/")[2] in scripts
        for definition in source.definitions
        for text in definition.strings
        for word in text.split()
    )


def _result(material: Material, scan: Scan) -> ScanResult | None:
    return next((result for result in material.results if result.scan is scan), None)


def _why(result: ScanResult | None) -> str:
    return (result.status.reason if result is not None else None) or "the scan was not run"


def _ref(path: str, line: int | None) -> str:
    return path if line is None else f"{path}:{line}"


_COMPUTED: Mapping[str, Callable[[Material], Answer]] = {
    "model-change-log": _model_change_log,
    "retraining-tests": _retraining_tests,
    "retraining-pipeline": _retraining_pipeline,
    "tests-in-ci": _tests_in_ci,
    "seeds": seeds,
    "dependency-inventory": dependency_inventory,
    "pinned-environment": pinned_environment,
    "lock-file": lock_file,
    "containers": containers,
}
