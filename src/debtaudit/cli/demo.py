"""`debtaudit demo`: a small repository with planted debts, built and audited."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

from debtaudit.cli.declarations import Option, supplied
from debtaudit.cli.options import output, today
from debtaudit.cli.output import Output
from debtaudit.cli.progress import progress
from debtaudit.domain.errors import WrongCallError


@supplied(out=output)
def command(
    *,
    out: Output,
    into: Annotated[
        Path | None,
        Option("Build it there and keep it (a new folder).", "FOLDER"),
    ] = None,
) -> None:
    """Build a demo repository with planted debts; audit it."""
    if into is None:
        with TemporaryDirectory(prefix="debtaudit-demo-") as folder:
            _audit_demo(Path(folder) / "demand-forecast", out)
        return
    if into.exists() and any(into.iterdir() if into.is_dir() else [into]):
        raise WrongCallError(f"--into {into}: not empty; name a new folder")
    _audit_demo(into, out)


def _audit_demo(folder: Path, out: Output) -> None:
    from debtaudit.audit import AuditRequest, audit
    from debtaudit.gather.demo import build_fixture, demo_folder

    emit = out.prepared("a report", lambda known: known.report)
    with progress(out.quiet) as step:
        step("Building the demo repository")
        build_fixture(demo_folder(), folder)
        report = audit(AuditRequest(path=folder, as_of=today()), step)
    emit(report)
