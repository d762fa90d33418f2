"""What `debtaudit inventory` prints: every model of the repository and what is known of it."""

from datetime import date

from msgspec import Struct

from debtaudit.domain.audit_info import AuditInfo
from debtaudit.domain.inventory_model import InventoryModel
from debtaudit.domain.report import Diagnostic

BEGINNING = date(1970, 1, 1)
"""Before all commits: a model that was trained long ago is just what an inventory is asked for."""


class Inventory(Struct, frozen=True):
    """The models of a repository: trained ones first, then weights, then those of hubs."""

    schema_version: str
    audit: AuditInfo
    models: tuple[InventoryModel, ...]
    diagnostics: tuple[Diagnostic, ...]

    @property
    def not_dated(self) -> str:
        """Say when something changed to which the history that was read holds no commit."""
        since = self.audit.window.since
        if since is None or since <= BEGINNING.isoformat():
            return "unknown, no commit of it is here"
        return f"before {since}"
