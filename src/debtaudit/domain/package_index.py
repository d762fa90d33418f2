"""What a package index answered, and what was asked of it."""

from collections.abc import Mapping
from datetime import date

from msgspec import Struct


class IndexRelease(Struct, frozen=True, array_like=True):
    """One version of a package.

    `uploaded` is the ISO day (UTC) of its first file, None where the index does not say (PEP 700).
    `yanked` is the reason (perhaps empty) where every file of the version is yanked (PEP 592),
    else None. `prerelease` is PEP 440's word: alpha, beta, candidate, or a development release.
    """

    version: str
    uploaded: str | None = None
    yanked: str | None = None
    requires_python: str | None = None
    prerelease: bool = False


class IndexedPackage(Struct, frozen=True, array_like=True):
    """All versions of one package, oldest first; `problem` says why they are not known."""

    releases: tuple[IndexRelease, ...] = ()
    problem: str | None = None
    asked: bool = True
    """False where the question was not answered, so that asking again could help."""


class PackageIndexFacts(Struct, frozen=True):
    """What the index said on the day `asked_on`, by normalised name (PEP 503)."""

    asked_on: date
    packages: Mapping[str, IndexedPackage]
