"""Known vulnerabilities of packages, as the OSV format tells them."""

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct

Level = Literal["critical", "high", "moderate", "low"]


class Affected(Struct, frozen=True, array_like=True):
    """The versions of one package that an advisory is about.

    `name` is normalised (PEP 503). Each range is a list of events in the order of the record, an
    event its kind (`introduced`, `fixed`, `last_affected`, `limit`) and a version.
    """

    name: str
    ranges: tuple[tuple[tuple[str, str], ...], ...] = ()
    versions: tuple[str, ...] = ()


class Advisory(Struct, frozen=True, array_like=True):
    """One record; `published` and `withdrawn` are ISO days, `level` is the database's word."""

    id: str
    aliases: tuple[str, ...] = ()
    summary: str = ""
    published: str | None = None
    withdrawn: str | None = None
    level: Level | None = None
    affected: tuple[Affected, ...] = ()


Version = tuple[str, str]
"""A package (normalised) and one of its versions."""


class AdvisoryFacts(Struct, frozen=True):
    """What a source of advisories said of versions that are in use.

    `known` has every version that was looked up, with none or more advisories; what is absent was
    not. `problems` says why some were not. `source` names the service or the file, `broken` counts
    its records that could not be read.
    """

    source: str
    known: Mapping[Version, tuple[Advisory, ...]]
    problems: Mapping[Version, str]
    broken: int = 0
