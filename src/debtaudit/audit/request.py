"""What somebody asks for, and what it stands for: the opened repository and its settings."""

import gc
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from debtaudit.audit.checklists import checklists_of, item_ids_of
from debtaudit.config.reader import read_settings
from debtaudit.detectors import all_rules
from debtaudit.domain.errors import ConfigurationError, WrongCallError
from debtaudit.domain.files import Missing
from debtaudit.domain.rules import ScanChoice
from debtaudit.domain.settings import Settings
from debtaudit.gather.cache import FactCache, open_cache
from debtaudit.gather.repository import Repository, open_repository
from debtaudit.gather.snapshot import (
    Snapshot,
    folder_snapshot,
    revision_snapshot,
    work_tree_snapshot,
)

COVERAGE_PLACES = ("coverage.json", "coverage.xml", "lcov.info", "coverage.lcov", ".coverage")
JUNIT_PLACES = ("junit.xml", "test-results.xml", "reports/junit.xml")
CONFIGURATION_FILES = ("pyproject.toml", "debtaudit.toml")

Progress = Callable[[str], None]


class AuditRequest(Struct, frozen=True):
    """What somebody asks for; everything that is not given comes from the configuration."""

    path: Path
    as_of: date
    revision: str | None = None
    since: date | None = None
    exclude: tuple[str, ...] = ()
    scans: tuple[str, ...] = ()
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    config: Path | None = None
    use_cache: bool = True
    jobs: int | None = None
    coverage: tuple[Path, ...] = ()
    junit: tuple[Path, ...] = ()
    checklists: tuple[str, ...] = ()
    online: bool = False
    osv_db: Path | None = None
    imports: tuple[Path, ...] = ()


def silent(_step: str) -> None:
    """Take a progress message and show it to nobody."""


@contextmanager
def opened(request: AuditRequest) -> Iterator[tuple[Repository | None, Snapshot]]:
    """Open the repository, or the plain folder, and the snapshot that was asked for."""
    opened = open_repository(request.path)
    if isinstance(opened, Missing):
        if request.revision is not None:
            raise WrongCallError(f"--rev {request.revision}: {opened.reason}")
        yield None, folder_snapshot(request.path)
        return
    with opened as repository:
        tip = tip_of(repository, request)
        if request.revision is not None or repository.bare:
            if tip is None:
                raise WrongCallError(f"{request.path}: a bare repository without a commit")
            yield repository, revision_snapshot(repository, tip)
        else:
            yield repository, work_tree_snapshot(repository)


class Workplace(Struct, frozen=True):
    """What an audit works on: the repository (None for a plain folder), its files, the cache."""

    repository: Repository | None
    snapshot: Snapshot
    cache: FactCache


@contextmanager
def at_work(request: AuditRequest) -> Iterator[Workplace]:
    """Open all that an audit needs, with the garbage collector off meanwhile."""
    with (
        collector_off(),
        opened(request) as (repository, snapshot),
        open_cache(request.use_cache) as cache,
    ):
        yield Workplace(repository, snapshot, cache)


def tip_of(repository: Repository, request: AuditRequest) -> str | None:
    """Return the commit that is audited, or None where there is none yet."""
    if request.revision is None:
        return repository.head
    return repository.resolve(request.revision)


def settings_for(request: AuditRequest, snapshot: Snapshot, name: str = "") -> Settings:
    """Read the configuration of the snapshot (or `--config`), then let the command line win.

    `name` is what messages call the snapshot where it is not the one that was asked for.
    """
    known = tuple(rule.id for rule in all_rules())
    for option, ids in (("--select", request.select), ("--ignore", request.ignore)):
        for unknown in sorted(set(ids) - set(known)):
            raise WrongCallError(f"{option} {unknown}: no such rule; `debtaudit rules` lists them")
    if request.config is not None:
        sources = [(str(request.config), _configuration_file(request.config))]
    else:
        found = ((file, snapshot.read_path(file)) for file in CONFIGURATION_FILES)
        sources = [(f"{name}{file}", data) for file, data in found if isinstance(data, bytes)]
    settings = read_settings(
        sources,
        known,
        lambda read: item_ids_of(checklists_of(request.checklists, read, snapshot)),
    )
    return replace(
        settings,
        exclude=settings.exclude + request.exclude,
        scans=tuple(ScanChoice(scan).value for scan in request.scans) or settings.scans,
        select=request.select or settings.select,
        ignore=settings.ignore + request.ignore,
    )


def settings_of_base(
    request: AuditRequest, base: Snapshot, head: Snapshot
) -> tuple[Settings, tuple[str, ...]]:
    """Return the settings of the base, and in words where those of the head differ.

    Where the base's cannot be read (a version of debtaudit later or earlier), the head's hold, or
    nobody could ever repair them. Raises `ConfigurationError` for those of the head.
    """
    own = settings_for(request, head)
    if request.config is not None or _same_configuration(base, head):
        return own, ()
    try:
        settings = settings_for(request, base, "base/")
    except ConfigurationError as error:
        return own, (f"the head's configuration holds; that of the base is not readable: {error}",)
    from debtaudit.config.differences import differences

    return settings, tuple(differences(settings, own))


def _same_configuration(base: Snapshot, head: Snapshot) -> bool:
    """Tell from the ids of the files whether two snapshots have the same configuration."""
    before, after = (
        {entry.path: entry.blob for entry in side.entries if entry.path in CONFIGURATION_FILES}
        for side in (base, head)
    )
    return before == after


def _configuration_file(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise WrongCallError(f"--config {path}: {error.strerror}") from None


def is_measured(request: AuditRequest) -> bool:
    """Tell whether there may be coverage or outcomes of tests: named, or at a usual place."""
    if request.coverage or request.junit:
        return True
    return request.revision is None and any(
        os.path.lexists(request.path / name) for name in (*COVERAGE_PLACES, *JUNIT_PLACES)
    )


@contextmanager
def collector_off() -> Iterator[None]:
    """Switch the garbage collector off: syntax trees hold no cycles and cost half without it."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
