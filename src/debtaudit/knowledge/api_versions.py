"""Versions of commerce APIs that their makers deprecated: the rows of api_versions.tsv."""

from functools import cache

from msgspec import Struct

from debtaudit.knowledge.packaged import packaged_text


class DeprecatedResource(Struct, frozen=True):
    """A resource of a service in a version that is deprecated.

    `service` is a word by which a file names the service, `version` the part of a path before
    `resource`.
    """

    service: str
    version: str
    resource: str
    successor: str
    source: str


@cache
def deprecated_resources() -> tuple[DeprecatedResource, ...]:
    """Return the table in its order."""
    lines = packaged_text("api_versions.tsv").splitlines()
    return tuple(DeprecatedResource(*line.split("\t")) for line in lines if line and line[0] != "#")


@cache
def services() -> tuple[str, ...]:
    """Return the words by which files name the services of the table."""
    return tuple(dict.fromkeys(row.service for row in deprecated_resources()))


@cache
def resources() -> tuple[str, ...]:
    """Return the names of the resources of the table."""
    return tuple(dict.fromkeys(row.resource for row in deprecated_resources()))
