"""Versions that a deployed program leaves open, and ranges that no lock file fixes."""

from collections.abc import Iterable, Iterator, Sequence

from msgspec.structs import replace

from debtaudit.detectors.stale_dependencies.finding import finding_of, lines_of
from debtaudit.domain.findings import Finding
from debtaudit.domain.reported_finding import Factor
from debtaudit.resolve.dependencies import wording
from debtaudit.resolve.dependencies.judged import Judged

_MANY_MANIFESTS = 3  # a course of lessons or examples: more are told as one debt
_FEW = 3  # ranges without a lock below this many are not worth a finding


def open_versions(judged: Iterable[Judged]) -> Iterator[Finding]:
    """Yield one finding a manifest of a deployed program: versions left open, or no lock."""
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
    finding = finding_of("dependency-unpinned", group, likelihood, words, effort)
    used = {role for one in group for role in one.declared.used_by}
    return replace(
        finding,
        confidence=0.85 if used & {"training", "serving"} else 0.7,
        key="versions",
        location=lines_of(own),
        members=tuple(sorted({one.declared.declaration.name or "" for one in group})),
    )


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
    finding = finding_of("lock-file-missing", ranges, likelihood, wording.unlocked(ranges), 30)
    yield replace(finding, confidence=0.8, key="lock", location=lines_of(ranges))
