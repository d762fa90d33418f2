"""Renews what the documents show of the program: `make docs`.

The terminal report in README.md is that of the demo repository, at a fixed day, exported by Rich.
"""

import re
import tempfile
from datetime import date
from io import StringIO
from pathlib import Path

from rich.console import Console
from rich.text import Text

from debtaudit.audit import AuditRequest, audit
from debtaudit.domain.style import Style
from debtaudit.gather.demo import build_fixture, demo_folder
from debtaudit.reports import terminal

DOCS = Path(__file__).parents[1] / "docs"
AS_OF = date(2026, 11, 22)
WIDTH = 100


def terminal_report() -> str:
    """Return the demo's terminal report with its colours."""
    with tempfile.TemporaryDirectory(prefix="debtaudit-docs-") as folder:
        repository = Path(folder) / "demand-forecast"
        build_fixture(demo_folder(), repository)
        report = audit(AuditRequest(path=repository, as_of=AS_OF, use_cache=False))
    return terminal.render(report, Style(width=WIDTH, colour=True, unicode=True, verbose=False))


def main() -> None:
    """Write docs/terminal-report.svg."""
    console = Console(
        record=True, width=WIDTH, file=StringIO(), force_terminal=True, color_system="truecolor"
    )
    console.print(Text("$ debtaudit demo", style="bold"))
    console.print(Text.from_ansi(terminal_report()))
    svg = console.export_svg(title="debtaudit", unique_id="debtaudit-report")
    # Rich asks the web for its font; a document that people open offline asks nobody.
    kept = re.sub(r"@font-face \{[^}]*\}\s*", "", svg)
    (DOCS / "terminal-report.svg").write_text(kept + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
