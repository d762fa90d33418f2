"""Whose examples are run: by pytest, doctest, xdoctest and Sphinx, as configuration and CI say.

Nothing is looked at where no word says that a repository runs its doctests.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from itertools import pairwise

from msgspec import Struct

from debtaudit.domain.files import FileFacts, Step
from debtaudit.resolve.modules import ModuleIndex, split_node
from debtaudit.resolve.training.commands import Start, starts
from debtaudit.resolve.training.pytest_calls import PytestCall, covers

_OF_MODULES = frozenset(
    {"--doctest-modules", "--doctest-plus", "--doctest-cython", "--xdoctest", "--xdoc"}
)
_OF_TEXTS = "--doctest-glob"
_OFF = ("no:doctest", "-pno:doctest")
_NOT_RECURSED = frozenset({"build", "dist", "node_modules", "venv", "CVS", "_darcs"})
"""Folders that pytest doesn't enter by itself (its `norecursedirs`, with those with a dot)."""
_NEVER = frozenset({"setup.py", "__main__.py", "conf.py"})
_PROGRAMS = ("doctest", "xdoctest")
_BUILDERS = ("sphinx-build", "sphinx.cmd.build", "sphinx")


class DoctestRun(Struct, frozen=True):
    """Something that runs examples: those of modules, those of texts that match `globs`."""

    reaches: Callable[[str], bool]
    modules: bool = False
    globs: tuple[str, ...] = ()

    def runs(self, path: str, *, text: bool) -> bool:
        """Tell whether the examples of a file are run."""
        base = path.rpartition("/")[2]
        if text:
            named = any(fnmatchcase(path if "/" in each else base, each) for each in self.globs)
            return named and self.reaches(path)
        return self.modules and base not in _NEVER and self.reaches(path)


def doctest_runs(
    facts: Mapping[str, FileFacts],
    steps: Iterable[tuple[str, Step]],
    calls: Iterable[PytestCall],
    index: ModuleIndex,
) -> tuple[DoctestRun, ...]:
    """Return what runs examples; `steps` are those that run tests, `calls` those of pytest."""
    found = [run for call in calls if (run := _of_pytest(call)) is not None]
    for _, step in steps:
        if any("doctest" in command for command in step.commands):
            for start in starts(step.commands):
                found.extend(_of_start(start, start.folder or step.folder, facts, index))
    return tuple(found)


def _of_pytest(call: PytestCall) -> DoctestRun | None:
    modules = not _OF_MODULES.isdisjoint(call.options)
    globs = tuple(call.value(_OF_TEXTS))
    if (not modules and not globs) or not set(_OFF).isdisjoint(call.options):
        return None

    def reaches(path: str) -> bool:
        return call.reaches(path) and (path in call.places or _is_entered(path))

    return DoctestRun(reaches, modules, globs)


def _is_entered(path: str) -> bool:
    folders = path.split("/")[:-1]
    return not any(each in _NOT_RECURSED or each.startswith(".") for each in folders)


def _of_start(
    start: Start, folder: str, facts: Mapping[str, FileFacts], index: ModuleIndex
) -> Iterator[DoctestRun]:
    if start.what in _PROGRAMS and start.kind in ("module", "script"):
        places = list(_named(start.words, folder, facts, index))
        if places:
            yield DoctestRun(_below(places), modules=True, globs=("*",))
    elif start.what.rpartition("/")[2] in _BUILDERS and _builds_doctests(start.words):
        source = [word for word in start.words if not word.startswith("-") and word != "doctest"]
        if source:
            yield DoctestRun(_below([_in(folder, source[0])]), globs=("*",))
    elif start.kind == "make" and start.what == "doctest" and _is_of_sphinx(facts):
        documents = [other.rpartition("/")[0] for other in facts if other.endswith("/conf.py")]
        yield DoctestRun(_below(documents), globs=("*",))


def _is_of_sphinx(facts: Mapping[str, FileFacts]) -> bool:
    """Tell whether `make doctest` can only be the target that Sphinx writes, or hands on."""
    return all(
        "sphinx" in command.lower()
        for each in facts.values()
        if each.workflow is not None
        for step in each.workflow.steps
        if step.origin == "makefile" and step.name == "doctest"
        for command in step.commands[:1]
    )


def _named(
    words: Iterable[str], folder: str, facts: Mapping[str, FileFacts], index: ModuleIndex
) -> Iterator[str]:
    """Yield the files and folders that the words name, also as modules."""
    for word in words:
        place = next((each for each in (_in(folder, word), word) if each in facts), None)
        if place is None and not word.startswith("-"):
            plain = word.strip("./")
            value = index.absolute("", plain) if plain.replace(".", "").isidentifier() else None
            place = split_node(value)[0].removesuffix("/__init__.py") if value else None
            if place is None and any(path.startswith(plain + "/") for path in facts):
                place = plain
        if place:
            yield place


def _builds_doctests(words: tuple[str, ...]) -> bool:
    pairs = pairwise(words)
    return "-bdoctest" in words or any(
        option in ("-b", "-M", "--builder") and builder == "doctest" for option, builder in pairs
    )


def _below(places: list[str]) -> Callable[[str], bool]:
    return lambda path: any(covers(place, path) for place in places)


def _in(folder: str, place: str) -> str:
    plain = place.removeprefix("./").rstrip("/")
    return f"{folder}/{plain}" if folder else plain
