"""A record of the OSV format (ossf.github.io/osv-schema) from its JSON.

Only what concerns the Python package index is kept; fields of other ecosystems may have any form.
"""

from datetime import date

from msgspec import DecodeError, Struct, ValidationError, field, json

from debtaudit.domain.advisories import Advisory, Affected, Level
from debtaudit.domain.distribution_names import normalised
from debtaudit.domain.masking import mask
from debtaudit.domain.text import visible
from debtaudit.extract.not_parsed import NotParsedError

_SUMMARY = 200
_EVENTS = ("introduced", "fixed", "last_affected", "limit")
_LEVELS: dict[str, Level] = {
    "CRITICAL": "critical",
    "HIGH": "high",
    "MODERATE": "moderate",
    "MEDIUM": "moderate",
    "LOW": "low",
}


class _Package(Struct):
    ecosystem: str = ""
    name: str = ""


class _Range(Struct):
    type: str = ""
    events: list[dict[str, str]] = field(default_factory=list)


class _Affected(Struct):
    package: _Package = field(default_factory=_Package)
    ranges: list[_Range] = field(default_factory=list)
    versions: list[str] = field(default_factory=list)


class _Specific(Struct):
    severity: str | None = None


class _Record(Struct):
    id: str
    aliases: list[str] = field(default_factory=list)
    summary: str = ""
    details: str = ""
    published: str = ""
    withdrawn: str = ""
    affected: list[_Affected] = field(default_factory=list)
    database_specific: _Specific | None = None


_RECORD = json.Decoder(_Record)


def read_osv_record(data: bytes) -> Advisory:
    """Return the advisory; raises `NotParsedError` for what is no OSV record."""
    try:
        record = _RECORD.decode(data)
    except (DecodeError, ValidationError, RecursionError) as error:
        raise NotParsedError(f"no OSV record: {error}") from None
    lines = (record.summary or record.details).split("\n", 1)
    severity = record.database_specific.severity if record.database_specific else None
    return Advisory(
        _quoted(record.id),
        tuple(sorted(_quoted(alias) for alias in record.aliases)),
        _quoted(lines[0]),
        _day(record.published),
        _day(record.withdrawn),
        _LEVELS.get((severity or "").upper()),
        tuple(_affected(one) for one in record.affected if one.package.ecosystem.lower() == "pypi"),
    )


def _affected(one: _Affected) -> Affected:
    """Keep the ranges in versions; those in commits (`GIT`) say nothing of releases."""
    ranges = (
        tuple((kind, event[kind]) for event in span.events for kind in _EVENTS if kind in event)
        for span in one.ranges
        if span.type == "ECOSYSTEM"
    )
    return Affected(normalised(one.package.name), tuple(ranges), tuple(one.versions))


def _quoted(text: str) -> str:
    return mask(visible(" ".join(text.split())[:_SUMMARY]))


def _day(time: str) -> str | None:
    try:
        return date.fromisoformat(time[:10]).isoformat()
    except ValueError:
        return None
