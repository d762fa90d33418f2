"""What GitHub's code scanning takes of a SARIF file, and the file that keeps to it.

"SARIF results exceed one or more limits" of GitHub's documentation (read in November 2026): 25,000
results a run of which 5,000 are stored, 25,000 rules, 1,000 locations a result of which 100 are
shown, 20 tags a rule of which 10 are shown; and 10 MB for the file after gzip. What would not be
stored or shown is not written: a file over a limit is refused as a whole.
"""

from collections.abc import Callable

import msgspec

from debtaudit.domain.report import Report
from debtaudit.reports.sarif.log import Log

MAX_RESULTS = 5_000
MAX_LOCATIONS = 100
MAX_TAGS = 10
MAX_DESCRIPTION = 1_024
"""Characters of the two descriptions of a rule."""
MAX_COMPRESSED = 10_000_000
"""Bytes after gzip, read as decimal megabytes: the smaller number."""


def within_limits(report: Report, log_of: Callable[[Report, int], Log]) -> str:
    """Return the file that `log_of` makes of the report with as many results as fit."""
    results = min(len(report.findings), MAX_RESULTS)
    text = _text(log_of(report, results))
    while results and _compressed(text) > MAX_COMPRESSED:
        results //= 2
        text = _text(log_of(report, results))
    return text


def _text(log: Log) -> str:
    return msgspec.json.format(msgspec.json.encode(log), indent=1).decode("utf-8") + "\n"


def _compressed(text: str) -> int:
    """Return the size after gzip; a text that is small enough as it is is not compressed."""
    if len(text) <= MAX_COMPRESSED // 4:  # no character has more than four bytes
        return len(text)
    from zlib import compressobj

    gzip = compressobj(level=6, wbits=31)  # `zlib.compress` takes no window size in Python 3.10
    return len(gzip.compress(text.encode("utf-8"))) + len(gzip.flush())
