"""Debts of single declarations: stale, retired, unsupported, yanked, from a source that moves."""

from collections.abc import Sequence
from datetime import date

from msgspec.structs import replace

from debtaudit.detectors.stale_dependencies.finding import finding_of
from debtaudit.domain.facts import RepositoryFacts
from debtaudit.domain.findings import Finding
from debtaudit.domain.reported_finding import Factor
from debtaudit.knowledge.instruments import watching
from debtaudit.resolve.dependencies import wording
from debtaudit.resolve.dependencies.judged import Judged
from debtaudit.resolve.dependencies.support import Ended
from debtaudit.resolve.dependencies.versions import DATED, is_before_one, major

_MANY_MAJORS = 240
_BY_LEVEL = {"critical": 0.9, "high": 0.75, "moderate": 0.55, "low": 0.35}


def stale(group: Sequence[Judged]) -> Finding:
    """Report a version that is years, or majors, behind the newest release."""
    one = group[0]
    years = one.years or 0.0
    age = one.age
    here, there = major(age.in_use or age.resolved or ""), major(age.newest or "")
    gap = there - here if here is not None and there is not None else one.majors or 0
    behind = f"{years:.1f} years behind"
    if one.years is None:
        behind = f"{one.majors} major versions behind, the years are not known"
    likelihood = Factor("age", "likelihood", round(min(0.9, 0.3 + 0.075 * years), 3), behind)
    return finding_of(
        "dependency-stale", group, likelihood, wording.stale(group), _effort_of_step(group, gap)
    )


def _effort_of_step(group: Sequence[Judged], gap: int) -> int:
    """Return the minutes of an update over so many majors; no code changes where none uses it."""
    one = group[0]
    if all(each.declared.used_by == ("none",) for each in group):
        return 30
    if (major(one.age.newest or "") or 0) >= DATED:
        gap = min(gap, 1)
    if is_before_one(one.age.in_use or one.age.resolved or "", one.age.newest or ""):
        gap = 1
    return 30 if gap <= 0 else 120 if gap == 1 else _MANY_MAJORS


def retired(group: Sequence[Judged]) -> Finding:
    """Report a distribution that was renamed, merged or given up."""
    row = group[0].retired
    if row is None:
        raise ValueError("not retired")
    refuses = "refuses to install" in row.what or "removed from the index" in row.what
    likelihood = Factor("retired", "likelihood", 0.85 if refuses else 0.6, f"{row.name} {row.what}")
    made = finding_of("dependency-retired", group, likelihood, wording.retired(group), 60)
    if row.name not in watching():
        return made
    because = f"{row.name} is to say when something goes wrong, and fails unseen itself"
    return replace(
        made, factors=(*made.factors, Factor("watches-the-model", "impact", 0.15, because))
    )


def ended(group: Sequence[Judged], facts: RepositoryFacts) -> Finding:
    """Report an interpreter, image or framework that gets no fixes any more."""
    one = group[0]
    past = one.ended
    if past is None:
        raise ValueError("not ended")
    effort = 60 if one.declared.declaration.ecosystem == "docker" else 120
    words = wording.ended(group)
    return finding_of("dependency-end-of-life", group, since(past, facts), words, effort)


def since(ended: Ended, facts: RepositoryFacts) -> Factor:
    """Weigh how long there have been no fixes: 0.35 and 0.075 for every year, at most 0.9."""
    years = max((facts.as_of - date.fromisoformat(ended.end)).days / 365.25, 0.0)
    effect = round(min(0.9, 0.35 + 0.075 * years), 3)
    return Factor("unsupported", "likelihood", effect, f"no fixes for {years:.1f} years")


def yanked(group: Sequence[Judged]) -> Finding:
    """Report a version in use that its makers took back."""
    likelihood = Factor("yanked", "likelihood", 0.6, "its makers took the release back")
    return finding_of("dependency-yanked", group, likelihood, wording.yanked(group), 60)


def vulnerable(group: Sequence[Judged]) -> Finding:
    """Report the known vulnerabilities of a version in use, the worst of them first."""
    from debtaudit.resolve.dependencies.vulnerability_wording import (
        advisory_evidence,
        vulnerability_words,
        worst_first,
    )

    advisories = worst_first(group[0].advisories or ())
    worst = advisories[0]
    what = f"{worst.id} is {worst.level}" if worst.level else f"{worst.id} has no level"
    likelihood = Factor("advisory", "likelihood", _BY_LEVEL.get(worst.level or "", 0.55), what)
    words = vulnerability_words(group, advisories)
    finding = finding_of("dependency-vulnerable", group, likelihood, words, 60)
    return replace(finding, evidence=(*finding.evidence, *advisory_evidence(advisories)))


def unfixed(group: Sequence[Judged]) -> Finding:
    """Report a source that can change under the same name."""
    likelihood = Factor("moving-source", "likelihood", 0.5, "the branch or file can change any day")
    return finding_of("dependency-source-unfixed", group, likelihood, wording.unfixed(group), 15)
