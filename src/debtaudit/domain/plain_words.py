"""The report in words for people who do not read code: what every document of it says alike.

Plain text without markup; a format adds its own. Everything is read off a finished `Report`.
"""

from msgspec import Struct

from debtaudit.domain.digest import SEVERITIES, counted, items_with
from debtaudit.domain.quantities import duration, percent, plural
from debtaudit.domain.report import Report

GRADES = {
    "A": "the debt is small",
    "B": "the debt is moderate",
    "C": "the debt needs a plan",
    "D": "the debt is heavy",
    "E": "repairing takes longer than half of writing it anew",
}

METHOD = (
    "The audit read the files and the git history of the repository; it ran none of its code and "
    "asked no network service. Risk is 100 × likelihood × impact, both sums of the factors named "
    "with each finding; severity is read off it (critical from 75, high from 50, medium from 25). "
    "Effort is an estimate of a developer's time for the repair. The debt ratio sets it against "
    "the time to write the same code anew, 30 minutes a logical line (SQALE); the grade is read "
    "off the ratio (A up to 5 %, B 10 %, C 20 %, D 50 %).",
    "Complexity counts the independent ways through a piece of code (McCabe's cyclomatic "
    "complexity): up to 10 is easy to follow and to test, above 15 is hard. A dependency is as "
    'many years behind as lie between the release in use and the newest one; "at least" where '
    "only the day is known on which the version was written down. A training program that CI only "
    "starts counts as not tested: it shows that the program runs, and not that it learns.",
    "What reading cannot see is not in here: wikis, trackers, dashboards and agreements outside "
    "of the repository, code that is built while the program runs, and the quality of the data "
    'itself. "Could not tell" is not a pass. A finding may be wrong: each carries its evidence, '
    "to be checked.",
)
"""How the audit was made and what it cannot say, in paragraphs."""


class Stake(Struct, frozen=True):
    """One kind of debt that was found: how much of what, and why that matters."""

    number: int
    what: str
    why: str


def stakes(report: Report) -> tuple[Stake, ...]:
    """Return what is at risk, one kind of debt after the other; kinds without any are left out."""
    changes, rows, entries = report.model_changes, report.dependencies, report.training.entry_points
    old = {"stale", "retired", "end-of-life"}
    kinds = (
        Stake(
            sum(one.documentation == "undocumented" for one in changes),
            f"of {plural(len(changes), 'change')} to the model: written down nowhere",
            "When results move, nobody can say why.",
        ),
        Stake(
            sum(not old.isdisjoint(one.problems) for one in rows),
            f"of {plural(len(rows), 'declared dependency', 'declared dependencies')}: "
            "out of date or abandoned",
            "Security repairs do not arrive, and every month makes the update dearer.",
        ),
        Stake(
            sum(finding.scan == "hotspots" for finding in counted(report)),
            "in the hotspots: complicated code that is changed again and again",
            "This is where changes take longest and break most.",
        ),
        Stake(
            sum(entry.tested != "tested" for entry in entries),
            f"of {plural(len(entries), 'training program')}: run by no test",
            "Retraining can break, and nobody notices until it is needed.",
        ),
        Stake(
            len(items_with(report, "fail")),
            f"of {_items_that_apply(report)}: nothing to show for it",
            "The checklist below names the first step for each.",
        ),
    )
    return tuple(kind for kind in kinds if kind.number)


def _items_that_apply(report: Report) -> str:
    number = sum(item.status != "not-applicable" for item in report.checklist)
    if number == len(report.checklist):
        return plural(number, "checklist item")
    return plural(number, "checklist item that applies", "checklist items that apply")


def cost_in_words(report: Report) -> tuple[str, str, str]:
    """Return how many findings there are, of which severities, and what their repair takes.

    Of no findings only the first is given.
    """
    total, findings = report.summary, counted(report)
    if not findings:
        return "Nothing was found that has to be repaired.", "", ""
    counts = ", ".join(f"{getattr(total.findings, name)} {name}" for name in SEVERITIES)
    price = duration(total.effort_hours * 60)
    if total.cost is not None:
        price += f", about {total.cost.total:,.0f} {total.cost.currency}"
    return plural(len(findings), "finding"), counts, price


def grade_in_words(report: Report) -> str:
    """Return what the grade says, empty where there is none: `the debt is small (ratio 3 %)`."""
    total = report.summary
    if total.grade is None or total.debt_ratio is None:
        return ""
    said, ratio = GRADES[total.grade], percent(total.debt_ratio)
    if not hides_danger(report):
        return f"{said} (debt ratio {ratio})"
    severe = _severe(report)
    named = " and ".join(f"{number:,} {name}" for name, number in severe.items() if number)
    ends = "finding is" if sum(severe.values()) == 1 else "findings are"
    return f"{said} for the size of the code (debt ratio {ratio}), yet {named} {ends} open"


def hides_danger(report: Report) -> bool:
    """Tell whether a good grade, which weighs only the cost, stands beside severe findings."""
    return report.summary.grade in ("A", "B") and any(_severe(report).values())


def _severe(report: Report) -> dict[str, int]:
    found = report.summary.findings
    return {"critical": found.critical, "high": found.high}


def since_in_words(report: Report) -> str:
    """Return what is new, worse and repaired, empty where there was nothing to compare with."""
    total = report.summary
    if total.new_findings is None:
        return ""
    parts = [f"{total.new_findings:,} new"]
    if total.worse_findings:
        parts.append(f"{total.worse_findings:,} worse")
    if report.gate is not None and report.gate.fixed:
        parts.append(f"{len(report.gate.fixed):,} repaired")
    return ", ".join(parts)
