"""Makefiles, justfiles, shell scripts, Dockerfiles and Jenkinsfiles: read by lines, never run."""

import re
from collections.abc import Iterator, Mapping

from debtaudit.domain.files import Step, WorkflowFacts
from debtaudit.domain.patterns import lazy_pattern
from debtaudit.extract.workflows.commands import (
    commands_of,
    limited,
    numbered_commands,
    shown,
)

_RULE = lazy_pattern(r"@?([^\s:=#'\"+][^:=#]*):{1,2}(?!=)([^=;]*)(?:;(.*))?$")
_VARIABLE = lazy_pattern(r"(?:export\s+|override\s+)?([A-Za-z_][\w.]*)\s*(?:\?|:{1,3}|!)?=\s*(.*)$")
_REFERENCE = lazy_pattern(r"\$[({]([A-Za-z_][\w.]*)[)}]|\{\{\s*([A-Za-z_]\w*)\s*\}\}")
_COMPUTED = frozenset("$%()")
_MAX_EXPANSIONS = 3
_MAX_VALUE = 500
_MAX_EXPANDED = 5_000
_INSTRUCTION = lazy_pattern(r"(RUN|CMD|ENTRYPOINT)\s+(.*)$", re.IGNORECASE | re.DOTALL)
_RUN_OPTION = lazy_pattern(r"(?:--[\w-]+=\S+\s+)+")
_JENKINS = lazy_pattern(
    r"^[^\n/*]*?\b(?:sh|bat|powershell)\b[\s(]*(?:script:\s*)?(?P<quote>'''|\"\"\"|'|\")"
    r"(?P<text>.*?)(?<!\\)(?P=quote)",
    re.MULTILINE | re.DOTALL,
)
_JENKINS_STAGE = lazy_pattern(r"\bstage\s*\(\s*(['\"])([^'\"\n]*)\1")


def makefile(text: str, *, just: bool = False) -> WorkflowFacts:
    """Return a step for each target with commands; simple variables are put in.

    Pattern rules (`%.o`), computed targets and those that start with a dot are left out. In a
    justfile (`just`) the words after the first one are parameters of the recipe, not targets.
    """
    return WorkflowFacts((), limited(_targets(text.split("\n"), just)))


def _targets(lines: list[str], just: bool) -> Iterator[Step]:
    variables: dict[str, str] = {}
    names: list[str] = []
    inputs: tuple[str, ...] = ()
    body: list[str] = []
    start = 0
    for number, line in _joined(lines):
        if line[:1] in ("\t", " ") and line.strip():
            if names:
                body.append(line.strip().lstrip("@-+"))
            continue
        if not line or line[0] == "#":
            continue
        plain = line.partition(" #")[0].rstrip()  # `train: data ## call it with ARGS="--x"`
        variable = _VARIABLE.match(plain)
        rule = None if variable else _RULE.match(plain)
        if variable is not None:
            value = variable[2].strip()[:_MAX_VALUE]
            variables[variable[1]] = value.strip("'\"") if just else value
        if rule is None:
            continue
        yield from _target_steps(names, start, body, inputs, variables)
        names = _expanded(rule[1], variables).split()[: 1 if just else None]
        inputs = tuple(_expanded(rule[2].partition("#")[0], variables).split())
        body = [rule[3].strip()] if rule[3] else []
        start = number
    yield from _target_steps(names, start, body, inputs, variables)


def _joined(lines: list[str]) -> Iterator[tuple[int, str]]:
    """Yield logical lines, continued ones as one, with the number of their first line."""
    held = ""
    start = 0
    for number, raw in enumerate(lines, 1):
        line = raw.rstrip()
        if not held:
            start = number
        if line.endswith("\\"):
            part = line[:-1].rstrip()
            held += f"{part.strip() if held else part} "
            continue
        yield start, held + line.strip() if held else line
        held = ""
    if held:
        yield start, held


def _target_steps(
    names: list[str],
    line: int,
    body: list[str],
    inputs: tuple[str, ...],
    variables: Mapping[str, str],
) -> Iterator[Step]:
    script = "\n".join([_expanded(one, variables) for one in body])
    commands = commands_of(script)
    for name in names:
        if (commands or inputs) and name[0] != "." and _COMPUTED.isdisjoint(name):
            yield Step("makefile", name, line, commands, inputs=inputs)


def _expanded(text: str, variables: Mapping[str, str]) -> str:
    """Put the values of variables in, also where they stand on each other; never more than a bit.

    Values and text are cut: a variable of ten others of ten others is an attack.
    """
    text = text[:_MAX_EXPANDED]
    for _ in range(_MAX_EXPANSIONS):
        if "$" not in text and "{{" not in text:
            break
        grown = _REFERENCE.sub(lambda found: variables.get(found[1] or found[2], found[0]), text)
        if grown == text:
            break
        text = grown[:_MAX_EXPANDED]
    return text.replace("$$", "$")


def shell_script(text: str) -> WorkflowFacts:
    """Return one step with the commands of the script; its line is that of the first command."""
    found = list(numbered_commands(text.split("\n")))
    if not found:
        return WorkflowFacts((), ())
    commands = tuple([command for _line, command in found])
    return WorkflowFacts((), (Step("shell", "", found[0][0], commands),))


def dockerfile(text: str) -> WorkflowFacts:
    """Return the RUN, CMD and ENTRYPOINT instructions ("Dockerfile reference")."""
    return WorkflowFacts((), limited(_instructions(text)))


def _instructions(text: str) -> Iterator[Step]:
    lines = text.split("\n")
    for number, line in numbered_commands(lines):
        found = _INSTRUCTION.match(line)
        if found is None:
            continue
        command = _RUN_OPTION.sub("", found[2], count=1).strip()
        if command.startswith("["):
            command = " ".join(re.findall(r'"((?:[^"\\]|\\.)*)"', command)) or command
        here = re.match(r"<<-?\s*['\"]?(\w+)", command)
        commands = _body(lines[number:], here[1]) if here else (command,)
        yield Step("dockerfile", found[1].upper(), number, commands)


def _body(lines: list[str], until: str) -> tuple[str, ...]:
    """Return the commands of a here-document, which a RUN instruction does execute."""
    end = next((index for index, line in enumerate(lines) if line.strip() == until), len(lines))
    return commands_of("\n".join(lines[:end]))


def jenkinsfile(text: str) -> WorkflowFacts:
    """Return the shell steps of a pipeline in Groovy; `triggers { cron }` is a schedule.

    Found by their form, since Groovy is a language and not a format.
    """
    triggers = ["push"]
    if re.search(r"^[ \t]*(?:triggers\s*\{\s*)?cron\s*[('\"]", text, re.MULTILINE):
        triggers.append("schedule")
    return WorkflowFacts(tuple(triggers), limited(_jenkins_steps(text)))


def _jenkins_steps(text: str) -> Iterator[Step]:
    stages = [(found.start(), found[2]) for found in _JENKINS_STAGE.finditer(text)]
    position = 0
    name = ""
    for found in _JENKINS.finditer(text):
        while position < len(stages) and stages[position][0] < found.start("text"):
            name = stages[position][1]
            position += 1
        line = text.count("\n", 0, found.start("text")) + 1
        commands = commands_of(found["text"])
        yield Step("jenkins", shown(name), line, commands)
