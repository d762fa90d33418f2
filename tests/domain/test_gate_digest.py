"""What became of a finding, in the words that all formats share."""

import pytest

from debtaudit.domain.gate_digest import status_said
from debtaudit.domain.reported_finding import Earlier, Location, ReportedFinding, Risk


def _finding(earlier: Earlier | None) -> ReportedFinding:
    return ReportedFinding(
        id="0" * 16,
        rule="dependency-unused",
        scan="dependencies",
        severity="low",
        title="",
        message="",
        location=Location("a.py"),
        commit=None,
        risk=Risk(10.0, 0.1, 1.0, 0.5, ()),
        effort_minutes=10,
        evidence=(),
        remedy="",
        owner=None,
        status="new" if earlier is None else "worse",
        earlier=earlier,
    )


@pytest.mark.parametrize(
    ("earlier", "said"),
    [
        (None, "new"),
        (Earlier("medium", 38.9), "worse (was medium 38)"),
        (Earlier("low", 6.0, ("torch",)), "worse by torch (was low 6)"),
        (Earlier("low", 6.0, ("a", "b", "c", "d", "e")), "worse by a, b, c, 2 more (was low 6)"),
        (Earlier("low", 6.0, ("a\x1b[31m",)), "worse by a\\x1b[31m (was low 6)"),
    ],
)
def test_a_status_says_what_there_was_and_what_came(earlier: Earlier | None, said: str) -> None:
    assert status_said(_finding(earlier)) == said
