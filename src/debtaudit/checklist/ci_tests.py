"""Whether CI runs the tests that there are: by itself, through targets, scripts and jobs."""

from collections.abc import Callable

from debtaudit.checklist.commands import runs_tests
from debtaudit.checklist.found import SHOWN, Answer
from debtaudit.checklist.material import Material
from debtaudit.checklist.name_patterns import lines_like
from debtaudit.domain.files import Step, WorkflowFacts
from debtaudit.domain.patterns import lazy_pattern
from debtaudit.domain.reported_finding import Evidence
from debtaudit.resolve.training.inner_commands import commands_within

_FOLLOWED = (".sh", ".bash", ".yml", ".yaml")
"""How the names of scripts and jobs end that a step may start."""
_NO_TESTS = "there are no tests in Python that CI could run (those of other languages are not read)"
_NAMED_LIKE_A_TEST = lazy_pattern(r"tests?(?:[_-].*)?\Z|.*[_-]tests?\Z")
_VARIABLE = lazy_pattern(r"\$\w+")
_BY_ITSELF = frozenset(
    {
        *("push", "pull_request", "pull_request_target", "merge_group", "schedule"),
        *("workflow_run", "workflow_call", "release"),
    }
)


def tests_in_ci(material: Material) -> Answer:
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
        return Answer("fail", shown, _NO_TESTS)
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
    if not any(suffix in one for one in step.commands for suffix in _FOLLOWED):
        return None
    for path, commands in commands_within(material.facts.facts, step.commands):
        if runs_tests(commands, target):
            return path
    return None


def _test_files(material: Material) -> list[str]:
    """Return the test files by path; of helpers beside the tests only where nothing else is."""
    found = sorted(path for path, roles in material.facts.picture.roles.items() if "test" in roles)
    names = {path: path.rpartition("/")[2].partition(".")[0] for path in found}
    called = [path for path in found if "test" in names[path] and names[path] != "conftest"]
    return [path for path in called if _NAMED_LIKE_A_TEST.match(names[path])] or called or found


def _test_targets(material: Material) -> Callable[[str], bool]:
    """Return a function that tells whether a target runs tests: of make, or a task of Invoke.

    Targets are followed to three levels; a task is a function of tasks.py that runs a command. A
    name with a variable in it (`test-${{ matrix.part }}-unit`) stands for all that it can mean.
    """
    targets: dict[str, Step] = {}
    for fact in material.facts.facts.values():
        for step in fact.workflow.steps if fact.workflow is not None else ():
            if step.origin == "makefile":
                targets.setdefault(step.name, step)

    lowered = {name.lower(): name for name in targets}
    invoked = material.facts.facts.get("tasks.py")
    known = invoked.python.definitions if invoked is not None and invoked.python is not None else ()
    tasks = {one.name: one.strings for one in known if one.kind == "function"}

    def runs(name: str, depth: int = 0) -> bool:
        fixed = _VARIABLE.split(name)
        if len(fixed) > 1:
            # (a variable alone could be any target, which tells nothing)
            meant = lines_like(["*".join(fixed)], "\n".join(lowered)) if any(fixed) else ()
            return depth <= 3 and any(runs(lowered[one], depth + 1) for one in meant)
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
