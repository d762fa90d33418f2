"""Paths of a person's folder in settings files of a project with models.

A settings file is the place for what differs between machines, so a mount or a host in one is no
debt; the folder of one person is, because everybody else has to change the file before anything
runs. All files with paths below the same folder are one finding.
"""

from collections.abc import Iterator, Mapping, Sequence

from debtaudit.detectors.infrastructure_debt import rules
from debtaudit.domain.facts import RepositoryFacts
from debtaudit.domain.files import FileFacts, SettingValue
from debtaudit.domain.findings import Finding
from debtaudit.domain.masking import mask
from debtaudit.domain.picture import Picture
from debtaudit.domain.quantities import plural
from debtaudit.domain.reported_finding import Evidence, Factor, Location
from debtaudit.extract.fixed_values import is_path_of_machine
from debtaudit.knowledge.fixed_places import machine_path
from debtaudit.knowledge.frameworks import training_packages
from debtaudit.knowledge.places import place_of
from debtaudit.resolve.named_settings import named_settings

_ENDS = (".yaml", ".yml", ".json", ".toml", ".ini", ".cfg")
_OF_CONTAINERS = ("apiVersion", "services", "AWSTemplateFormatVersion")
"""Keys of files that say how containers and machines are set up: their paths are theirs."""
_NAMED = 5


def setting_path_findings(facts: RepositoryFacts) -> Iterator[Finding]:
    """Yield a finding for each person's folder that settings name."""
    if not _has_models(facts.picture):
        return
    by_home: dict[str, dict[str, SettingValue]] = {}
    for path, known in facts.facts.items():
        if known.settings and path.endswith(_ENDS) and _is_own(path, known):
            for leaf in known.settings:
                home = _home(leaf.value)
                if home is not None:
                    by_home.setdefault(home, {}).setdefault(path, leaf)
    if by_home:
        named = named_settings(facts)
        for home, found in sorted(by_home.items()):
            yield _finding(home, found, named)


def _has_models(picture: Picture) -> bool:
    """Tell a project that trains, serves, or imports what models are made with."""
    if picture.entry_points or any("serving" in roles for roles in picture.roles.values()):
        return True
    imported = {module.partition(".")[0] for module in picture.outside}
    return not imported.isdisjoint(training_packages())


def _is_own(path: str, known: FileFacts) -> bool:
    """Tell settings of the program from those of tools, pipelines, containers and examples."""
    if place_of(path) is not None or any(part.startswith(".") for part in path.split("/")):
        return False
    if known.workflow is not None or known.manifest is not None:
        return False
    tops = {leaf.key.rpartition("]")[2].strip(".").partition(".")[0] for leaf in known.settings}
    return tops.isdisjoint(_OF_CONTAINERS)


def _home(value: str) -> str | None:
    """Return the folder of the person that a path lies in; None for what is no such path."""
    is_mount = ":" in value[2:]  # (`/home/ann:/data`)
    if not value.startswith(rules.HOMES) or is_mount or not is_path_of_machine(value):
        return None
    known = machine_path(value)
    if known is None or known.whose != "home":
        return None
    parts = value.replace("\\", "/").split("/")
    end = 4 if value.startswith("/private/") else 3
    return "/".join(parts[:end]) if len(parts) > end else None


def _finding(
    home: str, found: Mapping[str, SettingValue], named: Mapping[str, Sequence[str]]
) -> Finding:
    path, first = next(iter(found.items()))
    base = path.rpartition("/")[2]
    number = len(found)
    files = base if number == 1 else f"{base} and {plural(number - 1, 'more settings file')}"
    evidence = [_evidence(each, leaf) for each, leaf in list(found.items())[:_NAMED]]
    readers = [code for each in found for code in named.get(each, ())]
    if readers:
        evidence.append(Evidence("code", readers[0], "names the file"))
    harm = "On another machine, in a container or in CI it is not there."
    return Finding(
        rule=rules.PATH.id,
        title=f"{'Paths' if number > 1 else 'A path'} below {mask(home)} in {files}",
        message=f"`{mask(first.value)}` is set in {files}. {harm}",
        location=Location(path, first.line),
        factors=(
            Factor("fixed-in-settings", "likelihood", 0.3, f"settings name {mask(home)}"),
            Factor("tied-down", "impact", 0.25, harm),
        ),
        confidence=0.75 if readers else 0.6,
        effort_minutes=10 + 5 * (number - 1),
        evidence=tuple(evidence),
        remedy="Write the path relative to the project, or take it from an environment variable.",
        key="",
    )


def _evidence(path: str, leaf: SettingValue) -> Evidence:
    ref = path if leaf.line is None else f"{path}:{leaf.line}"
    return Evidence("setting", ref, f"{mask(leaf.key)}: {mask(leaf.value)}")
