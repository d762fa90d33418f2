"""The resolved calls of one file, with all that they rest on: kept until something of it changes.

Who changes three files of a thousand changes what a few others call. So the calls of a file are
resolved apart from those of all others, by its own facts, by what the names stand for that it
looks up in other files, and by which files there are. Where these are the same as before, so are
the calls: another line in the body of a function that it calls changes nothing of them.
"""

from collections.abc import Iterable, Mapping
from functools import cached_property

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


class CallEdge(Struct, frozen=True, gc=False):
    """A call inside the repository with both its ends, which are nodes."""

    caller: str
    target: str
    line: int


class Consulted(Struct, frozen=True, array_like=True, gc=False):
    """What was looked up in another file, and what it looked like.

    `blob` is empty for a file without facts; `names` are those of its top level that were asked
    for, `outward` is the digest of what other files see of these (`OutwardNames`).
    """

    blob: str
    names: tuple[str, ...]
    outward: str


def seen_of(source: Source | None, names: Iterable[str]) -> str:
    """Return the digest of what a file shows of some names, empty for one without facts."""
    return "" if source is None else source.outward.digest(names)


class CallsOfFile(Struct, frozen=True, array_like=True, dict=True):
    """The calls of the definitions of one file, and what would make them others.

    `calls` and `suspects` go by node; `imports` are the files that it imports and the modules
    outside; `lines` holds its classes with their bases, as `Values.line_of` has them. What they
    rest on is left empty where nobody keeps them: `consulted` holds the files whose names were
    looked up; `asked` what the module index answered (folder of the importing file, module as
    `AskedModules` writes it, value);
    `known` and `unknown` names of arguments that are, or are not, names of a function of the
    repository; `modules` the digest of an index that answers all this.
    """

    calls: Mapping[str, tuple[ResolvedCall, ...]]
    suspects: Mapping[str, tuple[Suspect, ...]]
    imports: tuple[tuple[str, ...], tuple[str, ...]]
    lines: Mapping[str, tuple[str, ...]]
    consulted: Mapping[str, Consulted] = {}
    asked: tuple[tuple[str, str, str | None], ...] = ()
    known: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    modules: str = ""

    @cached_property
    def inside(self) -> Mapping[str, tuple[CallEdge, ...]]:
        """The calls of what is in the repository, by the node that calls; others are left out."""
        edges = {
            name: tuple([CallEdge(name, one.target, one.line) for one in calls if one.internal])
            for name, calls in self.calls.items()
        }
        return {name: found for name, found in edges.items() if found}

    @cached_property
    def called(self) -> Mapping[str, list[CallEdge]]:
        """The same calls by the node that is called."""
        found: dict[str, list[CallEdge]] = {}
        for edges in self.inside.values():
            for edge in edges:
                found.setdefault(edge.target, []).append(edge)
        return found

    def holds(
        self,
        blobs: Mapping[str, str],
        sources: Mapping[str, Source],
        index: ModuleIndex,
        functions: frozenset[str],
    ) -> bool:
        """Tell whether these are still the calls of the file, whose own bytes are the same."""
        return (
            functions.issuperset(self.known)
            and functions.isdisjoint(self.unknown)
            and self._sees_the_same(blobs, sources)
            and (self.modules == index.digest or index.confirms(self.asked))
        )

    def _sees_the_same(self, blobs: Mapping[str, str], sources: Mapping[str, Source]) -> bool:
        """Tell whether a look at the files that were consulted would see what it saw."""
        for path, seen in self.consulted.items():
            same = seen.blob == blobs.get(path, "")
            if not same and seen.outward != seen_of(sources.get(path), seen.names):
                return False
        return True


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
            self.answers[key] = self.index.answer(folder, name)
        return self.answers[key]
