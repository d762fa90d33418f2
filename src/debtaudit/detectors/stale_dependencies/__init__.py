"""Dependencies that have gone stale, and whether training or serving stands on them.

One debt is one finding: a declaration that is retired is not reported as stale as well, and equal
declarations in several files are reported once with all their places.
"""

from collections.abc import Iterator, Sequence

from debtaudit.detectors.stale_dependencies import single_debts
from debtaudit.detectors.stale_dependencies.disagreements import disagreements
from debtaudit.detectors.stale_dependencies.imports import import_findings
from debtaudit.detectors.stale_dependencies.interpreters import required_interpreters
from debtaudit.detectors.stale_dependencies.models import model_findings
from debtaudit.detectors.stale_dependencies.open_versions import open_versions
from debtaudit.detectors.stale_dependencies.rules import RULES, SCAN
from debtaudit.domain.advisories import AdvisoryFacts
from debtaudit.domain.facts import RepositoryFacts
from debtaudit.domain.files import PathClass
from debtaudit.domain.findings import Finding, ScanResult, ScanStatus, Status
from debtaudit.domain.package_index import PackageIndexFacts
from debtaudit.domain.settings import Settings
from debtaudit.knowledge import pypi_snapshot
from debtaudit.resolve.code_reading import CODE, absent_status
from debtaudit.resolve.dependencies.ages import snapshot_age
from debtaudit.resolve.dependencies.groups import equal_declarations, only_debts
from debtaudit.resolve.dependencies.included_manifests import manifest_problems
from debtaudit.resolve.dependencies.judged import Judged, judged_dependencies, row_of
from debtaudit.resolve.models.sources import model_rows, model_sources

__all__ = ["RULES", "SCAN", "detect"]

_MANIFESTS = frozenset(
    (
        *(PathClass.REQUIREMENTS, PathClass.PYPROJECT, PathClass.SETUP_CFG, PathClass.SETUP_PY),
        *(PathClass.PIPFILE, PathClass.LOCK),
    )
)


def detect(facts: RepositoryFacts, settings: Settings) -> ScanResult:
    """Judge every declaration of every manifest, and every model that is loaded by name."""
    judged = only_debts(judged_dependencies(facts, settings.dependencies))
    sources = model_sources(facts)
    findings = [
        *_single_debts(judged, facts),
        *disagreements(judged),
        *required_interpreters(facts),
        *model_findings(sources),
    ]
    # (a version that no lock holds and a package that nobody declares or imports show by what
    # is not there: where something was not read, nobody knows)
    if not facts.absent(_MANIFESTS):
        findings += open_versions(judged)
        if not facts.absent(CODE):
            findings += import_findings(facts, judged)
    return ScanResult(
        SCAN,
        _status(facts, judged),
        tuple(sorted(findings, key=_order)),
        (*(row_of(one) for one in judged), *model_rows(sources)),
        (*manifest_problems(facts.facts), *_broken_records(facts.advisories)),
    )


def _single_debts(judged: Sequence[Judged], facts: RepositoryFacts) -> Iterator[Finding]:
    for group in equal_declarations(judged, lambda one: one.retired is not None):
        yield single_debts.retired(group)
    for group in equal_declarations(judged, _has_ended):
        yield single_debts.ended(group, facts)
    for group in equal_declarations(judged, _is_stale):
        yield single_debts.stale(group)
    for group in equal_declarations(judged, lambda one: "vulnerable" in one.problems):
        yield single_debts.vulnerable(group)
    for group in equal_declarations(judged, lambda one: "yanked" in one.problems):
        yield single_debts.yanked(group)
    for group in equal_declarations(judged, lambda one: "source-unfixed" in one.problems):
        yield single_debts.unfixed(group)


def _order(finding: Finding) -> tuple[str, str, int, str]:
    location = finding.location
    return finding.rule, location.path or "", location.line or 0, finding.key


def _status(facts: RepositoryFacts, judged: Sequence[Judged]) -> ScanStatus:
    absent = facts.absent(_MANIFESTS)
    if absent:
        return absent_status(absent, "manifest")
    if not judged:
        return ScanStatus(
            Status.NOT_APPLICABLE,
            "no manifest declares a dependency",
            "list what the program needs in pyproject.toml or requirements.txt",
        )
    if facts.index is not None:
        unasked = _unasked(facts.index)
        if unasked is not None:
            return unasked
    if facts.advisories is not None and facts.advisories.problems:
        return _not_assessed(facts.advisories)
    if facts.index is None and snapshot_age(facts.as_of) > 1.0:
        return ScanStatus(
            Status.PARTIAL,
            f"newest releases are known as of {pypi_snapshot.taken()}, more than a year earlier",
            "upgrade debtaudit",
        )
    if not facts.history.available:
        reason = f"the age of a declaration is not known: {facts.history.problem}"
        return ScanStatus(Status.PARTIAL, reason, facts.history.cure)
    for path in sorted(facts.line_dates):
        dates = facts.line_dates[path]
        if dates.problem is not None:
            reason = f"the days of single lines are not known: {dates.problem}"
            return ScanStatus(Status.PARTIAL, reason, dates.cure or "audit a full clone")
    return ScanStatus(Status.COMPLETE)


def _unasked(index: PackageIndexFacts) -> ScanStatus | None:
    """Say how many packages have no answer, and why the first has none."""
    left = [name for name, one in sorted(index.packages.items()) if not one.asked]
    if not left:
        return None
    what = f"the package index did not tell of {len(left)} of {len(index.packages)} packages"
    return ScanStatus(
        Status.PARTIAL,
        f"{what} ({left[0]}: {index.packages[left[0]].problem})",
        "mend the connection or the index settings of pip or uv, or raise `online.seconds`",
    )


def _broken_records(advisories: AdvisoryFacts | None) -> Iterator[str]:
    if advisories is not None and advisories.broken:
        yield f"{advisories.source}: {advisories.broken} of its records are no OSV records"


def _not_assessed(advisories: AdvisoryFacts) -> ScanStatus:
    """Say of how many versions the vulnerabilities are not known, and why those of the first."""
    (name, version), problem = min(advisories.problems.items())
    what = f"vulnerabilities of {len(advisories.problems)} versions are not assessed"
    return ScanStatus(
        Status.PARTIAL,
        f"{what} ({name} {version}: {problem})",
        "run again when the service answers, or bring its dump with --osv-db FILE",
    )


def _is_stale(judged: Judged) -> bool:
    return "stale" in judged.problems and judged.retired is None and judged.ended is None


def _has_ended(judged: Judged) -> bool:
    return judged.ended is not None and judged.retired is None
