"""The debt of each component, added up."""

from collections.abc import Sequence

from debtaudit.domain.reported_finding import ReportedFinding
from debtaudit.domain.totals import Component, SeverityCounts
from debtaudit.resolve.components import ComponentMap, ComponentOf
from debtaudit.risk.score import SEVERITY_FROM


def component_rows(
    findings: Sequence[ReportedFinding],
    sources: Sequence[str],
    components: ComponentMap,
    *,
    compared: bool,
) -> tuple[Component, ...]:
    """Return a row for each component with files or findings, most risk first.

    `sources` are the files of source; `compared` says that new findings are told from old ones.
    """
    files: dict[str, int] = {}
    known: dict[str, ComponentOf] = {}
    for path in sources:
        component = components.of(path)
        if component is not None:
            known[component.name] = component
            files[component.name] = files.get(component.name, 0) + 1
    held: dict[str, list[ReportedFinding]] = {}
    for finding in findings:
        if finding.component is not None and finding.status != "suppressed":
            held.setdefault(finding.component, []).append(finding)
            component = components.of(finding.location.path or "")
            if component is not None:
                known.setdefault(component.name, component)
    rows = [
        _row(component, files.get(name, 0), held.get(name, []), compared=compared)
        for name, component in known.items()
    ]
    return tuple(sorted(rows, key=lambda row: (-row.risk_total, row.name)))


def _row(
    component: ComponentOf, files: int, findings: Sequence[ReportedFinding], *, compared: bool
) -> Component:
    severities = [finding.severity for finding in findings]
    return Component(
        name=component.name,
        criticality=component.criticality,
        owner=component.owner,
        because=component.because,
        files=files,
        findings=SeverityCounts(*(severities.count(name) for _least, name in SEVERITY_FROM)),
        new_findings=sum(one.status == "new" for one in findings) if compared else None,
        risk_total=round(sum((one.risk.score for one in findings), 0.0), 1),
        effort_hours=round(sum(one.effort_minutes for one in findings) / 60, 1),
    )
