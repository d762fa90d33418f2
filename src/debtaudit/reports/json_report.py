"""The JSON report: the report's own types, written out, and the schema made from them."""

from collections.abc import Sequence

import msgspec

from debtaudit.domain.change_log import ClassifiedCommits, ModelChangeLog
from debtaudit.domain.errors import NoReportError
from debtaudit.domain.hotspot_list import HotspotList
from debtaudit.domain.inventory import Inventory
from debtaudit.domain.report import (
    SCHEMA_VERSION,
    Report,
)
from debtaudit.domain.style import Style
from debtaudit.domain.text import valid_unicode
from debtaudit.domain.trend import TrendReport
from debtaudit.reports import Format

DIALECT = "https://json-schema.org/draft/2020-12/schema"
DOCUMENTS: dict[str, tuple[type[msgspec.Struct], str]] = {
    "report": (Report, "The report of `debtaudit scan` and `debtaudit gate`"),
    "changes": (ModelChangeLog, "The model change log of `debtaudit changes`"),
    "commits": (ClassifiedCommits, "The commits of `debtaudit changes --commit`"),
    "hotspots": (HotspotList, "The places of `debtaudit hotspots`"),
    "inventory": (Inventory, "The models of `debtaudit inventory`"),
    "trend": (TrendReport, "The points of `debtaudit trend`"),
}


def render(value: msgspec.Struct | Sequence[msgspec.Struct], _style: Style) -> str:
    """Return a result of a command as one JSON value, indented by two spaces, in UTF-8."""
    return _text(value)


def render_checklist(report: Report, _style: Style) -> str:
    """Return an object with the report's `audit`, `checklist`, `profile` and `scores`."""
    return _text(
        {
            "schema_version": report.schema_version,
            "audit": report.audit,
            "checklist": report.checklist,
            "profile": report.profile,
            "scores": report.scores,
        }
    )


FORMAT = Format(
    name="json",
    suffixes=(".json",),
    report=render,
    checklist=render_checklist,
    changes=render,
    commits=render,
    rules=render,
    hotspots=render,
    inventory=render,
    trend=render,
)


def read_report(data: bytes, name: str) -> Report:
    """Return the report that `render` wrote.

    Raises `NoReportError`, with the place of the mistake, where it is none or of another version.
    """
    try:
        version = msgspec.json.decode(data, type=_Version).schema_version
        if version.partition(".")[0] != SCHEMA_VERSION.partition(".")[0]:
            raise NoReportError(f"{name}: schema_version {version}, not {SCHEMA_VERSION}")
        return msgspec.json.decode(data, type=Report)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise NoReportError(f"{name}: no debtaudit report: {error}") from error


class _Version(msgspec.Struct):
    schema_version: str


def schema(document: str = "report") -> str:
    """Return the JSON Schema (2020-12) of one of `DOCUMENTS`, generated from its type."""
    kind, title = DOCUMENTS[document]
    made = {"$schema": DIALECT, "title": title, **msgspec.json.schema(kind)}
    return _text(made)


def _text(value: object) -> str:
    try:
        data = msgspec.json.encode(value)
    except UnicodeEncodeError:
        # JSON is UTF-8 (RFC 8259, 8.1); a name that git had in other bytes is shown escaped.
        data = msgspec.json.encode(_without_surrogates(msgspec.to_builtins(value)))
    return msgspec.json.format(data, indent=2).decode("utf-8") + "\n"


def _without_surrogates(value: object) -> object:
    if isinstance(value, str):
        return valid_unicode(value)
    if isinstance(value, dict):
        return {_without_surrogates(key): _without_surrogates(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_without_surrogates(one) for one in value]
    return value
