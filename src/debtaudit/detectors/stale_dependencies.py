"""Dependencies that have gone stale, and whether training or serving stands on them.

One debt is one finding: a declaration that is retired is not reported as stale as well, and equal
declarations in several files are reported once with all their places.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from msgspec.structs import replace

from debtaudit.domain.distribution_names import normalised
from debtaudit.domain.facts import RepositoryFacts
from debtaudit.domain.findings import Finding, ScanResult, ScanStatus, Status
from debtaudit.domain.report import Evidence, Factor, Location, Role
from debtaudit.domain.rules import Rule, Scan
from debtaudit.domain.settings import Settings
from debtaudit.knowledge import pypi_snapshot, support_ends
from debtaudit.resolve import dependency_wording as wording
from debtaudit.resolve.ages import snapshot_age
from debtaudit.resolve.dependency_evidence import evidence_of
from debtaudit.resolve.dependency_groups import equal_declarations, only_debts
from debtaudit.resolve.included_manifests import manifest_problems
from debtaudit.resolve.judged_dependencies import Judged, judged_dependencies, row_of
from debtaudit.resolve.support import Ended, ended_range
from debtaudit.resolve.versions import major

SCAN = Scan.DEPENDENCIES
RULES = (
    Rule(
        "dependency-stale",
        SCAN,
        "A dependency is years behind its newest release",
        "Fixes and wheels for new interpreters and drivers come for new releases only; the further "
        "behind, the more majors must be crossed at once.",
        "Move to the next major release, run the tests and a training run, and go on from there.",
    ),
    Rule(
        "dependency-retired",
        SCAN,
        "A dependency was renamed, merged or given up by its makers",
        "It gets no fixes any more, and one day it no longer installs.",
        "Replace it by its successor.",
    ),
    Rule(
        "dependency-end-of-life",
        SCAN,
        "An interpreter, base image or framework is past its support end",
        "Security fixes have stopped, and other packages drop their support for it.",
        "Move to a cycle that is supported.",
    ),
    Rule(
        "dependency-unpinned",
        SCAN,
        "A deployed program leaves versions open",
        "The next build can train or serve with other versions than the last, and nobody sees why "
        "a metric moved.",
        wording.LOCK,
    ),
    Rule(
        "dependency-source-unfixed",
        SCAN,
        "A dependency is installed from a branch or a URL that can change",
        "What is installed depends on the day; nobody can rebuild an older model.",
        "Name a commit or a numbered tag, or add the hash.",
    ),
    Rule(
        "lock-file-missing",
        SCAN,
        "A deployed program gives ranges and has no lock file",
        "A range admits versions that nobody has trained or served with.",
        wording.LOCK,
    ),
)
_USE_ORDER: tuple[Role, ...] = ("serving", "training", "other", "test", "none")
_USE = {"serving": 0.35, "training": 0.25, "other": 0.0, "test": -0.1, "none": -0.15}
_WHY_USE = {
    "serving": "serving imports it",
    "training": "training imports it",
    "test": "only tests import it",
    "none": "no file of the repository imports it by a known name",
}
_MANY_MAJORS = 240
_MANY_MANIFESTS = 3  # a course of lessons or examples: more are told as one debt
_FEW = 3  # ranges without a lock below this many are not worth a finding


def detect(facts: RepositoryFacts, settings: Settings) -> ScanResult:
    """Judge every declaration of every manifest."""
    judged = only_debts(judged_dependencies(facts, settings.dependencies.stale_libyears))
    findings = [
        *(
            _retired(group)
            for group in equal_declarations(judged, lambda one: one.retired is not None)
        ),
        *(_ended(group, facts) for group in equal_declarations(judged, _has_ended)),
        *(_stale(group) for group in equal_declarations(judged, _is_stale)),
        *(_unfixed(group) for group in equal_declarations(judged, _is_unfixed)),
        *_open_versions(judged),
        *_required_interpreters(facts),
    ]
    return ScanResult(
        SCAN,
        _status(facts, judged),
        tuple(sorted(findings, key=_order)),
        tuple(row_of(one) for one in judged),
        manifest_problems(facts.facts),
    )


def _order(finding: Finding) -> tuple[str, str, int, str]:
    location = finding.location
    return finding.rule, location.path or "", location.line or 0, finding.key


def _status(facts: RepositoryFacts, judged: Sequence[Judged]) -> ScanStatus:
    if not judged:
        return ScanStatus(
            Status.NOT_APPLICABLE,
            "no manifest declares a dependency",
            "list what the program needs in pyproject.toml or requirements.txt",
        )
    if snapshot_age(facts.as_of) > 1.0:
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


def _is_stale(judged: Judged) -> bool:
    return "stale" in judged.problems and judged.retired is None and judged.ended is None


def _has_ended(judged: Judged) -> bool:
    return judged.ended is not None and judged.retired is None


def _is_unfixed(judged: Judged) -> bool:
    declaration = judged.declared.declaration
    if judged.declared.development:
        return False
    return declaration.kind == "url" and not declaration.fixed


def _finding(
    rule: str, group: Sequence[Judged], likelihood: Factor, words: wording.Words, effort: int
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


def _stale(group: Sequence[Judged]) -> Finding:
    one = group[0]
    years = one.years or 0.0
    here, there = major(one.age.in_use or ""), major(one.age.newest or "")
    gap = there - here if here is not None and there is not None else 0
    likelihood = Factor(
        "age", "likelihood", round(min(0.9, 0.3 + 0.075 * years), 3), f"{years:.1f} years behind"
    )
    effort = 30 if gap <= 0 else 120 if gap == 1 else _MANY_MAJORS
    return _finding("dependency-stale", group, likelihood, wording.stale(group), effort)


def _retired(group: Sequence[Judged]) -> Finding:
    one = group[0]
    retired = one.retired
    if retired is None:
        raise ValueError("not retired")
    refuses = "refuses to install" in retired.what or "removed from the index" in retired.what
    likelihood = Factor(
        "retired", "likelihood", 0.85 if refuses else 0.6, f"{retired.name} {retired.what}"
    )
    return _finding("dependency-retired", group, likelihood, wording.retired(group), 60)


def _ended(group: Sequence[Judged], facts: RepositoryFacts) -> Finding:
    one = group[0]
    ended = one.ended
    if ended is None:
        raise ValueError("not ended")
    effort = 60 if one.declared.declaration.ecosystem == "docker" else 120
    words = wording.ended(group)
    return _finding("dependency-end-of-life", group, _since(ended, facts), words, effort)


def _since(ended: Ended, facts: RepositoryFacts) -> Factor:
    years = max((facts.as_of - date.fromisoformat(ended.end)).days / 365.25, 0.0)
    effect = round(min(0.9, 0.35 + 0.075 * years), 3)
    return Factor("unsupported", "likelihood", effect, f"no fixes for {years:.1f} years")


def _unfixed(group: Sequence[Judged]) -> Finding:
    likelihood = Factor("moving-source", "likelihood", 0.5, "the branch or file can change any day")
    return _finding("dependency-source-unfixed", group, likelihood, wording.unfixed(group), 15)


def _open_versions(judged: Iterable[Judged]) -> Iterator[Finding]:
    """One finding a manifest that a program is deployed with: versions left open, or no lock."""
    manifests: dict[str, list[Judged]] = {}
    for one in judged:
        manifests.setdefault(one.declared.path, []).append(one)
    images: dict[tuple[str, ...], list[Judged]] = {}
    programs: dict[tuple[str, ...], list[Judged]] = {}
    for path in sorted(manifests, key=lambda one: (one.count("/"), one)):
        unpinned = [one for one in manifests[path] if "unpinned" in one.problems]
        if not unpinned:
            yield from _without_lock(manifests[path])
            continue
        names_of = tuple(sorted({one.declared.declaration.name or "" for one in unpinned}))
        alike = images if unpinned[0].declared.manifest.format == "dockerfile" else programs
        alike.setdefault(names_of, []).extend(unpinned)
    for groups in (images, programs):
        if len(groups) > _MANY_MANIFESTS:
            yield _unpinned([one for group in groups.values() for one in group])
        else:
            yield from (_unpinned(group) for group in groups.values())


def _unpinned(group: Sequence[Judged]) -> Finding:
    """Make one finding of the open versions of one manifest, or of several that are alike."""
    first = group[0].declared
    own = [one for one in group if one.declared.path == first.path]
    manifests = len({one.declared.path for one in group})
    what = "1 version is open" if len(group) == 1 else f"{len(group)} versions are open"
    likelihood = Factor("open-versions", "likelihood", 0.5, what)
    effort = 30 * min(manifests, 8)
    words = wording.unpinned(group)
    finding = _finding("dependency-unpinned", group, likelihood, words, effort)
    used = {role for one in group for role in one.declared.used_by}
    return replace(
        finding,
        confidence=0.85 if used & {"training", "serving"} else 0.7,
        key="versions",
        location=_whole(own),
    )


def _whole(group: Sequence[Judged]) -> Location:
    lines = [one.declared.declaration.line for one in group]
    ends = [one.declared.declaration.end_line for one in group]
    return Location(group[0].declared.path, min(lines), max(ends))


def _without_lock(group: Sequence[Judged]) -> Iterator[Finding]:
    """Ranges of what training or serving imports, in a program, with no lock beside them."""
    ranges = [
        one
        for one in group
        if one.declared.declaration.kind == "bounded"
        and one.declared.deployed
        and not one.declared.has_lock
        and not one.declared.development
        and one.declared.declaration.ecosystem in ("pypi", "conda")
        and {"training", "serving"} & set(one.declared.used_by)
    ]
    if len(ranges) < _FEW:
        return
    likelihood = Factor("no-lock", "likelihood", 0.35, f"{len(ranges)} ranges without a lock")
    finding = _finding("lock-file-missing", ranges, likelihood, wording.unlocked(ranges), 30)
    yield replace(finding, confidence=0.8, key="lock", location=_whole(ranges))


def _required_interpreters(facts: RepositoryFacts) -> Iterator[Finding]:
    """`requires-python` that admits nothing but interpreters past their end."""
    day = facts.as_of.isoformat()
    for path in sorted(facts.facts):
        manifest = facts.facts[path].manifest
        if manifest is None or manifest.requires_python is None:
            continue
        ended = ended_range("python", manifest.requires_python, day)
        if ended is None:
            continue
        required = manifest.requires_python
        line = manifest.requires_python_line
        yield Finding(
            rule="dependency-end-of-life",
            title=f"Python {ended.cycle} is the newest that {path} admits, "
            f"unsupported since {ended.end}",
            message=f"`{required}` shuts every supported interpreter out.",
            location=Location(path, line, line),
            factors=(
                _since(ended, facts),
                Factor("environment", "impact", 0.55, "everything runs in it"),
            ),
            confidence=0.95,
            effort_minutes=120,
            evidence=(
                Evidence("declaration", f"{path}:{line}", f"requires Python {required}"),
                Evidence(
                    "knowledge",
                    f"endoflife.date as of {support_ends.taken()}",
                    f"Python {ended.cycle}: support ended on {ended.end}",
                ),
            ),
            remedy="Raise the upper bound; run the tests on a newer Python.",
            key="requires-python",
        )
