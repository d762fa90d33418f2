"""Experiment tracking in local files, in code that is deployed."""

from collections.abc import Iterator, Sequence

from debtaudit.detectors.infrastructure_debt import rules
from debtaudit.detectors.infrastructure_debt.finding import by_definition, finding_of
from debtaudit.detectors.infrastructure_debt.places import is_overridable
from debtaudit.domain.facts import RepositoryFacts
from debtaudit.domain.files import PathClass
from debtaudit.domain.findings import Finding
from debtaudit.domain.reported_finding import Factor
from debtaudit.knowledge.places import place_of
from debtaudit.resolve.placed_values import PlacedValue

_CALLS = frozenset(
    ("set_tracking_uri", "set_registry_uri", "MlflowClient", "MLFlowLogger", "MLflowLogger")
)
_NAMES = ("tracking_uri", "registry_uri", "mlflow_uri", "mlruns")
_PIPELINES = (".github/", ".gitlab-ci", ".circleci", "Jenkinsfile", "azure-pipelines", "cloudbuild")


def tracking_findings(values: Sequence[PlacedValue], facts: RepositoryFacts) -> Iterator[Finding]:
    """Yield a finding for each definition of deployed code that tracks in local files."""
    found = [one for one in values if one.roles and _is_tracking(one) and one.cell is None]
    if not found:
        return
    images = _image_folders(facts)
    started = _started_in_pipelines(facts)
    for group in by_definition(found):
        where = _deployed(group[0], images, started)
        if where is None:
            continue
        factors = [
            Factor("kept-locally", "likelihood", 0.6, f"`{group[0].value.text}` is a local place"),
            Factor("lost-runs", "impact", 0.35, where),
        ]
        if all(is_overridable(one) for one in group):
            because = "a variable can say otherwise"
            factors.append(Factor("overridable", "likelihood", -0.25, because))
        yield finding_of(
            rules.TRACKING,
            group,
            what="Experiments kept in local files",
            message=(
                f"Runs are recorded under `{group[0].value.text}`, and {where}. What it records is "
                "gone with the machine or the container."
            ),
            factors=tuple(factors),
            minutes=60,
            confidence=0.75,
            detail=lambda one: f"`{one.value.text}` given to {one.value.call or one.value.name}",
        )


def _is_tracking(one: PlacedValue) -> bool:
    value = one.value
    if value.kind != "tracking":
        return False
    name = value.name.lower()
    return value.call.rpartition(".")[2] in _CALLS or any(word in name for word in _NAMES)


def _image_folders(facts: RepositoryFacts) -> dict[str, str]:
    """Return the folders with a container file: folder (with `/`, empty for the top) -> path."""
    found: dict[str, str] = {}
    for entry in facts.files:
        if entry.path_class is PathClass.DOCKERFILE and place_of(entry.path) is None:
            folder, slash, _ = entry.path.rpartition("/")
            found.setdefault(folder + slash, entry.path)
    return found


def _started_in_pipelines(facts: RepositoryFacts) -> dict[str, str]:
    found: dict[str, str] = {}
    for point in facts.picture.entry_points:
        for starter in point.started_by:
            if starter.startswith(_PIPELINES) or "ockerfile" in starter:
                found.setdefault(point.path, starter)
    return found


def _deployed(one: PlacedValue, images: dict[str, str], started: dict[str, str]) -> str | None:
    """Say how the code gets onto another machine; None where nothing shows that it does."""
    if "serving" in one.roles:
        return "the service that answers runs this code"
    if one.path in started:
        return f"{started[one.path]} runs this code"
    folder = one.path.rpartition("/")[0] + "/"
    inside = [image for image in images if folder.startswith(image)]
    if inside:
        return f"{images[max(inside, key=len)]} puts this code into an image"
    return None
