"""`debtaudit schema`: the JSON Schema of the JSON output."""

from enum import Enum
from typing import Annotated

from debtaudit.cli.declarations import Argument
from debtaudit.cli.output import print_text


class Document(str, Enum):
    """What has a schema."""

    REPORT = "report"
    CHANGES = "changes"
    COMMITS = "commits"
    HOTSPOTS = "hotspots"
    INVENTORY = "inventory"
    TREND = "trend"


_NAMES = ", ".join(one.value for one in Document)


def command(
    *,
    document: Annotated[
        Document,
        Argument(f"One of {_NAMES} (default: report).", "DOCUMENT"),
    ] = Document.REPORT,
) -> None:
    """Print the JSON Schema of the JSON report."""
    from debtaudit.reports.json_report import schema

    print_text(schema(document.value), for_people=False)
