"""Findings held against the baseline file: what is new, worse, gone, or judged by a person."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet

from msgspec import Struct
from msgspec.structs import replace

from debtaudit.domain.errors import ConfigurationError
from debtaudit.domain.known_debt import Baseline, KnownDebt, Triage
from debtaudit.domain.reported_finding import Earlier, ReportedFinding, Suppression
from debtaudit.domain.text import visible
from debtaudit.domain.verdict import KnownFinding
from debtaudit.risk.compare import judged
from debtaudit.risk.holding import Holding, Weight


class Known(Struct, frozen=True):
    """The findings with their status, and the lines that nothing stands for any more."""

    findings: tuple[ReportedFinding, ...]
    prunable: tuple[KnownFinding, ...]


def with_verdicts(
    findings: Sequence[ReportedFinding], triages: Sequence[Triage], place: str
) -> tuple[ReportedFinding, ...]:
    """Mark what people judged: a false alarm does not count; `place` is the baseline file."""
    if not triages:
        return tuple(findings)
    known = {one.id: one for one in triages}
    return tuple(_with_verdict(one, known.get(one.id), place) for one in findings)


def _with_verdict(finding: ReportedFinding, triage: Triage | None, place: str) -> ReportedFinding:
    if triage is None or finding.status == "suppressed":
        return finding
    if triage.verdict == "confirm":
        return replace(finding, confirmed=True)
    suppression = Suppression(triage.because, triage.by or None, None, "triage", place)
    return replace(finding, status="suppressed", suppression=suppression)


def held_against(
    findings: Sequence[ReportedFinding], baseline: Baseline, paths: AbstractSet[str], name: str
) -> Known:
    """Give the findings their status by the lines of a baseline.

    `paths` are the files of the snapshot. A line is known again by its id, or by the rest of it
    where its file has another name now. Raises `ConfigurationError` for a baseline of which nothing
    fits this repository.
    """
    lines = {debt.id: debt for debt in baseline.debts}
    pairs = {one.id: lines[one.id] for one in findings if one.id in lines}
    shown = {visible(path) for path in paths}
    left = [debt for debt in baseline.debts if debt.id not in pairs]
    for finding in findings:
        if finding.id not in pairs:
            moved = next((debt for debt in left if _is_moved(finding, debt, shown)), None)
            if moved is not None:
                pairs[finding.id] = moved
                left.remove(moved)
    if left and not pairs and not any(debt.path in shown for debt in left):
        raise ConfigurationError(
            f"{name}: none of its {len(left)} lines fits this repository: the baseline of another "
            "one? `debtaudit baseline write` makes it anew"
        )
    return Known(
        tuple(judged(one, _earlier(pairs.get(one.id))) for one in findings),
        tuple(KnownFinding(debt.id, debt.rule, debt.path) for debt in left),
    )


def _is_moved(finding: ReportedFinding, debt: KnownDebt, paths: AbstractSet[str]) -> bool:
    return finding.content_id == debt.content_id and debt.path not in paths


def _earlier(debt: KnownDebt | None) -> Earlier | None:
    return None if debt is None else Earlier(debt.severity, debt.score)


def debts_of(findings: Sequence[ReportedFinding]) -> tuple[KnownDebt, ...]:
    """Return the lines for all findings that count."""
    return tuple(
        KnownDebt(
            one.id,
            one.content_id,
            one.severity,
            one.risk.score,
            one.effort_minutes,
            one.scan,
            one.rule,
            one.location.path,
        )
        for one in findings
        if one.status != "suppressed"
    )


def holding_before(baseline: Baseline, lines: Mapping[str, int]) -> Holding:
    """Return the debt that was there, measured against the source of now (logical lines by path).

    What is no finding is not known of it.
    """
    return Holding(
        weights=tuple(
            Weight(one.rule, one.scan, one.path, one.severity, one.score, one.minutes)
            for one in baseline.debts
        ),
        lines=lines,
    )
