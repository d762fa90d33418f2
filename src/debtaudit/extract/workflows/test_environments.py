"""What tox and nox run: the commands of environments and sessions (tox.ini, noxfile.py)."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from debtaudit.domain.files import Step, WorkflowFacts
from debtaudit.domain.patterns import lazy_pattern
from debtaudit.extract.manifests.ini_sections import options
from debtaudit.extract.settings_files import text_of
from debtaudit.extract.workflows.commands import commands_of, limited, relative_folder

_COMMANDS = ("commands_pre", "commands", "commands_post")
_FACTOR = lazy_pattern(r"[\w{}.,!-]+:\s+")
_SUBSTITUTION = lazy_pattern(r"\{([a-z_]+)\}[/\\]?|\{posargs:([^{}]*)\}")
_PYTHON = ("envpython", "env_python")
_RUNS = ("run", "run_always")


def tox_environments(data: bytes) -> WorkflowFacts | None:
    """Return a step for each environment of a tox.ini with commands ("tox - configuration").

    Lines for single factors (`py39: pytest`) count for the environment; `{envpython}` is
    `python`, `{posargs:tests}` its default, and what else stands in braces nothing: `{toxinidir}/`
    is the folder of the file.
    """
    if b"commands" not in data:
        return None
    return WorkflowFacts((), limited(_environments(text_of(data).replace("\r\n", "\n"))))


def _environments(text: str) -> Iterator[Step]:
    held = [each for each in options(text) if each.section.startswith("testenv")]
    folders = {
        each.section: _plain(each.lines[0][1])
        for each in held
        if each.key in ("changedir", "change_dir") and each.lines
    }
    for each in held:
        if each.key in _COMMANDS and each.lines:
            name = each.section.partition(":")[2] or "testenv"
            script = "\n".join([_plain(line) for _, line in each.lines])
            folder = relative_folder(folders.get(each.section, ""))
            yield Step("tox", name, each.lines[0][0], commands_of(script), folder=folder)


def _plain(line: str) -> str:
    """Return a command without its factor, its mark (`-` ignores errors) and tox's own words."""
    factor = _FACTOR.match(line)
    bare = line[factor.end() :] if factor else line
    if bare[:1] in ("-", "!") and bare[1:2] != "-":  # (an option of a continued line has two)
        bare = bare[1:].lstrip()
    return _SUBSTITUTION.sub(lambda found: _value(found[1], found[2]), bare)


def _value(name: str | None, default: str | None) -> str:
    if name in _PYTHON:
        return "python"
    return default or ""


def nox_sessions(tree: ast.Module) -> WorkflowFacts:
    """Return a step for each session of a noxfile.py, with what `session.run` is given."""
    return WorkflowFacts((), limited(_sessions(tree)))


def _sessions(tree: ast.Module) -> Iterator[Step]:
    for function in tree.body:
        if not isinstance(function, ast.FunctionDef) or not _is_session(function):
            continue
        session = function.args.args[0].arg
        lines = [
            " ".join(words)
            for call in ast.walk(function)
            if isinstance(call, ast.Call) and _is_run(call.func, session)
            if (words := _words(call))
        ]
        commands = commands_of("\n".join(lines))
        if commands:
            yield Step("nox", function.name, function.lineno, commands)


def _is_session(function: ast.FunctionDef) -> bool:
    named = (each.func if isinstance(each, ast.Call) else each for each in function.decorator_list)
    return bool(function.args.args) and any(
        ast.unparse(each).rpartition(".")[2] == "session" for each in named
    )


def _is_run(function: ast.expr, session: str) -> bool:
    return (
        isinstance(function, ast.Attribute)
        and function.attr in _RUNS
        and isinstance(function.value, ast.Name)
        and function.value.id == session
    )


def _words(call: ast.Call) -> list[str]:
    """Return the words that stand there as constants, also those of a list behind a star."""
    found = []
    for argument in call.args:
        inner = argument.value if isinstance(argument, ast.Starred) else argument
        parts = inner.elts if isinstance(inner, ast.List | ast.Tuple) else [inner]
        found += [
            each.value
            for each in parts
            if isinstance(each, ast.Constant) and isinstance(each.value, str)
        ]
    return [word for word in found if "\n" not in word]
