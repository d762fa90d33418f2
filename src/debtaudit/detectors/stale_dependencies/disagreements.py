"""Declarations that disagree: with each other, or with the lock file."""

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from debtaudit.detectors.stale_dependencies.finding import finding_of
from debtaudit.domain.findings import Finding
from debtaudit.domain.reported_finding import Factor
from debtaudit.resolve.dependencies import wording
from debtaudit.resolve.dependencies.declared import Declared
from debtaudit.resolve.dependencies.groups import equal_declarations
from debtaudit.resolve.dependencies.judged import Judged


def disagreements(judged: Sequence[Judged]) -> Iterator[Finding]:
    """Yield one finding for each pair of files, and one for each declaration beside its lock."""
    place = {_place(one.declared): one for one in judged}
    told = set()
    for one in judged:
        conflict = one.conflict
        if conflict is None:
            continue
        pair = (_place(conflict.first), _place(conflict.second))
        if pair not in told:
            told.add(pair)
            yield _conflict(place[pair[0]], place[pair[1]])
    for group in equal_declarations(judged, lambda one: "contradicted" in one.problems):
        yield _contradicted(group)


def _place(declared: Declared) -> tuple[str, int, str | None]:
    return declared.path, declared.declaration.line, declared.declaration.name


def _conflict(first: Judged, other: Judged) -> Finding:
    likelihood = Factor("conflict", "likelihood", 0.5, "one of the two is not what is installed")
    words = wording.conflicting(first, other)
    finding = finding_of("dependency-conflict", (first, other), likelihood, words, 30)
    return replace(finding, confidence=0.8, key=f"{finding.key} {other.declared.path}")


def _contradicted(group: Sequence[Judged]) -> Finding:
    likelihood = Factor("contradiction", "likelihood", 0.5, "lock file and manifest differ")
    words = wording.contradicted(group)
    finding = finding_of("dependency-lock-contradicted", group, likelihood, words, 20)
    # a requirements file beside the lock of a pyproject.toml may be for somebody else
    sure = group[0].declared.manifest.format != "requirements"
    return replace(finding, confidence=0.9 if sure else 0.7)
