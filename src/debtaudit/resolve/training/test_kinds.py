"""What kind of test runs a training, by what it asserts (Breck et al. 2017, the ML Test Score).

A kind is named only on evidence in the test's own code, or in functions of test code that it hands
what it has trained: comparisons of named losses and scores, equality of what two trainings give, a
model that is saved and loaded before an assertion.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from debtaudit.domain.picture import ResolvedCall
from debtaudit.domain.python_facts import Assertion, Call, Definition
from debtaudit.domain.report_rows import TEST_KINDS, EntryPoint, TestKind
from debtaudit.knowledge.vocabulary import vocabulary
from debtaudit.resolve.calls import CallGraph
from debtaudit.resolve.modules import node_of, split_node
from debtaudit.resolve.training.saved_and_loaded import SavesAndLoads, called_at
from debtaudit.resolve.training.traces import Way

_UNITTEST = {
    "assertLess": "<",
    "assertLessEqual": "<=",
    "assertGreater": ">",
    "assertGreaterEqual": ">=",
}
_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
_NUMBER = "number"
"""Stands for an argument of `assertLess` that is no name: which number it is, facts do not say."""

_SIZES = ("len()", ".shape", ".size", ".keys()", ".dtype", ".ndim", ".device")
_SAYS_SO = ("seed", "reproduc", "determin")


class TestRun(Struct, frozen=True):
    """A test that runs a training: its own code on the way, and the node that this calls.

    `trained` are that node and those of the training itself.
    """

    __test__ = False

    nodes: tuple[str, ...]
    target: str | None
    trained: frozenset[str]


def with_kinds(
    graph: CallGraph,
    points: tuple[EntryPoint, ...],
    ways: Mapping[str, Sequence[Way]],
    tests: frozenset[str],
    serving: frozenset[str],
) -> tuple[EntryPoint, ...]:
    """Return the entry points with the kinds of their tests.

    `tests` are the paths of test code, `serving` those of files that only serving reaches.
    """
    found = []
    for point in points:
        own = ways.get(f"{point.path}::{point.symbol}", ())
        runs = [_run(test, nodes, tests, point) for test, nodes in own]
        found.append(replace(point, kinds=_kinds(graph, runs, tests, serving)) if runs else point)
    return tuple(found)


def _run(test: str, nodes: Sequence[str], tests: frozenset[str], point: EntryPoint) -> TestRun:
    own = [name for name in nodes if split_node(name)[0] in tests]
    outside = [name for name in nodes if split_node(name)[0] not in tests]
    inner = [name if "::" in name else f"{point.path}::{name}" for name in point.helpers]
    return TestRun(
        tuple(dict.fromkeys((test, *own))),
        outside[0] if outside else None,
        frozenset((*outside, node_of(point), *inner)),
    )


def _kinds(
    graph: CallGraph, runs: Iterable[TestRun], tests: frozenset[str], serving: frozenset[str]
) -> tuple[TestKind, ...]:
    found: set[TestKind] = {"runs"}
    for run in runs:
        found.update(_Evidence(graph, run, tests).kinds(serving))
    return tuple(kind for kind in TEST_KINDS if kind in found)


class _Evidence:
    """What one test asserts, and what it calls."""

    def __init__(self, graph: CallGraph, run: TestRun, tests: frozenset[str]) -> None:
        self.graph = graph
        self.run = run
        self.tests = tests
        names = [name for name in run.nodes if name in graph.definitions]
        self.names = [*names, *_handed_what_is_trained(graph, names, run, tests)]
        definitions = [graph.definitions[name] for name in names]
        self.calls = [call for each in definitions for call in each.calls]
        self.resolved = [call for name in names for call in graph.resolved.get(name, ())]
        self.comparisons = [
            one for name in self.names for one in _comparisons(graph.definitions[name])
        ]
        self.equal = [line for each in definitions for line in _equal_lines(each)]

    def kinds(self, serving: frozenset[str]) -> Iterator[TestKind]:
        if any(_falls(one) for one in self.comparisons):
            yield "loss-falls"
        if any(_is_threshold(one) for one in self.comparisons):
            yield "quality"
        if self._same_seed():
            yield "same-seed"
        if self._saved_and_loaded():
            yield "saved-and-loaded"
        if self._schema():
            yield "schema"
        if self.equal and any(self._calls_serving(call, serving) for call in self.resolved):
            yield "serving-equal"

    def _trainings(self) -> list[ResolvedCall]:
        return [call for call in self.resolved if call.target == self.run.target]

    def _same_seed(self) -> bool:
        trained = len(self._trainings())
        seeds = sum(
            _last(call) in _SEEDING or not _SEED_KEYWORDS.isdisjoint(call.keywords)
            for call in self.calls
        )
        name = split_node(self.run.nodes[0])[1].rpartition(".")[2].lower()
        said = any(word in name for word in _SAYS_SO)
        return bool(self.equal) and trained >= 2 and seeds >= (1 if said else 2)

    def _saved_and_loaded(self) -> bool:
        saves = SavesAndLoads(self.graph, self.run.trained, self.tests)
        for name in self.names:
            definition = self.graph.definitions[name]
            asserted = [one.line for one in definition.assertions]
            if saves.hold(name, (*asserted, *_equal_lines(definition))):
                return True
        return False

    def _schema(self) -> bool:
        before = min((call.line for call in self._trainings()), default=0)
        compared = any(
            one.line < before
            and any(side.rpartition(".")[2] in _SCHEMA_NAMES for side in (one.left, one.right))
            for one in self.comparisons
        )
        source = self.graph.sources[split_node(self.run.nodes[0])[0]]
        tops = {each.module.partition(".")[0] for each in source.facts.imports}
        checked = not tops.isdisjoint(_SCHEMA_PACKAGES) and any(
            call.line < before and _last(call).startswith(("validate", "expect_"))
            for call in self.calls
        )
        return compared or checked

    def _calls_serving(self, call: ResolvedCall, serving: frozenset[str]) -> bool:
        return call.internal and split_node(call.target)[0] in serving


def _handed_what_is_trained(
    graph: CallGraph, names: Sequence[str], run: TestRun, tests: frozenset[str]
) -> list[str]:
    """Return the functions of test code that the test calls with what it has trained.

    That is the receiver, an argument or the result of the call that leads to the training. A
    function that is handed a model may be what trains it.
    """
    way = {*run.nodes, run.target}
    found: dict[str, None] = {}
    for name in names:
        definition = graph.definitions[name]
        called = [(call, tuple(called_at(graph, name, call))) for call in definition.calls]
        trains = [
            call
            for call, targets in called
            if any(one in way or _trains_what_it_is_handed(graph, one, run) for one in targets)
        ]
        trained = {word for call in trains for word in (*call.names, call.name.rpartition(".")[0])}
        results = {f"{call.name}()" for call in trains}
        trained.update(one.target for one in definition.bindings if one.value in results)
        for call, targets in called:
            if not trained.isdisjoint(call.names):
                found.update((one, None) for one in targets if split_node(one)[0] in tests)
    return [name for name in found if name not in way]


def _trains_what_it_is_handed(graph: CallGraph, name: str, run: TestRun) -> bool:
    """Tell whether a function calls a method of the name of the training, of what nobody knows."""
    method = split_node(run.target or "")[1]
    if "." not in method or name in run.trained:
        return False
    last = method.rpartition(".")[2]
    return any(_last(call) == last and "." in call.name for call in graph.definitions[name].calls)


def _equal_lines(definition: Definition) -> list[int]:
    """Return the lines on which results are compared for equality."""
    compared = [one.line for one in _comparisons(definition) if _compares_results(one)]
    return [*compared, *(call.line for call in definition.calls if _last(call) in _EQUALITY)]


def _last(call: Call) -> str:
    return call.name.rpartition(".")[2]


def _comparisons(definition: Definition) -> list[Assertion]:
    found = list(definition.assertions)
    for call in definition.calls:
        operator = _UNITTEST.get(_last(call))
        if operator and call.positional >= 2 and call.names:
            right = call.names[1] if len(call.names) > 1 else _NUMBER
            found.append(Assertion(call.line, call.names[0], operator, right))
    return found


def _compares_results(one: Assertion) -> bool:
    sides = (one.left, one.right)
    return one.operator == "==" and all(
        side[:1].isidentifier() and not side.endswith(_SIZES) for side in sides
    )


_APART = str.maketrans("()[]._", "      ")


def _words(name: str) -> set[str]:
    plain = name.lower().translate(_APART)
    return {word.rstrip("0123456789") or word for word in plain.split()} | set(plain.split())


def _falls(one: Assertion) -> bool:
    """Tell whether two losses are compared: one before or at the start, one after."""
    if one.operator not in _MIRRORED:
        return False
    left, right = _words(one.left), _words(one.right)
    if _LOSS.isdisjoint(left) or _LOSS.isdisjoint(right):
        return False
    return not ({"val", "valid", "validation", "test"} & (left ^ right) and "train" in left ^ right)


def _is_threshold(one: Assertion) -> bool:
    """Tell whether a score has to be above, or an error below, a number or a baseline."""
    operator = one.operator
    for side, other in ((one.left, one.right), (one.right, one.left)):
        words = _words(side)
        if _is_limit(other) and side != other:
            if operator in ("<", "<=") and not words.isdisjoint(_ERROR):
                return True
            if operator in (">", ">=") and not words.isdisjoint(_SCORE):
                return True
            # the scores of forecasts are errors; that one is at most 1 says nothing
            if operator in ("<", "<=") and "score" in words and _is_a_bound(other):
                return True
        operator = _MIRRORED.get(operator, "")
    return False


def _is_a_bound(side: str) -> bool:
    """Tell a number that a score does not have to keep anyway, as it keeps 1 and 100."""
    return side[:1].isdigit() and side.rstrip("0").rstrip(".") not in ("", "1", "0")


def _is_limit(side: str) -> bool:
    if side[:1].isdigit() or side == _NUMBER:
        return side.strip("0.") != ""
    return not _words(side).isdisjoint(_THRESHOLD)


def _set(name: str) -> frozenset[str]:
    return frozenset(vocabulary(name))


_EQUALITY = _set("equality-calls")
_ERROR = _set("error-words")
_LOSS = _set("loss-words")
_SCHEMA_NAMES = _set("schema-names")
_SCHEMA_PACKAGES = _set("schema-packages")
_SCORE = _set("score-words")
_SEED_KEYWORDS = _set("seed-keywords")
_SEEDING = _set("seeding-calls")
_THRESHOLD = _set("threshold-words")
