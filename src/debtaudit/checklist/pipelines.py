"""Whether a pipeline trains the model: an orchestrator, a stage, a schedule, a push."""

from collections.abc import Iterator

from debtaudit.checklist.found import SHOWN, Answer
from debtaudit.checklist.material import Material
from debtaudit.domain.files import WorkflowFacts
from debtaudit.domain.patterns import lazy_pattern
from debtaudit.domain.reported_finding import Evidence
from debtaudit.knowledge.instruments import instruments
from debtaudit.knowledge.places import place_of
from debtaudit.resolve.modules import node
from debtaudit.resolve.training.commands import starts

_TRAINS_ON = (("schedule", 3), ("push", 3), ("workflow_dispatch", 2))
"""Events that start a training whose model is meant to be used, with their rank."""
_TRIED = ("smoke", "test", "dry-run", "debug", "tiny", "sanity", "check", "lint")
_TRIAL = lazy_pattern(
    r"[-_.](?:smoke|dry[-_]run|debug|fast[-_]dev[-_]run|tiny|sanity|test[-_]mode)\b"
    r"|max[-_](?:steps|iters|batches)[= ]\d{1,2}(?!\d)|limit[-_]train"
)
"""Arguments of a trial run: `--smoke`, `trainer.fast_dev_run=true`, `--max-steps 2`."""
_ORDERS = lazy_pattern(
    r"\bgcloud (?:beta )?ai custom-jobs create\b|\bgcloud ai-platform jobs submit training\b"
    r"|\baws sagemaker (?:create-training-job|start-pipeline-execution)\b"
)
"""Commands that order a training from a cloud, or start a pipeline of SageMaker."""
_SAYS_TRAINING = lazy_pattern(r"(?i)\b(?:re)?train(?:s|ing)?\b|\b(?:ml|model)[-_ ]pipeline\b")
"""Names of steps that speak of a training."""
_PIPELINES = frozenset(("aws_sagemaker_pipeline", "AWS::SageMaker::Pipeline"))
_TRAINS = lazy_pattern(r"\ATraining\Z|:sagemaker:create(?:Training|HyperParameterTuning)Job")
"""Steps that train: of a SageMaker pipeline, and of a state machine of Step Functions."""
_SCHEDULES = ("schedule_expression", "scheduleexpression")


def retraining_pipeline(material: Material) -> Answer:
    """Pass: a pipeline, an orchestrator, a schedule or a push starts training; partial: a person.

    A make target or script that people start by hand is no pipeline: it is shown, and fails.
    """
    picture = material.facts.picture
    found = (*picture.entry_points, *picture.elsewhere)
    if not found and not picture.ordering:
        return Answer("not-applicable", reason="no training entry point was found")
    ways = [
        start
        for entry in found
        if not material.imports.aside(entry.path)
        for ref in entry.started_by
        for start in _start(ref, entry.path, material)
    ]
    ways += _through_targets(material)
    ways += _ordered_by_commands(material)
    ways += _orchestrated(material)
    ways += _queued(material)
    ways += _ordered_by_templates(material)
    ways += _jobs_of_azure(material)
    ways += _deployed_flows(material)
    ways += _said_to_train(material)
    best = max((rank for rank, _one in ways), default=0)
    shown = tuple(dict.fromkeys(one for rank, one in ways if rank == best))[:SHOWN]
    if best > 1:
        return Answer("pass" if best == 3 else "partial", shown)
    return Answer("fail", shown, "training is started by hand only" if shown else "")


def _start(ref: str, entry: str, material: Material) -> Iterator[tuple[int, Evidence]]:
    """Yield what starts an entry point: 3 a pipeline or CI, 2 CI by hand, 1 a script or target."""
    path, _, name = ref.partition(":")
    base = path.rpartition("/")[2]
    workflow = material.ci_workflows.get(path)
    if base == "conf.py":
        return  # sphinx-gallery runs examples for their pictures
    if base in ("dvc.yaml", "MLproject"):
        yield 3, Evidence("pipeline", path, f"{name} runs {entry}")
    elif workflow is None:
        yield 1, Evidence("start", path, f"{name or base} runs {entry}")
    elif not _is_trial(name, workflow):
        # a smoke test in CI starts training, and trains nothing to use
        yield from _on_event(path, f"{name} runs {entry}", workflow)


def _through_targets(material: Material) -> Iterator[tuple[int, Evidence]]:
    """Yield the CI steps that train through a make target."""
    targets = {
        ref.partition(":")[2]: entry.path
        for entry in material.facts.picture.entry_points
        for ref in entry.started_by
        if "akefile" in ref.partition(":")[0] and not material.imports.aside(entry.path)
    }
    for path, workflow, step in material.ci_steps if targets else ():
        for start in starts(step.commands):
            entry = targets.get(start.what) if start.kind == "make" else None
            if entry is not None and not _is_trial(step.name, workflow):
                yield from _on_event(path, f"{step.name} runs {entry}", workflow)


def _ordered_by_commands(material: Material) -> Iterator[tuple[int, Evidence]]:
    """Yield the CI steps that order a training from a cloud by its command line."""
    for path, workflow, step in material.ci_steps:
        found = next(filter(None, map(_ORDERS.search, step.commands)), None)
        if found is not None and not _is_trial(step.name, workflow):
            yield from _on_event(path, f"{step.name} runs {found[0]}", workflow)


def _said_to_train(material: Material) -> Iterator[tuple[int, Evidence]]:
    """Yield the CI steps that are named after a training and start a program of the repository.

    A program that looks up by name what it runs shows nobody that it trains: never more than 2.
    """
    names = {path.rpartition("/")[2]: path for path, _source in material.imports.sources}
    for path, workflow, step in material.ci_steps:
        if not _SAYS_TRAINING.search(step.name) or _is_trial(step.name, workflow):
            continue
        for start in starts(step.commands):
            program = names.get(start.what.rpartition("/")[2]) if start.kind == "file" else None
            if program is not None and not material.imports.aside(program):
                detail = f"{step.name} starts {program}; that it trains is not seen"
                yield 2, Evidence("ci", f"{path}:{step.line}", detail)
                break


def _on_event(path: str, what: str, workflow: WorkflowFacts) -> Iterator[tuple[int, Evidence]]:
    """Yield what CI runs, with the rank of the strongest event that starts it."""
    for trigger, rank in _TRAINS_ON:
        if trigger in workflow.triggers:
            how = {"schedule": "on a schedule", "push": "on a push"}.get(trigger, "by hand")
            yield rank, Evidence("ci", path, f"{what}, {how}")
            return


def _is_trial(name: str, workflow: WorkflowFacts) -> bool:
    """Tell a step that only tries the training out: by its name, or by what it is told."""
    commands = [one for step in workflow.steps if step.name == name for one in step.commands]
    return any(word in name.lower() for word in _TRIED) or any(map(_TRIAL.search, commands))


def _orchestrated(material: Material) -> Iterator[tuple[int, Evidence]]:
    """Yield the orchestrators that are called: 3 where they run training."""
    ordering = material.facts.picture.ordering
    for use in material.imports.uses("orchestration"):
        if use.called is None or material.imports.aside(use.path):
            continue
        ref = f"{use.path}:{use.called}"
        runs = "training" in material.imports.roles(use.path) or use.path in ordering
        if runs or use.path in material.calling_training or _names_training(use.path, material):
            when = ", on a schedule" if material.imports.has_schedule(use.path) else ""
            yield 3, Evidence("code", ref, f"{use.instrument.module} runs training{when}")
        else:
            yield 2, Evidence("code", ref, f"{use.instrument.module} is called")


def _queued(material: Material) -> Iterator[tuple[int, Evidence]]:
    """Yield the tasks of a queue that train: whoever sends the message triggers a training."""
    queues = [one for one in instruments() if "queue" in one.purposes]
    used = [one for one in queues if material.imports.importing((one.module,))]
    names = frozenset(name for one in used for name in one.calls)
    for path, source in material.imports.sources if names else ():
        for one in source.definitions:
            last = (text.partition("(")[0].rpartition(".")[2] for text in one.decorators)
            if names.isdisjoint(last) or material.imports.aside(path):
                continue
            if node(path, one.name) in material.nodes_to_training:
                detail = f"{one.name} is a task of a queue, and trains"
                yield 3, Evidence("code", f"{path}:{one.line}", detail)


def _ordered_by_templates(material: Material) -> Iterator[tuple[int, Evidence]]:
    """Yield the pipelines that Terraform, CloudFormation or a state machine define, and train."""
    for path, leaves in material.templates:
        trains = next((leaf for leaf in leaves if _TRAINS.search(leaf.value)), None)
        pipeline = next((leaf for leaf in leaves if leaf.value in _PIPELINES), trains)
        if trains is None or pipeline is None:
            continue
        scheduled = any(leaf.key.lower().endswith(_SCHEDULES) for leaf in leaves)
        when = ", on a schedule" if scheduled else ""
        what = pipeline.value if pipeline.value in _PIPELINES else "a state machine"
        yield 3, Evidence("pipeline", f"{path}:{pipeline.line or 1}", f"{what} trains{when}")


def _jobs_of_azure(material: Material) -> Iterator[tuple[int, Evidence]]:
    """Yield the pipelines and sweeps of Azure ML (CLI v2) with a step that trains."""
    scripts = {entry.path.rpartition("/")[2] for entry in material.facts.picture.entry_points}
    for path, kind, values in material.azure:
        if kind not in ("pipelineJob", "sweepJob"):
            continue  # (a command alone is a job that somebody starts)
        for leaf in values:
            words = leaf.value.split() if leaf.key.endswith("command") else ()
            script = next((one for one in words if one.rpartition("/")[2] in scripts), None)
            if script is not None:
                detail = f"a pipeline of Azure ML runs {script}"
                yield 3, Evidence("pipeline", f"{path}:{leaf.line or 1}", detail)


def _deployed_flows(material: Material) -> Iterator[tuple[int, Evidence]]:
    """Yield the deployments of Prefect whose flow gets to the training ("prefect.yaml")."""
    for path, fact in sorted(material.facts.facts.items()):
        if path.rpartition("/")[2] != "prefect.yaml" or place_of(path) is not None:
            continue
        for leaf in fact.settings:
            deployment, _, key = leaf.key.rpartition(".")
            flow = leaf.value.partition(":")[0]
            if key != "entrypoint" or flow not in material.calling_training:
                continue
            times = (one.key for one in fact.settings if one.key.startswith(f"{deployment}.sched"))
            when = ", on a schedule" if any(times) else ""
            yield 3, Evidence("pipeline", f"{path}:{leaf.line or 1}", f"prefect runs {flow}{when}")


def _names_training(path: str, material: Material) -> bool:
    """Tell whether a file names what trains: a script in a command, an import, a module to run."""
    source = material.facts.facts[path].python
    if source is None:
        return False
    entries = material.facts.picture.entry_points
    scripts = {entry.path.rpartition("/")[2] for entry in entries}
    functions = {(entry.path.rpartition("/")[2][:-3], entry.symbol) for entry in entries}
    if any((one.module.rpartition(".")[2], one.name) in functions for one in source.imports):
        return True
    names = material.facts.picture.module_names
    modules = {name for one in material.calling_training for name in names.get(one, ())}
    if any(
        "." in call.text and call.text in modules
        for definition in source.definitions
        for call in definition.calls
    ):
        return True
    return any(
        word.rpartition("/")[2] in scripts
        for definition in source.definitions
        for text in (*definition.strings, *(call.text for call in definition.calls))
        for word in text.split()
    )
