"""Renews what the documents show of the program: `make docs`.

The terminal report in README.md is that of the demo repository, at a fixed day, exported by Rich;
the tables of settings in configuration.md are made from the settings classes, those of items in
checklist.md from the built-in checklists.
"""

import re
import tempfile
from datetime import date
from io import StringIO
from pathlib import Path

from benchmarks.checklist_docs import checklist_table
from rich.console import Console
from rich.text import Text

from debtaudit.audit import AuditRequest, audit
from debtaudit.config.known_settings import KnownTable, known_tables
from debtaudit.config.template import default_text
from debtaudit.domain.style import Style
from debtaudit.gather.demo import build_fixture, demo_folder
from debtaudit.knowledge.checklists import BUILT_IN, built_in
from debtaudit.reports import terminal

DOCS = Path(__file__).parents[1] / "docs"
AS_OF = date(2026, 11, 22)
WIDTH = 100
SETTINGS_HEADING = "## All settings\n"
CHECKLISTS_BEGIN = "<!-- made by `make docs` from the built-in checklists -->\n"
CHECKLISTS_END = "<!-- end -->\n"


def terminal_report() -> str:
    """Return the demo's terminal report with its colours."""
    with tempfile.TemporaryDirectory(prefix="debtaudit-docs-") as folder:
        repository = Path(folder) / "demand-forecast"
        build_fixture(demo_folder(), repository)
        report = audit(AuditRequest(path=repository, as_of=AS_OF, use_cache=False))
    return terminal.render(report, Style(width=WIDTH, colour=True, unicode=True, verbose=False))


def terminal_picture() -> str:
    """Return the demo's terminal report as SVG."""
    console = Console(
        record=True, width=WIDTH, file=StringIO(), force_terminal=True, color_system="truecolor"
    )
    console.print(Text("$ debtaudit demo", style="bold"))
    console.print(Text.from_ansi(terminal_report()))
    svg = console.export_svg(title="debtaudit", unique_id="debtaudit-report")
    # Rich asks the web for its font; a document that people open offline asks nobody.
    return re.sub(r"@font-face \{[^}]*\}\s*", "", svg) + "\n"


def settings_table(table: KnownTable) -> str:
    """Return the section of one table of settings."""
    heading = f"`[[{table.key}]]`" if table.repeated else f"`[{table.key}]`"
    rows = [
        f"| `{one.key}` | {one.allowed} | `{default_text(one)}` | {one.description} |"
        for one in table.settings
    ]
    return "\n".join(
        [
            f"### {heading if table.key else 'Top level'}",
            "",
            table.description,
            "",
            "| Setting | Allowed | Default | What it is for |",
            "|---|---|---|---|",
            *rows,
            "",
        ]
    )


def checklist_tables() -> str:
    """Return the tables of all built-in checklists."""
    parts = [
        f"### {built_in(name).title} (`{name}`)\n\n{checklist_table(built_in(name))}\n"
        for name in BUILT_IN
    ]
    return "\n".join(parts)


def main() -> None:
    """Write docs/terminal-report.svg and the tables of configuration.md and checklist.md."""
    (DOCS / "terminal-report.svg").write_text(terminal_picture(), encoding="utf-8")
    page = DOCS / "configuration.md"
    before = page.read_text("utf-8").partition(SETTINGS_HEADING)[0]
    tables = "\n".join(settings_table(table) for table in known_tables())
    page.write_text(f"{before}{SETTINGS_HEADING}\n{tables}", encoding="utf-8")
    page = DOCS / "checklist.md"
    before, _begin, rest = page.read_text("utf-8").partition(CHECKLISTS_BEGIN)
    after = rest.partition(CHECKLISTS_END)[2]
    made = f"{CHECKLISTS_BEGIN}\n{checklist_tables()}\n{CHECKLISTS_END}"
    page.write_text(f"{before}{made}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
