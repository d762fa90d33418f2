"""What a shell command starts: a script, a module, a notebook, a target, a pipeline."""

from collections.abc import Iterable
from typing import Literal

from msgspec import Struct

from debtaudit.knowledge.vocabulary import vocabulary

StartKind = Literal[
    "file", "module", "make", "dvc", "mlflow", "shell", "job", "script", "pytest", "tox"
]

_RUNNERS = vocabulary("running-programs")
_CHECKERS = frozenset(vocabulary("checking-programs"))
_SUBMITS = frozenset({"submit", "launch", "create", "run", "exec"})
_MAKE = ("make", "gmake", "$(MAKE", "$(MAKE)", "${MAKE}")
_SHELLS = (["sh"], ["bash"])
_LAUNCHERS = frozenset(vocabulary("launching-modules"))


class Start(Struct, frozen=True):
    """One thing that a command starts, and the words after it.

    A `job` is a settings file handed to a program that submits what it says.
    """

    kind: StartKind
    what: str
    words: tuple[str, ...] = ()
    folder: str = ""


def starts(commands: Iterable[str]) -> list[Start]:
    """Return what the shell lines of one step start, in order; `cd` is followed.

    Of a script that calls some of its functions the others start nothing.
    """
    found: list[Start] = []
    folder = ""
    skipped = cloned = False
    joined = "\n".join(map(_unpiped, commands)).replace("\\\n", " ")
    for separator in ("&&", "||", ";", "|", "&"):
        joined = joined.replace(separator, "\n")
    lines = joined.split("\n")[:500]
    uncalled = _uncalled(lines)
    for line in lines:
        words = [word.strip("\"'()`") for word in line.split("#")[0].split()[:100]]
        words = [word for word in words if word]
        while (words and ("=" in words[0] and not words[0].startswith("-"))) or (
            words
            and words[0] in ("sudo", "!", "@", "-", "then", "do", "else", "exec", "time", "run")
        ):
            words = words[1:]
        if not words:
            continue
        if _is_header(line):
            # scripts that run examples name a function after each example's folder
            folder = _function_of(line)
            skipped = folder in uncalled
            continue
        if skipped:
            skipped = words[0] != "}"
            continue
        words[0] = words[0].lstrip("@-!")
        if words[0] in ("cd", "%cd", "pushd") and len(words) > 1:
            folder = "" if cloned else _folder_after(folder, words[1])
            cloned = False
            continue
        cloned = cloned or words[:2] == ["git", "clone"]  # what is changed into next is its root
        found.extend(Start(each.kind, each.what, each.words, folder) for each in _of_words(words))
    return found


def _folder_after(folder: str, word: str) -> str:
    """Return the folder, relative to the repository, after `cd word`; `..` is taken as its root."""
    if word.startswith(".."):
        return ""
    target = word.strip("./")
    return target if word.startswith(("/", "$")) or not folder else f"{folder}/{target}"


def _is_header(line: str) -> bool:
    return "()" in line and line.rstrip().endswith("{")


def _function_of(header: str) -> str:
    return header.partition("(")[0].replace("function", "").strip()


def _uncalled(lines: Iterable[str]) -> frozenset[str]:
    """Return the functions that no line names, where some are called: `run a/b` calls `a_b`.

    A script that calls none of them is a library of another one, and `"$@"` may call any.
    """
    headers = [line for line in lines if _is_header(line)]
    if not headers:
        return frozenset()
    functions = {_function_of(header) for header in headers}
    named = {
        word.strip("\"'").replace("/", "_")
        for line in lines
        if line not in headers
        for word in line.split()
    }
    uncalled = functions - named
    return frozenset() if uncalled == functions or "$@" in named else frozenset(uncalled)


def _unpiped(command: str) -> str:
    """Return the commands that a line writes into a shell: `echo x | xargs -I {} echo "y {}" | sh`.

    What filters between them change (`sed`) is not followed.
    """
    if "sh" not in command[-12:] or "|" not in command:
        return command
    parts = [part.strip() for part in command.replace("||", "\0").split("|")]
    if parts[-1].split()[:1] not in _SHELLS or not parts[0].startswith("echo "):
        return command
    said = text = parts[0][5:].strip(" \"'")
    for part in parts[1:-1]:
        if part.startswith("xargs ") and "{}" in part:
            text = part.partition(" echo ")[2].strip(' "').replace("{}", said)
    return text.replace("\0", "||")


def with_values(commands: Iterable[str], given: Iterable[str]) -> tuple[str, ...]:
    """Put the variables of a call of make (`NAME=value`) into the commands of its target."""
    made = list(commands)
    for word in given:
        name, _, value = word.partition("=")
        value = value.strip("\"'")[:500]
        for written in (f"$({name})", f"${{{name}}}"):
            made = [command.replace(written, value)[:5000] for command in made]
    return tuple(made)


def _of_words(words: list[str]) -> list[Start]:
    first = words[0].rpartition("/")[2]
    if first in _CHECKERS or "--help" in words or "-h" in words[1:]:
        return []
    if "pytest" in words[:6] or "py.test" in words[:6]:
        return [Start("pytest", "", tuple(words))]
    if first in ("tox", "nox"):
        return [Start("tox", first, tuple(words[1:]))]
    if first in _MAKE:
        targets = [word for word in words[1:] if not word.startswith("-") and "=" not in word]
        given = tuple(word for word in words[1:] if not word.startswith("-") and "=" in word)
        return [Start("make", target, given) for target in targets] or [Start("make", "", given)]
    if "dvc" in words[:4]:
        return _dvc(words[words.index("dvc") + 1 :])
    if first == "mlflow" and words[1:2] == ["run"]:
        after = words.index("-e") + 1 if "-e" in words else 0
        return [Start("mlflow", words[after] if after and after < len(words) else "main")]
    return _program(first, words)


def _dvc(words: list[str]) -> list[Start]:
    if words[:1] in (["repro"], ["exp"]):
        stages = [word for word in words[1:] if not word.startswith("-") and word != "run"]
        return [Start("dvc", stage.rpartition(":")[2]) for stage in stages] or [Start("dvc", "")]
    return []


def _program(first: str, words: list[str]) -> list[Start]:
    runs = first.startswith(_RUNNERS)
    if "nbconvert" in words[:5] and "--execute" not in words:
        return []
    for at, word in enumerate(words):
        after = tuple(words[at + 1 :])
        if word == "-m" and runs and at + 1 < len(words):
            if words[at + 1].startswith(tuple(_LAUNCHERS)):
                continue
            if words[at + 1] not in ("pip", "venv", "build", "ipykernel", "unittest"):
                return [Start("module", words[at + 1], tuple(words[at + 2 :]))]
            return []
        if word.endswith((".py", ".ipynb")) and (runs or at == 0):
            return [Start("file", word, after)]
        if word.endswith((".sh", ".bash")) and (runs or at == 0 or first in ("source", ".")):
            return [Start("shell", word, after)]
    if not _SUBMITS.isdisjoint(words[1:4]):
        jobs = [word for word in words[2:] if word.endswith((".yaml", ".yml"))]
        if jobs:
            return [Start("job", jobs[0])]
    launched = words[2:] if first in ("poetry", "uv", "pipenv", "pdm", "hatch") else words
    return [Start("script", launched[0], tuple(launched[1:]))] if launched else []
