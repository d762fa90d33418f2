"""Where models are written, read, registered and fetched, with the names that stand there."""

from collections.abc import Iterator

from msgspec import Struct

from debtaudit.domain.facts import RepositoryFacts
from debtaudit.domain.python_facts import Call, Definition, reference
from debtaudit.knowledge.model_store import StoreAction, store_action
from debtaudit.resolve.modules import node

_WEIGHTS = (
    *(".pt", ".pth", ".ckpt", ".pkl", ".pickle", ".joblib", ".h5", ".hdf5", ".keras", ".onnx"),
    *(".safetensors", ".pb", ".tflite", ".bst", ".cbm", ".skops", ".model", ".gguf", ".bin"),
    *(".dill", ".sav", ".npz", ".msgpack", ".mlmodel"),
)
"""Endings of files that hold a model."""
_ANY_OBJECT = frozenset(("dump", "load"))
"""Calls that write or read whatever they are given: a model only where the file says so."""


class StoreCall(Struct, frozen=True):
    """A call that writes, reads, registers or fetches a model.

    `caller` is the node that it stands in, `place` its `path:line`. `names` are the files or
    published names that the call or, where it has none, its function names; where a call is
    `optional`, it is about a model only if they say so.
    """

    action: StoreAction
    caller: str
    place: str
    names: tuple[str, ...]
    optional: bool = False


def is_weights(name: str) -> bool:
    """Tell whether a file name is that of a stored model."""
    return name.lower().endswith(_WEIGHTS)


def store_calls(facts: RepositoryFacts) -> list[StoreCall]:
    """Return every such call of code that is no test, by path and line.

    Who names a file of weights to code of this repository that reads one reads it as well.
    """
    direct = [one for path in sorted(facts.facts) for one in _of_file(facts, path)]
    readers = {one.caller for one in direct if one.action == "load"}
    readers |= {name.removesuffix(".__init__") for name in readers}
    handed = [one for path in sorted(facts.facts) for one in _handed_on(facts, path, readers)]
    return [one for one in direct if one.names or not one.optional] + handed


def _of_file(facts: RepositoryFacts, path: str) -> Iterator[StoreCall]:
    python = facts.facts[path].python
    if python is None or "test" in facts.picture.roles.get(path, ()):
        return
    for definition in python.definitions:
        name = node(path, definition.name)
        resolved = _resolved(facts, name, internal=False)
        for call in definition.calls:
            last = call.name.rpartition(".")[2]
            action = store_action(call.name, resolved.get((call.line, last)))
            if action is not None:
                names = _names(definition, call, action)
                place = reference(path, call.line, python)
                yield StoreCall(action, name, place, names, last in _ANY_OBJECT)


def _handed_on(facts: RepositoryFacts, path: str, readers: set[str]) -> Iterator[StoreCall]:
    python = facts.facts[path].python
    if python is None or "test" in facts.picture.roles.get(path, ()):
        return
    for definition in python.definitions:
        name = node(path, definition.name)
        resolved = _resolved(facts, name, internal=True)
        for call in definition.calls:
            target = resolved.get((call.line, call.name.rpartition(".")[2]))
            if target in readers and is_weights(call.text):
                yield StoreCall("load", name, reference(path, call.line, python), (call.text,))


def _resolved(facts: RepositoryFacts, name: str, *, internal: bool) -> dict[tuple[int, str], str]:
    """Return the targets of the calls of a node by their line and last name."""
    return {
        (call.line, call.target.rpartition("." if not internal else "::")[2].rpartition(".")[2]): (
            call.target
        )
        for call in facts.picture.calls.get(name, ())
        if call.internal is internal
    }


def _names(definition: Definition, call: Call, action: StoreAction) -> tuple[str, ...]:
    if action in ("hub", "register"):
        return (call.text,) if call.text else ()
    if call.text and (is_weights(call.text) or call.name.rpartition(".")[2] not in _ANY_OBJECT):
        return (call.text,)
    return tuple(dict.fromkeys(text for text in definition.strings if is_weights(text)))
