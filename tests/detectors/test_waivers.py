"""Waivers that do not hold, as the detector sees them; in use they are in end_to_end."""

from datetime import date

import pytest

from debtaudit.detectors.waivers import detect, unused
from debtaudit.domain.files import FileFacts, InlineWaiver
from debtaudit.domain.settings import Settings, WaiverSettings
from debtaudit.resolve.waivers import waivers_of
from tests.risk.findings import facts


def inline(reason: str = "old", until: str | None = "2026-06-01") -> FileFacts:
    waiver = InlineWaiver(3, 4, None, ("dependency-stale",), reason, until, False)
    return FileFacts(waivers=(waiver,))


@pytest.mark.parametrize(
    ("file", "rules"),
    [
        (inline(), []),
        (inline(until="2025-12-31"), ["waiver-expired"]),
        (inline(until="2026-01-01"), []),  # its last day
        (inline(reason=""), ["waiver-incomplete"]),
        (inline(until=None), ["waiver-incomplete"]),
        (inline(reason="", until="2025-01-01"), ["waiver-incomplete"]),
    ],
)
def test_what_ended_or_lacks_something_is_one_finding(file: FileFacts, rules: list[str]) -> None:
    found = detect(facts(files={"a.txt": file}), Settings()).findings
    assert [one.rule for one in found] == rules
    for one in found:
        assert (one.location.path, one.location.line) == ("a.txt", 3)


def test_waivers_of_the_configuration_stand_nowhere() -> None:
    old = WaiverSettings(rule="dependency-stale", reason="x", until=date(2025, 1, 1))
    no_end = WaiverSettings(finding="0" * 16, reason="x")
    found = detect(facts(), Settings(waiver=(old, no_end))).findings
    assert [one.rule for one in found] == ["waiver-expired", "waiver-incomplete"]
    assert found[0].location.path is None
    assert "no end" in found[1].title


def test_one_that_covers_nothing_is_unused() -> None:
    (found,) = unused(waivers_of(Settings(), {"a.txt": inline()})).findings
    assert (found.rule, found.location.path) == ("waiver-unused", "a.txt")
