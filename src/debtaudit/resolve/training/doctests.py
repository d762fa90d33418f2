"""Doctests as tests: each docstring or document with examples as one small file of its own.

Such a file has pytest's name for the doctest as its path (`src/net.py::net.Net`), one function with
the examples, and sees the names of the module in which it stands, as doctest's globals do.
"""

from collections.abc import Iterable, Iterator, Mapping
from posixpath import normpath

from msgspec.structs import replace

from debtaudit.domain.files import FileFacts
from debtaudit.domain.python_facts import MODULE, Definition, Doctest, Import, PythonFacts
from debtaudit.extract.example_facts import facts_of_examples
from debtaudit.resolve.calls import CallGraph
from debtaudit.resolve.calls_of_file import CallEdge
from debtaudit.resolve.imports import Source
from debtaudit.resolve.modules import ModuleIndex, is_internal, node, split_node
from debtaudit.resolve.training.doctest_runs import DoctestRun
from debtaudit.resolve.training.test_files import CollectedTest

_EXAMPLES = "examples"
"""The function of a doctest's file that holds its examples."""

_MODULES = ("testmod", "DocTestSuite")
_TEXTS = ("testfile", "DocFileSuite")
_LOADED = ("DocTestSuite", "DocFileSuite")
"""What unittest's `load_tests` makes tests of: they run by themselves, not inside a test."""


class Doctests:
    """Finds the doctests that are run, and reads them into a graph of calls."""

    def __init__(self, facts: Mapping[str, FileFacts], index: ModuleIndex) -> None:
        self.facts = facts
        self.index = index

    def collected(
        self, graph: CallGraph, runs: Iterable[DoctestRun], tests: frozenset[str]
    ) -> tuple[dict[str, list[CollectedTest]], list[CallEdge]]:
        """Return the doctests by their path, and the calls by which tests run doctests.

        `tests` are the files of test code; their own examples train nothing of the program.
        """
        runs = tuple(runs)
        calls = list(self._calls(graph, tests))
        if not runs and not calls:
            return {}, []
        loaded = {path for _, path, last in calls if last in _LOADED}
        found: dict[str, list[CollectedTest]] = {}
        edges: list[CallEdge] = []
        for path in sorted(self.facts):
            by_itself = path in loaded or any(
                run.runs(path, text=self.facts[path].python is None) for run in runs
            )
            callers = [caller for caller, named, _ in calls if named == path]
            if path in tests or not (by_itself or callers):
                continue
            for source in self._sources(path):
                graph.read(source)
                name = node(source.path, _EXAMPLES)
                test = CollectedTest(name, source.path, is_doctest=True)
                found[source.path] = [test] if by_itself else []
                edges += [CallEdge(caller, name, 1) for caller in callers]
        return found, edges

    def _calls(self, graph: CallGraph, tests: frozenset[str]) -> Iterator[tuple[str, str, str]]:
        """Yield (caller, path, function) where test code runs the doctests of a file."""
        for path in sorted(tests):
            source = graph.sources[path]
            if not any(each.module == "doctest" for each in source.facts.imports):
                continue
            for definition in source.facts.definitions:
                for call in definition.calls:
                    last = call.name.rpartition(".")[2]
                    caller = node(path, definition.name)
                    if last in _MODULES:
                        values = [
                            graph.values.evaluate(each, source, definition) for each in call.names
                        ]
                        values.append(self.index.absolute(path, call.text) if call.text else None)
                        for value in values:
                            if value is not None and is_internal(value):
                                yield caller, split_node(value)[0], last
                    elif last in _TEXTS and call.text:
                        text = self._text(call.text, source.folder)
                        if text is not None:
                            yield caller, text, last

    def _text(self, written: str, folder: str) -> str | None:
        candidates = (normpath(f"{folder}/{written}") if folder else written, written)
        return next((each for each in candidates if each in self.facts), None)

    def _sources(self, path: str) -> Iterator[Source]:
        known = self.facts[path]
        base = path.rpartition("/")[2]
        if known.python is not None:
            own = _own_module(path)
            dotted = _pytest_name(path, self.index)
            for each in known.python.doctests:
                if _is_found(each, known.python):
                    name = dotted if each.owner == MODULE else f"{dotted}.{each.owner}"
                    yield from _source(f"{path}::{name}", each.examples, (own,))
        elif known.document is not None and known.document.examples:
            yield from _source(f"{path}::{base}", known.document.examples, ())


def _source(path: str, examples: tuple[str, ...], imports: tuple[Import, ...]) -> Iterator[Source]:
    facts = facts_of_examples(examples)
    if facts is not None:
        module = facts.definitions[0]
        function = replace(module, name=_EXAMPLES, kind="function", line=1)
        empty = replace(module, calls=(), strings=(), asserts=0, assertions=())
        definitions: tuple[Definition, ...] = (empty, function, *facts.definitions[1:])
        yield Source(path, replace(facts, definitions=definitions, imports=imports + facts.imports))


def _own_module(path: str) -> Import:
    """Return the import of everything that the module itself holds."""
    base = path.rpartition("/")[2].removesuffix(".py")
    return Import("" if base == "__init__" else base, "*", "*", 1, 0)


def _pytest_name(path: str, index: ModuleIndex) -> str:
    """Return the module name that pytest imports the file by: from the outermost package on."""
    parts = path.removesuffix(".py").split("/")
    start = len(parts) - 1
    while start and index.is_package("/".join(parts[:start])):
        start -= 1
    named = parts[start:] if parts[-1] != "__init__" else parts[start:-1]
    return ".".join(named) or parts[-1]


def _is_found(doctest: Doctest, facts: PythonFacts) -> bool:
    """Tell what doctest finds: nothing inside a function."""
    classes = {each.name for each in facts.definitions if each.kind == "class"}
    owner = doctest.owner
    while "." in owner:
        owner = owner.rpartition(".")[0]
        if owner not in classes:
            return False
    return True
