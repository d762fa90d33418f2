"""Scores: from what detectors found to findings with a risk, a severity, an owner and an id.

risk = 100 x likelihood x impact. Likelihood is the chance that the debt does harm within a year,
impact the size of the harm; both are sums of named factors, kept between 0 and 1. The detector
gives the bases and what it knows itself; what holds for every rule is in `factors.py`. The numbers
were set by judgement and are documented, with what they are not, in docs/risk-model.md.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Literal

from msgspec.structs import replace

from debtaudit.domain.facts import RepositoryFacts
from debtaudit.domain.findings import Finding, ScanResult
from debtaudit.domain.masking import mask
from debtaudit.domain.reported_finding import Evidence, Factor, ReportedFinding, Risk
from debtaudit.domain.rules import Aside, Source
from debtaudit.domain.settings import Settings
from debtaudit.domain.totals import Cost, SeverityCounts, SeverityName, Summary
from debtaudit.resolve.components import ComponentMap, ComponentOf
from debtaudit.resolve.owners import owner_finder
from debtaudit.risk.factors import generic_factors
from debtaudit.risk.fingerprint import Fingerprint, with_fingerprints

Grade = Literal["A", "B", "C", "D", "E"]

SEVERITY_FROM: tuple[tuple[float, SeverityName], ...] = (
    (75, "critical"),
    (50, "high"),
    (25, "medium"),
    (0, "low"),
)
"""The lowest risk of each severity (report contract)."""

GRADE_UP_TO: tuple[tuple[float, Grade], ...] = ((0.05, "A"), (0.10, "B"), (0.20, "C"), (0.50, "D"))
"""The highest debt ratio of each grade; E above. The steps of the SQALE rating."""

MINUTES_PER_LINE = 30
"""What a logical line of source costs to write anew: SQALE's default development cost."""


def score(
    results: Sequence[ScanResult],
    facts: RepositoryFacts,
    settings: Settings,
    named: Callable[[str], str] = str,
    components: ComponentMap | None = None,
) -> tuple[ReportedFinding, ...]:
    """Score the findings of all scans that the settings select: worst first, then by place.

    `named` returns the name of a path in another revision, by which the findings are reported.
    """
    owner = owner_finder(facts.facts)
    reported = []
    component = components.of if components is not None else _nowhere
    for result in results:
        wanted = [finding for finding in result.findings if _selected(finding.rule, settings)]
        for finding, known_by in with_fingerprints(wanted, named):
            path = finding.location.path
            part = component(path) if path is not None else None
            scored = _reported(finding, known_by, result.scan, facts, part)
            if path is not None:
                where = replace(finding.location, path=named(path))
                members = tuple(sorted(map(named, finding.members)))
                who = owner(path) or (part.owner if part is not None else None)
                scored = replace(scored, owner=who, location=where, members=members)
            reported.append(scored)
    return in_order(reported)


def _nowhere(_path: str) -> None:
    return None


def in_order(findings: Iterable[ReportedFinding]) -> tuple[ReportedFinding, ...]:
    """Return findings in the order of a report: worst first, then by place."""
    return tuple(sorted(findings, key=_order))


def summarise(
    findings: Sequence[ReportedFinding],
    facts: RepositoryFacts,
    settings: Settings,
    *,
    compared: bool = False,
) -> Summary:
    """Add up the findings that count: suppressed ones are in no total.

    `compared` says that new and worse findings are told from those that were there before.
    """
    counted = [finding for finding in findings if finding.status != "suppressed"]
    minutes = sum(finding.effort_minutes for finding in counted)
    ratio = debt_ratio(minutes, _logical_lines(facts))
    severities = [finding.severity for finding in counted]
    hours = round(minutes / 60, 1)
    return Summary(
        findings=SeverityCounts(*(severities.count(name) for _least, name in SEVERITY_FROM)),
        new_findings=sum(one.status == "new" for one in counted) if compared else None,
        worse_findings=sum(one.status == "worse" for one in counted) if compared else None,
        suppressed_findings=len(findings) - len(counted),
        risk_total=round(sum((finding.risk.score for finding in counted), 0.0), 1),
        effort_hours=hours,
        debt_ratio=ratio,
        grade=None if ratio is None else grade_of(ratio),
        cost=_cost(minutes, settings),
    )


def severity_of(risk: float) -> SeverityName:
    """Return the severity of a risk score between 0 and 100."""
    return next(name for least, name in SEVERITY_FROM if risk >= least)


def grade_of(ratio: float) -> Grade:
    """Return the grade of a debt ratio."""
    return next((grade for most, grade in GRADE_UP_TO if ratio <= most), "E")


def debt_ratio(minutes: float, logical_lines: int) -> float | None:
    """Return effort over the cost of writing the source anew; None where there is no source."""
    if not logical_lines:
        return None
    return round(minutes / (MINUTES_PER_LINE * logical_lines), 4)


def _selected(rule: str, settings: Settings) -> bool:
    return (not settings.select or rule in settings.select) and rule not in settings.ignore


def _reported(
    finding: Finding,
    known_by: Fingerprint,
    scan: Source,
    facts: RepositoryFacts,
    component: ComponentOf | None,
) -> ReportedFinding:
    risk = risk_of(finding, facts, component)
    return ReportedFinding(
        id=known_by.id,
        content_id=known_by.content_id,
        component=component.name if component is not None else None,
        rule=finding.rule,
        scan=scan.value,
        severity=severity_of(risk.score),
        title=mask(finding.title),
        message=mask(finding.message),
        location=finding.location,
        commit=finding.commit,
        risk=risk,
        effort_minutes=finding.effort_minutes,
        evidence=tuple(_masked(evidence) for evidence in finding.evidence),
        remedy=mask(finding.remedy),
        owner=None,
        status="existing",
        members=finding.members,
        tool=finding.rule.partition(":")[0] if scan is Aside.IMPORTED else None,
    )


def risk_of(finding: Finding, facts: RepositoryFacts, component: ComponentOf | None = None) -> Risk:
    """Add the generic factors to those of the finding and multiply."""
    own = tuple(_rounded(factor) for factor in finding.factors)
    factors = own + generic_factors(finding, facts.picture, _within(own, "impact"), component)
    likelihood = _within(factors, "likelihood")
    impact = _within(factors, "impact")
    return Risk(
        score=round(100 * likelihood * impact, 1),
        likelihood=likelihood,
        impact=impact,
        confidence=round(finding.confidence, 2),
        factors=factors,
    )


def _within(factors: Sequence[Factor], on: str) -> float:
    """Return the sum of the effects on one side, kept between 0 and 1."""
    total = sum(factor.effect for factor in factors if factor.on == on)
    return round(min(max(total, 0.0), 1.0), 3)


def _rounded(factor: Factor) -> Factor:
    """Round the effect as it is printed, so that the printed factors add up to the total."""
    return replace(factor, effect=round(factor.effect, 3), because=mask(factor.because))


def _masked(evidence: Evidence) -> Evidence:
    return replace(evidence, ref=mask(evidence.ref), detail=mask(evidence.detail))


def _order(finding: ReportedFinding) -> tuple[float, str, str, int, str]:
    where = finding.location
    return -finding.risk.score, finding.rule, where.path or "", where.line or 0, finding.id


def _logical_lines(facts: RepositoryFacts) -> int:
    return sum(fact.python.logical_lines for fact in facts.facts.values() if fact.python)


def _cost(minutes: float, settings: Settings) -> Cost | None:
    if settings.cost_per_hour is None:
        return None
    total = round(minutes / 60 * settings.cost_per_hour, 2)
    return Cost(settings.cost_per_hour, settings.currency, total)
