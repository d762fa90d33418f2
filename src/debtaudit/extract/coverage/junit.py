"""JUnit XML as pytest, unittest-xml-reporting and CI servers write it: the outcome of each test."""

from collections.abc import Mapping

from debtaudit.domain.coverage import Outcome, TestOutcomes
from debtaudit.extract.coverage.hardened_xml import read_elements
from debtaudit.extract.coverage.recorded import recorded
from debtaudit.extract.not_parsed import NotParsedError

_WORST_FIRST: tuple[Outcome, ...] = ("skipped", "failed", "passed")
_SAID: Mapping[str, Outcome] = {"skipped": "skipped", "failure": "failed", "error": "failed"}


def read(data: bytes) -> TestOutcomes:
    """Return the best outcome of each test over its parameters.

    Raises `NotParsedError` for any other XML.
    """
    reader = _Reader(data)
    return TestOutcomes(reader.outcomes, reader.recorded)


class _Reader:
    def __init__(self, data: bytes) -> None:
        self.outcomes: dict[tuple[str, str], Outcome] = {}
        self.recorded: int | None = None
        self._root = ""
        self._test: tuple[str, str] | None = None
        self._outcome: Outcome = "passed"
        read_elements(data, self._start, self._end)
        if self._root not in ("testsuites", "testsuite"):
            raise NotParsedError("no JUnit report: its root is not `testsuites`")

    def _start(self, name: str, given: Mapping[str, str]) -> None:
        self._root = self._root or name
        if name == "testsuite":
            times = (self.recorded, recorded(given.get("timestamp", "")))
            self.recorded = max((time for time in times if time is not None), default=None)
        elif name == "testcase":
            plain = given.get("name", "").partition("[")[0]
            self._test = given.get("classname", ""), plain
            self._outcome = "passed"
        elif name in _SAID and self._test is not None:
            self._outcome = _SAID[name]

    def _end(self, name: str) -> None:
        if name != "testcase" or self._test is None:
            return
        known = self.outcomes.get(self._test, self._outcome)
        self.outcomes[self._test] = max(known, self._outcome, key=_WORST_FIRST.index)
        self._test = None
