"""`debtaudit rules`: what debtaudit looks for."""

from debtaudit.cli.declarations import supplied
from debtaudit.cli.options import output
from debtaudit.cli.output import Output


@supplied(out=output)
def command(*, out: Output) -> None:
    """List the rules."""
    from debtaudit.detectors import all_rules

    found = all_rules()
    out.emit(lambda known, style: known.render_rules(found, style))
