"""`debtaudit staged`: the quick look before a commit, for hooks."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from debtaudit.cli.declarations import Argument, Option
from debtaudit.cli.options import today
from debtaudit.cli.output import print_text
from debtaudit.domain.errors import ExitCode
from debtaudit.domain.text import visible

if TYPE_CHECKING:
    from debtaudit.domain.staged import StagedCheck, StagedDebt


def command(
    *,
    path: Annotated[
        Path, Argument("The repository, or a folder in one (default: .).", "PATH")
    ] = Path(),
    config: Annotated[
        Path | None, Option("Read this configuration, not the repository's.", "FILE")
    ] = None,
    warn_only: Annotated[bool, Option("Show what is found, and exit with 0.")] = False,
) -> None:
    """Judge the staged files alone; exit with 1 on a new debt.

    What it judges: whether a value of the model or its weights change and no staged document says
    so, and whether a manifest takes up what is retired, unsupported or not fixed. Everything else
    is for the gate.
    """
    from debtaudit.audit import AuditRequest
    from debtaudit.audit.staged import staged_check

    found = staged_check(AuditRequest(path=path, as_of=today(), config=config))
    print_text("".join(f"{line}\n" for line in _lines(found)))
    if found.debts and not warn_only:
        sys.exit(ExitCode.BREACHED)


def _lines(found: "StagedCheck") -> Iterator[str]:
    for debt in found.debts:
        yield from _told(debt)
    for note in found.unread:
        yield visible(f"not read: {note}")
    debts = "1 debt" if len(found.debts) == 1 else f"{len(found.debts) or 'no'} debts"
    files = "1 staged file" if found.files == 1 else f"{found.files} staged files"
    yield f"{files}, {debts}; `debtaudit gate` judges the rest"


def _told(debt: "StagedDebt") -> Iterator[str]:
    place = f"{debt.path}:{debt.line}" if debt.line else debt.path
    yield visible(f"{place}: {debt.title} ({debt.rule})")
    for detail in debt.details:
        yield visible(f"  {detail}")
    yield visible(f"  {debt.remedy}")
