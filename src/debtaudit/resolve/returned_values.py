"""What functions and properties return, as far as their annotation or their `return`s name it."""

from collections.abc import Callable, Iterable, Mapping

from debtaudit.domain.python_facts import RETURNED, Definition
from debtaudit.resolve.imports import Source
from debtaudit.resolve.modules import is_internal, split_node

_DEEPEST = 12
_MOST_TRIED = 20

Evaluate = Callable[[str, Source, Definition, int], str | None]


class ReturnedValues:
    """Evaluates the results of calls; values are those of `values.py`.

    `evaluate` is handed in each time: kept here, it would make a circle with the values that hold
    this, and the garbage collector is off in an audit.
    """

    def __init__(self, sources: Mapping[str, Source]) -> None:
        self.sources = sources
        self._known: dict[str, str | None] = {}

    def consulted(self) -> Iterable[str]:
        """Return the functions whose results were asked for."""
        return self._known

    def of_call(self, function: str, depth: int, evaluate: Evaluate) -> str | None:
        """Return the value of a call of a function or method, None where it cannot be told.

        It is never again the call of a function of the repository. What a `return` names counts
        before the annotation. A method that returns its own object says nothing: of which class
        that is, only its caller knows.
        """
        if function in self._known or depth > _DEEPEST:
            return self._known.get(function)
        self._known[function] = None  # functions that return each other's result find this
        path, symbol = split_node(function)
        source = self.sources.get(path)
        definition = _getter(source, symbol) if source is not None else None
        if source is not None and definition is not None and not definition.yields:
            self._known[function] = self._first(source, definition, depth, evaluate)
        return self._known[function]

    def of_property(self, method: str, depth: int, evaluate: Evaluate) -> str | None:
        """Return what a property gives, None for a method that is called."""
        path, symbol = split_node(method)
        source = self.sources.get(path)
        definition = source.definitions.get(symbol) if source is not None else None
        if definition is None or not _is_property(definition):
            return None
        return self.of_call(method, depth, evaluate)

    def _first(
        self, source: Source, definition: Definition, depth: int, evaluate: Evaluate
    ) -> str | None:
        named = [each.value for each in definition.bindings if each.target == RETURNED]
        for value in named[: -_MOST_TRIED - 1 : -1]:
            if definition.parameters[:1] == (value,):
                continue
            found = evaluate(value, source, definition, depth + 1)
            if found is not None and is_internal(found) and found.endswith("()"):
                made = _kind(self.sources, found[:-2])
                if made != "class":
                    found = self.of_call(found[:-2], depth + 1, evaluate)
            if found is not None:
                return found
        return None


def _kind(sources: Mapping[str, Source], name: str) -> str:
    path, symbol = split_node(name)
    source = sources.get(path)
    definition = source.definitions.get(symbol) if source is not None else None
    return definition.kind if definition is not None else ""


def _getter(source: Source, symbol: str) -> Definition | None:
    """Return the definition of that name; of a property its getter, which stands first."""
    definition = source.definitions.get(symbol)
    if definition is None or not _is_property(definition):
        return definition
    return next(each for each in source.facts.definitions if each.name == symbol)


def _is_property(definition: Definition) -> bool:
    names = [text.rpartition(".")[2] for text in definition.decorators]
    return any(name.endswith("property") or name in ("setter", "deleter") for name in names)
