"""Styled text for a terminal: a few ANSI attributes, measured and cut without them.

Written by hand because Rich costs more to load than most audits take. Only the sixteen standard
colours are used, so that every theme stays readable, and every colour goes with a word.
"""

from debtaudit.domain.digest import SEVERITIES
from debtaudit.domain.patterns import lazy_pattern
from debtaudit.domain.report import Report
from debtaudit.domain.style import Style
from debtaudit.domain.text import ascii_only, columns, pad, shorten, shorten_path, visible, wrap
from debtaudit.domain.totals import SeverityName

# SGR parameters of ECMA-48.
_CODES = {
    "bold": "1",
    "dim": "2",
    "good": "32",
    "warn": "33",
    "bad": "31",
    "link": "36",
    "critical": "1;31",
    "high": "31",
    "medium": "33",
    "low": "34",
    "A": "1;32",
    "B": "1;32",
    "C": "1;33",
    "D": "1;31",
    "E": "1;31",
}
_MARKS = {
    # status of a scan or item: (mark, mark in ASCII, colour)
    "complete": ("✓", "+", "good"),
    "partial": ("◐", "~", "warn"),
    "not-assessed": ("?", "?", "warn"),
    "not-applicable": ("–", "-", "dim"),
    "pass": ("✓", "+", "good"),
    "attested": ("✓", "+", "good"),
    "fail": ("✗", "x", "bad"),
    "unknown": ("?", "?", "warn"),
}
MARGIN = "  "
_PAINT = lazy_pattern(r"\x1b\[[\d;]*m")


class Ink:
    """Writes for one `Style`: makes text of strangers visible, cuts it and paints it."""

    def __init__(self, style: Style) -> None:
        self.width = max(style.width, 40)
        self._colour = style.colour
        self._unicode = style.unicode
        self.ellipsis = "…" if style.unicode else "..."
        self.dot = " · " if style.unicode else " | "
        self.dash = "–" if style.unicode else "-"
        self.arrow = "→" if style.unicode else "->"

    def safe(self, text: str) -> str:
        """Return a text of strangers as it may be shown on this terminal."""
        text = visible(text)
        return text if self._unicode else ascii_only(text)

    def paint(self, text: str, role: str) -> str:
        """Return a safe text in the colour of a role."""
        return f"\x1b[{_CODES[role]}m{text}\x1b[0m" if self._colour and text else text

    def cut(self, text: str, width: int) -> str:
        """Return a text of strangers, safe and cut to a width."""
        return shorten(self.safe(text), width, self.ellipsis)

    def cut_path(self, path: str, width: int) -> str:
        """Return a path, safe and cut at its front to a width."""
        return shorten_path(self.safe(path), width, self.ellipsis)

    def mark(self, status: str) -> str:
        """Return the painted mark of a status, one column wide."""
        mark, plain, role = _MARKS[status]
        return self.paint(mark if self._unicode else plain, role)

    def heading(self, title: str, note: str = "") -> str:
        """Return the line above a section."""
        return self.paint(title, "bold") + (f"  {self.paint(note, 'dim')}" if note else "")

    def paragraph(self, text: str, indent: str = MARGIN, role: str | None = None) -> list[str]:
        """Return a text of strangers broken into indented lines."""
        lines = wrap(self.safe(text), max(self.width - len(indent), 20))
        return [indent + (self.paint(line, role) if role else line) for line in lines]

    def two_sides(self, left: str, right: str, indent: str, role: str | None = None) -> str:
        """Return a line with `left` cut as needed and `right` at the edge, both of strangers.

        `indent` may be a painted text.
        """
        right = self.cut(right, self.width // 2)
        room = self.width - columns(_PAINT.sub("", indent)) - columns(right) - 2
        cut = self.cut(left, room)
        painted = self.paint(cut, role) if role else cut
        return (
            f"{indent}{painted}{' ' * (room - columns(cut))}  {self.paint(right, 'dim')}".rstrip()
        )

    def severities(self, report: Report) -> str:
        """Return `1 critical, 6 high, ...`, painted."""
        counts = report.summary.findings
        numbers: dict[SeverityName, int] = {name: getattr(counts, name) for name in SEVERITIES}
        return ", ".join(
            self.paint(f"{number:,} {name}", name if number else "dim")
            for name, number in numbers.items()
        )

    def table(self, heads: list[str], rows: list[list[str]], flexible: int) -> list[str]:
        """Return an indented table; columns whose head starts with `>` stand at the right.

        Cells are texts of strangers; the column `flexible` is cut so that the table fits.
        """
        if not rows:
            return []
        right = [head.startswith(">") for head in heads]
        titles = [head.lstrip(">") for head in heads]
        cells = [[self.safe(cell) for cell in row] for row in rows]
        widths = [
            max(columns(titles[index]), *(columns(row[index]) for row in cells))
            for index in range(len(heads))
        ]
        spare = self.width - len(MARGIN) - 2 * (len(heads) - 1) - sum(widths)
        least = min(widths[flexible], 12)
        widths[flexible] = max(widths[flexible] + min(spare, 0), least)
        head = shorten(self._row(titles, widths, right), self.width, self.ellipsis)
        lines = [self.paint(head, "dim")]
        for row in cells:
            row[flexible] = shorten_path(row[flexible], widths[flexible], self.ellipsis)
            lines.append(shorten(self._row(row, widths, right), self.width, self.ellipsis))
        return lines

    def _row(self, cells: list[str], widths: list[int], right: list[bool]) -> str:
        padded = (pad(cell, widths[i], right[i]) for i, cell in enumerate(cells))
        return (MARGIN + "  ".join(padded)).rstrip()
