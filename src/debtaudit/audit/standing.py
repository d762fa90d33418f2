"""What becomes of findings once they are scored: waived, judged by people, known from before."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from debtaudit.audit.assemble import Gathered
from debtaudit.domain.facts import RepositoryFacts
from debtaudit.domain.findings import ScanResult
from debtaudit.domain.known_debt import Baseline
from debtaudit.domain.reported_finding import ReportedFinding
from debtaudit.domain.settings import Settings
from debtaudit.domain.verdict import KnownFinding
from debtaudit.resolve.components import ComponentMap
from debtaudit.risk.score import in_order, score

if TYPE_CHECKING:
    from debtaudit.resolve.waivers import Waiver


class Standing(Struct, frozen=True):
    """The findings with their status; `baseline` is the file of known debts, where there is one.

    `compared` says that new ones are told from those of the file, `prunable` are its lines that
    nothing stands for any more.
    """

    findings: tuple[ReportedFinding, ...]
    baseline: Baseline | None = None
    compared: bool = False
    prunable: tuple[KnownFinding, ...] = ()


def standing(
    gathered: Gathered,
    results: Sequence[ScanResult],
    components: ComponentMap,
    *,
    salvage: bool = False,
) -> Standing:
    """Return the scored findings of a plain audit, held against waivers and the baseline file.

    Raises `ConfigurationError` for a baseline file that cannot be read and is not to be salvaged.
    """
    facts, settings = gathered.facts, gathered.settings
    scored = score(results, facts, settings, components=components)
    found = waived(scored, waivers_in(facts, settings), facts, settings)
    if gathered.baseline is None:
        return Standing(found)
    from debtaudit.risk.baseline import held_against, with_verdicts
    from debtaudit.risk.baseline_file import read_baseline

    name = settings.gate.baseline
    baseline = read_baseline(gathered.baseline, name, salvage=salvage)
    found = with_verdicts(found, baseline.triages, name)
    if salvage or not baseline.debts:
        return Standing(found, baseline)
    known = held_against(found, baseline, {entry.path for entry in facts.files}, name)
    return Standing(known.findings, baseline, True, known.prunable)


def waivers_in(
    facts: RepositoryFacts, settings: Settings, named: Callable[[str], str] = str
) -> "tuple[Waiver, ...]":
    """Return all waivers of a snapshot; `named` gives its paths the names of another one."""
    if not settings.waiver and not any(fact.waivers for fact in facts.facts.values()):
        return ()
    from debtaudit.resolve.waivers import waivers_of

    return waivers_of(settings, facts.facts, named)


def waived(
    findings: tuple[ReportedFinding, ...],
    waivers: "Sequence[Waiver]",
    facts: RepositoryFacts,
    settings: Settings,
) -> tuple[ReportedFinding, ...]:
    """Mark what waivers cover, and add those that cover nothing as findings.

    Whether one covers nothing is known only where every rule was looked for.
    """
    if not waivers:
        return findings
    from debtaudit.detectors.waivers import unused
    from debtaudit.risk.waive import waive

    found = waive(findings, waivers, facts.as_of.isoformat())
    if settings.scans or settings.select or not found.unused:
        return found.findings
    more = score([unused(found.unused)], facts, settings)
    return in_order((*found.findings, *more))
