"""Code that serves predictions, as far as the names in one file tell."""

import sys

from debtaudit.domain.python_facts import PythonFacts
from debtaudit.knowledge.frameworks import serving_mark
from debtaudit.knowledge.vocabulary import vocabulary
from debtaudit.resolve.modules import node

_PREDICTING = frozenset((*vocabulary("predicting-calls"), "invoke_endpoint"))
_ORDERING = sys.stdlib_module_names.union(vocabulary("ordering-packages"))
"""Modules that compute no prediction by themselves."""


def serving_nodes(path: str, facts: PythonFacts) -> frozenset[str]:
    """Return the nodes of a file that serve by their names; all of one that is named so.

    A file named so has to predict something as well.
    """
    found = set()
    stem = path.rpartition("/")[2].rpartition(".")[0]
    for definition in facts.definitions:
        if definition.kind == "class" and serving_mark("class", definition.name):
            found.add(node(path, definition.name))
        elif definition.kind == "function":
            signature = f"{definition.name}({','.join(definition.parameters)})"
            if serving_mark("function", signature) or (
                serving_mark("handler", signature) and _may_predict(facts)
            ):
                found.add(node(path, definition.name))
    if not found and serving_mark("file", stem) and _predicts(facts):
        found.update(node(path, each.name) for each in facts.definitions)
    return frozenset(found)


def _may_predict(facts: PythonFacts) -> bool:
    """Tell a handler that may serve from one that starts a job, a pipeline or a deployment."""
    return _predicts(facts) or any(
        each.level or each.module.partition(".")[0] not in _ORDERING for each in facts.imports
    )


def _predicts(facts: PythonFacts) -> bool:
    return any(
        call.name.rpartition(".")[2] in _PREDICTING
        for definition in facts.definitions
        for call in definition.calls
    )
