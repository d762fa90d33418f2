"""`debtaudit checklist show`: a built-in checklist as YAML, to copy and change."""

from typing import Annotated

from debtaudit.cli.declarations import Argument
from debtaudit.cli.output import print_text
from debtaudit.domain.errors import WrongCallError


def command(
    *, name: Annotated[str, Argument("default or ml-test-score.", "CHECKLIST")] = "default"
) -> None:
    """Print a built-in checklist as YAML, to copy and change."""
    from debtaudit.knowledge.checklists import BUILT_IN, text_of

    if name not in BUILT_IN:
        raise WrongCallError(f"{name}: no such checklist; there are {', '.join(BUILT_IN)}")
    print_text(text_of(name), for_people=False)
