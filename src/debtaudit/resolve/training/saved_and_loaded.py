"""Whether a test saves what it has trained, loads it again, and then asserts something.

The save may stand in the training code, or one call away; what loads stands in test code, or has
a name that says that it loads a model.
"""

from collections.abc import Collection, Iterator

from debtaudit.domain.python_facts import Call
from debtaudit.knowledge.vocabulary import vocabulary
from debtaudit.resolve.calls import CallGraph
from debtaudit.resolve.modules import split_node

_DATA_FILES = ("json.", "yaml.", "toml.", "np.", "numpy.", "csv.", "img.", "image.")
_LOADING = frozenset(vocabulary("loading-calls"))
_SAVING = frozenset(vocabulary("saving-calls"))
_LOADS_A = ("load", "restore", "read", "fetch")
_SAVES_A = ("save", "dump", "store", "write", "persist")


class SavesAndLoads:
    """Looks for a save and a load in the calls of a test; `trained` are nodes that train."""

    def __init__(self, graph: CallGraph, trained: Collection[str], tests: Collection[str]) -> None:
        self._graph = graph
        self._tests = tests
        self._trained = frozenset(trained)
        self._trained_saves = any(map(self._node_saves, trained))

    def hold(self, name: str, asserted: Collection[int]) -> bool:
        """Tell whether code saves and then loads a model, before one of the lines that assert."""
        calls = self._graph.definitions[name].calls
        saved = [call.line for call in calls if self._call_saves(name, call)]
        loaded = [call.line for call in calls if self._call_loads(name, call)]
        if not saved or not loaded or max(loaded) < min(saved):
            return False
        after = min(line for line in loaded if line >= min(saved))
        return any(line >= after for line in asserted)

    def _call_saves(self, name: str, call: Call) -> bool:
        if _saves(call):
            return True
        return any(
            self._trained_saves if target in self._trained else self._node_saves(target)
            for target in called_at(self._graph, name, call)
        )

    def _call_loads(self, name: str, call: Call) -> bool:
        return _loads(call) or any(
            any(map(_loads, self._graph.definitions[target].calls))
            for target in called_at(self._graph, name, call)
            if split_node(target)[0] in self._tests
        )

    def _node_saves(self, name: str) -> bool:
        definition = self._graph.definitions.get(name)
        return definition is not None and any(map(_saves, definition.calls))


def called_at(graph: CallGraph, name: str, call: Call) -> Iterator[str]:
    """Yield the nodes of the repository that a call, as it is written in a node, may mean."""
    last = call.name.rpartition(".")[2]
    for one in graph.resolved.get(name, ()):
        known = one.internal and one.line == call.line and one.target in graph.definitions
        if known and split_node(one.target)[1].rpartition(".")[2] == last:
            yield one.target


def _saves(call: Call) -> bool:
    return _is_one(call, _SAVING, _SAVES_A)


def _loads(call: Call) -> bool:
    return _is_one(call, _LOADING, _LOADS_A)


def _is_one(call: Call, known: Collection[str], verbs: tuple[str, ...]) -> bool:
    """Tell a call by its last name, or by its verb where it speaks of a model."""
    if call.name.startswith(_DATA_FILES):
        return False
    last = call.name.rpartition(".")[2].lstrip("_").lower()
    return last in known or (last.startswith(verbs) and "model" in call.name.lower())
