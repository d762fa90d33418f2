"""`debtaudit init`: a commented configuration, or a CI job, to start from."""

from pathlib import Path
from typing import Annotated

from debtaudit.cli.declarations import Argument, Option
from debtaudit.cli.files import check_targets, make_folder, write_files
from debtaudit.cli.output import print_text
from debtaudit.config.ci_templates import Service
from debtaudit.domain.errors import WrongCallError
from debtaudit.domain.text import visible


def command(
    *,
    path: Annotated[
        Path, Argument("The folder in which the file goes (default: .).", "PATH")
    ] = Path(),
    ci: Annotated[
        Service | None, Option("Write a CI job instead: github or gitlab.", "SERVICE")
    ] = None,
    force: Annotated[bool, Option("Replace a file that is there.")] = False,
) -> None:
    """Write a commented debtaudit.toml, or a CI job."""
    from debtaudit.config.ci_templates import ci_template
    from debtaudit.config.template import template
    from debtaudit.gather.regular_files import writable_inside

    if not path.is_dir():
        raise WrongCallError(f"{path}: no such folder")
    if ci is None:
        _write(writable_inside(path, "debtaudit.toml"), template(), force)
        return
    job = ci_template(ci)
    _write(writable_inside(path, job.path), job.text, force, new_folder=True)
    print_text(f"{job.then}\n")


def _write(target: Path, text: str, force: bool, new_folder: bool = False) -> None:
    if target.exists() and not force:
        raise WrongCallError(f"{target} is there already; --force replaces it")
    if new_folder:
        make_folder(target.parent)
    check_targets([target])
    write_files([(target, text)])
    print_text(f"Wrote {visible(str(target))}\n")
