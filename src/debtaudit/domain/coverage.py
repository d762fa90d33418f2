"""What was measured while tests ran: covered lines, and the outcomes of tests."""

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct

Outcome = Literal["passed", "failed", "skipped"]


class LineCoverage(Struct, frozen=True):
    """The lines of one file that a run of tests executed, and those that it could have.

    `missing` is None where the report does not know which other lines there are; `tests` maps a
    line to the tests that ran it, as far as the report names any.
    """

    executed: frozenset[int]
    missing: frozenset[int] | None
    tests: Mapping[int, tuple[str, ...]] = {}


class CoverageFacts(Struct, frozen=True):
    """One coverage report.

    `files` are under the names that the report has for them, often paths of another machine;
    `roots` are folders that those may be relative to. `recorded` is the time of the run in
    seconds since 1970 UTC, as late as it can have been; None where the report does not say.
    """

    files: Mapping[str, LineCoverage]
    roots: tuple[str, ...] = ()
    recorded: int | None = None


class TestOutcomes(Struct, frozen=True):
    """One JUnit report: (class name, test name without parameters) to the best outcome."""

    __test__ = False

    outcomes: Mapping[tuple[str, str], Outcome]
    recorded: int | None = None


class Measurement(Struct, frozen=True):
    """A report that was read: its name for people, and when its file was written."""

    name: str
    written: int | None
    coverage: CoverageFacts | None = None
    outcomes: TestOutcomes | None = None
