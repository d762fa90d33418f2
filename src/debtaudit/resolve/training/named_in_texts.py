"""Training that a test may run by name: its class stands as a text, and no call leads there.

    def test_boosting():
        predictor = build({"mixer": {"module": "LightGBM"}})  # generated code makes the class
        predictor.learn(rows())

Registries, `getattr`, settings with `_target_` and generated code make classes of such texts. What
they make cannot be followed, so of training whose class stands in a text of a test, of settings
that tests read, or of code that tests reach, nobody can tell whether a test runs it.
"""

from collections.abc import Iterable, Iterator, Mapping

from msgspec.structs import replace

from debtaudit.domain.files import FileFacts
from debtaudit.domain.picture import Reach, TrainingEvidence
from debtaudit.domain.python_facts import MODULE, Definition, reference
from debtaudit.domain.report_rows import EntryPoint
from debtaudit.resolve.calls import CallGraph
from debtaudit.resolve.imports import Source
from debtaudit.resolve.modules import node, node_of, split_node
from debtaudit.resolve.training.test_files import in_test_folder

_MOST = 3
"""Places named for one entry point."""

_DEEPEST, _MOST_CALLERS = 4, 200
"""Callers of an entry point, one above the other, that may be made by name; and how many."""

_MAKE_NOTHING = (
    *("patch", "patch.object", "patch.multiple", "patch.dict", "setattr", "cast", "TypeVar"),
    *("NewType", "namedtuple", "NamedTuple", "getLogger", "get_logger", "importorskip", "skip"),
)
"""Calls whose text names a class that it replaces, or only mentions."""

_Said = tuple[str, str]
"""A text, and where it stands."""


class NamedInTexts:
    """The texts that tests hold, read or reach, by the last part of the name that they are."""

    def __init__(
        self,
        graph: CallGraph,
        facts: Mapping[str, FileFacts],
        tests: frozenset[str],
        reached: Reach,
    ) -> None:
        self.graph = graph
        self._by_name: dict[str, dict[_Said, None]] = {}
        self._derived: dict[str, list[str]] = {}
        for name in sorted(graph.lines):
            for base in graph.lines[name][1:]:
                self._derived.setdefault(base, []).append(name)
        sources = graph.sources
        code = [path for path in sorted(reached.because) if path in sources and path not in tests]
        for said in (
            *(one for path in sorted(tests) for one in _of_code(sources[path], None)),
            *_of_settings(facts, _named_files(sources, reached)),
            *(one for path in code for one in _of_code(sources[path], reached)),
        ):
            last = said[0].rpartition(".")[2]
            self._by_name.setdefault(last, {})[said] = None

    def places(self, point: EntryPoint) -> tuple[str, ...]:
        """Return where the name of an entry point, or of one of its callers, stands as a text.

        That is the name of its class or of one derived from it; of a function what `getattr` or
        settings name.
        """
        start = node_of(point)
        if split_node(start)[1] == MODULE:
            return ()
        found: dict[str, None] = {}
        for holder in self._holders(start):
            home, symbol = split_node(holder)
            for text, place in self._by_name.get(symbol.rpartition(".")[2], ()):
                own = place.partition(":")[0].partition("#")[0] == home
                if not own and _may_mean(text, home):
                    found[place] = None
        return tuple(found)[:_MOST]

    def _holders(self, start: str) -> list[str]:
        """Return the classes of an entry point and its callers, those derived, and functions."""
        found: dict[str, None] = {}
        level, seen = [start], {start}
        for _ in range(_DEEPEST):
            for name in level:
                path, symbol = split_node(name)
                owner = symbol.rpartition(".")[0]
                holder = node(path, owner or symbol)
                found.update(dict.fromkeys([holder, *(self._derived.get(holder, ()))]))
            above = [edge.caller for name in level for edge in self.graph.called.get(name, ())]
            level = [name for name in dict.fromkeys(above) if name not in seen]
            seen.update(level)
            if len(seen) > _MOST_CALLERS:
                break
        return list(found)


def _may_mean(text: str, path: str) -> bool:
    """Tell whether a dotted text may name something of a file: its module or package is in it."""
    before = text.rpartition(".")[0].rpartition(".")[2]
    return not before or before in path.removesuffix(".py").split("/")


def _of_code(source: Source, reached: Reach | None) -> Iterator[_Said]:
    """Yield the texts of a file; with `reached` only those of definitions that are reached."""
    facts = source.facts
    if source.path.endswith("__init__.py"):
        return  # it lists what it hands on
    aside = {*facts.exports, *_replaced(facts.definitions)}
    for each in facts.class_texts:
        if each.text not in aside and (reached is None or _runs(source, each.line, reached)):
            yield each.text, reference(source.path, each.line, facts)
    for name, definition in source.nodes:
        if reached is None or name in reached.nodes:
            for call in definition.calls:
                if call.name == "getattr" and call.text.isidentifier():
                    yield call.text, reference(source.path, call.line, facts)


def _replaced(definitions: Iterable[Definition]) -> Iterator[str]:
    for definition in definitions:
        for call in definition.calls:
            if call.text and call.name.endswith(_MAKE_NOTHING):
                yield call.text
        for text in definition.decorators:
            name, _, arguments = text.partition("(")
            if name.endswith(_MAKE_NOTHING):
                yield arguments.partition("'")[2].partition("'")[0]


def _runs(source: Source, line: int, reached: Reach) -> bool:
    """Tell whether the innermost definition around a line is reached."""
    around = [one for one in source.facts.definitions if one.line <= line <= one.end_line]
    innermost = max(around, key=lambda one: one.line, default=None)
    return innermost is not None and node(source.path, innermost.name) in reached.nodes


def _named_files(sources: Mapping[str, Source], reached: Reach) -> frozenset[str]:
    """Return the last parts of the paths that tests, and what they reach, hold as texts."""
    return frozenset(
        text.rpartition("/")[2]
        for path in reached.because
        if path in sources
        for name, definition in sources[path].nodes
        if name in reached.nodes
        for text in definition.strings
    )


def _of_settings(facts: Mapping[str, FileFacts], named: frozenset[str]) -> Iterator[_Said]:
    """Yield the values, in settings that tests hold or read, that are no more than a name."""
    for path in sorted(facts):
        settings = facts[path].settings
        if settings and (in_test_folder(path) or path.rpartition("/")[2] in named):
            for each in settings:
                telling = "." in each.value or each.value[:1].isupper()  # `main` is a branch, too
                if telling and each.value.replace(".", "_").isidentifier():
                    yield each.value, path if each.line is None else f"{path}:{each.line}"


def with_names(
    points: Iterable[EntryPoint],
    evidence: Mapping[str, TrainingEvidence],
    texts: NamedInTexts,
) -> tuple[tuple[EntryPoint, ...], dict[str, TrainingEvidence]]:
    """Return rows and evidence that say of untested training where it is named.

    Where a test was found that does not count, that is the answer.
    """
    rows, known = [], dict(evidence)
    for point in points:
        name = node_of(point)
        own = known.get(name)
        places: tuple[str, ...] = ()
        reason = ""
        if point.tested == "untested" and own is not None and not own.refused:
            places = texts.places(point)
        if own is not None and places:
            known[name] = replace(own, named_in=places)
            reason = f"could not tell: {places[0]} names it, and a test may run it by that name"
        rows.append(replace(point, reason=reason) if reason else point)
    return tuple(rows), known
