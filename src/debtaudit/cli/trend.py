"""`debtaudit trend`: complexity, findings, risk and debt ratio at points of the past."""

from enum import Enum
from typing import TYPE_CHECKING, Annotated

from debtaudit.cli.declarations import Option, supplied
from debtaudit.cli.options import audit_request, output
from debtaudit.cli.output import Output
from debtaudit.cli.progress import progress
from debtaudit.domain.errors import WrongCallError

if TYPE_CHECKING:
    from debtaudit.audit import AuditRequest


class Step(str, Enum):
    """What lies between two points."""

    MONTH = "month"


@supplied(request=audit_request, out=output)
def command(
    *,
    request: "AuditRequest",
    out: Output,
    revisions: Annotated[
        int | None, Option("Measure N revisions, spread over the window.", "N", minimum=1)
    ] = None,
    complexity: Annotated[
        bool, Option("Measure complexity alone: much faster, no findings.")
    ] = False,
    by: Annotated[
        Step | None, Option("Measure the end of each month (the default).", "month")
    ] = None,
) -> None:
    """Measure complexity, risk and debt at past revisions."""
    from debtaudit.audit.trend import trend

    if revisions is not None and by is not None:
        raise WrongCallError("--revisions and --by are two ways to choose points: leave one out")
    emit = out.prepared("a trend", lambda known: known.trend)
    with progress(out.quiet) as step:
        measured = trend(request, revisions, complexity, step)
    emit(measured)
