"""Names of distributions in the one form in which they are compared."""

import re
from functools import cache

_RUNS = re.compile(r"[-_.]+")


@cache
def normalised(name: str) -> str:
    """Return the name as PEP 503 compares it: lower case, runs of `-`, `_`, `.` as one `-`."""
    return _RUNS.sub("-", name).lower()
