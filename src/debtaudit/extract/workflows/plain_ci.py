"""CI systems whose jobs are mappings with their commands under a known key, wherever they stand.

Taskcluster (nested lists of words), Buildkite, Drone, Woodpecker, AppVeyor, Cirrus and Semaphore.
"""

from collections.abc import Iterator

from debtaudit.domain.files import Step, WorkflowFacts
from debtaudit.extract.workflows.commands import commands_of, limited
from debtaudit.extract.yaml_tree import YamlMapping, YamlNode, YamlScalar, YamlSequence

_COMMANDS = frozenset(
    ("command", "commands", "script", "before_script", "install", "build_script", "test_script")
) | frozenset(("before_test", "after_test", "install_script", "main_script"))
_NAMES = ("label", "name", "key", "alias")
_SCHEDULES = ("cron", "schedule", "schedules")
_MAX_DEPTH = 20


def origin_by_content(root: YamlMapping) -> str | None:
    """Return the system whose files have names that others use too, None for any other file."""
    if isinstance(root.get("blocks"), YamlSequence):
        return "semaphore"
    steps = [step for step in root.items("steps") if isinstance(step, YamlMapping)]
    if any({"command", "commands"} & step.pairs.keys() and "label" in step.pairs for step in steps):
        return "buildkite"
    return None


def plain_ci(origin: str, root: YamlMapping) -> WorkflowFacts:
    """Return a step for each mapping that holds commands, by its name or that of what it is in."""
    triggers = ["push", "pull_request"]
    if any(key in root.pairs for key in _SCHEDULES):
        triggers.append("schedule")
    return WorkflowFacts(tuple(triggers), limited(_steps(origin, root, "", 0)))


def _steps(origin: str, node: YamlNode, name: str, depth: int) -> Iterator[Step]:
    if depth > _MAX_DEPTH:
        return
    if isinstance(node, YamlSequence):
        for child in node.items:
            yield from _steps(origin, child, name, depth + 1)
    if not isinstance(node, YamlMapping):
        return
    own = next((node.text(key) for key in _NAMES if node.text(key)), "")
    title = own or node.mapping("metadata").text("name") or name
    for key, child in node.pairs.items():
        if key in _COMMANDS and not isinstance(child, YamlMapping):
            commands = commands_of("\n".join(_lines(child, 0)))
            if commands:
                yield Step(origin, title or key, child.line, commands)
        else:
            yield from _steps(origin, child, title or key, depth + 1)


def _lines(node: YamlNode, depth: int) -> list[str]:
    """Return the command lines of a scalar or list; a list in a list is the words of one line.

    AppVeyor names the shell of a line: `- cmd: pytest`.
    """
    if isinstance(node, YamlScalar):
        return [node.value]
    if isinstance(node, YamlMapping):
        return [child.value for child in node.pairs.values() if isinstance(child, YamlScalar)]
    if depth >= 1:
        return [" ".join([child.value for child in node.items if isinstance(child, YamlScalar)])]
    return [line for child in node.items for line in _lines(child, depth + 1)]
