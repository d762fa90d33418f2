"""Which definition is *the* training entry point: the outermost one of each training chain.

From every definition that fits a model the callers are climbed. Within a file the outermost
function stands for the chain. Into another file it is climbed where the caller is training code
itself (it builds the model, the optimiser or the data, loops over the call, or is a training
script); a command line that merely passes arguments on is not. A library's own training method
stays an entry point whoever calls it, because its users retrain through it; so do the scripts and
notebooks beside the library that call it.
"""

from collections.abc import Mapping

from msgspec import Struct

from debtaudit.domain.picture import ResolvedCall
from debtaudit.domain.python_facts import MODULE, Definition
from debtaudit.knowledge.frameworks import training_packages
from debtaudit.knowledge.vocabulary import vocabulary
from debtaudit.resolve.calls import CallGraph
from debtaudit.resolve.modules import is_internal, node, split_node
from debtaudit.resolve.training_sites import HOOKS, Site

TRAINING_VERBS = frozenset(vocabulary("training-verbs"))
_TELLING = ("train", "finetune", "fine_tune", "fit", "learn")
_NOT_TELLING = ("pretrained", "trained_", "constrain", "restrain", "fitness", "learned")
_COMMANDS = ("command", "group", "option", "argument", "callback")
_PLUMBING_STEMS = frozenset(vocabulary("plumbing-files"))
_NO_PREPARATION = vocabulary("no-preparation")
_NO_LIBRARY = frozenset(vocabulary("no-library-folders"))


class Chain(Struct, frozen=True):
    """An entry point with what trains under it: `sites` fit a model, `helpers` lie between."""

    name: str
    sites: tuple[Site, ...]
    helpers: tuple[str, ...]


class EntryPointFinder:
    """Climbs from the definitions that fit a model to the entry points."""

    def __init__(
        self, graph: CallGraph, library_folders: frozenset[str], tests: frozenset[str]
    ) -> None:
        self.graph = graph
        self.library_folders = library_folders
        self.tests = tests
        self._prepares: dict[str, bool] = {}

    def chains(
        self, sites: Mapping[str, Site], callers: Mapping[str, list[ResolvedCall]]
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
            started = self._is_started(name, callers)
            for call in callers.get(name, ()):
                caller = self.outermost(call.caller)
                other, outer = split_node(caller)
                if started and other == split_node(name)[0] and outer != MODULE:
                    continue
                if caller == name or split_node(caller)[0] in self.tests or self._is_hook(caller):
                    continue
                if self._initialises_a_part(name, caller):
                    parts.add(name)
                    continue
                relation = self._relation(name, caller, call)
                if relation == "plumbing" and caller in sites and split_node(caller)[1] == MODULE:
                    relation = "inside"
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

    def _is_started(self, name: str, callers: Mapping[str, list[ResolvedCall]]) -> bool:
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
        call: ResolvedCall,
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
            outer = self.graph.values.enclosing(source, definition)
            if outer is None or MODULE in (outer.name, definition.name):
                return node(path, definition.name)
            definition = outer
        return name

    def _is_hook(self, name: str) -> bool:
        return split_node(name)[1].rpartition(".")[2] in HOOKS

    def _relation(self, name: str, caller: str, call: ResolvedCall) -> str:
        """Say how a caller stands to what trains: `inside`, `beside` or `plumbing`."""
        path, symbol = split_node(name)
        other, outer = split_node(caller)
        if self._is_library_method(path, symbol) and not self._same_class(name, caller):
            return "beside"
        if self._makes_a_part(name):
            return "plumbing"
        both = _is_training_method(symbol) and _is_training_method(outer)
        if both and not self._same_class(name, caller):
            return "beside"
        library = self.library_of(path)
        if library and not other.startswith(library + "/"):
            return "beside"
        source = self.graph.sources[other]
        if outer == MODULE:
            if source.is_notebook:
                # who explores a program in a notebook does not take its place
                return "inside" if path == other else "beside"
            if path == other:
                return "inside" if self._loops(caller, call) else "plumbing"
            trains = self._loops(caller, call) or self.prepares(caller)
            return "inside" if trains or _tells(_stem(other)) else "plumbing"
        if path == other:
            return "inside"
        definition = self.graph.definitions[caller]
        if self._loops(caller, call) or self.prepares(caller):
            return "inside"
        if _is_command(definition) or _stem(other) in _PLUMBING_STEMS:
            return "plumbing"
        return "inside" if _tells(_stem(other)) or _tells(outer.rpartition(".")[2]) else "plumbing"

    def _makes_a_part(self, name: str) -> bool:
        """Tell whether the node constructs a layer or module: making one is not yet training."""
        class_node = name.removesuffix(".__init__")
        return self.graph.values.is_class(class_node) and any(
            each.endswith((".Module", ".Layer", ".LightningModule"))
            for each in self.graph.values.line_of(class_node)
        )

    def _initialises_a_part(self, name: str, caller: str) -> bool:
        """Tell whether a layer's constructor calls it: k-means for first weights, and such."""
        return (
            caller.endswith(".__init__")
            and self._makes_a_part(caller)
            and split_node(name)[1].rpartition(".")[2] not in TRAINING_VERBS
        )

    def _same_class(self, name: str, caller: str) -> bool:
        first, second = split_node(name), split_node(caller)
        owner, other = first[1].rpartition(".")[0], second[1].rpartition(".")[0]
        if not owner or not other:
            return False
        if first[0] == second[0] and owner == other:
            return True
        mine = self.graph.values.line_of(node(first[0], owner))
        theirs = self.graph.values.line_of(node(second[0], other))
        return node(first[0], owner) in theirs or node(second[0], other) in mine

    def _is_library_method(self, path: str, symbol: str) -> bool:
        return _is_training_method(symbol) and bool(self.library_of(path))

    def library_of(self, path: str) -> str:
        """Return the folder of the installable package that holds the file, or ""."""
        folders = path.split("/")[:-1]
        for end in range(1, len(folders) + 1):
            folder = "/".join(folders[:end])
            if folder in self.library_folders and folders[end - 1] not in _NO_LIBRARY:
                return folder
        return ""

    def _loops(self, caller: str, resolved: ResolvedCall) -> bool:
        return any(
            call.loop and call.line == resolved.line
            for call in self.graph.definitions[caller].calls
        )

    def prepares(self, name: str) -> bool:
        """Tell whether the definition builds what is trained: a model, an optimiser, data."""
        if name not in self._prepares:
            self._prepares[name] = False
            calls = self.graph.resolved.get(name, ())
            self._prepares[name] = any(self._is_preparation(call) for call in calls) or any(
                self._is_preparation(below)
                for call in calls
                if call.internal
                for below in self.graph.resolved.get(call.target, ())
                if split_node(call.target)[0] == split_node(name)[0]
            )
        return self._prepares[name]

    def _is_preparation(self, call: ResolvedCall) -> bool:
        packages = training_packages()
        if not call.internal:
            top = call.target.partition(".")[0]
            return top in packages and not call.target.startswith(_NO_PREPARATION)
        if not self.graph.values.is_class(call.target):
            return False
        return any(
            not is_internal(each) and each.partition(".")[0] in packages
            for each in self.graph.values.line_of(call.target)
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


def _is_training_method(symbol: str) -> bool:
    owner, _, last = symbol.rpartition(".")
    return bool(owner) and last in TRAINING_VERBS and not owner.startswith("_")


def _stem(path: str) -> str:
    return path.rpartition("/")[2].rpartition(".")[0]


def _tells(name: str) -> bool:
    lower = name.lower()
    for word in _NOT_TELLING:
        lower = lower.replace(word, "")
    return any(word in lower for word in _TELLING)


def _is_command(definition: Definition) -> bool:
    return any(
        text.partition("(")[0].rpartition(".")[2] in _COMMANDS for text in definition.decorators
    )
