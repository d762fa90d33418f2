"""Functions that train a model of the repository that they are handed, and import no framework.

    def cv_train(model, rows, folds):
        stats = model.cross_validate(rows, folds)
        model.train(rows)

Nothing says of which class the model is. It is taken for training where the function is named for
it, the parameter is named like a model, data is handed over, a class of the repository has such a
method, and the program itself calls the function: one for tests alone (`fit_with_time`) is theirs.
"""

from functools import cached_property

from debtaudit.domain.python_facts import Call
from debtaudit.knowledge.places import place_of
from debtaudit.knowledge.vocabulary import vocabulary
from debtaudit.resolve.calls import CallGraph
from debtaudit.resolve.modules import split_node
from debtaudit.resolve.training.names import is_model

_VERBS = frozenset(vocabulary("own-fit-methods"))
_SAYS_SO = ("train", "fit")


class HandedModels:
    """Tells calls that train a model of unknown class."""

    def __init__(self, graph: CallGraph) -> None:
        self.graph = graph

    def trains(self, name: str, call: Call) -> bool:
        """Tell whether a call of a method of a parameter trains a model of the repository."""
        definition = self.graph.definitions[name]
        receiver, _, member = call.name.rpartition(".")
        last = definition.name.rpartition(".")[2].lower()
        return (
            member in _VERBS
            and definition.kind == "function"
            and receiver in definition.parameters
            and is_model(receiver.lower())
            and bool(call.names)
            and any(word in last for word in _SAYS_SO)
            and member in self._own
            and any(_is_program(edge.caller) for edge in self.graph.called.get(name, ()))
        )

    @cached_property
    def _own(self) -> frozenset[str]:
        """The training methods of the repository that take data: no `train(self, mode)`."""
        return frozenset(
            last
            for definition in self.graph.definitions.values()
            if definition.kind == "method"
            and (last := definition.name.rpartition(".")[2]) in _VERBS
            and definition.parameters[:1] == ("self",)
            and definition.parameters[1:2] not in ((), ("mode",))
        )


def _is_program(name: str) -> bool:
    place = place_of(split_node(name)[0])
    return place is None or place[0].name != "test"
