"""Interpreters that a project requires, where all of them are past their support end."""

from collections.abc import Iterator

from debtaudit.detectors.stale_dependencies.single_debts import since
from debtaudit.domain.facts import RepositoryFacts
from debtaudit.domain.findings import Finding
from debtaudit.domain.report import Evidence, Factor, Location
from debtaudit.knowledge import support_ends
from debtaudit.resolve.support import ended_range


def required_interpreters(facts: RepositoryFacts) -> Iterator[Finding]:
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
                since(ended, facts),
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
