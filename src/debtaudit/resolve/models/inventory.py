"""The model inventory: built from entry points, calls, artefacts and cards, not declared.

A model is what a training entry point fits (those that write the same file are one model), what
code orders from a cloud, weights that no code here trains, or a published model that training or
serving fetches. What trains, writes and registers a model is put together in `drafts`.
"""

from collections.abc import Iterable
from functools import cached_property

from msgspec.structs import replace

from debtaudit.domain.inventory_model import IN_A_CLOUD, InventoryModel, Use
from debtaudit.domain.picture import Picture
from debtaudit.knowledge.model_store import is_weights
from debtaudit.resolve.models.cards import model_cards
from debtaudit.resolve.models.drafts import Draft, Drafts
from debtaudit.resolve.models.drawn import Drawn
from debtaudit.resolve.models.files import base_of, means, plain_of, shared_folders
from debtaudit.resolve.models.listed import listed_models
from debtaudit.resolve.models.stored_names import registry_name
from debtaudit.resolve.models.stores import StoreCall
from debtaudit.resolve.modules import node_of, split_node
from debtaudit.resolve.owners import owner_finder

_ENDPOINTS = frozenset(("AWS::SageMaker::Endpoint",))
"""Values by which templates of infrastructure order an endpoint."""


def with_models(drawn: Drawn) -> Picture:
    """Return the picture with the models: trained ones, weights, those of hubs; each by name.

    They are not dated yet: that takes the history (`dated_models`).
    """
    drafts = Drafts(drawn)
    models = _Inventory(drawn, drafts).models()
    return replace(drawn.picture, models=models, ordering=drafts.ordering)


class _Inventory:
    def __init__(self, facts: Drawn, drafts: Drafts) -> None:
        self.facts = facts
        self.owner = owner_finder(facts.facts)
        self.drafts = drafts
        self.calls = self.drafts.calls
        self.serving = facts.picture.reach["serving"] if facts.picture.reach else None
        self.cards = sorted(
            model_cards(facts.files, facts.facts), key=lambda path: (-path.count("/"), path)
        )
        self.only_registered: str | None = None
        self.known: list[Draft] = []
        self.reads: dict[int, list[StoreCall]] = {}
        self.readers: dict[StoreCall, list[Draft]] = {}
        self.by_address = [
            (call, {registry_name(name) for name in call.names} - {None})
            for call in self.calls
            if call.action == "load"
        ]

    def models(self) -> tuple[InventoryModel, ...]:
        """Return all models."""
        trained = [*self.drafts.trained(), *self.drafts.ordered()]
        registered = {name for draft in trained for name in draft.registered}
        self.only_registered = min(registered) if len(registered) == 1 else None
        loose = self.drafts.loose(path for draft in trained for path in draft.artefacts)
        drafts = sorted([*trained, *loose], key=lambda one: (one.kind != "trained", one.name))
        self.known = drafts
        for draft in drafts:
            self.reads[id(draft)] = self.drafts.loads(_files_of(draft))
            for call in self.reads[id(draft)]:
                self.readers.setdefault(call, []).append(draft)
        return (*(self._model(draft) for draft in drafts), *self._pretrained())

    def _model(self, draft: Draft) -> InventoryModel:
        code = _code_of(draft) or tuple(draft.artefacts)
        loads = self._loads(draft)
        use, because = self._use(draft, loads)
        places = [f"{entry.path}::{entry.symbol}" for entry in draft.entries]
        return InventoryModel(
            name=draft.name,
            kind=draft.kind,
            framework=_framework_of(draft),
            trained_by=(*places, *(call.place for call in draft.orders)),
            saved_at=_places(call for call in draft.saves if call.action == "save"),
            loaded_at=_places(loads),
            artefacts=tuple(draft.artefacts),
            registered_as=draft.registered,
            card=self._card(code[0]),
            owner=next((name for path in code if (name := self.owner(path))), None),
            last_change=None,
            last_retraining=None,
            use=use,
            because=because,
            code=_code_of(draft),
        )

    def _loads(self, draft: Draft) -> list[StoreCall]:
        """Return the calls that read a model: its files, or its name in a registry.

        Where several models have files of one name, a call reads that of the nearest folder.
        """
        found = [call for call in self.reads[id(draft)] if self._is_near(draft, call)]
        for call, names in self.by_address:
            if any(
                name in draft.registered or (name == "" and self._is_only(draft)) for name in names
            ):
                found.append(call)
        return found

    def _is_near(self, draft: Draft, call: StoreCall) -> bool:
        path = split_node(call.caller)[0]
        nearest = max(shared_folders(path, _path_of(one)) for one in self.readers[call])
        return shared_folders(path, _path_of(draft)) == nearest

    def _is_only(self, draft: Draft) -> bool:
        """Tell the only model that is registered: a name that is not known must be its name."""
        return self.only_registered is not None and self.only_registered in draft.registered

    def _use(self, draft: Draft, loads: list[StoreCall]) -> tuple[Use, str]:
        if draft.orders:
            return self._use_of_ordered()
        if self.serving is None or not self.serving.nodes:
            return "unknown", "no serving code in this repository"
        served = sorted(
            filter(self._is_served, loads), key=lambda call: self._distance(draft, call)
        )
        if served:
            return "served", f"{served[0].place} loads it{self._by_address(draft, served[0])}"
        if any(node_of(entry) in self.serving.nodes for entry in draft.entries):
            return "served", "serving code trains it"
        others = [
            call
            for call in self.calls
            if call.action == "load" and any(map(is_weights, call.names)) and self._is_served(call)
        ]
        if not others:
            return "unknown", "serving code loads no model by a name that can be read"
        if not any(map(is_weights, draft.files)) and not draft.artefacts:
            return "unknown", "it is not written to a file by a name that can be read"
        hidden = next((call for call in self._unnamed if self._is_served(call)), None)
        if hidden is not None:
            return "unknown", f"serving code loads by a name that cannot be read ({hidden.place})"
        other = base_of(next(name for name in others[0].names if is_weights(name)))
        if any(means(name, other) for name in _files_of(draft)):
            return "unknown", f"serving code loads a {other} that is nearer ({others[0].place})"
        return "orphaned", f"serving code loads {other} instead ({others[0].place})"

    @cached_property
    def _unnamed(self) -> list[StoreCall]:
        """The calls that read something whose name is not known: it may be any model."""
        return [call for call in self.calls if call.action == "load" and not call.names]

    def _use_of_ordered(self) -> tuple[Use, str]:
        """Tell whether a template deploys what a cloud trains; of several models it is not told."""
        if sum(bool(one.orders) for one in self.known) == 1:
            for path, fact in sorted(self.facts.facts.items()):
                for leaf in fact.settings:
                    if leaf.value in _ENDPOINTS:
                        return "served", f"{path}:{leaf.line or 1} deploys an endpoint"
        return "unknown", "a cloud trains it, and what becomes of it stands in no code here"

    def _by_address(self, draft: Draft, call: StoreCall) -> str:
        """Say how an address whose name is not known was taken for a model's."""
        if any(registry_name(name) in draft.registered for name in call.names):
            return f" as {draft.registered[0]}"
        unknown = any(registry_name(name) == "" for name in call.names)
        return " from the registry, in which it is the only one" if unknown else ""

    def _is_served(self, call: StoreCall) -> bool:
        return self.serving is not None and (
            call.caller in self.serving.nodes or split_node(call.caller)[0] in self.serving.because
        )

    def _distance(self, draft: Draft, call: StoreCall) -> tuple[bool, int]:
        """Sort code that serves itself before what it reaches, and what is near to the model."""
        path = split_node(call.caller)[0]
        aside = self.serving is None or self.serving.because.get(path) != path
        return aside, -shared_folders(path, _path_of(draft))

    def _pretrained(self) -> list[InventoryModel]:
        by_name: dict[str, list[StoreCall]] = {}
        for call in self.calls:
            if call.action == "hub" and call.names:
                by_name.setdefault(call.names[0], []).append(call)
        listed = listed_models(self.facts.facts)
        return [
            self._of_hub(name, by_name.get(name, []), listed.get(name, ()))
            for name in sorted({*by_name, *listed})
        ]

    def _of_hub(self, name: str, calls: list[StoreCall], listed: tuple[str, ...]) -> InventoryModel:
        paths = tuple(
            dict.fromkeys(
                (
                    *(split_node(call.caller)[0] for call in calls),
                    *(place.partition(":")[0] for place in listed),
                )
            )
        )
        no_use = f"{listed[0]} lists it" if listed else "no serving code loads it by name"
        served = next((call for call in calls if self._is_served(call)), None)
        return InventoryModel(
            name=name,
            kind="pretrained",
            framework=None,
            trained_by=(),
            saved_at=(),
            loaded_at=(*_places(calls), *listed),
            artefacts=(),
            registered_as=(),
            card=None,
            owner=next((who for path in paths if (who := self.owner(path))), None),
            last_change=None,
            last_retraining=None,
            use="served" if served else "unknown",
            because=f"{served.place} loads it" if served else no_use,
            code=paths,
        )

    def _card(self, path: str) -> str | None:
        """Return the card in the folder of a path, or in the nearest one above it."""
        for card in self.cards:
            folder = card.rpartition("/")[0]
            if not folder or path.startswith(folder + "/"):
                return card
        return None


def _files_of(draft: Draft) -> list[str]:
    return [*draft.files, *(plain_of(path) for path in draft.artefacts)]


def _path_of(draft: Draft) -> str:
    """Return where a model is at home: its training code, or its first file."""
    return (*_code_of(draft), *draft.artefacts)[0]


def _code_of(draft: Draft) -> tuple[str, ...]:
    """Return the paths of the training code, that of helpers in other files included."""
    helpers = (each for entry in draft.entries for each in entry.helpers if "::" in each)
    nodes = (*helpers, *(call.caller for call in draft.orders))
    paths = (*(entry.path for entry in draft.entries), *(split_node(each)[0] for each in nodes))
    return tuple(dict.fromkeys(paths))


def _framework_of(draft: Draft) -> str | None:
    if draft.orders:
        return IN_A_CLOUD
    return draft.entries[0].framework if draft.entries else None


def _places(calls: Iterable[StoreCall]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(call.place for call in calls))
