"""`debtaudit render`: a saved report in another format."""

from pathlib import Path
from typing import Annotated

from debtaudit.cli.declarations import Argument, supplied
from debtaudit.cli.files import read_file
from debtaudit.cli.options import output
from debtaudit.cli.output import Output


@supplied(out=output)
def command(
    *,
    report: Annotated[Path, Argument("A saved JSON report.", "REPORT.json")],
    out: Output,
) -> None:
    """Render a saved JSON report again, in other formats."""
    from debtaudit.reports.json_report import read_report

    emit = out.prepared("a report", lambda known: known.report)
    saved = read_report(read_file(report, "a saved JSON report"), str(report))
    emit(saved)
