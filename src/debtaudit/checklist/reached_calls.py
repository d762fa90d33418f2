"""The library calls of what training reaches, and which programs start the code they stand in."""

from collections.abc import Collection, Iterator
from functools import cached_property

from msgspec import Struct

from debtaudit.checklist.material import Material
from debtaudit.domain.picture import ResolvedCall
from debtaudit.domain.python_facts import MODULE, Call
from debtaudit.resolve.modules import node_of, split_node


class ReachedCall(Struct, frozen=True):
    """A call to a library in code that training reaches."""

    node: str
    call: ResolvedCall

    @property
    def path(self) -> str:
        """The file that it stands in."""
        return split_node(self.node)[0]

    @property
    def ref(self) -> str:
        """The file and the line."""
        return f"{self.path}:{self.call.line}"


class ReachedCalls:
    """What training reaches in code of the project, and the calls to libraries there.

    Examples and tests count only where nothing else trains: their seeds are not the project's,
    and neither are those of functions that only they call.
    """

    def __init__(self, material: Material) -> None:
        self._material = material
        self._picture = material.facts.picture
        self._starts = frozenset(map(node_of, self._picture.entry_points))

    @cached_property
    def nodes(self) -> tuple[str, ...]:
        """The nodes that training reaches, but for what only examples call, in their order.

        A node that nobody is seen to call (a method of an instance, a hook) is reached somehow.
        """
        reach = self._picture.reach.get("training")
        known = reach.nodes if reach is not None else frozenset()
        own = {name for name in known if not self._is_aside(name)}
        if len(own) == len(known):
            return tuple(sorted(own))
        callers = self._material.callers
        level = [
            name
            for name in own
            if name in self._starts or known.isdisjoint(set(callers.get(name, ())) - {name})
        ]
        methods: dict[str, list[str]] = {}
        for name in own:
            methods.setdefault(name.rpartition(".")[0], []).append(name)
        found = set(level)
        while level:
            following = {
                target
                for name in level
                for target in (
                    *self._called_by(name),
                    name.rpartition(".")[0],
                    *methods.get(name, ()),
                )
            }
            level = [one for one in following if one in own and one not in found]
            found.update(level)
        return tuple(sorted(found))

    def _called_by(self, node: str) -> Iterator[str]:
        return (call.target for call in self._picture.calls.get(node, ()))

    def _is_aside(self, node: str) -> bool:
        return self._material.imports.aside(split_node(node)[0])

    @cached_property
    def calls(self) -> tuple[ReachedCall, ...]:
        """The calls to libraries of those nodes, in their order."""
        return tuple(self._of(self.nodes))

    @cached_property
    def of_the_project(self) -> tuple[ReachedCall, ...]:
        """The calls to libraries in all code of the project, tests and examples apart."""
        roles = self._picture.roles
        found = self._of(sorted(self._picture.calls))
        return tuple(one for one in found if "test" not in roles.get(one.path, ()))

    def _of(self, nodes: Collection[str]) -> Iterator[ReachedCall]:
        for name in nodes:
            for call in self._picture.calls.get(name, ()) if not self._is_aside(name) else ():
                if not call.internal:
                    yield ReachedCall(name, call)

    def may_precede(self, first: ReachedCall, then: ReachedCall) -> bool:
        """Tell whether a training that makes the second call may have made the first one.

        It has not where both are known to be reached from entry points, and from other files.
        What a module does when it is imported is done for all that import it.
        """
        if first.path == then.path:
            return True
        if split_node(first.node)[1] == MODULE and first.node not in self._starts:
            return True
        files = [self._files_above(each.node) for each in (first, then)]
        return not (files[0] and files[1] and files[0].isdisjoint(files[1]))

    def _files_above(self, node: str) -> frozenset[str]:
        """Return the files of all that call a node, empty where no entry point is among them."""
        found = {node}
        level = [node]
        while level:
            level = [
                up
                for name in level
                for up in self._material.callers.get(name, ())
                if up not in found
            ]
            found.update(level)
        if self._starts.isdisjoint(found):
            return frozenset()
        return frozenset(split_node(name)[0] for name in found)

    def as_written(self, one: ReachedCall) -> Call | None:
        """Find the call in the facts of its file, with its arguments."""
        source = self._material.facts.facts[one.path].python
        symbol = split_node(one.node)[1]
        last = one.call.target.rpartition(".")[2]
        for definition in source.definitions if source is not None else ():
            if definition.name == symbol:
                for call in definition.calls:
                    if call.line == one.call.line and call.name.rpartition(".")[2] == last:
                        return call
        return None
