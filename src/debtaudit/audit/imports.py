"""Takes up the reports of other tools, where the caller names some."""

from collections.abc import Sequence

from msgspec.structs import replace

from debtaudit.audit.assemble import Gathered
from debtaudit.audit.request import AuditRequest
from debtaudit.domain.findings import ScanResult
from debtaudit.domain.reported_finding import ReportedFinding
from debtaudit.gather.foreign import read_foreign
from debtaudit.resolve.foreign_findings import foreign_findings


def with_imports(
    request: AuditRequest, gathered: Gathered, results: Sequence[ScanResult]
) -> tuple[Gathered, tuple[ScanResult, ...]]:
    """Return the results with those of other tools, and what of these was left out.

    Raises `WrongCallError` for a file that is no report.
    """
    found, notes = read_foreign(request.imports)
    facts = gathered.facts
    made = foreign_findings(found, results, facts)
    facts = replace(facts, diagnostics=(*facts.diagnostics, *notes))
    return replace(gathered, facts=facts), (*results, made)


def as_old_as_their_files(
    findings: Sequence[ReportedFinding], known: frozenset[str]
) -> tuple[ReportedFinding, ...]:
    """Call imported findings new only in files that the base (`known`) does not have.

    What the other tool would have said of the base, nobody asked.
    """
    return tuple(
        replace(one, status="existing")
        if one.tool is not None
        and one.status == "new"
        and (one.location.path is None or one.location.path in known)
        else one
        for one in findings
    )
