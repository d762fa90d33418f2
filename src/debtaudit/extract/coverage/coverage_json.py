"""`coverage json` of coverage.py (formats 2 and 3, and those before they were numbered).

With `--show-contexts` it names the tests that ran each line.
"""

from msgspec import DecodeError, Struct, ValidationError
from msgspec.json import Decoder

from debtaudit.domain.coverage import CoverageFacts, LineCoverage
from debtaudit.extract.coverage.contexts import tests_by_line
from debtaudit.extract.coverage.recorded import recorded
from debtaudit.extract.not_parsed import NotParsedError


class _Meta(Struct):
    timestamp: str = ""


class _File(Struct):
    executed_lines: list[int]
    missing_lines: list[int]
    contexts: dict[int, list[str]] = {}


class _Document(Struct):
    meta: _Meta
    files: dict[str, _File]


_DECODER = Decoder(_Document)


def read(data: bytes) -> CoverageFacts:
    """Return the lines of each file. Raises `NotParsedError` for any other JSON."""
    try:
        document = _DECODER.decode(data)
    except (DecodeError, ValidationError, RecursionError, ValueError) as error:
        raise NotParsedError(f"not a JSON report of coverage.py: {error}") from error
    files = {
        name: LineCoverage(
            frozenset(one.executed_lines),
            frozenset(one.missing_lines),
            tests_by_line(one.contexts),
        )
        for name, one in document.files.items()
    }
    return CoverageFacts(files, recorded=recorded(document.meta.timestamp))
