"""The risk by component, as a table."""

from debtaudit.domain.component_digest import shown_components, sum_of_findings
from debtaudit.domain.markdown_text import inline, row
from debtaudit.domain.quantities import duration, plural
from debtaudit.domain.report import Report

_MOST_ROWS = 15


def components(report: Report) -> str:
    """Return the table, most risk first; nothing where there is one component at most."""
    shown = shown_components(report)
    if not shown:
        return ""
    owned = any(one.owner for one in shown)  # an empty column tells nothing
    rated = any(one.criticality for one in shown)
    more = [*(["Criticality"] if rated else []), *(["Owner"] if owned else [])]
    lines = [
        row("Component", *more, "Files", "Findings", "Repair", "Risk"),
        row("---", *(["---"] * len(more)), "--:", "--:", "--:", "--:"),
    ]
    for one in shown[:_MOST_ROWS]:
        found = f"{sum_of_findings(one):,}"
        if one.new_findings:
            found += f" ({one.new_findings:,} new)"
        lines.append(
            row(
                inline(one.name),
                *([one.criticality or ""] if rated else []),
                *([inline(one.owner or "")] if owned else []),
                f"{one.files:,}",
                found,
                duration(one.effort_hours * 60),
                f"{one.risk_total:,.0f}",
            )
        )
    left = len(shown) - _MOST_ROWS
    rest = [f"And {plural(left, 'component')} with less."] if left > 0 else []
    return "\n\n".join(["## Risk by component", "\n".join(lines), *rest])
