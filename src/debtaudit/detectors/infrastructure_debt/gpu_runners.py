"""Pipelines that ask for a GPU machine of one's own, and no container says what is on it."""

from collections.abc import Iterator

from debtaudit.detectors.infrastructure_debt import rules
from debtaudit.domain.facts import RepositoryFacts
from debtaudit.domain.files import Step
from debtaudit.domain.findings import Finding
from debtaudit.domain.patterns import lazy_pattern
from debtaudit.domain.reported_finding import Evidence, Factor, Location

_GPU = lazy_pattern(
    r"(?i)(?:\A|[-_ .])"
    r"(?:gpus?|cuda\d*|nvidia|[avt]100|t4|h100|a10g?|l4|rtx\w*)(?:\Z|[-_ .])"
)
"""Words in a label that say that the machine has a GPU."""
_HOSTED = lazy_pattern(r"(?i)\A(?:ubuntu|windows|macos)-|saas-|\$\{\{")
"""Labels of machines that the service itself hands out, with an image that it documents."""
_CONTAINED = lazy_pattern(
    r"\b(?:docker|podman|nerdctl)\b|\bdocker-compose\b|\bsingularity\b|\bapptainer\b|\benroot\b"
)


def gpu_runner_findings(facts: RepositoryFacts) -> Iterator[Finding]:
    """Yield a finding for each job on a GPU machine in which no container runs."""
    for path, known in facts.facts.items():
        if known.workflow is None:
            continue
        jobs: dict[str, list[Step]] = {}
        for step in known.workflow.steps:
            if step.runner and not step.inactive:
                jobs.setdefault(step.name.partition("/")[0], []).append(step)
        for job, steps in jobs.items():
            label = _own_gpu(steps[0])
            if label is not None and not any(_is_contained(step) for step in steps):
                yield _finding(path, job, steps, label)


def _own_gpu(step: Step) -> str | None:
    """Return the label, or the name of the job, that asks for a GPU on a machine of one's own."""
    if any(_HOSTED.search(label) for label in step.runner):
        return None
    if step.origin == "github-actions" and "self-hosted" not in step.runner:
        return None  # (an organisation names GitHub's larger machines as it likes)
    names = (*step.runner, step.name.partition("/")[0])
    return next((name for name in names if _GPU.search(name)), None)


def _is_contained(step: Step) -> bool:
    if step.image or "docker" in step.uses:
        return True
    return any(_CONTAINED.search(command) for command in step.commands)


def _finding(path: str, job: str, steps: list[Step], label: str) -> Finding:
    labels = ", ".join(steps[0].runner)
    return Finding(
        rule=rules.GPU_RUNNER.id,
        title=f"The job {job} needs a GPU machine that no container describes",
        message=(
            f"`{job}` runs on a machine labelled {labels}, with the driver, the CUDA and the "
            "libraries that are installed there."
        ),
        location=Location(path, steps[0].line, symbol=job),
        factors=(
            Factor("one-machine", "likelihood", 0.4, f"{label} on machines of one's own"),
            Factor("set-up-by-hand", "impact", 0.35, "an update of it changes what a commit does"),
        ),
        confidence=0.7,
        effort_minutes=90,
        evidence=(
            Evidence("pipeline", f"{path}:{steps[0].line}", f"runs on {labels}, no container"),
        ),
        remedy=rules.GPU_RUNNER.remedy,
        key="",
    )
