"""`debtaudit rules`: what debtaudit looks for."""

from pathlib import Path
from typing import Annotated

from debtaudit.cli.declarations import Argument, supplied
from debtaudit.cli.options import output
from debtaudit.cli.output import Output


@supplied(out=output)
def command(
    *,
    path: Annotated[
        Path, Argument("The repository whose verdicts are counted (default: .).", "PATH")
    ] = Path(),
    out: Output,
) -> None:
    """List the rules.

    Where people judged findings (`debtaudit triage`), with the share of false alarms.
    """
    from debtaudit.audit.baseline import judged_rules

    out.prepared("the rules", lambda known: known.rules)(judged_rules(path))
