"""`debtaudit rules`: what debtaudit looks for."""

from debtaudit.cli.declarations import supplied
from debtaudit.cli.options import output
from debtaudit.cli.output import Output


@supplied(out=output)
def command(*, out: Output) -> None:
    """List the rules."""
    from debtaudit.detectors import all_rules

    out.prepared("the rules", lambda known: known.rules)(all_rules())
