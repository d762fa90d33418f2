"""Models put together from what trains, writes and registers them: the first half of the inventory.

Entry points that write the same file, or give the same name to a registry, train one model.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from msgspec import Struct

from debtaudit.domain.files import PathClass
from debtaudit.domain.inventory_model import ModelKind
from debtaudit.domain.python_facts import MODULE, Definition
from debtaudit.domain.report_rows import EntryPoint
from debtaudit.knowledge.model_store import is_weights
from debtaudit.knowledge.places import place_of
from debtaudit.resolve.models.drawn import Drawn
from debtaudit.resolve.models.files import (
    base_of,
    folder_of,
    is_below,
    means,
    model_name,
    plain_of,
    stem_of,
)
from debtaudit.resolve.models.stores import StoreCall, store_calls
from debtaudit.resolve.modules import node_of, split_node

_DEEPEST = 4
"""Calls followed from an entry point to where its model is written."""
_HIGHEST = 3
"""Callers followed from where a model is trained or written to who says where to."""
_LOCK = "dvc.lock"
_NOTEBOOK = ".ipynb"
_THROWN_AWAY = frozenset(("TemporaryDirectory", "mkdtemp"))
"""Calls by which code says that it throws away what it writes."""


class Draft(Struct):
    """A model while it is put together; `orders` are calls that let a cloud train it."""

    name: str
    kind: ModelKind
    entries: list[EntryPoint]
    saves: list[StoreCall]
    files: list[str]
    artefacts: list[str]
    orders: list[StoreCall]

    @property
    def registered(self) -> tuple[str, ...]:
        """The names that calls give it in a registry."""
        names = (name for call in self.saves if call.action == "register" for name in call.names)
        return tuple(dict.fromkeys(names))


class Drafts:
    """What the models of a repository are put together from."""

    def __init__(self, facts: Drawn) -> None:
        self.facts = facts
        self._callers = facts.callers
        self.calls = store_calls(facts, self._callers)
        self._writing = [call for call in self.calls if call.action in ("save", "register")]
        self._known_below: dict[str, frozenset[str]] = {}
        self.files = [
            entry.path
            for entry in facts.files
            if entry.path_class is PathClass.POINTER
            or (
                entry.path_class is PathClass.ARTEFACT
                and is_weights(entry.path)
                and not _is_of_tests(entry.path)
            )
        ]

    def trained(self) -> list[Draft]:
        """Return a draft for each entry point; those that make the same model share one."""
        by_key: dict[str, Draft] = {}
        drafts: list[Draft] = []
        for entry in self.facts.picture.entry_points:
            if self._is_thrown_away(entry):
                continue
            saves = self._saves(entry)
            names = self._files_of(entry, saves)
            keys = [
                f"{folder_of(entry.path)}:{base_of(name)}" for name in names if is_weights(name)
            ]
            keys += [f"registry:{name}" for one in saves for name in _registered(one)]
            same = next((by_key[key] for key in keys if key in by_key), None)
            draft = same or Draft(_name_of(entry, names, saves), "trained", [], [], [], [], [])
            if same is None:
                drafts.append(draft)
            draft.entries.append(entry)
            draft.saves.extend(call for call in saves if call not in draft.saves)
            draft.files.extend(name for name in names if name not in draft.files)
            draft.artefacts.extend(self._artefacts(entry, names, draft.artefacts))
            draft.orders.extend(self._orders.get(node_of(entry), ()))
            by_key.update(dict.fromkeys(keys, draft))
        return drafts

    def ordered(self) -> Iterator[Draft]:
        """Yield a draft for each function that orders a training of code that is not here.

        A notebook that orders one where a program does, too, walks through it.
        """
        others = [name for name in self._orders if name not in self._entries]
        programs = [name for name in others if not split_node(name)[0].endswith(_NOTEBOOK)]
        for caller in programs or others:
            path, symbol = split_node(caller)
            name = stem_of(path) if symbol == MODULE else symbol
            named = f"{folder_of(path)}/{name}".lstrip("/")
            yield Draft(named, "trained", [], [], [], [], self._orders[caller])

    @property
    def ordering(self) -> frozenset[str]:
        """The paths of the code that orders a training from a cloud."""
        return frozenset(split_node(caller)[0] for caller in self._orders)

    @cached_property
    def _orders(self) -> Mapping[str, list[StoreCall]]:
        """The orders of trainings by the node that makes them; not of scripts that are here."""
        scripts = {base_of(entry.path) for entry in self.facts.picture.entry_points}
        found: dict[str, list[StoreCall]] = {}
        for call in self.calls:
            if call.action == "order" and scripts.isdisjoint(map(base_of, self._said(call.caller))):
                found.setdefault(call.caller, []).append(call)
        return found

    def loose(self, known: Iterable[str]) -> Iterator[Draft]:
        """Yield a draft for the weights that no code here trains; formats of one model together."""
        taken = set(known)
        by_stem: dict[str, list[str]] = {}
        for path in self.files:
            if path not in taken and is_weights(plain_of(path)):
                by_stem.setdefault(f"{folder_of(path)}/{stem_of(path)}", []).append(path)
        for paths in by_stem.values():
            yield Draft(stem_of(paths[0]), "artefact", [], [], [], paths, [])

    def loads(self, names: Sequence[str]) -> list[StoreCall]:
        """Return the calls that read one of these files."""
        return [
            call
            for call in self.calls
            if call.action == "load"
            and any(means(saved, name) for saved in names for name in call.names)
        ]

    def _saves(self, entry: EntryPoint) -> list[StoreCall]:
        """Return the calls that write or register what an entry point trains.

        Where it only trains, its caller may hand the model on to what writes it; one that trains
        other models, too, says nothing of this one.
        """
        start = node_of(entry)
        level = [start]
        for _ in range(_HIGHEST + 1):
            below = [self._below(name) for name in level]
            reached = frozenset[str]().union(*below)
            if level != [start] and not reached.isdisjoint(self._entries - self._below(start)):
                return []
            saves = [call for call in self._writing if call.caller in reached]
            if any(call.names or not call.optional for call in saves):
                return [call for call in saves if call.names or not call.optional]
            if saves:
                return saves
            level = self._above(level)
        return []

    def _files_of(self, entry: EntryPoint, saves: Sequence[StoreCall]) -> list[str]:
        """Return the files that an entry point writes: by calls, callers, stages, conversions."""
        names = [name for call in saves if call.action == "save" for name in call.names]
        names += self._stage_outputs(entry)
        if not any(map(is_weights, names)):
            callers = (call.caller for call in saves if call.action == "save" and not call.names)
            names += [name for caller in callers for name in self._handed_to(caller)]
        return list(dict.fromkeys([*names, *self._converted(names, folder_of(entry.path))]))

    def _handed_to(self, writer: str) -> tuple[str, ...]:
        """Return the files of weights that the nearest callers of a function name."""
        level = [writer]
        for _ in range(_HIGHEST):
            level = self._above(level)
            named = [text for name in level for text in self._said(name) if is_weights(text)]
            if named:
                return tuple(named)
        return ()

    def _said(self, name: str) -> tuple[str, ...]:
        """Return the files that a definition names."""
        definition = self._definition(name)
        return definition.strings if definition is not None else ()

    def _definition(self, name: str) -> Definition | None:
        path, symbol = split_node(name)
        python = self.facts.facts[path].python if path in self.facts.facts else None
        definitions = python.definitions if python is not None else ()
        return next((one for one in definitions if one.name == symbol), None)

    def _is_thrown_away(self, entry: EntryPoint) -> bool:
        """Tell a trial in a temporary folder, as the main block of a module may make one."""
        definition = self._definition(node_of(entry))
        calls = definition.calls if definition is not None else ()
        return any(call.name.rpartition(".")[2] in _THROWN_AWAY for call in calls)

    @cached_property
    def _entries(self) -> frozenset[str]:
        return frozenset(map(node_of, self.facts.picture.entry_points))

    def _above(self, level: Iterable[str]) -> list[str]:
        """Return the nodes that call one of these and are another one."""
        callers = ((up, name) for name in level for up in self._callers.get(name, ()))
        return list(dict.fromkeys(up for up, name in callers if up != name))

    def _converted(self, names: Sequence[str], folder: str) -> list[str]:
        """Return the files into which code that reads one of these turns it (ONNX, TorchScript).

        Where code of the same folder reads one, only that counts: others have a copy of it.
        """
        found: list[str] = []
        loads = self.loads(names)
        near = [call for call in loads if is_below(split_node(call.caller)[0], folder)]
        for call in near or loads:
            for other in self.calls:
                if other.action == "save" and other.caller == call.caller:
                    found += [name for name in other.names if name not in (*names, *found)]
        return found

    def _below(self, name: str) -> frozenset[str]:
        """Return the nodes that a node calls, itself included."""
        if name not in self._known_below:
            found, level = {name}, [name]
            for _ in range(_DEEPEST):
                level = [
                    call.target
                    for each in level
                    for call in self.facts.picture.calls.get(each, ())
                    if call.internal and call.target not in found
                ]
                found.update(level)
            self._known_below[name] = frozenset(found)
        return self._known_below[name]

    def _stage_outputs(self, entry: EntryPoint) -> list[str]:
        """Return the files of weights that pipeline stages which start the entry point write."""
        outputs = []
        for started in entry.started_by:
            path, _, name = started.partition(":")
            workflow = self.facts.facts[path].workflow if path in self.facts.facts else None
            for step in workflow.steps if workflow else ():
                if step.name == name:
                    outputs += [one for one in step.outputs if is_weights(one)]
        return outputs

    def _artefacts(
        self, entry: EntryPoint, names: Sequence[str], known: Sequence[str]
    ) -> list[str]:
        """Return the weights and pointers of these names, with the lock of a stage that writes."""
        found = [
            path
            for path in self.files
            if path not in known and any(means(name, plain_of(path)) for name in names)
        ]
        near = [path for path in found if is_below(path, folder_of(entry.path))]
        return (near or found) + [path for path in self._locks(entry) if path not in known]

    def _locks(self, entry: EntryPoint) -> Iterator[str]:
        """Yield the locks of DVC that say which model the stage of an entry point has written."""
        if not self._stage_outputs(entry):
            return
        folders = {folder_of(ref.partition(":")[0]) for ref in entry.started_by}
        for path in self.files:
            if base_of(path) == _LOCK and folder_of(path) in folders:
                yield path


def _is_of_tests(path: str) -> bool:
    place = place_of(path)
    return place is not None and place[0].name == "test"


def _registered(call: StoreCall) -> tuple[str, ...]:
    return call.names if call.action == "register" else ()


def _name_of(entry: EntryPoint, files: Sequence[str], saves: Sequence[StoreCall]) -> str:
    registered = [name for call in saves for name in _registered(call)]
    return model_name(entry.path, entry.symbol, files, registered)
