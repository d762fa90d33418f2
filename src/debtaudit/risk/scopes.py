"""The parts of a repository that have limits of their own: all of it, a scan, a rule, paths."""

from collections.abc import Iterator

from msgspec import Struct

from debtaudit.domain.gate_settings import Budget, GateSettings, WholeBudget
from debtaudit.domain.globs import path_filter
from debtaudit.domain.report import Report
from debtaudit.domain.reported_finding import ReportedFinding
from debtaudit.risk.holding import Holding, below, part_of


class Scope(Struct, frozen=True):
    """A budget with what it is held against.

    `name` stands before the names of its limits (`path.src/serving`; empty for the repository).
    `blamed` are the findings that can break it: those that are new or worse where there is a
    `before`, else all.
    """

    name: str
    owner: str | None
    budget: Budget
    now: Holding
    before: Holding | None
    blamed: tuple[ReportedFinding, ...]

    @property
    def whole(self) -> WholeBudget | None:
        """The budget, where it has limits on the files themselves."""
        return self.budget if isinstance(self.budget, WholeBudget) else None


def scopes(
    report: Report, limits: GateSettings, now: Holding, before: Holding | None
) -> Iterator[Scope]:
    """Yield every scope that the settings name, the whole repository first."""
    counts = ("new", "worse") if before is not None else ("new", "worse", "existing")
    blamed = tuple(one for one in report.findings if one.status in counts)
    yield Scope("", None, limits, now, before, blamed)
    for by_scan in limits.scan:
        scan = by_scan.scan
        yield Scope(
            f"scan.{scan}",
            None,
            by_scan,
            part_of(now, scan=scan),
            before and part_of(before, scan=scan),
            tuple(one for one in blamed if one.scan == scan),
        )
    for by_rule in limits.rule:
        rule = by_rule.rule
        yield Scope(
            f"rule.{rule}",
            None,
            by_rule,
            part_of(now, rule=rule),
            before and part_of(before, rule=rule),
            tuple(one for one in blamed if one.rule == rule),
        )
    for by_path in limits.path:
        inside = path_filter(by_path.paths)
        yield Scope(
            f"path.{by_path.name or by_path.paths[0]}",
            by_path.owner or None,
            by_path,
            below(now, by_path.paths),
            before and below(before, by_path.paths),
            tuple(one for one in blamed if one.location.path and inside(one.location.path)),
        )
