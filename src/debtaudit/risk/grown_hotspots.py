"""Hotspots that a change makes worse although their risk hardly moves.

The risk of a hotspot follows its most complicated function, and ends somewhere: a second knot in a
file that has one already, or forty ways more through one that has sixty, would pass unseen.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct
from msgspec.structs import replace

from debtaudit.domain.facts import RepositoryFacts
from debtaudit.domain.python_facts import Definition, PythonFacts, cell_place, reference
from debtaudit.domain.reported_finding import Earlier, Evidence, Location, ReportedFinding
from debtaudit.domain.rules import Scan
from debtaudit.domain.trend import KNOTTED

GROWN_FROM = 10
"""Ways above the limit of a function from which a hotspot is worse than it was: as many as McCabe
recommended for a whole function."""

_Functions = Mapping[str, Definition]


class _Grown(Struct, frozen=True):
    """A function of the head, and how complicated it was (None: there was none like it)."""

    made: Definition
    before: int | None

    @property
    def ways(self) -> int:
        """How many more ways lead through it, of those above the limit."""
        return _above(self.made.complexity) - _above(self.before or 0)


def with_grown_hotspots(
    findings: Iterable[ReportedFinding],
    base: RepositoryFacts,
    head: RepositoryFacts,
    named: Mapping[str, str],
) -> tuple[ReportedFinding, ...]:
    """Call hotspots worse that have at least `GROWN_FROM` ways more above the limit than before.

    `named` maps paths of the base to those of the head, where they differ. A function that was
    renamed or moved is what it was. A hotspot that is worse names the function that made it so.
    """
    earlier = {new: old for old, new in named.items()}

    def judged(finding: ReportedFinding) -> ReportedFinding:
        path = finding.location.path or ""
        was = earlier.get(path, path)
        fact = head.facts.get(path)
        if not _may_be_worse(finding) or was not in base.facts or not fact or not fact.python:
            return finding
        grown = list(_pairs(_functions(base, was), _functions(head, path)))
        if _ways(grown) < GROWN_FROM:
            return finding
        moved = _left(base, head, named)
        grown = [one for one in grown if one.before is not None or not moved[one.made.complexity]]
        if _ways(grown) < GROWN_FROM:
            return finding
        return _named(finding, max(grown, key=lambda one: one.ways), fact.python)

    return tuple(judged(one) for one in findings)


def _may_be_worse(finding: ReportedFinding) -> bool:
    return finding.scan == Scan.HOTSPOTS.value and finding.status == "existing"


def _functions(facts: RepositoryFacts, path: str) -> _Functions:
    fact = facts.facts.get(path)
    if fact is None or fact.python is None:
        return {}
    return {one.name: one for one in fact.python.definitions if one.kind in {"function", "method"}}


def _pairs(before: _Functions, after: _Functions) -> Iterator[_Grown]:
    """Yield the functions of a file with what they were; one of a new name and an old size is old.

    What is gone is yielded too, as the ways that it takes away.
    """
    lost = {name: made for name, made in before.items() if name not in after}
    for name, made in after.items():
        known = before.get(name)
        if known is None and _above(made.complexity):
            same = [old for old, one in lost.items() if one.complexity == made.complexity]
            known = lost.pop(same[0]) if same else None
        yield _Grown(made, None if known is None else known.complexity)
    for made in lost.values():
        yield _Grown(replace(made, complexity=0), made.complexity)


def _ways(grown: Iterable[_Grown]) -> int:
    return sum([one.ways for one in grown])


def _left(base: RepositoryFacts, head: RepositoryFacts, named: Mapping[str, str]) -> Counter[int]:
    """Count the functions above the limit that left their file, by their complexity."""
    found: Counter[int] = Counter()
    for path in base.facts:
        before = _functions(base, path)
        knots = [name for name, made in before.items() if _above(made.complexity)]
        if knots:
            after = _functions(head, named.get(path, path))
            found.update(before[name].complexity for name in knots if name not in after)
    return found


def _named(finding: ReportedFinding, grown: _Grown, python: PythonFacts) -> ReportedFinding:
    """Return the finding as worse, at the function that made it so."""
    made = grown.made
    was = "new" if grown.before is None else f"{grown.before} before"
    cell, line = cell_place(python, made.line)
    path = finding.location.path or ""
    said = Evidence(
        "complexity",
        reference(path, made.line, python),
        f"`{made.name}`: cyclomatic complexity {made.complexity}, {was}",
    )
    return replace(
        finding,
        status="worse",
        earlier=Earlier(finding.severity, finding.risk.score),
        title=(
            f"`{made.name}` has complexity {made.complexity} ({was}) in a file that keeps changing"
        ),
        location=Location(path, line, line + made.end_line - made.line, made.name, cell),
        evidence=(said, *(one for one in finding.evidence if one.ref != said.ref)),
    )


def _above(complexity: int) -> int:
    return max(0, complexity - KNOTTED)
