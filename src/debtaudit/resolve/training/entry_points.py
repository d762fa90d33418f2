"""Which definition is *the* training entry point: the outermost one of each training chain.

From every definition that fits a model the callers are climbed. Within a file the outermost
function stands for the chain. Into another file it is climbed where the caller is training code
itself (it builds the model, the optimiser or the data, loops over the call, or is a training
script); a command line that merely passes arguments on is not. A library's own training method
stays an entry point whoever calls it, because its users retrain through it; so do the scripts and
notebooks beside the library that call it.
"""

from collections.abc import Iterator, Mapping

from msgspec import Struct

from debtaudit.domain.python_facts import MODULE
from debtaudit.resolve.calls import CallGraph
from debtaudit.resolve.calls_of_file import CallEdge
from debtaudit.resolve.modules import node, split_node
from debtaudit.resolve.training.caller_relations import TRAINING_VERBS, CallerRelations
from debtaudit.resolve.training.sites import HOOKS, Site

_MOST_HANDING_ON = 4
"""Functions of a library that hand a training on, from the script that calls to what trains."""


class Chain(Struct, frozen=True):
    """An entry point with what trains under it: `sites` fit a model, `helpers` lie between."""

    name: str
    sites: tuple[Site, ...]
    helpers: tuple[str, ...]


class EntryPointFinder:
    """Climbs from the definitions that fit a model to the entry points."""

    def __init__(self, graph: CallGraph, relations: CallerRelations, tests: frozenset[str]) -> None:
        self.graph = graph
        self.relations = relations
        self.tests = tests

    def chains(
        self, sites: Mapping[str, Site], callers: Mapping[str, list[CallEdge]]
    ) -> tuple[Chain, ...]:
        """Return the entry points in the order of their paths and lines."""
        below: dict[str, set[str]] = {}
        covered: set[str] = set()
        parts: set[str] = set()
        queue = []
        for name in sorted(sites):
            top = self.outermost(name)
            below.setdefault(top, set()).add(name)
            queue.append(top)
        seen = set(queue)
        found = dict(sites)
        while queue:
            name = queue.pop()
            if name in sites and sites[name].stage:
                continue
            for caller, call in (*self._above(name, callers), *self._scripts(name, callers)):
                if self.relations.initialises_a_part(name, caller):
                    parts.add(name)
                    continue
                relation = self.relations.relation(name, caller, call)
                if relation == "plumbing" and caller in sites and split_node(caller)[1] == MODULE:
                    relation = "inside"  # a script that trains by itself, too
                if relation == "plumbing":
                    continue
                if relation == "inside":
                    covered.add(name)
                    below.setdefault(caller, set()).add(name)
                else:
                    below.setdefault(caller, set())
                    found.setdefault(caller, self._site_beside(name, caller, call, found, below))
                if caller not in seen:
                    seen.add(caller)
                    queue.append(caller)
        covered |= self._hidden(below, covered)
        roots = [name for name in self._roots(below, covered) if name not in parts]
        return tuple(self._chain(name, below, found) for name in roots)

    def _above(
        self, name: str, callers: Mapping[str, list[CallEdge]]
    ) -> Iterator[tuple[str, CallEdge]]:
        """Yield the outermost functions that call it, each with its call: no tests, no hooks."""
        path = split_node(name)[0]
        started = self._is_started(name, callers)
        for call in self._callers(name, callers):
            caller = self.outermost(call.caller)
            other, outer = split_node(caller)
            if started and other == path and outer != MODULE:
                continue
            if caller != name and other not in self.tests and not self._is_hook(caller):
                yield caller, call

    def _scripts(
        self, name: str, callers: Mapping[str, list[CallEdge]]
    ) -> Iterator[tuple[str, CallEdge]]:
        """Yield the code outside a library, scripts and notebooks, that trains through it.

        What they call hands on to the training (`Forecaster.run_config` to `fit_pipeline`), one
        function to the next.
        """
        library = self.relations.library_of(split_node(name)[0])
        level, seen = ([name] if library else []), {name}
        for _ in range(_MOST_HANDING_ON):
            above = []
            for each in level:
                for caller, call in self._above(each, callers):
                    inside = caller.startswith(library + "/")
                    if not inside and each != name:
                        yield caller, call
                    elif (
                        inside
                        and caller not in seen
                        and self.relations.relation(each, caller, call) == "plumbing"
                    ):
                        above.append(caller)
                        seen.add(caller)
            level = above

    def _is_started(self, name: str, callers: Mapping[str, list[CallEdge]]) -> bool:
        """Tell whether the main block of its file calls the function: then it is the outermost."""
        path = split_node(name)[0]
        block = self.graph.sources[path].facts.main_block
        return block is not None and any(
            call.caller == node(path, MODULE) and block[0] <= call.line <= block[1]
            for call in callers.get(name, ())
        )

    def _site_beside(
        self,
        name: str,
        caller: str,
        call: CallEdge,
        sites: Mapping[str, Site],
        below: Mapping[str, set[str]],
    ) -> Site:
        """Return the call of a library's training as a place where the caller trains."""
        inside = [sites[each] for each in sorted(_closure(name, below)) if each in sites]
        framework = inside[0].framework if inside else "own code"
        confidence = inside[0].confidence if inside else 0.7
        return Site(caller, call.line, framework, split_node(name)[1], confidence)

    def _hidden(self, below: dict[str, set[str]], covered: set[str]) -> set[str]:
        """Put private methods that a base class from outside calls under the public `fit`."""
        found = set()
        for name in sorted(below):
            path, symbol = split_node(name)
            owner, _, last = symbol.rpartition(".")
            if not owner or not last.startswith("_") or name in covered:
                continue
            for verb in sorted(TRAINING_VERBS):
                public = self.graph.values.method(node(path, owner), verb)
                if public in below and public != name:
                    below[public].add(name)
                    found.add(name)
                    break
        return found

    def _roots(self, below: Mapping[str, set[str]], covered: set[str]) -> list[str]:
        """Return what nothing covers; of functions that call each other in a circle the first."""
        roots = [name for name in below if name not in covered]
        reached = set()
        for name in roots:
            reached |= _closure(name, below)
        for name in sorted(below):
            if name not in reached:
                roots.append(name)
                reached |= _closure(name, below)
        return sorted(roots, key=lambda name: (split_node(name)[0], self._line(name), name))

    def _line(self, name: str) -> int:
        return self.graph.definitions[name].line

    def _chain(self, name: str, below: Mapping[str, set[str]], sites: Mapping[str, Site]) -> Chain:
        inside = _closure(name, below)
        found = [sites[each] for each in sorted(inside) if each in sites]
        path = split_node(name)[0]
        found.sort(
            key=lambda site: (site.name != name, split_node(site.name)[0] != path, site.name)
        )
        helpers = sorted(inside - {name}, key=lambda each: (split_node(each)[0] != path, each))
        return Chain(name, tuple(found), tuple(helpers))

    def outermost(self, name: str) -> str:
        """Return the function around a closure, and so on outwards; methods stay."""
        path, symbol = split_node(name)
        source = self.graph.sources[path]
        if source.is_notebook:
            return node(path, MODULE)
        definition = source.definitions.get(symbol)
        while definition is not None:
            outer = source.enclosing(definition)
            if outer is None or MODULE in (outer.name, definition.name):
                return node(path, definition.name)
            definition = outer
        return name

    def _is_hook(self, name: str) -> bool:
        return split_node(name)[1].rpartition(".")[2] in HOOKS

    def _callers(self, name: str, callers: Mapping[str, list[CallEdge]]) -> Iterator[CallEdge]:
        """Yield who calls a definition.

        A library's `fit` that prepares and hands on to the `fit` of its base class stands for
        those who call it: the base class trains for all of them.
        """
        queue, seen = [name], {name}
        while queue:
            for call in callers.get(queue.pop(), ()):
                if not self._is_override(name, call.caller):
                    yield call
                elif call.caller not in seen:
                    seen.add(call.caller)
                    queue.append(call.caller)

    def _is_override(self, name: str, caller: str) -> bool:
        path, symbol = split_node(name)
        last = symbol.rpartition(".")[2]
        return (
            split_node(caller)[1].rpartition(".")[2] == last
            and self.relations.is_library_method(path, symbol)
            and self.relations.same_class(name, caller)
        )


def _closure(name: str, below: Mapping[str, set[str]]) -> set[str]:
    found: set[str] = set()
    queue = [name]
    while queue:
        each = queue.pop()
        if each not in found:
            found.add(each)
            queue.extend(below.get(each, ()))
    return found
