"""The commands behind commands: those of the scripts and jobs that a step names."""

from collections.abc import Iterator, Mapping

from debtaudit.domain.files import FileFacts
from debtaudit.knowledge.vocabulary import vocabulary
from debtaudit.resolve.training.commands import starts

CI_ORIGINS = frozenset(vocabulary("ci-origins"))
DEEPEST = 6
"""So many scripts that start each other are followed."""
_JOB_KEYS = frozenset({"entrypoint", "command", "run", "cmd"})


def job_commands(facts: FileFacts) -> tuple[str, ...]:
    """Return the commands that the settings of a job name (`entrypoint: python train.py`)."""
    return tuple(each.value for each in facts.settings if each.key.rpartition(".")[2] in _JOB_KEYS)


def commands_within(
    facts: Mapping[str, FileFacts], commands: tuple[str, ...], depth: int = 0
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the scripts and jobs that commands name by their path, each with its own commands."""
    for start in starts(commands) if depth < DEEPEST else ():
        path = start.what.removeprefix("./")
        named = facts.get(path) if start.kind in ("shell", "job") else None
        if named is None:
            continue
        inner = job_commands(named)
        if start.kind == "shell":
            steps = named.workflow.steps if named.workflow is not None else ()
            inner = tuple(command for step in steps for command in step.commands)
        yield path, inner
        yield from commands_within(facts, inner, depth + 1)
