"""What limits are held against: the debt of a repository, or of a part of it, in figures."""

from collections.abc import Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from debtaudit.domain.facts import RepositoryFacts
from debtaudit.domain.findings import ScanResult
from debtaudit.domain.globs import path_filter
from debtaudit.domain.report_rows import Dependency, EntryPoint
from debtaudit.domain.reported_finding import ReportedFinding
from debtaudit.domain.setting_types import Counted
from debtaudit.domain.totals import SeverityName
from debtaudit.risk.score import debt_ratio


class Weight(Struct, frozen=True):
    """What of a finding adds up; `minutes` is the effort."""

    rule: str
    scan: str
    path: str | None
    severity: SeverityName
    score: float
    minutes: int


class Holding(Struct, frozen=True):
    """The debt on one side of a comparison.

    `dependencies`, `entry_points` and `lines` (logical lines by path) are None where that side is
    a file of known findings, which does not hold them.
    """

    weights: tuple[Weight, ...]
    dependencies: tuple[Dependency, ...] | None = None
    entry_points: tuple[EntryPoint, ...] | None = None
    lines: Mapping[str, int] | None = None

    def number(self, severity: Counted) -> int:
        """Return the number of findings of a severity, or in `total`."""
        if severity == "total":
            return len(self.weights)
        return sum(one.severity == severity for one in self.weights)

    def risk(self) -> float:
        """Return the sum of the risks."""
        return round(sum(one.score for one in self.weights), 1)

    def minutes(self) -> int:
        """Return the sum of the efforts."""
        return sum(one.minutes for one in self.weights)

    def debt_ratio(self) -> float | None:
        """Return effort over the cost of the source; None where that is not known or nothing."""
        return None if self.lines is None else debt_ratio(self.minutes(), sum(self.lines.values()))

    def tested_share(self) -> float | None:
        """Return the share of training entry points that a test runs; None where there is none."""
        if not self.entry_points:
            return None
        return sum(one.tested == "tested" for one in self.entry_points) / len(self.entry_points)

    def libyears(self) -> float | None:
        """Return the years that all packages are behind, each counted once; None if unknown."""
        if self.dependencies is None:
            return None
        years: dict[tuple[str, str | None], float] = {}
        for one in self.dependencies:
            package = one.ecosystem, one.name
            years[package] = max(years.get(package, 0.0), years_of(one))
        return round(sum(years.values()), 2)


def weight_of(finding: ReportedFinding) -> Weight:
    """Return what of a finding adds up."""
    return Weight(
        finding.rule,
        finding.scan,
        finding.location.path,
        finding.severity,
        finding.risk.score,
        finding.effort_minutes,
    )


def years_of(dependency: Dependency) -> float:
    """Return the years that a declaration is behind, or at least is."""
    known = dependency.libyears
    return (known if known is not None else dependency.libyears_at_least) or 0.0


def holding_of(
    findings: Sequence[ReportedFinding], results: Sequence[ScanResult], facts: RepositoryFacts
) -> Holding:
    """Return the debt of an audit; suppressed findings do not count."""
    rows = [row for result in results for row in result.rows]
    return Holding(
        weights=tuple(weight_of(one) for one in findings if one.status != "suppressed"),
        dependencies=tuple(row for row in rows if isinstance(row, Dependency)),
        entry_points=tuple(row for row in rows if isinstance(row, EntryPoint)),
        lines=logical_lines(facts),
    )


def logical_lines(facts: RepositoryFacts) -> dict[str, int]:
    """Return the logical lines of every Python file and notebook."""
    return {path: fact.python.logical_lines for path, fact in facts.facts.items() if fact.python}


def part_of(holding: Holding, *, scan: str = "", rule: str = "") -> Holding:
    """Return the debt of one scan or rule, measured against the whole source."""
    kept = [
        one
        for one in holding.weights
        if (not scan or one.scan == scan) and (not rule or one.rule == rule)
    ]
    return replace(holding, weights=tuple(kept))


def below(holding: Holding, patterns: Sequence[str]) -> Holding:
    """Return the debt below some paths, measured against the source there."""
    inside = path_filter(patterns)
    dependencies, entries, lines = holding.dependencies, holding.entry_points, holding.lines
    return Holding(
        weights=tuple(one for one in holding.weights if one.path and inside(one.path)),
        dependencies=None
        if dependencies is None
        else tuple(one for one in dependencies if inside(one.path)),
        entry_points=None if entries is None else tuple(one for one in entries if inside(one.path)),
        lines=None
        if lines is None
        else {path: number for path, number in lines.items() if inside(path)},
    )
