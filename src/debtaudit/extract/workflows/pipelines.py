"""Pipelines in YAML: DVC stages, MLflow entry points, Task files."""

from collections.abc import Iterator

from debtaudit.domain.files import Step, WorkflowFacts
from debtaudit.extract.workflows.commands import commands_of, limited, relative_folder
from debtaudit.extract.yaml_tree import YamlMapping, YamlNode, YamlScalar, YamlSequence

_OUTPUTS = ("outs", "metrics", "plots")


def dvc_pipeline(root: YamlMapping) -> WorkflowFacts:
    """Return the stages of dvc.yaml, with `foreach` and `matrix` stages as they are written."""
    return WorkflowFacts((), limited(_stages(root)))


def _stages(root: YamlMapping) -> Iterator[Step]:
    for name, stage in root.mapping("stages").pairs.items():
        if not isinstance(stage, YamlMapping):
            continue
        body = stage.mapping("do") if "foreach" in stage.pairs else stage
        yield Step(
            "dvc",
            name,
            stage.line,
            commands_of("\n".join(_texts(body.get("cmd")))),
            inputs=tuple(_texts(body.get("deps"))),
            outputs=tuple([path for key in _OUTPUTS for path in _texts(body.get(key))]),
            folder=relative_folder(body.text("wdir")),
            inactive="frozen" if body.text("frozen").lower() == "true" else "",
        )


def mlproject(root: YamlMapping) -> WorkflowFacts:
    """Return the entry points of an MLproject file ("MLflow Projects")."""
    return WorkflowFacts(
        (),
        limited(
            Step("mlproject", name, entry.line, commands_of(entry.text("command")))
            for name, entry in root.mapping("entry_points").pairs.items()
            if isinstance(entry, YamlMapping)
        ),
    )


def task_file(root: YamlMapping) -> WorkflowFacts:
    """Return the tasks of a Taskfile (taskfile.dev)."""
    return WorkflowFacts((), limited(_tasks(root)))


def _tasks(root: YamlMapping) -> Iterator[Step]:
    for name, task in root.mapping("tasks").pairs.items():
        lines = _texts(task)
        if isinstance(task, YamlMapping):
            lines = _texts(task.get("cmds")) or _texts(task.get("cmd"))
        if lines:
            yield Step("task", name, task.line, commands_of("\n".join(lines)))


def _texts(node: YamlNode | None) -> list[str]:
    """Return scalars, and of mappings in a list (`model.pkl: {cache: false}`) the key or `cmd`."""
    if isinstance(node, YamlScalar):
        return [node.value]
    if not isinstance(node, YamlSequence):
        return []
    found = []
    for item in node.items:
        if isinstance(item, YamlScalar):
            found.append(item.value)
        elif isinstance(item, YamlMapping) and item.pairs:
            found.append(item.text("cmd") or next(iter(item.pairs)))
    return found
