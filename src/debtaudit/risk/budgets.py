"""The limits of one budget, one after the other, each with the cheapest way back under it."""

from collections.abc import Callable, Iterator, Sequence

from debtaudit.domain.reported_finding import ReportedFinding
from debtaudit.domain.rules import Scan, Severity
from debtaudit.domain.setting_types import Counted
from debtaudit.domain.verdict import Breach
from debtaudit.risk.cheapest import cheapest_sum, cheapest_until, cheapest_worth
from debtaudit.risk.holding import Holding, years_of
from debtaudit.risk.scopes import Scope

_ALMOST = 1e-9
_COUNTED: tuple[Counted, ...] = ("total", "critical", "high", "medium", "low")


def breaches_of(scope: Scope) -> Iterator[Breach]:
    """Yield every limit of the budget that is passed and, where there is a base, passed further."""
    yield from _severity(scope)
    yield from _numbers(scope)
    yield from _risk(scope)
    yield from _effort(scope)
    yield from _debt_ratio(scope)
    yield from _tested_share(scope)
    yield from _libyears(scope)


def _severity(scope: Scope) -> Iterator[Breach]:
    """`fail-on`: no finding of that severity or worse."""
    fail_on = scope.budget.fail_on
    if fail_on == "never":
        return
    worst = Severity(fail_on).rank
    over = [one for one in scope.blamed if Severity(one.severity).rank <= worst]
    if over:
        words = fail_on if worst == 0 else f"{fail_on} or worse"
        new = "new or worse " if scope.before is not None else ""
        limit = f"no {new}finding of severity {words}"
        yield _breach(scope, "fail-on", limit, _findings(len(over)), over, over)


def _numbers(scope: Scope) -> Iterator[Breach]:
    """`max-findings`: a number for a severity, or for all."""
    for severity in sorted(scope.budget.max_findings, key=_COUNTED.index):
        most, value = scope.budget.max_findings[severity], scope.now.number(severity)
        before = None if scope.before is None else scope.before.number(severity)
        if _is_passed(value, most, before):
            blamed = [one for one in scope.blamed if severity in ("total", one.severity)]
            back = cheapest_until(blamed, value - int(max(most, before or 0)))
            what = f"max-findings.{severity}"
            yield _breach(scope, what, f"at most {most}", str(value), blamed, back, _shown(before))


def _risk(scope: Scope) -> Iterator[Breach]:
    """`max-risk`: the sum of the risks."""
    most = scope.budget.max_risk
    value, before = scope.now.risk(), _before(scope, lambda holding: holding.risk())
    if most is not None and _is_passed(value, most, before):
        over = value - max(most, before or 0.0)
        back = cheapest_worth(scope.blamed, lambda one: one.risk.score, over)
        limit = f"at most {most:g}"
        yield _breach(scope, "max-risk", limit, f"{value:g}", scope.blamed, back, _shown(before))


def _effort(scope: Scope) -> Iterator[Breach]:
    """`max-effort-hours`: the sum of the efforts."""
    most = scope.budget.max_effort_hours
    value, before = scope.now.minutes(), _before(scope, lambda holding: holding.minutes())
    if most is not None and _is_passed(value, most * 60, before):
        back = cheapest_sum(scope.blamed, value - max(most * 60, before or 0.0))
        was = None if before is None else _hours(before)
        yield _breach(
            scope, "max-effort-hours", f"at most {most:g} h", _hours(value), scope.blamed, back, was
        )


def _debt_ratio(scope: Scope) -> Iterator[Breach]:
    """`max-debt-ratio`: the effort of all findings over the cost of the source."""
    most = scope.whole.max_debt_ratio if scope.whole else None
    value, before = scope.now.debt_ratio(), _before(scope, lambda holding: holding.debt_ratio())
    if most is None or value is None or not _is_passed(value, most, before):
        return
    # The ratio is linear in the effort: what is over the limit is the same share of both.
    over = scope.now.minutes() * (1 - max(most, before or 0.0) / value)
    yield _breach(
        scope,
        "max-debt-ratio",
        f"at most {_percent(most)}",
        _percent(value),
        scope.blamed,
        cheapest_sum(scope.blamed, over),
        None if before is None else _percent(before),
    )


def _tested_share(scope: Scope) -> Iterator[Breach]:
    """`min-tested-share`: how much of the training code a test runs."""
    least = scope.whole.min_tested_share if scope.whole else None
    value, before = scope.now.tested_share(), _before(scope, lambda one: one.tested_share())
    if least is None or value is None or not _is_passed(-value, -least, _negative(before)):
        return
    entries = scope.now.entry_points or ()
    tested = sum(entry.tested == "tested" for entry in entries)
    goal = least if before is None else min(least, before)
    missing = next(n for n in range(len(entries) + 1) if (tested + n) / len(entries) >= goal)
    untested = [one for one in scope.blamed if one.scan == Scan.RETRAINING_TESTS.value]
    yield _breach(
        scope,
        "min-tested-share",
        f"at least {_percent(least)}",
        f"{_percent(value)} ({tested} of {len(entries)} training entry points)",
        untested,
        cheapest_until(untested, missing),
        None if before is None else _percent(before),
    )


def _libyears(scope: Scope) -> Iterator[Breach]:
    """`max-libyears`: the years that all packages together are behind."""
    most = scope.whole.max_libyears if scope.whole else None
    value, before = scope.now.libyears(), _before(scope, lambda holding: holding.libyears())
    if most is None or value is None or not _is_passed(value, most, before):
        return
    years = {(row.path, row.line): years_of(row) for row in scope.now.dependencies or ()}

    def worth(finding: ReportedFinding) -> float:
        return years.get((finding.location.path or "", finding.location.line or 0), 0.0)

    behind = [one for one in scope.blamed if worth(one) > 0]
    back = cheapest_worth(behind, worth, value - max(most, before or 0.0))
    limit = f"at most {_years(most)}"
    was = None if before is None else _years(before)
    yield _breach(scope, "max-libyears", limit, _years(value), behind, back, was)


def _breach(
    scope: Scope,
    what: str,
    limit: str,
    value: str,
    findings: Sequence[ReportedFinding],
    cheapest: Sequence[ReportedFinding],
    before: str | None = None,
) -> Breach:
    return Breach(
        what=f"{scope.name}.{what}" if scope.name else what,
        limit=limit,
        value=value,
        findings=tuple(finding.id for finding in findings),
        cheapest=tuple(finding.id for finding in cheapest),
        value_before=before,
        owner=scope.owner,
    )


def _before(scope: Scope, figure: Callable[[Holding], float | None]) -> float | None:
    """Return a figure of the base; None where there is no base, or it has no such figure."""
    return None if scope.before is None else figure(scope.before)


def _is_passed(value: float, most: float, before: float | None) -> bool:
    """Tell whether a value is over its limit, and not where it was before already."""
    return value > most + _ALMOST and (before is None or value > before + _ALMOST)


def _negative(value: float | None) -> float | None:
    return None if value is None else -value


def _shown(value: float | None) -> str | None:
    return None if value is None else f"{value:g}"


def _findings(number: int) -> str:
    return "1 finding" if number == 1 else f"{number} findings"


def _years(value: float) -> str:
    return f"{value:g} years"


def _hours(minutes: float) -> str:
    return f"{minutes / 60:.1f} h"


def _percent(share: float) -> str:
    return f"{share * 100:.2f}".rstrip("0").rstrip(".") + " %"
