"""`debtaudit init`: a commented configuration to start from."""

from pathlib import Path
from typing import Annotated

from debtaudit.cli.declarations import Argument, Option
from debtaudit.cli.files import check_targets, write_files
from debtaudit.cli.output import print_text
from debtaudit.domain.errors import WrongCallError
from debtaudit.domain.text import visible


def command(
    *,
    path: Annotated[
        Path, Argument("The folder in which the file goes (default: .).", "PATH")
    ] = Path(),
    force: Annotated[bool, Option("Replace a file that is there.")] = False,
) -> None:
    """Write a commented debtaudit.toml with every setting."""
    from debtaudit.config.template import template

    if not path.is_dir():
        raise WrongCallError(f"{path}: no such folder")
    target = path / "debtaudit.toml"
    if target.exists() and not force:
        raise WrongCallError(f"{target} is there already; --force replaces it")
    check_targets([target])
    write_files([(target, template())])
    print_text(f"Wrote {visible(str(target))}\n")
