"""The page for people who do not read code, in its sentences."""

from msgspec.structs import replace

from debtaudit.domain.plain_words import stakes
from tests.reports.sample import REPORT


def test_items_that_do_not_apply_are_owed_by_nobody() -> None:
    failed = replace(REPORT.checklist[0], status="fail")
    aside = replace(failed, status="not-applicable")

    def said(*statuses: str) -> list[str]:
        items = tuple({"fail": failed, "aside": aside}[status] for status in statuses)
        kinds = stakes(replace(REPORT, checklist=items))
        return [f"{one.number} {one.what}" for one in kinds if "checklist" in one.what]

    assert said("fail", "fail") == ["2 of 2 checklist items: nothing to show for it"]
    assert said("fail", "aside", "aside") == [
        "1 of 1 checklist item that applies: nothing to show for it"
    ]
    assert said("aside") == []
