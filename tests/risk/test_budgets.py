"""Budgets for a scan, a rule or paths, and what a base changes about them."""

import pytest
from msgspec.structs import replace

from debtaudit.domain.checklist_report import ChecklistItem
from debtaudit.domain.gate_settings import GateSettings, PathBudget, RuleBudget, ScanBudget
from debtaudit.domain.report import Report
from debtaudit.domain.report_rows import Dependency
from debtaudit.domain.reported_finding import Location, ReportedFinding
from debtaudit.domain.rules import Scan
from debtaudit.domain.totals import SeverityName
from debtaudit.domain.verdict import Breach
from debtaudit.risk.gate import judge
from debtaudit.risk.holding import Holding
from tests.risk.findings import entry, holding, report, reported


def at(
    name: str, path: str, *, severity: SeverityName = "low", minutes: int = 30, risk: float = 10.0
) -> ReportedFinding:
    made = reported(name, risk=risk, severity=severity, minutes=minutes)
    return replace(made, location=Location(path, 1))


def breaches(of: Report, limits: GateSettings, before: Holding | None = None) -> list[Breach]:
    return list(judge(of, limits, holding(of), before).breaches)


def test_the_sum_of_the_risks_is_brought_back_by_what_is_worth_most_a_minute() -> None:
    of = report([at("a", "a.py", risk=40, minutes=60), at("b", "b.py", risk=30, minutes=10)])
    (one,) = breaches(of, GateSettings(fail_on="never", max_risk=50))
    assert (one.what, one.limit, one.value, one.cheapest) == (
        "max-risk",
        "at most 50",
        "70",
        ("b",),
    )
    assert breaches(of, GateSettings(fail_on="never", max_risk=70)) == []


def test_the_effort_and_the_total_number_have_limits() -> None:
    of = report([at("a", "a.py", minutes=120), at("b", "b.py", minutes=60)])
    limits = GateSettings(fail_on="never", max_effort_hours=2, max_findings={"total": 1})
    number, effort = breaches(of, limits)
    assert (number.what, number.value, number.cheapest) == ("max-findings.total", "2", ("b",))
    assert (effort.what, effort.value, effort.cheapest) == ("max-effort-hours", "3.0 h", ("b",))


def test_paths_have_a_budget_and_an_owner_of_their_own() -> None:
    of = report(
        [at("a", "src/serving/a.py", severity="medium"), at("b", "notebooks/b.py")],
        entries=[entry("src/serving/fit.py"), entry("other.py", "tested")],
    )
    serving = PathBudget(
        paths=("src/serving/",),
        name="serving",
        owner="@serving",
        fail_on="medium",
        min_tested_share=0.5,
    )
    severity, share = breaches(of, GateSettings(fail_on="never", path=(serving,)))
    assert (severity.what, severity.findings) == ("path.serving.fail-on", ("a",))
    assert severity.owner == share.owner == "@serving"
    assert share.value == "0 % (0 of 1 training entry points)"
    inside = PathBudget(paths=("notebooks/",), max_findings={"total": 0})
    (one,) = breaches(of, GateSettings(fail_on="never", path=(inside,)))
    assert (one.what, one.owner) == ("path.notebooks/.max-findings.total", None)


def test_a_scan_and_a_rule_have_budgets() -> None:
    other = replace(reported("x", scan=Scan.HOTSPOTS), rule="complexity-hotspot")
    limits = GateSettings(
        fail_on="never",
        scan=(ScanBudget(scan="hotspots", max_findings={"high": 0}),),
        rule=(RuleBudget(rule="complexity-hotspot", max_risk=1),),
    )
    scan, rule = breaches(report([other, at("a", "a.py")]), limits)
    assert (scan.what, scan.findings) == ("scan.hotspots.max-findings.high", ("x",))
    assert (rule.what, rule.findings) == ("rule.complexity-hotspot.max-risk", ("x",))


def dependency(name: str, line: int, years: float | None, at_least: float | None) -> Dependency:
    return Dependency(
        name, "==1", "r.txt", line, None, None, "pinned", None, None, None, None, years, at_least,
        None, "stale", ("stale",), None, (), None, None,
    )  # fmt: skip


def test_libyears_count_each_package_once_and_name_what_is_behind() -> None:
    rows = (
        dependency("a", 1, 3.0, None),
        dependency("a", 2, None, 2.0),
        dependency("b", 3, None, 4),
    )
    found = [replace(at(name, "r.txt"), location=Location("r.txt", line)) for name, line in
             (("one", 1), ("three", 3))]  # fmt: skip
    of = replace(report(found), dependencies=rows)
    (one,) = breaches(of, GateSettings(fail_on="never", max_libyears=4))
    assert (one.what, one.value, one.limit) == ("max-libyears", "7 years", "at most 4 years")
    assert one.cheapest == ("three",)
    assert set(one.findings) == {"one", "three"}


# -- with a base -----------------------------------------------------------------------------------


def held(*findings: ReportedFinding, share: tuple[bool, ...] = ()) -> Holding:
    entries = [entry(f"{n}.py", "tested" if yes else "untested") for n, yes in enumerate(share)]
    return holding(report(findings, entries=entries))


@pytest.mark.parametrize(
    "limits",
    [
        GateSettings(fail_on="never", max_findings={"total": 0, "low": 0}),
        GateSettings(fail_on="never", max_risk=1, max_effort_hours=0.1),
        GateSettings(fail_on="low"),
    ],
)
def test_old_debt_over_a_limit_breaks_nothing_and_new_debt_is_named_alone(
    limits: GateSettings,
) -> None:
    old = at("old", "a.py")
    assert breaches(report([old]), limits, held(old)) == []
    new = replace(at("new", "b.py"), status="new")
    found = breaches(report([old, new]), limits, held(old))
    assert found
    assert {one.findings for one in found} == {("new",)}
    assert {one.cheapest for one in found} == {("new",)}


OVER = GateSettings(fail_on="never")
FIT = ("0.py", "1.py", "2.py")


@pytest.mark.parametrize(
    ("limits", "value", "value_before", "cheapest"),
    [
        (replace(OVER, max_findings={"total": 0}), "3", "2", ("a",)),
        (replace(OVER, max_risk=5), "80", "40", ("b",)),
        (replace(OVER, max_effort_hours=0.1), "2.3 h", "1.0 h", ("b",)),
        (replace(OVER, max_debt_ratio=0.01), "46.67 %", "20 %", ("b",)),
        (replace(OVER, max_libyears=1), "9 years", "5 years", ("b",)),
        (
            replace(OVER, min_tested_share=1.0),
            "33.33 % (1 of 3 training entry points)",
            "66.67 %",
            ("a",),
        ),
    ],
)
def test_a_change_has_to_lead_back_to_where_the_base_was_and_no_further(
    limits: GateSettings, value: str, value_before: str, cheapest: tuple[str, ...]
) -> None:
    """`old` stays, `gone` (30 minutes, risk 30) made room, `a` and `b` came."""
    scan = Scan.RETRAINING_TESTS.value
    old, gone = at("old", "r.txt"), at("gone", "r.txt", risk=30)
    a = replace(at("a", "r.txt", minutes=20, risk=30), location=Location("r.txt", 1), scan=scan)
    b = replace(at("b", "r.txt", minutes=90, risk=40), location=Location("r.txt", 2), scan=scan)
    rows = [dependency(name, n, years, None) for name, n, years in
            (("x", 3, 3.0), ("gone", 4, 2.0), ("a", 1, 2.0), ("b", 2, 4.0))]  # fmt: skip
    before = replace(
        report([old, gone], 10, [entry(path, "tested") for path in FIT[:2]] + [entry(FIT[2])]),
        dependencies=tuple(rows[:2]),
    )
    came = [replace(one, status="new") for one in (a, b)]
    now = replace(
        report([old, *came], 10, [entry(FIT[0], "tested"), *map(entry, FIT[1:])]),
        dependencies=(rows[0], *rows[2:]),
    )
    (one,) = breaches(now, limits, holding(before))
    assert (one.value, one.value_before, one.cheapest) == (value, value_before, cheapest)


@pytest.mark.parametrize(
    "limits",
    [
        GateSettings(scan=(ScanBudget(scan="hotspots", max_findings={"total": 0}),)),
        GateSettings(rule=(RuleBudget(rule="complexity-hotspot", max_findings={"total": 0}),)),
        GateSettings(path=(PathBudget(paths=("in/",), max_findings={"total": 0}),)),
    ],
)
def test_a_part_is_held_against_the_same_part_of_the_base(limits: GateSettings) -> None:
    def inside(name: str) -> ReportedFinding:
        made = replace(at(name, "in/a.py"), rule="complexity-hotspot", scan="hotspots")
        return replace(made, status="new" if name == "new" else "existing")

    old = [inside("old"), at("out", "out.py"), at("out 2", "out.py"), at("out 3", "out.py")]
    now = report([inside("old"), inside("new"), replace(at("out", "out.py"), status="new")])
    (one,) = breaches(now, replace(limits, fail_on="never"), held(*old))
    assert (one.value, one.value_before, one.findings) == ("2", "1", ("new",))


def test_what_a_baseline_file_does_not_hold_is_not_compared() -> None:
    """It has neither packages nor entry points nor source: the limits hold as they are."""
    rows = (dependency("a", 1, 3.0, None),)
    of = replace(
        report([at("new", "in/r.txt", minutes=60)], 10, [entry("in/fit.py")]),
        dependencies=tuple(replace(one, path="in/r.txt") for one in rows),
    )
    budget = PathBudget(paths=("in/",), max_libyears=1, min_tested_share=0.5)
    found = breaches(of, GateSettings(fail_on="never", path=(budget,)), Holding(weights=()))
    assert [(one.what, one.value_before) for one in found] == [
        ("path.in/.min-tested-share", None),
        ("path.in/.max-libyears", None),
    ]


def test_what_is_repaired_makes_room_for_what_is_new() -> None:
    new = replace(at("new", "b.py"), status="new")
    limits = GateSettings(fail_on="never", max_findings={"total": 0})
    assert breaches(report([new]), limits, held(at("old", "a.py"))) == []


def test_the_tested_share_is_not_to_fall() -> None:
    limits = GateSettings(fail_on="never", min_tested_share=1.0)
    same = report(entries=[entry("0.py", "tested"), entry("1.py")])
    assert breaches(same, limits, held(share=(True, False))) == []
    (one,) = breaches(
        report(entries=[entry("0.py"), entry("1.py")]), limits, held(share=(True, False))
    )
    assert one.value_before == "50 %"


def test_a_required_item_that_did_not_hold_before_is_no_news() -> None:
    of = report()
    limits = GateSettings(required_checklist=("seeds",))
    failing = ChecklistItem("seeds", "Seeds", "fail", (), "")
    assert not judge(of, limits, holding(of)).passed
    assert judge(of, limits, holding(of), held(), (failing,)).passed
    assert not judge(of, limits, holding(of), held(), (replace(failing, status="pass"),)).passed
