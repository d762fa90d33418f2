"""Findings held against the lines of a baseline, and what people said of them."""

import pytest
from msgspec.structs import replace

from debtaudit.domain.errors import ConfigurationError
from debtaudit.domain.known_debt import Baseline, KnownDebt, Triage
from debtaudit.domain.reported_finding import Earlier, Location, ReportedFinding, Suppression
from debtaudit.risk.baseline import Known, debts_of, held_against, holding_before, with_verdicts
from tests.risk.findings import reported


def at(name: str, path: str | None = "a.py", content: str = "") -> ReportedFinding:
    return replace(reported(name), location=Location(path, 1), content_id=content or f"c{name}")


def held(findings: list[ReportedFinding], known: list[ReportedFinding], *paths: str) -> Known:
    return held_against(findings, Baseline(debts_of(known)), set(paths), "b.txt")


def test_a_line_has_what_a_later_audit_needs_and_only_of_what_counts() -> None:
    counted, waived = at("a"), replace(at("b"), status="suppressed")
    assert debts_of([counted, waived]) == (
        KnownDebt(
            "a", "ca", "high", 60.0, 30, "model-changes", "model-change-undocumented", "a.py"
        ),
    )


def test_the_lines_add_up_like_the_findings_they_stand_for() -> None:
    before = holding_before(Baseline(debts_of([at("a"), at("b")])), {"a.py": 10})
    assert (before.number("high"), before.risk(), before.minutes()) == (2, 120.0, 60)
    assert before.debt_ratio() == 0.2
    assert (before.libyears(), before.tested_share()) == (None, None)


def test_what_has_no_line_is_new_and_a_line_without_a_finding_can_go() -> None:
    known = held([at("a"), at("n")], [at("a"), at("gone")], "a.py")
    assert [(one.id, one.status) for one in known.findings] == [("a", "existing"), ("n", "new")]
    assert [(one.id, one.path) for one in known.prunable] == [("gone", "a.py")]


def test_what_is_worse_than_its_line_says_is_told() -> None:
    risk = replace(at("a").risk, score=65.0)
    (one,) = held([replace(at("a"), risk=risk)], [at("a")], "a.py").findings
    assert (one.status, one.earlier) == ("worse", Earlier("high", 60.0))


@pytest.mark.parametrize(
    ("now", "paths", "status"),
    [
        (at("n", "new.py", "same"), ["new.py"], "existing"),  # moved
        (at("n", "new.py", "same"), ["new.py", "old.py"], "new"),  # a copy
        (at("n", "new.py", "other"), ["new.py", "b.py"], "new"),
    ],
)
def test_a_line_is_known_again_by_the_rest_of_it_where_its_file_is_gone(
    now: ReportedFinding, paths: list[str], status: str
) -> None:
    lines = [at("o", "old.py", "same"), at("b", "b.py")]
    known = held([now, at("b", "b.py")], lines, *paths)
    assert known.findings[0].status == status
    assert [one.id for one in known.prunable] == ([] if status == "existing" else ["o"])


def test_one_line_stands_for_one_finding() -> None:
    found = [at("1", "new.py", "same"), at("2", "new.py", "same")]
    known = held(found, [at("o", "old.py", "same")], "new.py")
    assert [one.status for one in known.findings] == ["existing", "new"]


def test_a_baseline_of_which_nothing_fits_is_that_of_another_repository() -> None:
    with pytest.raises(ConfigurationError, match=r"^b\.txt: none of its 1 lines fits"):
        held([at("a")], [at("x", "elsewhere.py")], "a.py")
    # all debts were paid back: the file is still there
    assert held([], [at("x")], "a.py").prunable
    # a name that the file shows escaped
    assert held([], [at("x", "odd\\nname.py")], "odd\nname.py").prunable
    assert held([at("a")], [], "a.py").findings[0].status == "new"


def test_a_false_alarm_counts_no_more_and_a_confirmed_finding_is_marked() -> None:
    verdicts = [
        Triage("false", "false-alarm", "2026-11-22", "Ada", "r", "a fixture"),
        Triage("right", "confirm", "2026-11-22", "", "r", "seen"),
        Triage("nobody", "false-alarm", "2026-11-22", "", "r", "said without a name"),
        Triage("waived", "false-alarm", "2026-11-22", "Ada", "r", "a fixture"),
    ]
    waiver = Suppression("agreed", None, None)
    waived = replace(at("waived"), status="suppressed", suppression=waiver)
    found = with_verdicts(
        [at("false"), at("right"), at("nobody"), waived, at("other")], verdicts, "b.txt"
    )
    false, right, nobody, still, other = found
    assert false.status == nobody.status == still.status == "suppressed"
    assert false.suppression == Suppression("a fixture", "Ada", None, "triage", "b.txt")
    assert nobody.suppression is not None and nobody.suppression.by is None
    assert still.suppression == waiver
    assert (right.status, right.confirmed) == ("existing", True)
    assert other == at("other")
    assert with_verdicts([other], [], "b.txt") == (other,)
