"""Where models are written, read, registered and fetched, with the names that stand there."""

from collections.abc import Collection, Iterator, Mapping

from msgspec import Struct

from debtaudit.domain.patterns import lazy_pattern
from debtaudit.domain.python_facts import Call, Definition, reference
from debtaudit.knowledge.model_store import StoreAction, is_weights, store_action
from debtaudit.resolve.models.drawn import Drawn
from debtaudit.resolve.models.stored_names import is_local, is_published, names_in, names_rows
from debtaudit.resolve.modules import node, split_node
from debtaudit.resolve.program_callers import Callers

_ANY_OBJECT = frozenset(("dump", "load"))
"""Calls that write or read whatever they are given: a model only where the file says so."""

_NO_MODEL = lazy_pattern(
    r"(?i)(?:\A|[_.])(?:names|columns|cols|labels|classes|metrics|results|history|params|config"
    r"|scores|stats|preds|predictions|data|dataset|df|rows|meta|metadata)\Z"
)
"""Names of objects that such a call is given and that are no models."""

_DATASET = ("repo_type", "dataset")
"""The argument by which a hub is asked for rows instead of a model."""


class StoreCall(Struct, frozen=True):
    """A call that writes, reads, registers, fetches or orders a model.

    `caller` is the node that it stands in, `place` its `path:line`. `names` are the files,
    published names or addresses that the call or, where it has none, its function names; where a
    call is `optional`, it is about a model only if they say so.
    """

    action: StoreAction
    caller: str
    place: str
    names: tuple[str, ...]
    optional: bool = False


def store_calls(facts: Drawn, callers: Callers) -> list[StoreCall]:
    """Return every such call of code that is no test, by path and line.

    Who names a file of weights to code of this repository that reads one reads it as well. An
    `optional` call without a name is kept, too: what its callers name may be a model.
    """
    direct = list(_direct(facts))
    readers = {one.caller for one in direct if one.action == "load"}
    readers |= {name.removesuffix(".__init__") for name in readers}
    handed = [
        StoreCall("load", one.caller, one.place, names)
        for one in _calls(facts, {up for name in readers for up in callers.get(name, ())})
        if one.target in readers and (names := _handed(one.definition, one.call))
    ]
    return direct + handed


def _handed(definition: Definition, call: Call) -> tuple[str, ...]:
    """Return the files of weights that a call hands on: named by it, or by its function."""
    if call.text:
        return (call.text,) if is_weights(call.text) else ()
    return tuple(dict.fromkeys(text for text in definition.strings if is_weights(text)))


def _direct(facts: Drawn) -> Iterator[StoreCall]:
    for one in _calls(facts, None):
        action = store_action(one.call.name, one.target)
        if action is None or action == "aside" or one.call.keywords == ("**",):
            continue  # (what is handed on with `**` is ordered or written by somebody else)
        last = one.call.name.rpartition(".")[2]
        names = names_in(action, last, one.texts)
        if action == "hub":
            if _DATASET in one.texts or names_rows(text for _place, text in one.texts):
                continue
            if names and is_local(names[0]):
                action = "load"
            elif not names or not is_published(names[0]):
                continue
        optional = action in ("save", "load") and last in _ANY_OBJECT
        if optional and action == "save" and any(map(_NO_MODEL.search, one.call.names[:1])):
            continue
        if optional:
            names = tuple(name for name in names if is_weights(name))
        if not names and action in ("save", "load"):
            names = _of_function(one)
        yield StoreCall(action, one.caller, one.place, names, optional)


class _ProgramCall(Struct, frozen=True):
    """A call of the program, with what it was resolved to, inside or outside of the repository.

    `texts` are those of its arguments, `others` the files that other such calls of the same
    function name.
    """

    caller: str
    definition: Definition
    call: Call
    target: str | None
    place: str
    texts: tuple[tuple[str, str], ...] = ()
    others: frozenset[str] = frozenset()


def _of_function(one: _ProgramCall) -> tuple[str, ...]:
    """Return the weights that the function of a call names, and no other call of it."""
    found = (text for text in one.definition.strings if is_weights(text))
    return tuple(dict.fromkeys(text for text in found if text not in one.others))


def _calls(facts: Drawn, callers: set[str] | None) -> Iterator[_ProgramCall]:
    """Yield the calls of code that is no test, by path and in the order of the source.

    They are those inside the repository of the nodes `callers`, or, with None, those out of it
    that may be about a model.
    """
    paths = {split_node(name)[0] for name in callers} if callers is not None else facts.facts
    for path in sorted(paths):
        python = facts.facts[path].python
        if python is None or "test" in facts.picture.roles.get(path, ()):
            continue
        if callers is None and not python.model_calls:
            continue
        texts = {(one.line, one.name): one.texts for one in python.model_calls}
        lines = {one.line for one in python.model_calls} if callers is None else None
        for definition in python.definitions:
            if callers is None or node(path, definition.name) in callers:
                yield from _calls_of(facts, path, definition, texts, lines)


def _calls_of(
    facts: Drawn,
    path: str,
    definition: Definition,
    texts: Mapping[tuple[int, str], tuple[tuple[str, str], ...]],
    lines: Collection[int] | None,
) -> Iterator[_ProgramCall]:
    """Yield those calls of a definition that have `texts`, or all inside (`lines` is None)."""
    known = [
        (call, key)
        for call in definition.calls
        if lines is None or call.line in lines
        if (key := (call.line, call.name.rpartition(".")[2])) in texts or lines is None
    ]
    if not known:
        return
    name = node(path, definition.name)
    resolved = _resolved(facts, name, internal=lines is None)
    named = frozenset(
        text.rpartition("/")[2]
        for _call, key in known
        for _place, text in texts.get(key, ())
        if is_weights(text)
    )
    for call, key in known:
        place = reference(path, call.line, facts.facts[path].python)
        yield _ProgramCall(
            name, definition, call, resolved.get(key), place, texts.get(key, ()), named
        )


def _resolved(facts: Drawn, name: str, *, internal: bool) -> dict[tuple[int, str], str]:
    """Return the targets of the calls of a node by their line and last name."""
    return {
        (call.line, call.target.rpartition("::")[2].rpartition(".")[2]): call.target
        for call in facts.picture.calls.get(name, ())
        if call.internal is internal
    }
