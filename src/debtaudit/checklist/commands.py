"""What the shell lines of a step run; the `echo` of a command, or its installation, is no run."""

from collections.abc import Callable, Iterable
from functools import lru_cache

from debtaudit.domain.patterns import lazy_pattern

_SEPARATORS = lazy_pattern(r"&&|\|\||[;|\n]")
_ASSIGNMENT = lazy_pattern(r"\w+=\S*\Z")
_BEFORE = frozenset(
    {
        "sudo",
        "time",
        "env",
        "exec",
        "nice",
        "nohup",
        "command",
        "then",
        "do",
        "else",
        "if",
        "while",
        "!",
        "{",
        "(",
        "@",
        "-",
    }
)
_RUNNERS = frozenset(
    {
        "uv",
        "poetry",
        "pdm",
        "pipenv",
        "rye",
        "pixi",
        "hatch",
        "mise",
        "conda",
        "mamba",
        "micromamba",
        "coverage",
    }
)
_EXPRESSION = lazy_pattern(r"\$\{\{[^}]*\}\}")
_VARIABLE = lazy_pattern(r"\$(?:\((\w+)\)|\{(\w+)\})")
"""A variable of make or the shell in brackets; `$(info text)` is a call, and none."""
_ONLY_A_VARIABLE = lazy_pattern(r"\$\w+\Z")
_PRINTS = lazy_pattern(r"(?i)\$\w*(?:echo|print|log)")
_OPTIONS_WITH_A_WORD = frozenset(
    {
        *("-n", "--name", "-p", "--prefix", "--cwd", "-e", "--environment", "-C", "--directory"),
        *("--with", "--with-requirements", "--with-editable", "--extra", "--group", "--only-group"),
        *("--no-extra", "--no-group", "--python", "--project", "--package", "--env-file"),
        *("--index", "--index-url", "--source", "--rcfile", "--omit", "--include", "--data-file"),
    }
)
_TASK_RUNNERS = frozenset({"hatch", "pixi", "pdm", "rye", "poe", "mise"})
_MAKE = frozenset({"make", "gmake", "$MAKE", "just", "invoke", "inv"})
_TEST_TASK = lazy_pattern(r"(?:\w+[:.])?(?:unit[-_]?)?(?:tests?|cov)(?:[-:_]\w+)*\Z")
_CONTAINERS = frozenset({"docker", "podman", "docker-compose"})
_TEST_PROGRAMS = frozenset(
    {"pytest", "py.test", "tox", "nox", "nosetests", "nose2", "trial", "behave", "robot", "ward"}
)
_TEST_MODULES = frozenset(
    {"pytest", "unittest", "tox", "nox", "nose", "nose2", "trial", "xdoctest"}
)
_TEST_SCRIPT = lazy_pattern(r"(?:run[-_])?(?:unit[-_]?)?tests?(?:[-_]\w+)*\.(?:py|sh)|test_\w+\.py")
_NOT_RUN = frozenset({"--collect-only", "--co", "--version", "--help"})


def programs(commands: Iterable[str]) -> tuple[list[str], ...]:
    """Return the words of every command that is run, the program first.

    Assignments, `sudo`, `poetry run` and the like in front of the program are left out.
    """
    return _programs(tuple(commands))


@lru_cache(maxsize=1_000)
def _programs(commands: tuple[str, ...]) -> tuple[list[str], ...]:
    """Read the commands of a step once, for all items that ask what it runs."""
    found = []
    joined = "\n".join(commands)[:100_000].replace("\\\n", " ")
    plain = _VARIABLE.sub(r"$\1\2", _EXPRESSION.sub("$x", joined))
    for part in _SEPARATORS.split(plain):
        words = [word.strip("\"'`()") for word in part.split(" #")[0].split()]
        words = _without_wrappers([word for word in words if word])
        if words and not words[0].startswith("#"):
            found.append(words)
    return tuple(found)


def runs_tests(commands: Iterable[str], target: Callable[[str], bool]) -> bool:
    """Tell whether the commands run tests; `target` tells it of a make target."""
    return any(_is_test_run(words, target) for words in programs(commands))


def program_names(commands: Iterable[str]) -> frozenset[str]:
    """Return the names of the programs that commands run, with the modules of `python -m`."""
    found: set[str] = set()
    for words in programs(commands):
        found.add(words[0].rpartition("/")[2])
        module = _module(words)
        if module is not None:
            found.add(module)
    return frozenset(found)


def _is_test_run(words: list[str], target: Callable[[str], bool]) -> bool:
    program = words[0].rpartition("/")[2]
    if not _NOT_RUN.isdisjoint(words):
        return False
    if program in _TEST_PROGRAMS or _module(words) in _TEST_MODULES:
        return True
    if program in _MAKE:
        return any(target(word) for word in words[1:] if not word.startswith("-"))
    if program.startswith("python") or program in ("bash", "sh", "uv"):
        if any(word.rpartition("/")[2] in ("setup.py", "manage.py") for word in words[1:2]):
            return "test" in words[2:3]
        return any(_TEST_SCRIPT.fullmatch(word.rpartition("/")[2]) for word in words[1:2])
    if program == "task" or program in _RUNNERS:  # `pixi run tests`, `hatch test`
        return bool(words[1:2]) and bool(_TEST_TASK.match(words[1]))
    if program in _CONTAINERS and len(words) > 1 and words[1] in ("run", "exec", "compose"):
        return any(word in _TEST_PROGRAMS for word in words[2:])
    return bool(_TEST_SCRIPT.fullmatch(program))


def _module(words: list[str]) -> str | None:
    """Return the module that `python -m` runs; `coverage run -m` was taken off already."""
    if words[0] == "-m":
        return words[1] if len(words) > 1 else None
    program = words[0].rpartition("/")[2]
    if program.startswith(("python", "pypy")) and "-m" in words[:-1]:
        module = words[words.index("-m") + 1]
        rest = words[words.index("-m") + 2 :]
        if module == "coverage" and "-m" in rest[:-1]:
            return rest[rest.index("-m") + 1]
        return module
    return None


def _is_a_variable(word: str) -> bool:
    """Tell a word that is a variable alone, of which only make and printing are programs."""
    return bool(_ONLY_A_VARIABLE.match(word)) and word not in _MAKE and not _PRINTS.match(word)


def _without_wrappers(words: list[str]) -> list[str]:
    """Take off what stands in front of the program; a test task keeps a name of its own.

    `pixi run tests` runs a task, while a bare `test` is the command of the shell. A variable may
    hold a wrapper, options or an interpreter (`$(PYTHON) -m pytest`).
    """
    while words:
        first = words[0].lstrip("@-")
        if first in _BEFORE or _ASSIGNMENT.match(words[0]) or not first or _is_a_variable(first):
            words = words[1:]
        elif first in _RUNNERS and "run" in words[1:3] and len(words) > 2:
            words = words[words.index("run") + 1 :]
            task_runner = first in _TASK_RUNNERS
            while words and words[0].startswith("-") and words[0] != "-m":
                # `-n name` and `--with package` take a word; `--no-sync` does not
                takes = words[0] in _OPTIONS_WITH_A_WORD
                words = words[2:] if takes else words[1:]
            if task_runner and words and _TEST_TASK.match(words[0]):
                return ["task", *words]
        elif first in ("bash", "sh") and words[1:2] in (["-c"], ["-lc"], ["-ec"]):
            words = words[2:]
        elif first.startswith("xvfb-run"):
            words = [word for word in words[1:] if not word.startswith("-")]
        else:
            return [first, *words[1:]] if first != words[0] and words[0] != "-m" else words
    return words
