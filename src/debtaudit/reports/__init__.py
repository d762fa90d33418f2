"""The formats of a report: one module (or package) a format, found by discovery.

A format is a module of this package with `NAME`, `SUFFIXES` (of files, may be empty) and

    render(report: Report, style: Style) -> str                    the whole report
    render_checklist(report: Report, style: Style) -> str          its checklist alone
    render_changes(log: ModelChangeLog, style: Style) -> str       `debtaudit changes`
    render_commits(commits: ClassifiedCommits, style: Style) -> str   `debtaudit changes --commit`
    render_rules(rules: Sequence[Rule], style: Style) -> str       `debtaudit rules`

All of them are pure: they return text and never print, write or look at a clock.
"""

from collections.abc import Sequence
from importlib import import_module
from typing import Protocol, cast

from debtaudit.domain.change_log import ClassifiedCommits, ModelChangeLog
from debtaudit.domain.discovery import module_names
from debtaudit.domain.report import Report
from debtaudit.domain.rules import Rule
from debtaudit.domain.style import Style


class Format(Protocol):
    """What every module of this package offers."""

    NAME: str
    SUFFIXES: tuple[str, ...]

    def render(self, report: Report, style: Style) -> str:
        """Return the whole report."""
        ...

    def render_checklist(self, report: Report, style: Style) -> str:
        """Return the checklist of the report."""
        ...

    def render_changes(self, log: ModelChangeLog, style: Style) -> str:
        """Return the model change log."""
        ...

    def render_commits(self, commits: ClassifiedCommits, style: Style) -> str:
        """Return the commits that a caller named, classified."""
        ...

    def render_rules(self, rules: Sequence[Rule], style: Style) -> str:
        """Return the list of rules."""
        ...


def discover() -> tuple[Format, ...]:
    """Return all formats, sorted by name."""
    formats = (
        cast("Format", import_module(f"{__name__}.{name}")) for name in module_names(__path__)
    )
    return tuple(sorted(formats, key=lambda found: found.NAME))
