"""What functions call on their parameters, of whose class their own file says nothing."""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from debtaudit.domain.python_facts import Definition, PythonFacts


class OnParameters(Struct, frozen=True, gc=False):
    """The methods that a function calls on parameters, and the lines where it hands these on.

    What it makes by calling a parameter (`model = kind()`) is as unknown as the parameter.
    """

    members: frozenset[str]
    handed_on: frozenset[int]


def done_on_parameters(
    definition: Definition, local: Mapping[str, Sequence[str]]
) -> OnParameters | None:
    """Return what a function does with its parameters, None where that is nothing.

    `local` are the values that its names are bound to.
    """
    own = definition.parameters[1 if definition.kind == "method" else 0 :]
    if not own or definition.kind not in ("function", "method"):
        return None
    parameters = {each.lstrip("*") for each in own}
    made = {
        name
        for name, values in local.items()
        if any(value.endswith("()") and value[:-2] in parameters for value in values)
    }
    unknown = parameters | made
    members: set[str] = set()
    handed_on: set[int] = set()
    for call in definition.calls:
        receiver, _, member = call.name.rpartition(".")
        if receiver and receiver.removesuffix("()") in unknown:
            members.add(member)
        if not unknown.isdisjoint(call.names):
            handed_on.add(call.line)
    if not members and not handed_on:
        return None
    return OnParameters(frozenset(members), frozenset(handed_on))


def calling_by_given_name(facts: PythonFacts) -> tuple[str, ...]:
    """Return the functions that call a method by a name that they are given.

    def trigger(plugin, event):
        getattr(plugin, event)()
    """
    return tuple(each.name for each in facts.definitions if each.parameters and _is_one(each))


def _is_one(definition: Definition) -> bool:
    given = frozenset(definition.parameters)
    asked = [call for call in definition.calls if call.name == "getattr"]
    return any(not given.isdisjoint(call.names[1:]) for call in asked) and any(
        call.name == "getattr()" for call in definition.calls
    )
