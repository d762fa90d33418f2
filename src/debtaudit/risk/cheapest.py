"""The cheapest way back under a limit: which findings to repair, by effort."""

from collections.abc import Callable, Sequence
from math import ceil

from debtaudit.domain.reported_finding import ReportedFinding

_EXACT_UP_TO = 20_000_000
"""Findings times minutes up to which the best set is searched exactly (a few milliseconds)."""


def cheapest_until(findings: Sequence[ReportedFinding], number: int) -> list[ReportedFinding]:
    """Return the `number` findings that are cheapest to repair, in the given order.

    Of two with the same effort, the riskier one is taken.
    """
    cheap = sorted(findings, key=lambda one: (one.effort_minutes, -one.risk.score))[:number]
    chosen = {finding.id for finding in cheap}
    return [finding for finding in findings if finding.id in chosen]


def cheapest_sum(findings: Sequence[ReportedFinding], minutes: float) -> list[ReportedFinding]:
    """Return a set of findings whose efforts add up to at least `minutes`, with the least effort.

    It is the subset-sum problem, solved with one bit a minute; above a size, the riskiest
    findings for their effort are taken until it is enough.
    """
    target = ceil(minutes - 1e-9)
    total = sum(finding.effort_minutes for finding in findings)
    if target >= total:
        return list(findings)
    if total * len(findings) > _EXACT_UP_TO:
        return _riskiest_for_effort(findings, target)
    reachable = [1]  # bit n of entry k: the first k findings have a subset of n minutes
    for finding in findings:
        reachable.append(reachable[-1] | reachable[-1] << finding.effort_minutes)
    rest = next(sum_ for sum_ in range(target, total + 1) if reachable[-1] >> sum_ & 1)
    chosen = []
    for index in range(len(findings) - 1, -1, -1):
        if not reachable[index] >> rest & 1:
            chosen.append(findings[index])
            rest -= findings[index].effort_minutes
    return chosen[::-1]


def cheapest_worth(
    findings: Sequence[ReportedFinding], worth: Callable[[ReportedFinding], float], amount: float
) -> list[ReportedFinding]:
    """Return findings that are worth `amount` together, those that are worth most a minute first.

    What turns out not to be needed once the last one is in is left out again.
    """
    order = sorted(findings, key=lambda one: -worth(one) / max(one.effort_minutes, 1))
    chosen: list[ReportedFinding] = []
    have = 0.0
    for finding in order:
        if have >= amount - 1e-9:
            break
        chosen.append(finding)
        have += worth(finding)
    for finding in sorted(chosen, key=lambda one: -one.effort_minutes):
        if have - worth(finding) >= amount - 1e-9:
            chosen.remove(finding)
            have -= worth(finding)
    ids = {finding.id for finding in chosen}
    return [finding for finding in findings if finding.id in ids]


def _riskiest_for_effort(findings: Sequence[ReportedFinding], target: int) -> list[ReportedFinding]:
    """Take the findings with the most risk a minute until their efforts reach the target."""
    order = sorted(findings, key=lambda one: -one.risk.score / max(one.effort_minutes, 1))
    chosen: set[str] = set()
    for finding in order:
        if target <= 0:
            break
        chosen.add(finding.id)
        target -= finding.effort_minutes
    return [finding for finding in findings if finding.id in chosen]
