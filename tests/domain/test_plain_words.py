"""The page for people who do not read code, in its sentences."""

from msgspec.structs import replace

from debtaudit.domain.plain_words import grade_in_words, stakes
from debtaudit.domain.totals import SeverityCounts
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


def test_a_good_grade_beside_severe_findings_says_that_it_weighs_only_the_cost() -> None:
    def graded(grade: str, **found: int) -> str:
        counts = replace(SeverityCounts(), **found)
        summary = replace(REPORT.summary, grade=grade, debt_ratio=0.031, findings=counts)
        return grade_in_words(replace(REPORT, summary=summary))

    assert graded("A", critical=1) == (
        "the debt is small for the size of the code (debt ratio 3.1 %), "
        "yet 1 critical finding is open"
    )
    assert graded("B", critical=2, high=9).endswith("yet 2 critical and 9 high findings are open")
    assert graded("A", medium=30) == "the debt is small (debt ratio 3.1 %)"
    assert "yet" not in graded("D", critical=2)
