"""`debtaudit inventory`: every model of the repository."""

from typing import TYPE_CHECKING

from debtaudit.cli.declarations import supplied
from debtaudit.cli.options import audit_request, output
from debtaudit.cli.output import Output
from debtaudit.cli.progress import progress

if TYPE_CHECKING:
    from debtaudit.audit import AuditRequest


@supplied(request=audit_request, out=output)
def command(*, request: "AuditRequest", out: Output) -> None:
    """List the models: what trains, stores and serves them."""
    from debtaudit.audit.inventory import inventory

    emit = out.prepared("a model inventory", lambda known: known.inventory)
    with progress(out.quiet) as step:
        found = inventory(request, step)
    emit(found)
