"""The cheapest way back under a limit: which findings to repair."""

from itertools import combinations

import pytest

from debtaudit.domain.reported_finding import ReportedFinding
from debtaudit.risk.cheapest import cheapest_sum, cheapest_worth
from tests.risk.findings import reported


def names(found: list[ReportedFinding]) -> str:
    return "".join(one.id for one in found)


@pytest.mark.parametrize("minutes", [(5, 7, 11), (60, 30, 45, 30), (1, 1, 1, 50), (10,)])
def test_no_set_of_findings_with_enough_effort_has_less(minutes: tuple[int, ...]) -> None:
    findings = [reported(f"{n}", minutes=effort) for n, effort in enumerate(minutes)]
    sums = [sum(some) for size in range(len(minutes) + 1) for some in combinations(minutes, size)]
    for target in range(sum(minutes) + 1):
        found = cheapest_sum(findings, target)
        assert sum(one.effort_minutes for one in found) == min(s for s in sums if s >= target)
        assert found == [one for one in findings if one in found]
    assert cheapest_sum(findings, sum(minutes) + 1) == findings


def test_a_target_between_two_minutes_is_rounded_up() -> None:
    findings = [reported("a", minutes=10), reported("b", minutes=11)]
    assert names(cheapest_sum(findings, 10.0 + 1e-12)) == "a"
    assert names(cheapest_sum(findings, 10.1)) == "b"


def test_where_the_search_would_be_long_the_riskiest_for_their_effort_are_taken() -> None:
    findings = [
        reported("a", risk=60, minutes=6_000_000),
        reported("b", risk=50, minutes=1_000_000),
        reported("c", risk=10, minutes=5_000_000),
    ]
    assert names(cheapest_sum(findings, 1_000_000)) == "b"
    assert names(cheapest_sum(findings, 1_100_000)) == "ab"


@pytest.mark.parametrize(
    ("minutes_and_worth", "amount", "found"),
    [
        ({"a": (2, 10), "b": (1, 10)}, 10, "b"),  # the cheaper one of the same worth
        ({"a": (1, 10), "b": (20, 100)}, 100, "b"),  # what is worth most a minute was not needed
        ({"a": (1, 30), "b": (2, 20), "c": (10, 40)}, 55, "ac"),  # the dearest is spared first
        ({"a": (1, 30), "b": (2, 20)}, 30, "a"),  # just enough
        ({"a": (1, 30), "b": (2, 20)}, 50, "ab"),
        ({"a": (1, 30), "b": (2, 20)}, 99, "ab"),  # all of it, where that is not enough
        ({"a": (0, 10), "b": (1, 20)}, 20, "b"),  # for nothing is as good as for a minute
    ],
)
def test_what_is_worth_most_a_minute_goes_first_and_what_is_not_needed_is_spared(
    minutes_and_worth: dict[str, tuple[int, float]], amount: float, found: str
) -> None:
    findings = [reported(name, minutes=one[0]) for name, one in minutes_and_worth.items()]

    def worth(finding: ReportedFinding) -> float:
        return minutes_and_worth[finding.id][1]

    assert names(cheapest_worth(findings, worth, amount)) == found
