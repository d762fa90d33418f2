"""`debtaudit explain`: the page of a rule."""

from typing import Annotated

from debtaudit.cli.declarations import Argument
from debtaudit.cli.output import print_text


def command(
    *,
    rule: Annotated[str, Argument("Its id, as `debtaudit rules` lists it.", "RULE")],
) -> None:
    """Explain a rule: what it finds, and what to do."""
    from debtaudit.knowledge.rule_pages import rule_page

    print_text(rule_page(rule).rstrip("\n") + "\n")
