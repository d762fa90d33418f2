"""All waivers of an audit, from the configuration and from beside the code, and what they cover."""

from collections.abc import Callable, Mapping

from msgspec import Struct

from debtaudit.domain.files import FileFacts, InlineWaiver
from debtaudit.domain.globs import path_filter
from debtaudit.domain.reported_finding import ReportedFinding
from debtaudit.domain.settings import Settings, WaiverSettings


class Waiver(Struct, frozen=True):
    """A waiver with the place where it is written: beside the code, or (`inline` None) in settings.

    `path` and `inline` are given together; `covers` tells whether it is for a finding.
    """

    rules: tuple[str, ...]
    reason: str
    until: str | None
    by: str | None
    path: str | None
    inline: InlineWaiver | None
    covers: Callable[[ReportedFinding], bool]

    def is_whole(self) -> bool:
        """Tell whether it has all that a waiver needs: a rule or finding, a reason and an end."""
        named = bool(self.rules) or self.inline is None
        return named and bool(self.reason) and self.until is not None

    def holds(self, day: str) -> bool:
        """Tell whether it waives anything on a day (ISO)."""
        return self.is_whole() and self.until is not None and day <= self.until

    def place(self) -> str | None:
        """Return where it is written as `path:line`, None for the configuration."""
        return None if self.inline is None else f"{self.path}:{self.inline.line}"

    def same_as(self) -> tuple[str | None, tuple[str, ...], str, str | None]:
        """Return what makes it the same waiver in another snapshot: all but its line."""
        return self.path, self.rules, self.reason, self.until

    def what(self) -> str:
        """Name what it waives."""
        return ", ".join(self.rules) or "findings"


def waivers_of(
    settings: Settings, facts: Mapping[str, FileFacts], named: Callable[[str], str] = str
) -> tuple[Waiver, ...]:
    """Return the waivers of the settings, then those of the files in the order of their paths.

    `named` gives the paths the names of another snapshot.
    """
    configured = [_of_settings(one) for one in settings.waiver]
    inline = [_of_file(named(path), one) for path in facts for one in facts[path].waivers]
    return (*configured, *inline)


def _of_settings(one: WaiverSettings) -> Waiver:
    inside = path_filter(one.paths)

    def covers(finding: ReportedFinding) -> bool:
        if one.finding and finding.id != one.finding:
            return False
        if one.rule and finding.rule != one.rule:
            return False
        path = finding.location.path
        return not one.paths or (path is not None and inside(path))

    return Waiver(
        rules=(one.rule,) if one.rule else (),
        reason=one.reason.strip(),
        until=one.until.isoformat() if one.until is not None else None,
        by=one.by or None,
        path=None,
        inline=None,
        covers=covers,
    )


def _of_file(path: str, one: InlineWaiver) -> Waiver:
    def covers(finding: ReportedFinding) -> bool:
        where = finding.location
        if finding.rule not in one.rules or where.path != path:
            return False
        if one.cell is not None and where.cell is not None and where.cell != one.cell:
            return False
        if one.whole_file:
            return one.cell is None or where.cell == one.cell
        if where.line is None:
            return False
        return where.line <= one.target <= (where.end_line or where.line)

    return Waiver(one.rules, one.reason, one.until, None, path, one, covers)
