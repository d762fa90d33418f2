"""How a debt of dependencies becomes a finding: its place, its weight, its evidence."""

from collections.abc import Sequence

from debtaudit.domain.distribution_names import normalised
from debtaudit.domain.findings import Finding
from debtaudit.domain.report_rows import Role
from debtaudit.domain.reported_finding import Factor, Location
from debtaudit.resolve.dependencies.evidence import evidence_of
from debtaudit.resolve.dependencies.judged import Judged
from debtaudit.resolve.dependencies.wording import Words

_USE_ORDER: tuple[Role, ...] = ("serving", "training", "other", "test", "none")
_USE = {"serving": 0.35, "training": 0.25, "other": 0.0, "test": -0.1, "none": -0.15}
_WHY_USE = {
    "serving": "serving imports it",
    "training": "training imports it",
    "test": "only tests import it",
    "none": "no file that it is declared for imports it by a known name",
}


def finding_of(
    rule: str, group: Sequence[Judged], likelihood: Factor, words: Words, effort: int
) -> Finding:
    """Make the finding of one group; `words` are title, message and remedy."""
    first = group[0].declared
    confidence = 0.7 if first.development else 0.95
    return Finding(
        rule=rule,
        title=words.title,
        message=words.message,
        location=Location(first.path, first.declaration.line, first.declaration.end_line),
        factors=(likelihood, *_impact(group)),
        confidence=confidence,
        effort_minutes=effort,
        evidence=evidence_of(group),
        remedy=words.remedy,
        # (without the version: a pin that is raised and still behind is the same debt)
        key=normalised(first.declaration.name or "") or first.declaration.specifier,
    )


def _impact(group: Sequence[Judged]) -> tuple[Factor, ...]:
    """Weigh what stands on the dependency; an image and an interpreter carry everything."""
    first = group[0].declared
    if first.declaration.ecosystem in ("docker", "python"):
        if first.manifest.format == "ci":
            return (Factor("environment", "impact", 0.3, "CI runs in it, nothing else is known"),)
        return (Factor("environment", "impact", 0.55, "everything runs in it"),)
    base = Factor("dependency", "impact", 0.35, "a package that the repository declares")
    if all(one.declared.development for one in group):
        return base, Factor("development-only", "impact", -0.2, "a tool of development or CI")
    roles = {role for one in group for role in one.declared.used_by}
    use: Role = next((role for role in _USE_ORDER if role in roles), "none")
    if not _USE[use]:
        return (base,)
    return base, Factor(f"used-by-{use}", "impact", _USE[use], _why_use(use, group))


def _why_use(use: Role, group: Sequence[Judged]) -> str:
    """Say what imports the package; of several packages, which of them training or serving does."""
    names = {one.declared.declaration.name or "?": one.declared.used_by for one in group}
    if len(names) == 1 or use not in ("serving", "training"):
        return _WHY_USE[use]
    used = [name for name, roles in names.items() if use in roles]
    more = f" and {len(used) - 2} more" if len(used) > 2 else ""
    return f"{use} imports {', '.join(used[:2]) if more else ' and '.join(used)}{more}"


def lines_of(group: Sequence[Judged]) -> Location:
    """Return the lines of a manifest from the first to the last of the group."""
    lines = [one.declared.declaration.line for one in group]
    ends = [one.declared.declaration.end_line for one in group]
    return Location(group[0].declared.path, min(lines), max(ends))
