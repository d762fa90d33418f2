"""Coverage and JUnit reports: those that the caller names, or those at their usual places."""

import os
from collections.abc import Callable
from pathlib import Path

from msgspec import Struct

from debtaudit.domain.coverage import Measurement
from debtaudit.domain.errors import WrongCallError
from debtaudit.domain.files import Missing
from debtaudit.domain.report import Diagnostic
from debtaudit.extract.coverage.dispatch import read_coverage, read_outcomes
from debtaudit.extract.not_parsed import NotParsedError
from debtaudit.gather.coverage_database import MAGIC, read_coverage_database
from debtaudit.gather.regular_files import read_inside, read_regular

_LARGEST = 64_000_000
_Take = Callable[[str, int | None, bytes], Measurement]


class Reports(Struct, frozen=True):
    """The reports of one kind: those that the caller names, and where else one may lie."""

    named: tuple[Path, ...]
    places: tuple[str, ...]


def read_measurements(
    folder: Path | None, coverage: Reports, junit: Reports
) -> tuple[tuple[Measurement, ...], tuple[Diagnostic, ...]]:
    """Read the reports that are named, else the first at its usual place below `folder`.

    Raises `WrongCallError` for a named file that cannot be read. A report that is none costs a
    diagnostic.
    """
    reader = _Reader(folder)
    reader.read(coverage, _coverage)
    reader.read(junit, _outcomes)
    return tuple(reader.found), tuple(reader.diagnostics)


class _Reader:
    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self.found: list[Measurement] = []
        self.diagnostics: list[Diagnostic] = []

    def read(self, asked: Reports, take: _Take) -> None:
        """Read the named reports, or the first of the usual places that is there."""
        for path in asked.named:
            data = read_regular(path, _LARGEST)
            if isinstance(data, Missing):
                raise WrongCallError(f"{path}: {data.reason}")
            self._take(path.name, path, data, take)
        if asked.named or self._folder is None:
            return
        for name in asked.places:
            path = self._folder / name
            if os.path.lexists(path):
                found = read_inside(self._folder, os.fsencode(name), _LARGEST)
                if isinstance(found, bytes):
                    self._take(name, path, found, take)
                    return
                self.diagnostics.append(Diagnostic("warning", name, f"not read: {found.reason}"))

    def _take(self, name: str, path: Path, data: bytes, take: _Take) -> None:
        try:
            self.found.append(take(name, _written(path), data))
        except NotParsedError as error:
            self.diagnostics.append(Diagnostic("warning", name, f"not used: {error}"))


def _coverage(name: str, written: int | None, data: bytes) -> Measurement:
    read = read_coverage_database if data.startswith(MAGIC) else read_coverage
    return Measurement(name, written, coverage=read(data))


def _outcomes(name: str, written: int | None, data: bytes) -> Measurement:
    return Measurement(name, written, outcomes=read_outcomes(data))


def _written(path: Path) -> int | None:
    try:
        return int(path.stat().st_mtime)
    except OSError:
        return None
