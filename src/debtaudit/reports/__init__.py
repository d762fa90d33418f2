"""The formats of a report: one module (or package) a format, found by discovery.

A format is a module of this package with a constant `FORMAT`, called as its format is (`sarif`,
or `csv_report` where that is clearer). Its renderers are pure: they return text and never print,
write or look at a clock. What a format cannot show it leaves out; a command that needs it says
which formats can. Only the formats that a call names are imported.
"""

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, TypeVar, cast

from msgspec import Struct

from debtaudit.domain.discovery import module_names

if TYPE_CHECKING:
    from collections.abc import Sequence

    from debtaudit.domain.change_log import ClassifiedCommits, ModelChangeLog
    from debtaudit.domain.hotspot_list import HotspotList
    from debtaudit.domain.inventory import Inventory
    from debtaudit.domain.report import Report
    from debtaudit.domain.rules import Rule
    from debtaudit.domain.style import Style
    from debtaudit.domain.trend import TrendReport

_T = TypeVar("_T")
Renderer = Callable[[_T, "Style"], str]


class Format(Struct, frozen=True, kw_only=True):
    """A format: its name, the endings of its files, and what it can show.

    `suffixes` may have more than one dot (`.comment.md`): the longest that fits a file's name
    wins. `for_people` is printed in the encoding of the terminal, everything else in UTF-8.
    """

    name: str
    suffixes: tuple[str, ...]
    for_people: bool = False
    report: "Renderer[Report] | None" = None
    """The whole report."""
    checklist: "Renderer[Report] | None" = None
    """Its checklist alone."""
    changes: "Renderer[ModelChangeLog] | None" = None
    """`debtaudit changes`."""
    commits: "Renderer[ClassifiedCommits] | None" = None
    """`debtaudit changes --commit`."""
    rules: "Renderer[Sequence[Rule]] | None" = None
    """`debtaudit rules`."""
    hotspots: "Renderer[HotspotList] | None" = None
    """`debtaudit hotspots`."""
    inventory: "Renderer[Inventory] | None" = None
    """`debtaudit inventory`."""
    trend: "Renderer[TrendReport] | None" = None
    """`debtaudit trend`."""


def discover() -> tuple[Format, ...]:
    """Return all formats, sorted by name."""
    return tuple(sorted(map(_load, module_names(__path__)), key=lambda found: found.name))


def named(name: str) -> Format | None:
    """Return the format of this name, or None; no other format is imported."""
    module = name.replace("-", "_")
    for candidate in (module, f"{module}_report"):
        if candidate in module_names(__path__):
            found = _load(candidate)
            return found if found.name == name else None
    return None


def for_file(name: str) -> Format | None:
    """Return the format whose ending fits the name of a file best, or None."""
    fitting = [
        (len(suffix), known)
        for known in discover()
        for suffix in known.suffixes
        if name.lower().endswith(suffix)
    ]
    return max(fitting, key=lambda one: one[0])[1] if fitting else None


def _load(module: str) -> Format:
    return cast("Format", import_module(f"{__name__}.{module}").FORMAT)
