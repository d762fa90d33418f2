"""The model inventory: built from entry points, calls, artefacts, cards and history, not declared.

A model is what a training entry point fits (those that write the same file are one model), weights
that no code here trains, or a published model that training or serving fetches.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timezone

from msgspec import Struct

from debtaudit.domain.facts import RepositoryFacts
from debtaudit.domain.files import PathClass
from debtaudit.domain.inventory import InventoryModel, ModelKind, Use
from debtaudit.domain.python_facts import MODULE
from debtaudit.domain.report import EntryPoint
from debtaudit.resolve.last_edits import last_edits
from debtaudit.resolve.model_cards import model_cards
from debtaudit.resolve.model_stores import StoreCall, is_weights, store_calls
from debtaudit.resolve.modules import node, split_node

_DEEPEST = 4
"""Calls followed from an entry point to where its model is written."""
_POINTERS = (".dvc",)


def model_inventory(
    facts: RepositoryFacts, owner: Callable[[str], str | None]
) -> tuple[InventoryModel, ...]:
    """Return the models of a repository: trained ones, weights, those of hubs; each by name."""
    return _Inventory(facts, owner).models()


class _Draft(Struct):
    """A model while it is put together."""

    name: str
    kind: ModelKind
    entries: list[EntryPoint]
    saves: list[StoreCall]
    files: list[str]
    artefacts: list[str]


class _Inventory:
    def __init__(self, facts: RepositoryFacts, owner: Callable[[str], str | None]) -> None:
        self.facts = facts
        self.owner = owner
        self.calls = store_calls(facts)
        self.serving = facts.picture.reach["serving"] if facts.picture.reach else None
        self.days = _days_of_paths(facts)
        self.cards = sorted(model_cards(facts), key=lambda path: (-path.count("/"), path))
        self.files = [
            entry.path
            for entry in facts.files
            if entry.path_class is PathClass.POINTER
            or (entry.path_class is PathClass.ARTEFACT and is_weights(entry.path))
        ]

    def models(self) -> tuple[InventoryModel, ...]:
        """Return all models."""
        trained = self._trained()
        known = {path for draft in trained for path in draft.artefacts}
        loose = [
            _Draft(_stem(path), "artefact", [], [], [], [path])
            for path in self.files
            if path not in known and is_weights(_plain(path))
        ]
        drafts = sorted([*trained, *loose], key=lambda one: (one.kind != "trained", one.name))
        return (*(self._model(draft) for draft in drafts), *self._pretrained())

    def _trained(self) -> list[_Draft]:
        """Return a draft for each entry point; those that write the same file share one."""
        by_file: dict[str, _Draft] = {}
        drafts: list[_Draft] = []
        for entry in self.facts.picture.entry_points:
            below = self._below(_node_of(entry))
            saves = [
                call
                for call in self.calls
                if call.action in ("save", "register") and call.caller in below
            ]
            names = [name for call in saves if call.action == "save" for name in call.names]
            names += self._stage_outputs(entry)
            names += self._converted(names, _folder(entry.path))
            keys = [f"{_folder(entry.path)}:{_base(name)}" for name in names if is_weights(name)]
            same = next((by_file[key] for key in keys if key in by_file), None)
            draft = same or _Draft(_name_of(entry, names), "trained", [], [], [], [])
            if same is None:
                drafts.append(draft)
            draft.entries.append(entry)
            draft.saves.extend(call for call in saves if call not in draft.saves)
            draft.files.extend(name for name in names if name not in draft.files)
            draft.artefacts.extend(self._artefacts(entry, names, draft.artefacts))
            by_file.update(dict.fromkeys(keys, draft))
        return drafts

    def _converted(self, names: Sequence[str], folder: str) -> list[str]:
        """Return the files into which code that reads one of these turns it (ONNX, TorchScript)."""
        found: list[str] = []
        for call in self._loads(names, folder):
            for other in self.calls:
                if other.action == "save" and other.caller == call.caller:
                    found += [name for name in other.names if name not in (*names, *found)]
        return found

    def _loads(self, names: Sequence[str], folder: str) -> list[StoreCall]:
        """Return the calls that read one of these files; those of the same folder, if any do."""
        found = [
            call
            for call in self.calls
            if call.action == "load"
            and any(_means(saved, name) for saved in names for name in call.names)
        ]
        near = [call for call in found if _below(split_node(call.caller)[0], folder)]
        return near or found

    def _below(self, name: str) -> set[str]:
        """Return the nodes that an entry point calls, itself included."""
        found, level = {name}, [name]
        for _ in range(_DEEPEST):
            level = [
                call.target
                for each in level
                for call in self.facts.picture.calls.get(each, ())
                if call.internal and call.target not in found
            ]
            found.update(level)
        return found

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
        found = [
            path
            for path in self.files
            if path not in known and any(_means(name, _plain(path)) for name in names)
        ]
        near = [path for path in found if _below(path, _folder(entry.path))]
        return near or found

    def _model(self, draft: _Draft) -> InventoryModel:
        code = [entry.path for entry in draft.entries] or draft.artefacts
        files = [*draft.files, *(_plain(path) for path in draft.artefacts)]
        loads = self._loads(files, _folder(code[0]))
        use, because = self._use(draft, loads)
        return InventoryModel(
            name=draft.name,
            kind=draft.kind,
            framework=draft.entries[0].framework if draft.entries else None,
            trained_by=tuple(f"{entry.path}::{entry.symbol}" for entry in draft.entries),
            saved_at=_places(call for call in draft.saves if call.action == "save"),
            loaded_at=_places(loads),
            artefacts=tuple(draft.artefacts),
            registered_as=_names(call for call in draft.saves if call.action == "register"),
            card=self._card(code[0]),
            owner=next((name for path in code if (name := self.owner(path))), None),
            last_change=self._newest(_code_of(draft)),
            last_retraining=self._newest(draft.artefacts),
            use=use,
            because=because,
        )

    def _use(self, draft: _Draft, loads: Sequence[StoreCall]) -> tuple[Use, str]:
        if self.serving is None or not self.serving.nodes:
            return "unknown", "no serving code in this repository"
        for call in loads:
            if self._is_served(call):
                return "served", f"{call.place} loads it"
        if any(_node_of(entry) in self.serving.nodes for entry in draft.entries):
            return "served", "serving code trains it"
        others = [call for call in self.calls if call.action == "load" and self._is_served(call)]
        if not any(call.names for call in others):
            return "unknown", "serving code loads no model by a name that can be read"
        if not draft.files and not draft.artefacts:
            return "unknown", "it is not written to a file by a name that can be read"
        other = next(call for call in others if call.names)
        return "orphaned", f"serving code loads {_base(other.names[0])} instead ({other.place})"

    def _is_served(self, call: StoreCall) -> bool:
        return self.serving is not None and (
            call.caller in self.serving.nodes or split_node(call.caller)[0] in self.serving.because
        )

    def _pretrained(self) -> list[InventoryModel]:
        by_name: dict[str, list[StoreCall]] = {}
        for call in self.calls:
            if call.action == "hub" and call.names:
                by_name.setdefault(call.names[0], []).append(call)
        return [self._of_hub(name, by_name[name]) for name in sorted(by_name)]

    def _of_hub(self, name: str, calls: list[StoreCall]) -> InventoryModel:
        paths = [split_node(call.caller)[0] for call in calls]
        served = next((call for call in calls if self._is_served(call)), None)
        return InventoryModel(
            name=name,
            kind="pretrained",
            framework=None,
            trained_by=(),
            saved_at=(),
            loaded_at=_places(calls),
            artefacts=(),
            registered_as=(),
            card=None,
            owner=next((who for path in paths if (who := self.owner(path))), None),
            last_change=self._newest(paths),
            last_retraining=None,
            use="served" if served else "unknown",
            because=f"{served.place} loads it" if served else "no serving code loads it by name",
        )

    def _card(self, path: str) -> str | None:
        """Return the card in the folder of a path, or in the nearest one above it."""
        for card in self.cards:
            folder = card.rpartition("/")[0]
            if not folder or path.startswith(folder + "/"):
                return card
        return None

    def _newest(self, paths: Iterable[str]) -> str | None:
        return max((self.days[path] for path in paths if path in self.days), default=None)


def _days_of_paths(facts: RepositoryFacts) -> dict[str, str]:
    """Return the day of the newest commit of each path in the window."""
    return {
        path: datetime.fromtimestamp(time, timezone.utc).date().isoformat()
        for path, time in last_edits(facts.history).items()
    }


def _code_of(draft: _Draft) -> set[str]:
    """Return the paths of the training code, that of helpers in other files included."""
    helpers = (each for entry in draft.entries for each in entry.helpers if "::" in each)
    return {*(entry.path for entry in draft.entries), *(split_node(each)[0] for each in helpers)}


def _node_of(entry: EntryPoint) -> str:
    return node(entry.path, MODULE if entry.symbol == "<notebook>" else entry.symbol)


def _name_of(entry: EntryPoint, files: Sequence[str]) -> str:
    """Return what people would call the model: its file, or what trains it."""
    weights = [name for name in files if is_weights(name)]
    owner = entry.symbol.rpartition(".")[0]
    if owner and not weights:
        return owner
    named = _stem(weights[0]) if weights else _stem(entry.path)
    return f"{_folder(entry.path)}/{named}".lstrip("/")


def _plain(path: str) -> str:
    """Return the file that a pointer stands for."""
    for ending in _POINTERS:
        path = path.removesuffix(ending)
    return path


def _means(saved: str, other: str) -> bool:
    """Tell whether a path is the file that was written, or lies in the folder that was.

    What was written may be a name to which the framework adds the ending.
    """
    if is_weights(saved):
        return _base(saved) == _base(other)
    last = _base(saved.rstrip("/"))
    return bool(last) and (last == _stem(other) or last in other.split("/")[:-1])


def _below(path: str, folder: str) -> bool:
    return not folder or path.startswith(folder + "/")


def _folder(path: str) -> str:
    return path.rpartition("/")[0]


def _base(name: str) -> str:
    return name.rpartition("/")[2]


def _stem(path: str) -> str:
    base = _base(_plain(path))
    return base.rpartition(".")[0] or base


def _places(calls: Iterable[StoreCall]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(call.place for call in calls))


def _names(calls: Iterable[StoreCall]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for call in calls for name in call.names))
