"""How a caller stands to code that trains: it trains too, it stands beside it, or it hands on."""

from debtaudit.domain.picture import ResolvedCall
from debtaudit.domain.python_facts import MODULE, Definition
from debtaudit.knowledge.frameworks import training_packages
from debtaudit.knowledge.vocabulary import vocabulary
from debtaudit.resolve.calls import CallGraph
from debtaudit.resolve.calls_of_file import CallEdge
from debtaudit.resolve.imports import Source
from debtaudit.resolve.modules import is_internal, node, split_node

TRAINING_VERBS = frozenset(vocabulary("training-verbs"))
_TELLING = ("train", "finetune", "fine_tune", "fit", "learn")
_NOT_TELLING = ("pretrained", "trained_", "constrain", "restrain", "fitness", "learned")
_COMMANDS = ("command", "group", "option", "argument", "callback")
_PLUMBING_STEMS = frozenset(vocabulary("plumbing-files"))
_LAUNCHERS = frozenset(vocabulary("launcher-packages"))
_NO_PREPARATION = vocabulary("no-preparation")
_NO_LIBRARY = frozenset(vocabulary("no-library-folders"))


class CallerRelations:
    """Judges pairs of a definition that trains and one that calls it."""

    def __init__(self, graph: CallGraph, library_folders: frozenset[str]) -> None:
        self.graph = graph
        self.library_folders = library_folders
        self._prepares: dict[str, bool] = {}

    def relation(self, name: str, caller: str, call: CallEdge) -> str:
        """Say how a caller stands to what trains: `inside`, `beside` or `plumbing`."""
        path, symbol = split_node(name)
        other, outer = split_node(caller)
        if self.is_library_method(path, symbol) and not self.same_class(name, caller):
            return "beside"
        if self._makes_a_part(name):
            return "plumbing"
        both = _is_training_method(symbol) and _is_training_method(outer)
        if both and not self.same_class(name, caller):
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
        if self._loops(caller, call):
            return "inside"
        if self.prepares(caller):
            whole = self._is_whole(name) and not self._is_step_of_base(name, caller, call)
            return "beside" if whole else "inside"
        if _is_command(definition) or _stem(other) in _PLUMBING_STEMS or _launches(source):
            return "plumbing"
        return "inside" if _tells(_stem(other)) or _tells(outer.rpartition(".")[2]) else "plumbing"

    def _is_whole(self, name: str) -> bool:
        """Tell a whole training, which others call as well, from a part of the caller's."""
        last = split_node(name)[1].rpartition(".")[2]
        return self.prepares(name) and (_tells(last) or last in TRAINING_VERBS)

    def _is_step_of_base(self, name: str, caller: str, call: CallEdge) -> bool:
        """Tell a step that a derived class defines and the training of its base class calls."""
        last = split_node(name)[1].rpartition(".")[2]
        is_step = call.target != name and last not in TRAINING_VERBS
        return is_step and self.same_class(name, caller)

    def _makes_a_part(self, name: str) -> bool:
        """Tell whether the node constructs a layer or module: making one is not yet training."""
        class_node = name.removesuffix(".__init__")
        return self.graph.values.is_class(class_node) and any(
            each.endswith((".Module", ".Layer", ".LightningModule"))
            for each in self.graph.values.line_of(class_node)
        )

    def initialises_a_part(self, name: str, caller: str) -> bool:
        """Tell whether a layer's constructor calls it: k-means for first weights, and such."""
        return (
            caller.endswith(".__init__")
            and self._makes_a_part(caller)
            and split_node(name)[1].rpartition(".")[2] not in TRAINING_VERBS
        )

    def same_class(self, name: str, caller: str) -> bool:
        """Tell whether both are methods of one class, or of a class and one derived from it."""
        first, second = split_node(name), split_node(caller)
        owner, other = first[1].rpartition(".")[0], second[1].rpartition(".")[0]
        if not owner or not other:
            return False
        if first[0] == second[0] and owner == other:
            return True
        mine = self.graph.values.line_of(node(first[0], owner))
        theirs = self.graph.values.line_of(node(second[0], other))
        return node(first[0], owner) in theirs or node(second[0], other) in mine

    def is_library_method(self, path: str, symbol: str) -> bool:
        """Tell a training method of an installable package, by which its users retrain."""
        return _is_training_method(symbol) and bool(self.library_of(path))

    def library_of(self, path: str) -> str:
        """Return the folder of the installable package that holds the file, or ""."""
        folders = path.split("/")[:-1]
        for end in range(1, len(folders) + 1):
            folder = "/".join(folders[:end])
            if folder in self.library_folders and folders[end - 1] not in _NO_LIBRARY:
                return folder
        return ""

    def prepares(self, name: str) -> bool:
        """Tell whether the definition builds what is trained: a model, an optimiser, data."""
        if name not in self._prepares:
            self._prepares[name] = False
            calls = self.graph.resolved.get(name, ())
            path = split_node(name)[0]
            self._prepares[name] = any(self._is_preparation(call) for call in calls) or any(
                self._is_preparation(below)
                for call in calls
                if call.internal and split_node(call.target)[0] == path
                for below in self.graph.resolved.get(call.target, ())
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

    def _loops(self, caller: str, edge: CallEdge) -> bool:
        return any(
            call.loop and call.line == edge.line for call in self.graph.definitions[caller].calls
        )


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


def _launches(source: Source) -> bool:
    """Tell a file that hands a training over to a cluster from one that trains."""
    return not source.packages.isdisjoint(_LAUNCHERS)


def _is_command(definition: Definition) -> bool:
    return any(
        text.partition("(")[0].rpartition(".")[2] in _COMMANDS for text in definition.decorators
    )
