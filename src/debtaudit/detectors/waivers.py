"""Waivers that do not hold: past their end, without a reason or an end, or for nothing at all."""

from collections.abc import Iterator, Sequence

from debtaudit.domain.facts import RepositoryFacts
from debtaudit.domain.findings import Finding, ScanResult, ScanStatus, Status
from debtaudit.domain.reported_finding import Evidence, Factor, Location
from debtaudit.domain.rules import Aside, Rule
from debtaudit.domain.settings import Settings
from debtaudit.resolve.waivers import Waiver, waivers_of

SCAN = Aside.WAIVERS
RULES = (
    Rule(
        id="waiver-expired",
        scan=SCAN,
        title="A waiver is past its end",
        why="The debt was accepted for a time; the time is over and the debt is still there.",
        remedy="Repair what it waived, or decide again and write down why and until when.",
    ),
    Rule(
        id="waiver-incomplete",
        scan=SCAN,
        title="A waiver without a rule, a reason or an end",
        why=(
            "A waiver that does not say why is never taken back, and one that never ends hides the "
            "next debt as well. So it waives nothing."
        ),
        remedy="Write `# debtaudit: ignore[rule] reason until 2027-03-01`.",
    ),
    Rule(
        id="waiver-unused",
        scan=SCAN,
        title="A waiver that waives nothing",
        why="The debt is gone. Left where it is, the waiver hides the next one of its kind.",
        remedy="Delete the waiver.",
    ),
)
_EXPIRED, _INCOMPLETE, _UNUSED = (rule.id for rule in RULES)
_MINUTES = 10


def detect(facts: RepositoryFacts, settings: Settings) -> ScanResult:
    """Report waivers that ended and those that are not whole."""
    day = facts.as_of.isoformat()
    waivers = waivers_of(settings, facts.facts)
    return ScanResult(SCAN, ScanStatus(Status.COMPLETE), tuple(_not_holding(waivers, day)))


def unused(waivers: Sequence[Waiver]) -> ScanResult:
    """Report waivers that hold and cover no finding of a whole audit."""
    found = [
        _finding(
            _UNUSED,
            one,
            f"The waiver of {one.what()} waives nothing",
            f"It says: {one.reason}. No finding stands where it is.",
        )
        for one in waivers
    ]
    return ScanResult(SCAN, ScanStatus(Status.COMPLETE), tuple(found))


def _not_holding(waivers: Sequence[Waiver], day: str) -> Iterator[Finding]:
    for one in waivers:
        if not one.is_whole():
            missing = [
                word
                for word, there in (
                    ("rule", bool(one.rules) or one.inline is None),
                    ("reason", bool(one.reason)),
                    ("end", one.until is not None),
                )
                if not there
            ]
            yield _finding(
                _INCOMPLETE,
                one,
                f"The waiver of {one.what()} has no {' and no '.join(missing)}",
                "It waives nothing until it says what it is for, why, and until when.",
            )
        elif not one.holds(day):
            yield _finding(
                _EXPIRED,
                one,
                f"The waiver of {one.what()} ended on {one.until}",
                f"It said: {one.reason}. What it waived counts again.",
            )


def _finding(rule: str, waiver: Waiver, title: str, message: str) -> Finding:
    inline = waiver.inline
    where = Location(waiver.path, inline.line, inline.line, cell=inline.cell) if inline else None
    return Finding(
        rule=rule,
        title=title,
        message=message,
        location=where or Location(),
        factors=(
            Factor("waiver", "likelihood", 0.4, "who reads it takes the debt for settled"),
            Factor("hides-debt", "impact", 0.3, "a debt goes on without anybody who accepts it"),
        ),
        confidence=1.0,
        effort_minutes=_MINUTES,
        evidence=(
            Evidence(
                "waiver",
                waiver.place() or "configuration, [[waiver]]",
                f"{waiver.what()}: {waiver.reason or 'no reason'}, until {waiver.until or 'never'}",
            ),
        ),
        remedy=next(one.remedy for one in RULES if one.id == rule),
        key=f"{waiver.what()} {waiver.reason}",
    )
