"""`debtaudit scaffold-test`: the start of a retraining test."""

from pathlib import Path
from typing import Annotated

from debtaudit.cli.declarations import Argument, Option
from debtaudit.cli.files import check_targets, write_files
from debtaudit.cli.options import today
from debtaudit.cli.output import print_text
from debtaudit.cli.progress import progress
from debtaudit.domain.errors import WrongCallError
from debtaudit.domain.text import visible


def command(
    *,
    entry_point: Annotated[
        str,
        Argument("As in src/train.py::main, src/train.py or dvc.yaml:train.", "ENTRYPOINT"),
    ],
    path: Annotated[
        Path, Argument("The repository, or a folder in one (default: .).", "PATH")
    ] = Path(),
    to: Annotated[
        Path | None, Option("Write it to FILE, and print nothing.", "FILE", ("--output", "-o"))
    ] = None,
    force: Annotated[bool, Option("Replace a file that is there.")] = False,
    no_cache: Annotated[bool, Option("Neither read nor write the fact cache.")] = False,
) -> None:
    """Print the start of a test for training code."""
    from debtaudit.audit import AuditRequest
    from debtaudit.audit.scaffold import scaffold_test

    if to is not None:
        if to.exists() and not force:
            raise WrongCallError(f"-o {to}: is there already; --force replaces it")
        check_targets([to])
    with progress(quiet=False) as step:
        request = AuditRequest(path=path, as_of=today(), use_cache=not no_cache)
        text = scaffold_test(request, entry_point, step)
    if to is None:
        print_text(text, for_people=False)
        return
    write_files([(to, text)])
    print_text(f"Wrote {visible(str(to))}; fill in what FILL IN marks\n")
