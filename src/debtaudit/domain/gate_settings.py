"""The limits of the gate: budgets for the whole repository, a scan, a rule or paths."""

from collections.abc import Mapping
from typing import Annotated

from msgspec import Struct

from debtaudit.domain.audit_info import SourceName
from debtaudit.domain.setting_types import (
    Amount,
    Count,
    Counted,
    FailOn,
    Name,
    OnIncomplete,
    Ratio,
    says,
)


class Budget(Struct, frozen=True, rename="kebab", forbid_unknown_fields=True, kw_only=True):
    """Limits on the debt of a part of the repository."""

    fail_on: Annotated[
        FailOn, says("Fail on a finding of this severity or worse; `never` switches this off.")
    ] = "never"
    max_findings: Annotated[
        Mapping[Counted, Count],
        says("The largest number of findings by severity, e.g. `{total = 40, medium = 10}`."),
    ] = {}
    max_risk: Annotated[Amount | None, says("The largest sum of the risks of all findings.")] = None
    max_effort_hours: Annotated[
        Amount | None, says("The largest effort for the repair of all findings, in hours.")
    ] = None


class WholeBudget(Budget, frozen=True, rename="kebab", forbid_unknown_fields=True, kw_only=True):
    """Limits that need the files themselves and not only the findings."""

    max_debt_ratio: Annotated[Ratio | None, says("The largest debt ratio (0.05 is 5 %).")] = None
    min_tested_share: Annotated[
        Ratio | None, says("The smallest share of training entry points that a test runs.")
    ] = None
    max_libyears: Annotated[
        Amount | None, says("The largest sum of the years that dependencies are behind.")
    ] = None


class ScanBudget(Budget, frozen=True, rename="kebab", forbid_unknown_fields=True, kw_only=True):
    """Limits on the findings of one scan."""

    scan: Annotated[SourceName, says("The scan whose findings this budget is for.")]


class RuleBudget(Budget, frozen=True, rename="kebab", forbid_unknown_fields=True, kw_only=True):
    """Limits on the findings of one rule."""

    rule: Annotated[Name, says("The rule whose findings this budget is for.")]


class PathBudget(
    WholeBudget, frozen=True, rename="kebab", forbid_unknown_fields=True, kw_only=True
):
    """Limits on what lies below some paths, with the people who answer for them."""

    paths: Annotated[tuple[str, ...], says("The paths (glob patterns) this budget is for.")]
    name: Annotated[str, says("What the gate calls these paths; the first one if empty.")] = ""
    owner: Annotated[str, says("Who answers for them; the gate names them on a breach.")] = ""


class GateSettings(
    WholeBudget, frozen=True, rename="kebab", forbid_unknown_fields=True, kw_only=True
):
    """The limits that `debtaudit gate` enforces."""

    fail_on: Annotated[
        FailOn, says("Fail on a finding of this severity or worse; `never` switches this off.")
    ] = "high"
    required_checklist: Annotated[
        tuple[str, ...], says("Checklist items that must be pass, attested or not-applicable.")
    ] = ()
    on_incomplete: Annotated[
        OnIncomplete, says("What to do where something that a limit needs was not assessed.")
    ] = "fail"
    baseline: Annotated[
        Name, says("The file of known findings, which is read where no `--base` is given.")
    ] = "debtaudit-baseline.txt"
    scan: tuple[ScanBudget, ...] = ()
    rule: tuple[RuleBudget, ...] = ()
    path: tuple[PathBudget, ...] = ()
