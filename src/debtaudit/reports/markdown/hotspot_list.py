"""`debtaudit hotspots` as Markdown: a table of the places, and a section for each."""

from debtaudit.domain.hotspot_list import (
    AdmittedDebt,
    HotspotList,
    HotspotPlace,
    candidates_said,
    little_to_repair,
    shown_name,
)
from debtaudit.domain.markdown_text import code, inline, prose, row
from debtaudit.domain.quantities import percent, plural
from debtaudit.domain.sparkline import sparkline


def hotspot_document(found: HotspotList) -> str:
    """Return the whole document."""
    window = found.audit.window
    parts = [
        f"# Hotspots of {inline(found.audit.repository)}",
        f"{plural(len(found.places), 'hotspot')} of {candidates_said(found)}, "
        f"{plural(window.commits, 'commit')} since {window.since or 'the beginning'}.",
    ]
    for scan in found.audit.scans:
        if scan.scan == "hotspots" and scan.status != "complete":
            cure = f" Cure: {prose(scan.cure)}." if scan.cure else ""
            parts.append(f"**{scan.status}**: {prose(scan.reason or '')}.{cure}")
    if little_to_repair(found):
        parts.append(little_to_repair(found))
    if found.places:
        parts.append(_table(found))
    parts += [_place(place) for place in found.places]
    return "\n\n".join(parts) + "\n"


def _name(place: HotspotPlace) -> str:
    return code(f"{place.path}::{shown_name(place.symbol)}" if place.symbol else place.path)


def _table(found: HotspotList) -> str:
    lines = [
        row("Rank", "Where", "Score", "Complexity", "Commits", "People", "Mend faults", "Trend"),
        row("--:", "---", "--:", "--:", "--:", "--:", "--:", "---"),
    ]
    for one in found.places:
        line = sparkline([point.complexity for point in one.sizes][-24:])
        figures = (
            f"{one.score:.2f}",
            f"{one.complexity:,}",
            f"{one.changes:,}",
            f"{one.authors:,}",
        )
        trend = f"{one.trend} {line}"
        lines.append(row(str(one.rank), _name(one), *figures, percent(one.fix_share), trend))
    return "\n".join(lines)


def _place(place: HotspotPlace) -> str:
    people = f"{percent(place.main_author_share)} of the commits by "
    people += inline(place.main_author) if place.main_author else "one person"
    tests = f"reached from {code(place.reached_by)}" if place.reached_by else "none reaches it"
    if place.smoke_run and not place.reached_by:
        tests += f"; CI runs its training: {code(place.smoke_run)}"
    lines = [
        f"## {place.rank}. {_name(place)}",
        "",
        f"- Lines {place.line} to {place.end_line}, complexity {place.complexity}, cognitive "
        f"complexity {place.cognitive}",
        f"- {plural(place.changes, 'commit')}, {people}",
        f"- Tests: {tests}",
    ]
    lines += [
        f"- {code(shown_name(one.symbol))}, lines {one.line} to {one.end_line}: "
        f"complexity {one.complexity}, cognitive complexity {one.cognitive}, "
        f"{plural(one.changes, 'change')}"
        for one in place.functions
    ]
    lines += [
        f"- Changes together with {code(one.path)}: {plural(one.together, 'change set')}, "
        f"{percent(one.confidence)} of those that change this file"
        for one in place.coupled
    ]
    return "\n".join([*lines, *(_debt(one) for one in place.admitted)])


def _debt(one: AdmittedDebt) -> str:
    about = f", about {one.kind}" if one.kind else ""
    written = f", written {one.written}" if one.written else ""
    return f"- {one.tag} in line {one.line}{written}{about}: {inline(one.text)}"
