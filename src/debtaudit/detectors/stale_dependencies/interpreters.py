"""Interpreters that a project requires, where all of them are past their support end."""

from collections.abc import Iterator, Sequence

from msgspec import Struct

from debtaudit.detectors.stale_dependencies.single_debts import since
from debtaudit.domain.facts import RepositoryFacts
from debtaudit.domain.findings import Finding
from debtaudit.domain.reported_finding import Evidence, Factor, Location
from debtaudit.knowledge import support_ends
from debtaudit.resolve.dependencies.support import Ended, ended_range

_SHOWN = 20
_MANY = 3  # projects with the same cycle: a course or a monorepo, told as one debt


class _Required(Struct, frozen=True):
    """What one manifest requires, and the newest cycle that this admits."""

    path: str
    line: int | None
    text: str
    ended: Ended


def required_interpreters(facts: RepositoryFacts) -> Iterator[Finding]:
    """Yield `requires-python` that admits nothing but interpreters past their end."""
    by_cycle: dict[str, list[_Required]] = {}
    for one in _past_their_end(facts):
        by_cycle.setdefault(one.ended.cycle, []).append(one)
    for group in by_cycle.values():
        for together in [group] if len(group) > _MANY else [[one] for one in group]:
            yield _finding(together, facts)


def _past_their_end(facts: RepositoryFacts) -> Iterator[_Required]:
    day = facts.as_of.isoformat()
    for path in sorted(facts.facts, key=lambda one: (one.count("/"), one)):
        manifest = facts.facts[path].manifest
        if manifest is not None and manifest.requires_python is not None:
            ended = ended_range("python", manifest.requires_python, day)
            if ended is not None:
                line = manifest.requires_python_line
                yield _Required(path, line, manifest.requires_python, ended)


def _finding(group: Sequence[_Required], facts: RepositoryFacts) -> Finding:
    first = group[0]
    ended, others = first.ended, len(group) - 1
    where = f"{first.path} and {others} more" if others else first.path
    verb = "admit" if others else "admits"
    known = f"Python {ended.cycle}: support ended on {ended.end}"
    return Finding(
        rule="dependency-end-of-life",
        title=f"Python {ended.cycle} is the newest that {where} {verb}, "
        f"unsupported since {ended.end}",
        message=f"`{first.text}` shuts every supported interpreter out.",
        location=Location(first.path, first.line, first.line),
        factors=(
            since(ended, facts),
            Factor("environment", "impact", 0.55, "everything runs in it"),
        ),
        confidence=0.95,
        effort_minutes=min(120 * len(group), 480),
        evidence=(
            *(
                Evidence("declaration", f"{one.path}:{one.line}", f"requires Python {one.text}")
                for one in group[:_SHOWN]
            ),
            Evidence("knowledge", f"endoflife.date as of {support_ends.taken()}", known),
        ),
        remedy="Raise the upper bound; run the tests on a newer Python.",
        key="requires-python",
    )
