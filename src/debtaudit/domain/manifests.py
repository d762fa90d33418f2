"""What dependency manifests and lock files declare."""

from typing import Literal

from msgspec import Struct

from debtaudit.domain.report_rows import DependencyKind

COPIED = "copied"
"""The group of an image of which a container file takes files only (`COPY --from`)."""


class Declaration(Struct, frozen=True, array_like=True):
    """One dependency as one manifest writes it.

    `line` counts from 1 (`end_line` where it goes on with backslashes or brackets). `specifier`
    is as written, without name, extras and marker; secrets in URLs are already masked. `fixed`
    tells, for a URL or VCS source, whether it names a revision or a hash. `ecosystem` is `pypi`,
    `conda`, `docker` or `python` (the interpreter itself, named `python`).
    """

    name: str | None
    specifier: str
    line: int
    end_line: int
    kind: DependencyKind
    group: str | None = None
    marker: str | None = None
    extras: tuple[str, ...] = ()
    fixed: bool = True
    ecosystem: Literal["pypi", "conda", "docker", "python"] = "pypi"


class Include(Struct, frozen=True, array_like=True):
    """`-r other.txt` (or `-c`, `constraint`): the path is as written, relative to the manifest."""

    path: str
    line: int
    constraint: bool


class LockedPackage(Struct, frozen=True, array_like=True, gc=False):
    """A version that a lock file fixes; `uploaded` is an ISO day where the lock file knows it."""

    name: str
    version: str
    line: int
    uploaded: str | None = None


class ManifestFacts(Struct, frozen=True, array_like=True):
    """Everything one manifest or lock file says. `problems` are lines that could not be read."""

    format: str
    declarations: tuple[Declaration, ...] = ()
    includes: tuple[Include, ...] = ()
    locked: tuple[LockedPackage, ...] = ()
    requires_python: str | None = None
    packaged: bool = False
    """True where the manifest builds a distribution that others install (a library)."""
    problems: tuple[str, ...] = ()
    requires_python_line: int | None = None
