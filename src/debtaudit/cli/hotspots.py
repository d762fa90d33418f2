"""`debtaudit hotspots`: where repair pays most, with what it needs."""

from typing import TYPE_CHECKING, Annotated

from debtaudit.cli.declarations import Option, supplied
from debtaudit.cli.options import audit_request, output
from debtaudit.cli.output import Output
from debtaudit.cli.progress import progress

if TYPE_CHECKING:
    from debtaudit.audit import AuditRequest


@supplied(request=audit_request, out=output)
def command(
    *,
    request: "AuditRequest",
    out: Output,
    function: Annotated[bool, Option("Rank functions and notebook cells, not files.")] = False,
    only: Annotated[
        list[str] | None,
        Option("Rank only these files (repeatable, as in .gitignore).", "GLOB", ("--path",)),
    ] = None,
    top: Annotated[int, Option("Show the first N (default: 10).", "N", minimum=1)] = 10,
    authors: Annotated[bool, Option("Name the people, not only their number.")] = False,
) -> None:
    """Show where repair pays most, with trend, people, debts."""
    from debtaudit.audit.hotspots import Asked, hotspots

    emit = out.prepared("hotspots", lambda known: known.hotspots)
    asked = Asked(top, function, tuple(only or ()), authors)
    with progress(out.quiet) as step:
        found = hotspots(request, asked, step)
    emit(found)
