"""Training that a test may run by a name in a text: told as a doubt, several of them as one.

`resolve/training/named_in_texts.py` finds the places. Code that makes classes by their names makes
many of them, and one look at it answers for all.
"""

from collections.abc import Sequence

from debtaudit.detectors.missing_retraining_tests.together import Group
from debtaudit.domain.facts import RepositoryFacts
from debtaudit.domain.findings import Finding
from debtaudit.domain.picture import TrainingEvidence
from debtaudit.domain.quantities import plural
from debtaudit.domain.report_rows import EntryPoint
from debtaudit.domain.reported_finding import Evidence, Factor, Location
from debtaudit.resolve.modules import node_of

CONFIDENCE = 0.4
"""Of a finding where a test may run the training by its name: more likely one does than not."""

COULD_NOT_TELL = Factor(
    "may-run-by-name", "likelihood", -0.2, "its name stands as a text where tests get to"
)

_NAMED, _SHOWN = 3, 12
_FIRST_MINUTES, _EACH_MINUTES = 60, 15
"""Effort of finding out what runs them, and of a call that says so for each."""


def places_of(point: EntryPoint, facts: RepositoryFacts) -> tuple[str, ...]:
    """Return where the name of an untested entry point stands as a text."""
    known = facts.picture.training.get(node_of(point))
    return known.named_in if known else ()


def why_unknown(known: TrainingEvidence) -> str:
    """Say why it is not known whether a test runs it."""
    where = " and ".join(known.named_in[:2])
    return (
        f"no call leads from a test to it; its name stands as a text in {where}, so a test may run "
        "it by that name: could not tell"
    )


def finding_of_named(
    rule: str, group: Group, facts: RepositoryFacts, factors: tuple[Factor, ...]
) -> Finding:
    """Make one finding of the entry points that tests may run by their names.

    `factors` are those of the one among them that changes most.
    """
    points = group[1]
    paths = tuple(dict.fromkeys(point.path for point in points))
    names = [f"`{point.symbol}`" for point in points]
    others = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    place = places_of(points[0], facts)[0]
    return Finding(
        rule=rule,
        title=f"{plural(len(points), 'training entry point')} that tests may run by name only",
        message=(
            f"{', '.join(names[:_NAMED])}{others} train models, and no call leads from a test to "
            f"them. Their names stand as texts, {place} for one, so a test may run them by these "
            "names: could not tell."
        ),
        location=Location(points[0].path, points[0].line, symbol=points[0].symbol),
        factors=factors,
        confidence=CONFIDENCE,
        effort_minutes=_FIRST_MINUTES + _EACH_MINUTES * min(len(points), _SHOWN),
        evidence=_evidence(points, facts),
        remedy=(
            "Give `--coverage` a report of the tests (with `--cov-context=test` it names the test "
            "that trains), or call each class directly in a test of its own; write one for those "
            "that no test runs."
        ),
        key="by-name",
        members=paths,
    )


def _evidence(points: Sequence[EntryPoint], facts: RepositoryFacts) -> tuple[Evidence, ...]:
    return tuple(
        Evidence("text", places_of(point, facts)[0], f"names what {point.symbol} belongs to")
        for point in points[:_SHOWN]
    )
