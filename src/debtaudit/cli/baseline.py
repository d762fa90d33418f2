"""`debtaudit baseline`: the debts that are known, so that the gate fails on new ones only."""

from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from debtaudit.cli.declarations import Argument, supplied
from debtaudit.cli.options import audit_request, imported
from debtaudit.cli.output import print_text
from debtaudit.cli.progress import progress
from debtaudit.domain.text import visible

if TYPE_CHECKING:
    from debtaudit.audit import AuditRequest


class Action(str, Enum):
    """What is to be done with the file."""

    WRITE = "write"
    PRUNE = "prune"
    SHOW = "show"


@supplied(request=audit_request, imports=imported)
def command(
    *,
    action: Annotated[Action, Argument("write, prune or show.", "ACTION")],
    request: "AuditRequest",
    imports: tuple[Path, ...],
) -> None:
    """Keep the file of known debts: write, prune or show it.

    `write` takes up every finding of now, `prune` only takes lines away, `show` writes nothing.
    """
    from msgspec.structs import replace

    from debtaudit.audit import baseline
    from debtaudit.cli.files import check_targets, write_files

    request = replace(request, imports=imports)
    if action is Action.SHOW:
        print_text(baseline.shown(request))
        return
    check_targets([baseline.target(request)])
    with progress(False) as step:
        made = (baseline.written if action is Action.WRITE else baseline.pruned)(request, step)
    write_files([(made.path, made.text)])
    print_text(
        f"{visible(made.name)}: {made.debts:,} known debts, {made.added:,} added, "
        f"{made.removed:,} removed\n"
    )
