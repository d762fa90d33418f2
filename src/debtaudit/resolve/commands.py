"""What a shell command starts: a script, a module, a notebook, a target, a pipeline."""

from collections.abc import Iterable
from typing import Literal

from msgspec import Struct

from debtaudit.knowledge.vocabulary import vocabulary

StartKind = Literal["file", "module", "make", "dvc", "mlflow", "shell", "script", "pytest", "tox"]

_RUNNERS = vocabulary("running-programs")
_CHECKERS = frozenset(vocabulary("checking-programs"))
_LAUNCHERS = frozenset(vocabulary("launching-modules"))


class Start(Struct, frozen=True):
    """One thing that a command starts, and the words after it."""

    kind: StartKind
    what: str
    words: tuple[str, ...] = ()
    folder: str = ""


def starts(commands: Iterable[str]) -> list[Start]:
    """Return what the shell lines of one step start, in order; `cd` is followed."""
    found: list[Start] = []
    folder = ""
    joined = "\n".join(commands).replace("\\\n", " ")
    for separator in ("&&", "||", ";", "|", "&"):
        joined = joined.replace(separator, "\n")
    for line in joined.split("\n")[:500]:
        words = [word.strip("\"'()`") for word in line.split("#")[0].split()[:100]]
        words = [word for word in words if word]
        while (words and ("=" in words[0] and not words[0].startswith("-"))) or (
            words
            and words[0] in ("sudo", "!", "@", "-", "then", "do", "else", "exec", "time", "run")
        ):
            words = words[1:]
        if not words:
            continue
        if "()" in line and line.rstrip().endswith("{"):
            # scripts that run examples name a function after each example's folder
            folder = line.partition("(")[0].replace("function", "").strip()
            continue
        words[0] = words[0].lstrip("@-!")
        if words[0] in ("cd", "%cd", "pushd") and len(words) > 1:
            target = words[1].strip("./")
            folder = (
                target if words[1].startswith(("/", "$")) or not folder else f"{folder}/{target}"
            )
            folder = "" if words[1].startswith("..") else folder
            continue
        found.extend(Start(each.kind, each.what, each.words, folder) for each in _of_words(words))
    return found


def _of_words(words: list[str]) -> list[Start]:
    first = words[0].rpartition("/")[2]
    if first in _CHECKERS or "--help" in words or "-h" in words[1:]:
        return []
    if "pytest" in words[:6] or "py.test" in words[:6]:
        return [Start("pytest", "", tuple(words))]
    if first in ("tox", "nox"):
        return [Start("tox", first, tuple(words[1:]))]
    if first in ("make", "gmake"):
        targets = [word for word in words[1:] if not word.startswith("-") and "=" not in word]
        return [Start("make", target) for target in targets] or [Start("make", "")]
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
    launched = words[2:] if first in ("poetry", "uv", "pipenv", "pdm", "hatch") else words
    return [Start("script", launched[0], tuple(launched[1:]))] if launched else []
