"""One model of the inventory, with what is known of it."""

from typing import Literal

from msgspec import Struct

ModelKind = Literal["trained", "artefact", "pretrained"]
"""Trained by code of this repository, weights without such code, or taken from a hub."""
IN_A_CLOUD = "in a cloud"
"""What stands for the framework of a model whose training is ordered from a cloud."""
Use = Literal["served", "orphaned", "unknown"]


class InventoryModel(Struct, frozen=True):
    """One model.

    `trained_by` are entry points (`path::symbol`), `saved_at` and `loaded_at` places (`path:line`)
    of the calls that write and read it, `code` the files of the training code (of a published
    model the files that fetch it); `artefacts` its files and pointers in the repository,
    `registered_as` the names that calls give it in a registry. `last_change` is the day of the
    newest commit to its code, `last_retraining` of that to its artefacts, their pointers or the
    lock of the stage that writes them (ISO 8601, UTC); None where the window of history holds
    none. `because` says why it is called served or orphaned, or why that cannot be told.
    """

    name: str
    kind: ModelKind
    framework: str | None
    trained_by: tuple[str, ...]
    saved_at: tuple[str, ...]
    loaded_at: tuple[str, ...]
    artefacts: tuple[str, ...]
    registered_as: tuple[str, ...]
    card: str | None
    owner: str | None
    last_change: str | None
    last_retraining: str | None
    use: Use
    because: str
    code: tuple[str, ...] = ()
