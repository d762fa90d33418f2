"""GitHub Actions: workflows and composite actions ("Workflow syntax for GitHub Actions")."""

from collections.abc import Iterator

from debtaudit.domain.files import Step, WorkflowFacts
from debtaudit.extract.workflows.commands import commands_of, limited, relative_folder
from debtaudit.extract.yaml_tree import YamlMapping, YamlNode, YamlScalar, YamlSequence

_ORIGIN = "github-actions"
_NEVER = {"false", "${{ false }}", "${{false}}", "0", "''"}

_SHELL_INPUTS = ("run", "command", "script", "inlineScript")
"""How actions name the shell text that they run: in a container, with retries, elsewhere."""
_RUNS_NO_SHELL = ("actions/",)
"""`actions/github-script` is given JavaScript."""


def is_github_actions(root: YamlMapping) -> bool:
    """Tell a workflow or a composite action from other CI files."""
    if root.get("runs") is not None and root.get("jobs") is None:
        return True
    jobs = root.mapping("jobs").pairs.values()
    return any(
        isinstance(job, YamlMapping) and ("runs-on" in job.pairs or "uses" in job.pairs)
        for job in jobs
    )


def github_actions(root: YamlMapping) -> WorkflowFacts:
    """Return triggers and steps of a workflow or action."""
    if root.get("jobs") is None:
        return WorkflowFacts((), limited(_steps("action", root.mapping("runs"), "", "")))
    return WorkflowFacts(event_names(root.get("on")), limited(_jobs(root)))


def event_names(node: YamlNode | None) -> tuple[str, ...]:
    """Return the names of events, written as a scalar, a list or a mapping."""
    if isinstance(node, YamlScalar):
        return (node.value,) if node.value else ()
    if isinstance(node, YamlSequence):
        return tuple([item.value for item in node.items if isinstance(item, YamlScalar)])
    return tuple(node.pairs) if isinstance(node, YamlMapping) else ()


def _jobs(root: YamlMapping) -> Iterator[Step]:
    shared = root.mapping("defaults").mapping("run").text("working-directory")
    for name, job in root.mapping("jobs").pairs.items():
        if not isinstance(job, YamlMapping):
            continue
        inactive = _inactive(job)
        if job.text("uses"):
            yield Step(_ORIGIN, name, job.line, (), uses=job.text("uses"), inactive=inactive)
        folder = job.mapping("defaults").mapping("run").text("working-directory") or shared
        where = (_labels(job), job.text("container") or job.mapping("container").text("image"))
        yield from _steps(name, job, inactive, folder, where)


def _labels(job: YamlMapping) -> tuple[str, ...]:
    """Return the labels of `runs-on`: a scalar, a list, or a mapping with `labels`."""
    labels = job.get("runs-on")
    if isinstance(labels, YamlMapping):
        labels = labels.get("labels")
    if isinstance(labels, YamlScalar):
        return (labels.value,)
    items = labels.items if isinstance(labels, YamlSequence) else ()
    return tuple([item.value for item in items if isinstance(item, YamlScalar)])


def _steps(
    job: str,
    parent: YamlMapping,
    inactive: str,
    folder: str,
    where: tuple[tuple[str, ...], str] = ((), ""),
) -> Iterator[Step]:
    for index, step in enumerate(parent.items("steps")):
        if not isinstance(step, YamlMapping):
            continue
        title = step.text("name") or step.text("id") or step.text("uses") or str(index + 1)
        yield Step(
            _ORIGIN,
            f"{job}/{title}",
            step.line,
            _commands(step),
            uses=step.text("uses"),
            inactive=inactive or _inactive(step),
            folder=relative_folder(step.text("working-directory") or folder),
            runner=where[0],
            image=where[1],
        )


def _commands(step: YamlMapping) -> tuple[str, ...]:
    """Return the shell lines of a step, those given to an action that runs them included."""
    own = step.text("run")
    if own or step.text("uses").lower().startswith(_RUNS_NO_SHELL):
        return commands_of(own)
    given = step.mapping("with")
    return tuple([line for key in _SHELL_INPUTS for line in commands_of(given.text(key))])


def _inactive(node: YamlMapping) -> str:
    condition = node.text("if").strip()
    return f"if: {condition}" if condition.lower() in _NEVER else ""
