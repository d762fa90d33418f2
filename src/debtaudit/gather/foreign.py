"""Reads the reports of other tools that the caller names."""

from collections.abc import Sequence
from pathlib import Path

from debtaudit.domain.errors import WrongCallError
from debtaudit.domain.files import Missing
from debtaudit.domain.foreign import ForeignResult
from debtaudit.domain.report import Diagnostic
from debtaudit.extract.foreign_report import read_foreign_report
from debtaudit.extract.not_parsed import NotParsedError
from debtaudit.gather.regular_files import read_regular

MAX_BYTES = 100_000_000


def read_foreign(
    paths: Sequence[Path],
) -> tuple[tuple[ForeignResult, ...], tuple[Diagnostic, ...]]:
    """Return the results of all reports, and what of them was left out.

    Raises `WrongCallError` for a file that is none, is too large or is no report.
    """
    results: list[ForeignResult] = []
    notes: list[Diagnostic] = []
    for path in paths:
        data = read_regular(path, MAX_BYTES)
        if isinstance(data, Missing):
            raise WrongCallError(f"--import {path}: {data.reason}")
        try:
            report = read_foreign_report(data, path.name)
        except NotParsedError as error:
            raise WrongCallError(f"--import {error}") from None
        results += report.results
        notes += [Diagnostic("warning", None, f"import: {note}") for note in report.notes]
    return tuple(results), tuple(notes)
