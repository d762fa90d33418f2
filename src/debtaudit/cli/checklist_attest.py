"""`debtaudit checklist attest`: a person's dated, expiring statement that an item holds."""

from pathlib import Path
from typing import Annotated

from debtaudit.cli.declarations import Argument, Option
from debtaudit.cli.files import write_files
from debtaudit.cli.options import today
from debtaudit.cli.output import print_text
from debtaudit.domain.text import visible


def command(
    *,
    item: Annotated[str, Argument("The checklist item that holds.", "ITEM")],
    by: Annotated[str, Option("Who says so and answers for it.", "NAME")],
    because: Annotated[str, Option("Why it holds, in a sentence.", "TEXT")],
    evidence: Annotated[str, Option("Where it can be seen.", "URL")],
    until: Annotated[str, Option("The last day on which it counts.", "DATE")],
    repository: Annotated[Path, Option("The repository (default: .).", "PATH")] = Path(),
    checklist: Annotated[
        list[str] | None, Option("The checklist of the item, as for `checklist`.", "FILE")
    ] = None,
) -> None:
    """Attest that an item holds until a day, for review."""
    from debtaudit.audit.attest import Statement, attest

    said = Statement(item, by, because, evidence, today(), until)
    target, text = attest(repository, tuple(checklist or ()), said)
    write_files([(target, text)])
    print_text(
        f"Wrote {visible(item)} to {visible(str(target))}: commit it, so that it is reviewed.\n"
    )
