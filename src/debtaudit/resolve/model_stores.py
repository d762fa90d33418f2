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
    direct = list(_direct(facts))
    readers = {one.caller for one in direct if one.action == "load"}
    readers |= {name.removesuffix(".__init__") for name in readers}
    handed = [
        StoreCall("load", one.caller, one.place, (one.call.text,))
        for one in _calls(facts, internal=True)
        if one.target in readers and is_weights(one.call.text)
    ]
    return [one for one in direct if one.names or not one.optional] + handed


def _direct(facts: RepositoryFacts) -> Iterator[StoreCall]:
    for one in _calls(facts, internal=False):
        action = store_action(one.call.name, one.target)
        if action is not None:
            optional = one.call.name.rpartition(".")[2] in _ANY_OBJECT
            names = _names(one.definition, one.call, action)
            yield StoreCall(action, one.caller, one.place, names, optional)


class _ProgramCall(Struct, frozen=True):
    """A call of the program, with what it was resolved to, inside or outside of the repository."""

    caller: str
    definition: Definition
    call: Call
    target: str | None
    place: str


def _calls(facts: RepositoryFacts, *, internal: bool) -> Iterator[_ProgramCall]:
    """Yield the calls of all code that is no test, by path and in the order of the source."""
    for path in sorted(facts.facts):
        python = facts.facts[path].python
        if python is None or "test" in facts.picture.roles.get(path, ()):
            continue
        for definition in python.definitions:
            name = node(path, definition.name)
            resolved = _resolved(facts, name, internal=internal)
            for call in definition.calls:
                target = resolved.get((call.line, call.name.rpartition(".")[2]))
                place = reference(path, call.line, python)
                yield _ProgramCall(name, definition, call, target, place)


def _resolved(facts: RepositoryFacts, name: str, *, internal: bool) -> dict[tuple[int, str], str]:
    """Return the targets of the calls of a node by their line and last name."""
    return {
        (call.line, call.target.rpartition("::")[2].rpartition(".")[2]): call.target
        for call in facts.picture.calls.get(name, ())
        if call.internal is internal
    }


def _names(definition: Definition, call: Call, action: StoreAction) -> tuple[str, ...]:
    if action in ("hub", "register"):
        return (call.text,) if call.text else ()
    if call.text and (is_weights(call.text) or call.name.rpartition(".")[2] not in _ANY_OBJECT):
        return (call.text,)
    return tuple(dict.fromkeys(text for text in definition.strings if is_weights(text)))
