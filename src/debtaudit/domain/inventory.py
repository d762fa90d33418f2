"""What `debtaudit inventory` prints: every model of the repository and what is known of it."""

from typing import Literal

from msgspec import Struct

from debtaudit.domain.audit_info import AuditInfo
from debtaudit.domain.report import Diagnostic

ModelKind = Literal["trained", "artefact", "pretrained"]
"""Trained by code of this repository, weights without such code, or taken from a hub."""
Use = Literal["served", "orphaned", "unknown"]


class InventoryModel(Struct, frozen=True):
    """One model.

    `trained_by` are entry points (`path::symbol`), `saved_at` and `loaded_at` places (`path:line`)
    of the calls that write and read it; `artefacts` its files and pointers in the repository,
    `registered_as` the names that calls give it in a registry. `last_change` is the day of the
    newest commit to its training code, `last_retraining` of that to its artefacts or pointers
    (ISO 8601, UTC); None where there was none in the window of history. `because` says why it is
    called served or orphaned, or why that cannot be told.
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


class Inventory(Struct, frozen=True):
    """The models of a repository: trained ones first, then weights, then those of hubs."""

    schema_version: str
    audit: AuditInfo
    models: tuple[InventoryModel, ...]
    diagnostics: tuple[Diagnostic, ...]
