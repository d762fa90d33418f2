"""Who calls a node of the repository: the calls of the picture, from the side of those called."""

from collections.abc import Mapping, Sequence

from debtaudit.domain.picture import Picture
from debtaudit.resolve.modules import split_node

Callers = Mapping[str, Sequence[str]]
"""The nodes of the program, tests apart, that call each node; itself too where it does."""


def callers_of(picture: Picture) -> Callers:
    """Return who calls whom, from the side of those that are called."""
    found: dict[str, dict[str, None]] = {}
    for caller, calls in picture.calls.items():
        inside = [call.target for call in calls if call.internal]
        if inside and "test" not in picture.roles.get(split_node(caller)[0], ()):
            for target in inside:
                found.setdefault(target, {})[caller] = None
    return {target: tuple(callers) for target, callers in found.items()}
