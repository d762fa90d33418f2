"""The gate: a report held against the limits of `[tool.debtaudit.gate]`.

Every breach says what the limit is, what the value is, which findings made it, and which of them
are the cheapest to repair so that the value is back under the limit. Where there is a base or a
baseline, only what is new or worse is to blame: a limit that was passed before is breached by a
change that leads further away from it, and the way back leads to where it was. What a limit needs
and no scan could assess is named; `on-incomplete` decides whether the gate passes all the same.
"""

from collections.abc import Iterator

from debtaudit.domain.checklist_report import ChecklistItem
from debtaudit.domain.digest import HOLDS
from debtaudit.domain.errors import ExitCode
from debtaudit.domain.gate_settings import GateSettings
from debtaudit.domain.report import GateVerdict, Report
from debtaudit.domain.rules import Scan
from debtaudit.domain.verdict import Breach
from debtaudit.risk.budgets import breaches_of
from debtaudit.risk.holding import Holding
from debtaudit.risk.scopes import scopes


def judge(
    report: Report,
    limits: GateSettings,
    now: Holding,
    before: Holding | None = None,
    items_before: tuple[ChecklistItem, ...] = (),
) -> GateVerdict:
    """Hold a report against the limits; suppressed findings do not count.

    `now` is the debt of the report, `before` that of the base or baseline (None: there is none),
    `items_before` the base's checklist.
    """
    breaches = [
        breach for scope in scopes(report, limits, now, before) for breach in breaches_of(scope)
    ]
    breaches += _checklist(report, limits, items_before)
    incomplete = () if limits.on_incomplete == "ignore" else _incomplete(report, limits)
    passed = not breaches and (not incomplete or limits.on_incomplete == "warn")
    return GateVerdict(passed=passed, base=None, breaches=tuple(breaches), incomplete=incomplete)


def exit_code(verdict: GateVerdict) -> ExitCode:
    """Return 1 for a breach, 3 where something needed was not assessed, else 0; 1 wins over 3.

    An advisory gate says all that and fails nobody.
    """
    if verdict.passed or verdict.advisory:
        return ExitCode.DONE
    return ExitCode.BREACHED if verdict.breaches else ExitCode.NO_REPORT


def _checklist(
    report: Report, limits: GateSettings, before: tuple[ChecklistItem, ...]
) -> Iterator[Breach]:
    """`required-checklist`: items that must hold; one that did not hold before is no news."""
    status = {item.id: item.status for item in report.checklist}
    earlier = {item.id: item.status for item in before}
    for item in limits.required_checklist:
        found = status.get(item, "unknown")
        if found not in HOLDS and earlier.get(item, "pass") in HOLDS:
            yield Breach(f"required-checklist.{item}", " or ".join(HOLDS), found, (), ())


def _incomplete(report: Report, limits: GateSettings) -> tuple[str, ...]:
    """Name the scans that a limit needs and that could not answer, with reason and cure."""
    needed = _needed_scans(limits)
    rows = []
    for row in report.audit.scans:
        if row.scan in needed and row.status in ("partial", "not-assessed"):
            cure = f"; {row.cure}" if row.cure else ""
            rows.append(f"{row.scan}: {row.status}: {row.reason or 'no reason was given'}{cure}")
    return tuple(rows)


def _needed_scans(limits: GateSettings) -> frozenset[str]:
    """Return the scans without which a limit that is set says nothing."""
    everything = frozenset(scan.value for scan in Scan)
    needed: set[str] = set()
    for budget in (limits, *limits.path):
        if budget.fail_on != "never" or budget.max_findings:
            return everything
        if any(
            limit is not None
            for limit in (budget.max_risk, budget.max_effort_hours, budget.max_debt_ratio)
        ):
            return everything
        if budget.min_tested_share is not None:
            needed.add(Scan.RETRAINING_TESTS.value)
        if budget.max_libyears is not None:
            needed.add(Scan.DEPENDENCIES.value)
    if limits.rule:
        return everything  # (a rule does not say here which scan it belongs to)
    return frozenset({*needed, *(budget.scan for budget in limits.scan)})
