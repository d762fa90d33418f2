"""Who calls a node of the repository: the calls of the picture, from the side of those called."""

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from debtaudit.domain.picture import Picture
from debtaudit.resolve.calls_of_file import CallEdge
from debtaudit.resolve.modules import split_node


class Callers(Protocol):
    """The nodes of the program, tests apart, that call each node; itself too where it does."""

    def get(self, name: str, nobody: Sequence[str], /) -> Sequence[str]:
        """Return the callers of a node, or `nobody`."""


def callers_of(picture: Picture) -> Callers:
    """Return who calls whom, from the side of those that are called."""
    found: dict[str, dict[str, None]] = {}
    for caller, calls in picture.calls.items():
        inside = [call.target for call in calls if call.internal]
        if inside and "test" not in picture.roles.get(split_node(caller)[0], ()):
            for target in inside:
                found.setdefault(target, {})[caller] = None
    return {target: tuple(callers) for target, callers in found.items()}


class ProgramCallers:
    """The same while the picture is drawn; of a few nodes, so that not all are put together."""

    def __init__(self, called: Mapping[str, Sequence[CallEdge]], tests: Collection[str]) -> None:
        """Look up in `called` the calls of each node; `tests` are paths."""
        self._called = called
        self._tests = tests

    def get(self, name: str, nobody: Sequence[str], /) -> Sequence[str]:
        """Return the callers of a node, or `nobody`."""
        callers = dict.fromkeys([edge.caller for edge in self._called.get(name, ())])
        return [one for one in callers if split_node(one)[0] not in self._tests] or nobody
