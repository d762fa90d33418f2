"""CircleCI, Azure Pipelines, Travis CI and Bitbucket Pipelines."""

from collections.abc import Iterator

from debtaudit.domain.files import Step, WorkflowFacts
from debtaudit.extract.workflows.commands import commands_of, limited, relative_folder
from debtaudit.extract.workflows.github_actions import event_names
from debtaudit.extract.yaml_tree import YamlMapping, YamlNode, YamlScalar, YamlSequence

_AZURE_SCRIPTS = ("script", "bash", "pwsh", "powershell")
_TRAVIS_PHASES = ("before_install", "install", "before_script", "script", "after_success")
_MAX_DEPTH = 20


_CIRCLE_EXECUTORS = frozenset(("docker", "machine", "macos", "executor"))


def is_circleci(root: YamlMapping) -> bool:
    """Tell CircleCI's configuration, also with an `on` that another service would read."""
    jobs = root.get("jobs")
    if not isinstance(jobs, YamlMapping):
        return False
    return root.get("on") is None or any(
        isinstance(job, YamlMapping) and not _CIRCLE_EXECUTORS.isdisjoint(job.pairs)
        for job in jobs.pairs.values()
    )


def circleci(root: YamlMapping) -> WorkflowFacts:
    """Return the run steps of CircleCI's jobs and reusable commands ("Configuration reference").

    A job that no workflow names never runs.
    """
    workflows = [flow for flow in root.mapping("workflows").pairs.values() if _is_mapping(flow)]
    used = {name for flow in workflows for name in _circle_jobs(flow)}
    scheduled = any(
        _is_mapping(trigger) and "schedule" in trigger.pairs
        for flow in workflows
        if isinstance(flow, YamlMapping)
        for trigger in flow.items("triggers")
        if isinstance(trigger, YamlMapping)
    )

    def steps() -> Iterator[Step]:
        for section in ("jobs", "commands"):
            for name, job in root.mapping(section).pairs.items():
                if isinstance(job, YamlMapping):
                    dead = section == "jobs" and bool(workflows) and name not in used
                    yield from _circle_steps(name, job, "in no workflow" if dead else "")

    return WorkflowFacts(("push", *(("schedule",) if scheduled else ())), limited(steps()))


def _is_mapping(node: YamlNode) -> bool:
    return isinstance(node, YamlMapping)


def _circle_jobs(flow: YamlNode) -> list[str]:
    jobs = flow.items("jobs") if isinstance(flow, YamlMapping) else []
    return [name for job in jobs for name in event_names(job)]


def _circle_steps(name: str, job: YamlMapping, inactive: str) -> Iterator[Step]:
    for index, step in enumerate(job.items("steps")):
        run = step.get("run") if isinstance(step, YamlMapping) else None
        if isinstance(run, YamlScalar):
            commands = commands_of(run.value)
            yield Step("circleci", f"{name}/{index + 1}", run.line, commands, inactive=inactive)
        elif isinstance(run, YamlMapping):
            yield Step(
                "circleci",
                f"{name}/{run.text('name') or index + 1}",
                run.line,
                commands_of(run.text("command")),
                inactive=inactive,
                folder=relative_folder(run.text("working_directory")),
            )


def azure_pipelines(root: YamlMapping) -> WorkflowFacts:
    """Return the script steps of stages and jobs ("YAML schema reference for Azure Pipelines").

    Without a `trigger` every push starts the pipeline.
    """
    triggers = [] if root.text("trigger") == "none" else ["push"]
    if root.get("pr") is not None and root.text("pr") != "none":
        triggers.append("pull_request")
    if root.get("schedules") is not None:
        triggers.append("schedule")
    return WorkflowFacts(tuple(triggers), limited(_azure(root, "", "", 0)))


def _azure(parent: YamlMapping, name: str, inactive: str, depth: int) -> Iterator[Step]:
    if depth > _MAX_DEPTH:
        return
    inactive = inactive or _azure_inactive(parent)
    for key in ("stages", "jobs"):
        for child in parent.items(key):
            if isinstance(child, YamlMapping):
                title = child.text("stage") or child.text("job") or child.text("deployment")
                inner = "/".join([part for part in (name, title) if part])
                yield from _azure(child, inner, inactive, depth + 1)
    strategies = parent.mapping("strategy").pairs.values()
    for phase in (phase for one in strategies if isinstance(one, YamlMapping) for phase in [one]):
        for stage in phase.pairs.values():
            if isinstance(stage, YamlMapping):
                yield from _azure(stage, name, inactive, depth + 1)
    for index, step in enumerate(parent.items("steps")):
        if not isinstance(step, YamlMapping):
            continue
        script = next((step.text(key) for key in _AZURE_SCRIPTS if step.text(key)), "")
        script = script or step.mapping("inputs").text("script")
        title = step.text("displayName") or step.text("task") or str(index + 1)
        yield Step(
            "azure-pipelines",
            "/".join([part for part in (name, title) if part]),
            step.line,
            commands_of(script),
            uses=step.text("task") or step.text("template"),
            inactive=inactive or _azure_inactive(step),
            folder=relative_folder(step.text("workingDirectory")),
        )


def _azure_inactive(node: YamlMapping) -> str:
    if node.text("condition").strip().lower() in ("false", "${{ false }}"):
        return "condition: false"
    return "enabled: false" if node.text("enabled").lower() == "false" else ""


def travis_ci(root: YamlMapping) -> WorkflowFacts:
    """Return the phases of the build and of the jobs that `jobs.include` adds."""
    parts = [("build", root)]
    for key in ("jobs", "matrix"):
        for index, job in enumerate(root.mapping(key).items("include")):
            if isinstance(job, YamlMapping):
                parts.append((job.text("name") or f"job {index + 1}", job))
    return WorkflowFacts(
        ("push", "pull_request"),
        limited(
            Step("travis-ci", f"{name}/{phase}", job.line, commands)
            for name, job in parts
            for phase in _TRAVIS_PHASES
            for commands in [commands_of("\n".join(_scalars(job.items(phase))))]
            if commands
        ),
    )


def bitbucket_pipelines(root: YamlMapping) -> WorkflowFacts:
    """Return the scripts of all pipelines; custom ones are started by hand or by a schedule."""
    pipelines = root.mapping("pipelines")
    triggers = ["push"] if {"default", "branches", "tags"} & pipelines.pairs.keys() else []
    if "pull-requests" in pipelines.pairs:
        triggers.append("pull_request")
    if "custom" in pipelines.pairs:
        triggers.append("workflow_dispatch")
    return WorkflowFacts(tuple(triggers), limited(_bitbucket(pipelines, "", 0)))


def _bitbucket(node: YamlNode, name: str, depth: int) -> Iterator[Step]:
    if depth > _MAX_DEPTH or isinstance(node, YamlScalar):
        return
    if isinstance(node, YamlSequence):
        for child in node.items:
            yield from _bitbucket(child, name, depth + 1)
        return
    for key, child in node.pairs.items():
        if key == "step" and isinstance(child, YamlMapping):
            title = "/".join([part for part in (name, child.text("name")) if part])
            commands = commands_of("\n".join(_scalars(child.items("script"))))
            manual = "trigger: manual" if child.text("trigger") == "manual" else ""
            yield Step("bitbucket-pipelines", title, child.line, commands, inactive=manual)
        else:
            group = key in ("parallel", "steps", "stage")
            yield from _bitbucket(child, name if group else f"{name}/{key}".strip("/"), depth + 1)


def _scalars(nodes: list[YamlNode]) -> list[str]:
    return [node.value for node in nodes if isinstance(node, YamlScalar)]
