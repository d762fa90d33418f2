"""The resolved calls of one file, with all that they rest on: kept until something of it changes.

Who changes three files of a thousand changes what a few others call. So the calls of a file are
resolved apart from those of all others, by its own facts, by what the names stand for that it
looks up in other files, and by which files there are. Where these are the same as before, so are
the calls: another line in the body of a function that it calls changes nothing of them.
"""

from collections.abc import Collection, Iterable, Mapping

from msgspec import Struct

from debtaudit.domain.picture import ResolvedCall
from debtaudit.domain.python_facts import Call
from debtaudit.resolve.imports import Source
from debtaudit.resolve.modules import ModuleIndex


class Suspect(Struct, frozen=True, array_like=True, gc=False):
    """A call that may train: where it stands, as written, and resolved as far as possible."""

    call: Call
    target: str | None

    @property
    def member(self) -> str:
        """The last part of the called name."""
        return (self.target or self.call.name).rpartition(".")[2]


class Consulted(Struct, frozen=True, array_like=True, gc=False):
    """What was looked up in another file, and what it looked like.

    `blob` is empty for a file without facts; `names` are those of its top level that were asked
    for, `outward` is the digest of what other files see of these (`OutwardNames`).
    """

    blob: str
    names: tuple[str, ...]
    outward: str

    def holds(self, blob: str, source: Source | None) -> bool:
        """Tell whether a look at the file as it is now would see the same."""
        return self.blob == blob or self.outward == seen_of(source, self.names)


def seen_of(source: Source | None, names: Iterable[str]) -> str:
    """Return the digest of what a file shows of some names, empty for one without facts."""
    return "" if source is None else source.outward.digest(names)


class CallsOfFile(Struct, frozen=True, array_like=True):
    """The calls of the definitions of one file, and what would make them others.

    `calls` and `suspects` go by node; `imports` are the files that it imports and the modules
    outside. What they rest on is left empty where nobody keeps them: `consulted` holds the files
    whose names were looked up; `asked` what the
    module index answered (folder of the importing file, module as `AskedModules` writes it, value);
    `known` and `unknown` names of arguments that are, or are not, names of a function of the
    repository; `modules` the digest of an index that answers all this.
    """

    calls: Mapping[str, tuple[ResolvedCall, ...]]
    suspects: Mapping[str, tuple[Suspect, ...]]
    imports: tuple[tuple[str, ...], tuple[str, ...]]
    consulted: Mapping[str, Consulted] = {}
    asked: tuple[tuple[str, str, str | None], ...] = ()
    known: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    modules: str = ""

    def holds(
        self,
        blobs: Mapping[str, str],
        sources: Mapping[str, Source],
        index: ModuleIndex,
        functions: Collection[str],
    ) -> bool:
        """Tell whether these are still the calls of the file, whose own bytes are the same."""
        return (
            all(
                one.holds(blobs.get(path, ""), sources.get(path))
                for path, one in self.consulted.items()
            )
            and all(name in functions for name in self.known)
            and not any(name in functions for name in self.unknown)
            and (
                self.modules == index.digest
                or all(answer(index, folder, name) == value for folder, name, value in self.asked)
            )
        )


class AskedModules:
    """The module index as one file asks it; keeps the answers."""

    def __init__(self, index: ModuleIndex) -> None:
        self.index = index
        self.answers: dict[tuple[str, str], str | None] = {}

    def relative(self, path: str, module: str, level: int) -> str | None:
        """Return what `ModuleIndex.relative` says."""
        return self._ask(path.rpartition("/")[0], "." * level + module)

    def absolute(self, importer: str, module: str) -> str | None:
        """Return what `ModuleIndex.absolute` says."""
        return self._ask(importer.rpartition("/")[0], module)

    def inside(self, folder: str, name: str) -> str | None:
        """Return what `ModuleIndex.inside` says."""
        return self._ask(folder, "/" + name)

    def _ask(self, folder: str, name: str) -> str | None:
        key = folder, name
        if key not in self.answers:
            self.answers[key] = answer(self.index, folder, name)
        return self.answers[key]


def answer(index: ModuleIndex, folder: str, name: str) -> str | None:
    """Ask the index for a module: `.x` relative to the folder, `/x` inside it, `x` from there."""
    if name.startswith("/"):
        return index.inside(folder, name[1:])
    inside = f"{folder}/" if folder else ""
    module = name.lstrip(".")
    level = len(name) - len(module)
    return index.relative(inside, module, level) if level else index.absolute(inside, module)
