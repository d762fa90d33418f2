"""Where pytest is called, with which options, on which files: configuration, CI, tox, targets."""

import shlex
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from posixpath import normpath

from msgspec import Struct

from debtaudit.domain.files import FileFacts, Step
from debtaudit.knowledge.vocabulary import vocabulary
from debtaudit.resolve.training.commands import Start, starts

TEST_RUNNERS = frozenset({"tox", "nox"})
"""Origins of steps that run tests whoever starts them."""

_SECTIONS = {
    "pyproject.toml": "tool.pytest.ini_options.",
    "pytest.ini": "pytest.",
    ".pytest.ini": "pytest.",
    "tox.ini": "pytest.",
    "setup.cfg": "tool:pytest.",
}
_WITH_VALUE = frozenset(vocabulary("pytest-options-with-value"))


class Configuration(Struct, frozen=True):
    """What one file sets for the tests below its folder."""

    path: str
    folder: str
    options: tuple[str, ...]
    testpaths: tuple[str, ...]


class PytestCall(Struct, frozen=True):
    """One call: `ref` names what makes it, `options` are those of configuration and call.

    `places` are files, folders and patterns; an empty one is the whole repository.
    """

    ref: str
    options: tuple[str, ...]
    places: tuple[str, ...]

    def value(self, option: str) -> Iterator[str]:
        """Yield what the option is given, as `--option=value` or in the next word."""
        for at, word in enumerate(self.options):
            if word.startswith(option + "="):
                yield word.partition("=")[2]
            elif word == option and at + 1 < len(self.options):
                yield self.options[at + 1]

    def selects(self, marker: str) -> bool:
        """Tell whether a test of this one marker is run, as `-m` says; in doubt it is.

        Of an expression only the words are left, without the quotes that held them together.
        """
        expression: list[str] = []
        for at, word in enumerate(self.options):
            if word == "-m" and at + 1 < len(self.options):
                expression = list(_expression(self.options[at + 1 :]))
        if not expression:
            return True
        named = [at for at, word in enumerate(expression) if word.strip("()") == marker]
        if not named:
            return "not" in expression[:1]
        return any(expression[at - 1] != "not" or not at for at in named)

    def reaches(self, path: str) -> bool:
        """Tell whether the file lies in one of the places, and is not ignored."""
        if any(covers(place, path) for place in self.value("--ignore")):
            return False
        if any(fnmatchcase(path, f"*{glob}") for glob in self.value("--ignore-glob")):
            return False
        return any(covers(place, path) for place in self.places)


def covers(place: str, path: str) -> bool:
    """Tell whether a path is the place, lies in it, or matches it as a pattern."""
    plain = place.strip("/").removeprefix("./")
    if plain in ("", ".") or path == plain or path.startswith(plain + "/"):
        return True
    return "*" in plain and (fnmatchcase(path, plain) or fnmatchcase(path, plain + "/*"))


def _expression(words: Sequence[str]) -> Iterator[str]:
    """Yield the words of an expression of markers: names, with `and`, `or` and `not`."""
    joined = True
    for word in (part for each in words for part in each.split()):
        is_joint = word in ("and", "or", "not")
        if not joined and not is_joint:
            return
        yield word
        joined = is_joint


def configurations(facts: Mapping[str, FileFacts]) -> tuple[Configuration, ...]:
    """Return the files that configure pytest, by path."""
    found = []
    for path in sorted(facts):
        folder, _, base = path.rpartition("/")
        section = _SECTIONS.get(base)
        own = [each for each in facts[path].settings if section and each.key.startswith(section)]
        if section is None or not own:
            continue
        words: dict[str, list[str]] = {"addopts": [], "testpaths": [], "doctest_plus": []}
        for each in own:
            name = each.key.removeprefix(section).partition("[")[0]
            if name in words:
                words[name] += _split(each.value)
        plus = ["--doctest-modules"] if words["doctest_plus"][:1] in (["enabled"], ["true"]) else []
        places = [_joined(folder, place) for place in words["testpaths"]]
        options = (*words["addopts"], *plus)
        found.append(Configuration(path, folder, options, tuple(places)))
    return tuple(found)


def pytest_calls(
    facts: Mapping[str, FileFacts],
    steps: Iterable[tuple[str, Step]],
    configured: Iterable[Configuration],
) -> tuple[PytestCall, ...]:
    """Return the calls that the given steps make, and the plain call of each configuration."""
    known = tuple(configured)
    found = [
        PytestCall(each.path, each.options, each.testpaths or (each.folder,)) for each in known
    ]
    for path, step in steps:
        if not any("pytest" in command or "py.test" in command for command in step.commands):
            continue
        ref = f"{path}:{step.name}" if step.name else path
        for start in starts(step.commands):
            if start.kind == "pytest":
                folder = start.folder or step.folder
                own = _configuration(known, folder)
                options = (*(own.options if own else ()), *_behind_pytest(start))
                places = tuple(_places(start, folder, facts))
                default = own.testpaths if own is not None and not folder else ()
                found.append(PytestCall(ref, options, places or default or (folder,)))
    return tuple(found)


def outside_testpaths(
    path: str, configured: Iterable[Configuration], calls: Iterable[PytestCall]
) -> str:
    """Return the configuration whose `testpaths` leave the test out, if no call names its place."""
    own = _configuration(configured, path.rpartition("/")[0])
    if own is None or not own.testpaths or any(covers(each, path) for each in own.testpaths):
        return ""
    return "" if any(call.reaches(path) for call in calls) else own.path


def _configuration(configured: Iterable[Configuration], folder: str) -> Configuration | None:
    """Return the nearest configuration in the folder or above it."""
    above = [each for each in configured if covers(each.folder, folder)]
    return max(above, key=lambda each: len(each.folder), default=None)


def _places(start: Start, folder: str, facts: Mapping[str, FileFacts]) -> Iterator[str]:
    """Yield the arguments that name a file or folder of the repository, or a pattern of them."""
    before = ""
    for word in _behind_pytest(start):
        after_option, before = before in _WITH_VALUE, word
        if word.startswith("-") or after_option:
            continue
        plain = word.partition("::")[0]
        for place in dict.fromkeys((_joined(folder, plain), _joined("", plain))):
            if "*" in place or _is_there(place, facts):
                yield place
                break


def _behind_pytest(start: Start) -> tuple[str, ...]:
    at = next(n for n, word in enumerate(start.words) if word in ("pytest", "py.test"))
    return start.words[at + 1 :]


def _is_there(place: str, facts: Mapping[str, FileFacts]) -> bool:
    return not place or place in facts or any(path.startswith(place + "/") for path in facts)


def _joined(folder: str, place: str) -> str:
    plain = normpath(f"{folder}/{place}" if folder else place)
    return "" if plain == "." else plain.lstrip("/")


def _split(value: str) -> list[str]:
    try:
        return shlex.split(value)
    except ValueError:  # a quote that was cut off
        return value.split()
