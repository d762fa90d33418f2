"""Names of distributions in the one form in which they are compared."""

from functools import cache

from debtaudit.domain.patterns import lazy_pattern

INSTALLERS = frozenset(
    ("pip", "setuptools", "wheel", "uv", "pipenv", "poetry", "conda", "mamba", "virtualenv")
)
"""What installs the packages of a program: `pip install --upgrade pip` decides nothing about it."""
_RUNS = lazy_pattern(r"[-_.]+")


@cache
def normalised(name: str) -> str:
    """Return the name as PEP 503 compares it: lower case, runs of `-`, `_`, `.` as one `-`."""
    return _RUNS.sub("-", name).lower()
