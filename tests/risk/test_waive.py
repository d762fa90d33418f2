"""What a waiver takes out of the count, and which waivers took out nothing."""

from datetime import date

from debtaudit.domain.files import FileFacts, InlineWaiver
from debtaudit.domain.reported_finding import Suppression
from debtaudit.domain.settings import Settings, WaiverSettings
from debtaudit.resolve.waivers import waivers_of
from debtaudit.risk.waive import waive
from tests.risk.findings import reported

RULE = "model-change-undocumented"
LAST_DAY = date(2026, 11, 22)
INLINE = InlineWaiver(1, 1, None, (RULE,), "a fixture", "2026-12-01", False)


def configured(rule: str = "", finding: str = "", by: str = "") -> WaiverSettings:
    return WaiverSettings(rule=rule, finding=finding, reason="agreed", until=LAST_DAY, by=by)


def test_the_first_waiver_that_covers_a_finding_is_named_and_the_others_are_not_unused() -> None:
    settings = Settings(waiver=(configured(finding="nobody"), configured(rule=RULE, by="Ada")))
    waivers = waivers_of(settings, {"a.py": FileFacts(waivers=(INLINE,))})
    made = waive([reported("a"), reported("b")], waivers, "2026-11-22")
    assert [one.status for one in made.findings] == ["suppressed", "suppressed"]
    assert {one.suppression for one in made.findings} == {
        Suppression("agreed", "Ada", "2026-11-22", "configuration", None)
    }
    assert [one.covers(reported("nobody")) for one in made.unused] == [True]


def test_after_its_last_day_a_waiver_covers_nothing_and_is_not_called_unused() -> None:
    settings = Settings(waiver=(configured(rule=RULE), configured(finding="other")))
    made = waive([reported("a")], waivers_of(settings, {}), "2026-11-23")
    assert made.findings == (reported("a"),)
    assert made.unused == ()


def test_a_waiver_beside_the_code_says_where_it_stands() -> None:
    waivers = waivers_of(Settings(), {"a.py": FileFacts(waivers=(INLINE,))})
    (one,) = waive([reported("a")], waivers, "2026-11-22").findings
    assert one.suppression == Suppression("a fixture", None, "2026-12-01", "inline", "a.py:1")
