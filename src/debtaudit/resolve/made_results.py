"""The calls that may have made what a function returns: `Forest()`, `Net()`, `KINDS[]()`.

It may bind the class or the object to a name in several branches before it returns it, or take the
class from a mapping.
"""

from collections.abc import Mapping, Sequence

from debtaudit.domain.python_facts import IN_MAPPING, RETURNED, Definition

_MOST = 20
"""Calls of one function that are looked at."""
_MOST_ASKED = 200
"""Values that are looked at for them: names may be bound to each other again and again."""
_DEEPEST = 3
"""Names bound to each other: `model = cls()`, where `cls = KINDS[kind]`."""


def results_made(
    definition: Definition,
    local: Mapping[str, Sequence[str]],
    bindings: Mapping[str, Sequence[str]],
) -> tuple[str, ...]:
    """Return the calls, in the order of the source, where there is more than one.

    `local` are the values of the function's own names, `bindings` those of the module's.
    """
    found: list[str] = []
    returned = [each.value for each in definition.bindings if each.target == RETURNED]
    queue = [(value, 0) for value in reversed(returned[:_MOST])]
    for _ in range(_MOST_ASKED):
        if not queue or len(found) == _MOST:
            break
        value, depth = queue.pop()
        name = value.removesuffix("()")
        called = value[len(name) :]
        bound = local.get(name) or (bindings.get(name) if name.endswith(IN_MAPPING) else None)
        if bound and name not in definition.parameters and depth <= _DEEPEST:
            queue += [(each + called, depth + 1) for each in reversed(bound[:_MOST])]
        elif called:
            found.append(value)
    return tuple(found) if len(found) > 1 else ()
