"""The gate: every limit, what breaks it, and the cheapest way back."""

from typing import get_args

import pytest
from msgspec.structs import replace

from debtaudit.domain.audit_info import ScanName, ScanRow, StatusName
from debtaudit.domain.checklist_report import ChecklistItem, ItemStatus
from debtaudit.domain.errors import ExitCode
from debtaudit.domain.gate_settings import GateSettings, PathBudget, RuleBudget, ScanBudget
from debtaudit.domain.report import GateVerdict, Report
from debtaudit.domain.rules import Scan
from debtaudit.domain.setting_types import FailOn
from debtaudit.domain.verdict import Breach
from debtaudit.risk.gate import exit_code, judge
from tests.risk.findings import entry, holding, report, reported

OPEN = GateSettings(fail_on="never")


def verdict(of: Report, limits: GateSettings) -> GateVerdict:
    return judge(of, limits, holding(of))


def breach(of: Report, limits: GateSettings) -> Breach:
    found = verdict(of, limits)
    assert not found.passed
    (one,) = found.breaches
    assert exit_code(found) is ExitCode.BREACHED
    return one


def test_without_findings_the_gate_passes() -> None:
    found = verdict(report(), GateSettings())
    assert found == GateVerdict(passed=True, base=None, breaches=())
    assert exit_code(found) is ExitCode.DONE


def test_without_configuration_it_fails_on_high_and_worse() -> None:
    findings = [
        reported("c", severity="critical"),
        reported("h", severity="high"),
        reported("m", severity="medium"),
    ]
    one = breach(report(findings), GateSettings())
    assert (one.what, one.value) == ("fail-on", "2 findings")
    assert one.limit == "no finding of severity high or worse"
    assert one.findings == one.cheapest == ("c", "h")
    assert verdict(report(findings[2:]), GateSettings()).passed


@pytest.mark.parametrize(("fail_on", "broken"), [("critical", False), ("low", True)])
def test_the_severity_that_fails_can_be_set(fail_on: FailOn, broken: bool) -> None:
    limits = GateSettings(fail_on=fail_on)
    assert bool(verdict(report([reported("h")]), limits).breaches) is broken


def test_never_switches_that_limit_off() -> None:
    assert verdict(report([reported("c", severity="critical")]), OPEN).passed


def test_suppressed_findings_break_nothing() -> None:
    limits = GateSettings(max_findings={"high": 0}, max_debt_ratio=0.0)
    assert verdict(report([reported("h", suppressed=True)]), limits).passed


def test_a_number_of_findings_is_brought_back_by_the_cheapest_ones() -> None:
    findings = [
        reported("a", severity="medium", minutes=60),
        reported("b", severity="medium", minutes=10),
        reported("c", severity="medium", minutes=20),
        reported("d", severity="low", minutes=1),
    ]
    one = breach(report(findings), GateSettings(max_findings={"medium": 1}))
    assert (one.what, one.limit, one.value) == ("max-findings.medium", "at most 1", "3")
    assert one.findings == ("a", "b", "c")
    assert one.cheapest == ("b", "c")
    assert verdict(report(findings), GateSettings(max_findings={"medium": 3})).passed


def test_of_two_that_cost_the_same_the_riskier_one_is_repaired() -> None:
    findings = [reported("a", risk=51, minutes=10), reported("b", risk=70, minutes=10)]
    limits = GateSettings(fail_on="never", max_findings={"high": 1})
    assert breach(report(findings), limits).cheapest == ("b",)


def test_the_debt_ratio_is_brought_back_with_the_least_effort() -> None:
    findings = [
        reported("a", severity="low", minutes=240),
        reported("b", severity="low", minutes=60),
        reported("c", severity="low", minutes=30),
    ]
    # 330 minutes over 30 x 100 is 11 %; 10 % leaves 300, so 30 minutes have to go.
    of = report(findings, logical_lines=100)
    one = breach(of, GateSettings(max_debt_ratio=0.1))
    assert (one.what, one.limit, one.value) == ("max-debt-ratio", "at most 10 %", "11 %")
    assert one.findings == ("a", "b", "c")
    assert one.cheapest == ("c",)
    # 8 % leaves 240: 90 minutes, which b and c make together for less than a alone.
    assert breach(of, GateSettings(max_debt_ratio=0.08)).cheapest == ("b", "c")
    assert breach(of, GateSettings(max_debt_ratio=0.0)).cheapest == ("a", "b", "c")
    assert verdict(of, GateSettings(max_debt_ratio=0.11)).passed


def test_without_source_no_ratio_is_broken() -> None:
    of = report([reported("a", severity="low")], logical_lines=0)
    assert verdict(of, GateSettings(max_debt_ratio=0.0)).passed


def test_with_very_many_findings_the_way_back_is_still_found() -> None:
    findings = [reported(f"{n}", severity="low", minutes=100 + n) for n in range(2000)]
    one = breach(report(findings, logical_lines=100_000), GateSettings(max_debt_ratio=0.5))
    minutes = {finding.id: finding.effort_minutes for finding in findings}
    total = sum(minutes.values())
    assert total - sum(minutes[name] for name in one.cheapest) <= 0.5 * 30 * 100_000


def test_the_tested_share_is_brought_back_by_as_many_tests_as_it_needs() -> None:
    entries = [entry("a.py", "tested"), entry("b.py"), entry("c.py", "smoke-run"), entry("d.py")]
    findings = [
        reported("b", severity="low", minutes=120, scan=Scan.RETRAINING_TESTS),
        reported("c", severity="low", minutes=60, scan=Scan.RETRAINING_TESTS),
        reported("d", severity="low", minutes=180, scan=Scan.RETRAINING_TESTS),
        reported("x", severity="low", minutes=1),
    ]
    of = report(findings, entries=entries)
    one = breach(of, GateSettings(min_tested_share=0.75))
    assert one.what == "min-tested-share"
    assert one.limit == "at least 75 %"
    assert one.value == "25 % (1 of 4 training entry points)"
    assert one.findings == ("b", "c", "d")
    assert one.cheapest == ("b", "c")
    assert verdict(of, GateSettings(min_tested_share=0.25)).passed


def test_where_nothing_trains_no_share_is_broken() -> None:
    assert verdict(report(), GateSettings(min_tested_share=1.0)).passed


@pytest.mark.parametrize(
    ("status", "holds"),
    [
        ("pass", True),
        ("attested", True),
        ("not-applicable", True),
        ("partial", False),
        ("fail", False),
        ("unknown", False),
    ],
)
def test_a_required_item_must_hold(status: ItemStatus, holds: bool) -> None:
    of = report(checklist=[ChecklistItem("seeds", "Seeds", status, (), "")])
    found = verdict(of, GateSettings(required_checklist=("seeds",)))
    assert found.passed is holds
    if not holds:
        assert found.breaches[0].what == "required-checklist.seeds"
        assert found.breaches[0].value == status


def test_a_required_item_that_the_report_does_not_have_is_unknown() -> None:
    assert breach(report(), GateSettings(required_checklist=("seeds",))).value == "unknown"


# -- what could not be assessed --------------------------------------------------------------------

SHALLOW = ScanRow("model-changes", "partial", "a shallow clone", "git fetch --unshallow")


def test_what_is_needed_and_could_not_be_assessed_fails_with_its_own_exit_code() -> None:
    found = verdict(report(scans=[SHALLOW]), GateSettings())
    assert not found.passed
    assert found.breaches == ()
    assert found.incomplete == ("model-changes: partial: a shallow clone; git fetch --unshallow",)
    assert exit_code(found) is ExitCode.NO_REPORT


def test_a_breach_wins_over_what_could_not_be_assessed() -> None:
    found = verdict(report([reported("h")], scans=[SHALLOW]), GateSettings())
    assert found.incomplete
    assert exit_code(found) is ExitCode.BREACHED


def test_incomplete_scans_can_be_a_warning_or_nothing() -> None:
    warned = verdict(report(scans=[SHALLOW]), GateSettings(on_incomplete="warn"))
    assert warned.passed
    assert warned.incomplete
    assert exit_code(warned) is ExitCode.DONE
    ignored = verdict(report(scans=[SHALLOW]), GateSettings(on_incomplete="ignore"))
    assert ignored == GateVerdict(passed=True, base=None, breaches=())


SCANS: tuple[ScanName, ...] = get_args(ScanName)


@pytest.mark.parametrize(
    ("limits", "needed"),
    [
        (GateSettings(), SCANS),
        (OPEN, ()),
        (replace(OPEN, max_findings={"low": 3}), SCANS),
        (replace(OPEN, max_risk=1), SCANS),
        (replace(OPEN, max_effort_hours=1), SCANS),
        (replace(OPEN, max_debt_ratio=0.1), SCANS),
        (replace(OPEN, min_tested_share=0.5), ("retraining-tests",)),
        (replace(OPEN, max_libyears=1), ("dependencies",)),
        (replace(OPEN, scan=(ScanBudget(scan="hotspots", max_risk=1),)), ("hotspots",)),
        (
            replace(OPEN, max_libyears=1, scan=(ScanBudget(scan="hotspots"),)),
            ("dependencies", "hotspots"),
        ),
        (replace(OPEN, rule=(RuleBudget(rule="complexity-hotspot", max_risk=1),)), SCANS),
        (replace(OPEN, path=(PathBudget(paths=("a/",), max_libyears=1),)), ("dependencies",)),
        (replace(OPEN, path=(PathBudget(paths=("a/",), fail_on="low"),)), SCANS),
    ],
)
@pytest.mark.parametrize("status", ["partial", "not-assessed"])
def test_only_what_a_limit_needs_has_to_be_complete(
    limits: GateSettings, needed: tuple[ScanName, ...], status: StatusName
) -> None:
    found = verdict(report(scans=[ScanRow(scan, status) for scan in SCANS]), limits)
    assert tuple(one.partition(":")[0] for one in found.incomplete) == needed
    assert found.passed is not bool(needed)
    assert all(one.endswith(f": {status}: no reason was given") for one in found.incomplete)


def test_an_advisory_gate_says_it_and_fails_nobody() -> None:
    found = verdict(report([reported("h")], scans=[SHALLOW]), GateSettings())
    assert exit_code(replace(found, advisory=True)) is ExitCode.DONE


def test_a_scan_that_does_not_apply_is_no_gap() -> None:
    rows = [ScanRow("retraining-tests", "not-applicable", "no training entry point")]
    assert verdict(report(scans=rows), GateSettings(min_tested_share=0.5)).passed
