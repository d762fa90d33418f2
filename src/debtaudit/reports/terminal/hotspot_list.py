"""`debtaudit hotspots` on a terminal: one block a place."""

from datetime import date

from debtaudit.domain.hotspot_list import (
    AdmittedDebt,
    HotspotList,
    HotspotPlace,
    candidates_said,
    little_to_repair,
    shown_name,
)
from debtaudit.domain.quantities import people, percent, plural
from debtaudit.domain.sparkline import sparkline
from debtaudit.domain.text import columns
from debtaudit.reports.terminal.ink import Ink

_LABEL = 9
_INDENT = 5
_STEPS = 24
_FEW = 3


def hotspot_list(found: HotspotList, ink: Ink, verbose: bool) -> list[str]:
    """Return the places, worst first."""
    window = found.audit.window
    title = f"{plural(len(found.places), 'hotspot')} of {candidates_said(found)}"
    since = f", {plural(window.commits, 'commit')} since {window.since}" if window.since else ""
    lines = [ink.heading(title, ink.safe(found.audit.repository) + since)]
    for row in found.audit.scans:
        if row.scan == "hotspots" and row.status != "complete":
            cure = f" {ink.arrow} {row.cure}" if row.cure else ""
            lines += ink.paragraph(f"{row.status.replace('-', ' ')}: {row.reason}{cure}")
    if little_to_repair(found):
        lines += ink.paragraph(little_to_repair(found))
    as_of = date.fromisoformat(found.audit.as_of)
    for place in found.places:
        lines += ["", *_place(place, as_of, ink, verbose)]
    if not found.places and found.audit.window.since:
        where = f" in {', '.join(found.only)}" if found.only else ""
        nothing = f"Since {found.audit.window.since} nothing{where} changed that could be ranked"
        lines += ["", *ink.paragraph(f"{nothing}; `--since DATE` looks further back.")]
    notes = [one for one in found.diagnostics if one.message.startswith("hotspots: ")]
    if notes:
        lines += ["", ink.heading("Not counted")]
        for one in notes:
            lines += ink.paragraph(one.message.removeprefix("hotspots: "))
    return lines


def _place(place: HotspotPlace, as_of: date, ink: Ink, verbose: bool) -> list[str]:
    where = f"{place.path}::{shown_name(place.symbol)}" if place.symbol else place.path
    if place.symbol:
        where += f"  lines {place.line}{ink.dash}{place.end_line}"
    head = ink.paint(f"{place.rank:>3}  ", "bold")
    lines = [ink.two_sides(where, f"score {place.score:.2f}", head, role="link")]
    lines += _listed("size", _size(place, ink), ink)
    if verbose and place.maintainability is not None:
        lines += _labelled("", f"maintainability of the file {place.maintainability} of 100", ink)
    lines += _listed("changes", _changes(place), ink)
    changed = [one for one in place.functions if one.changes][:_FEW]
    functions = place.functions if verbose else changed or place.functions[:1]
    for number, one in enumerate(functions):
        cell = f"cell {one.cell}, " if one.cell is not None else ""
        figures = (
            f":{one.line}{ink.dash}{one.end_line}  {cell}complexity "
            f"{one.complexity}, cognitive {one.cognitive}, {plural(one.changes, 'change')}"
        )
        # (of a name that is too long its end is what tells)
        name = ink.cut_path(
            shown_name(one.symbol), max(ink.width - _INDENT - _LABEL - len(figures), 12)
        )
        lines += _labelled("" if number else "worst", name + figures, ink)
    coupled = place.coupled if verbose else place.coupled[:_FEW]
    for number, other in enumerate(coupled):
        share = f"  in {plural(other.together, 'change set')}, {percent(other.confidence)} of its"
        name = ink.cut_path(other.path, ink.width - _INDENT - _LABEL - len(share))
        lines += _labelled("" if number else "together", name + share, ink)
    lines += _debts(place, as_of, ink, verbose)
    return [*lines, *_listed("tests", _tests(place), ink)]


def _tests(place: HotspotPlace) -> list[str]:
    if place.reached_by is None:
        ci = [f"CI runs its training: {place.smoke_run}"] if place.smoke_run is not None else []
        return ["no test is seen to reach it", *ci]
    if place.reached_by == place.path:
        return ["run by tests itself"]
    return [f"reached from {place.reached_by}"]


def _size(place: HotspotPlace, ink: Ink) -> list[str]:
    values = [point.complexity for point in place.sizes][-_STEPS:]
    line = sparkline(values, unicode=ink.dash != "-")
    parts = [f"complexity {place.complexity}", f"cognitive {place.cognitive}"]
    if place.symbol is None and place.knots:
        parts.append(plural(place.knots, "knot"))
    if len(place.sizes) > 1:
        parts.append(f"{line} {place.trend} from {place.sizes[0].complexity}")
    return parts


def _changes(place: HotspotPlace) -> list[str]:
    sets = f" in {plural(place.change_sets, 'change set')}" if place.symbol is None else ""
    weight = f"{place.weight:.1f}" if place.weight >= 0.1 else "less than 0.1"
    parts = [f"{plural(place.changes, 'commit')}{sets}, weight {weight}"]
    authors = people(place.authors)
    if place.main_author is not None:
        authors += f", {percent(place.main_author_share)} by {place.main_author}"
    elif place.authors > 1:
        authors += f", {percent(place.main_author_share)} by one"
    parts += [authors, f"{percent(place.fix_share)} fixes"]
    if place.silent:
        parts.append(f"{place.silent} more of layout alone")
    if place.tables:
        parts.append(f"{place.tables} more of tables or imports alone")
    return parts


def _debts(place: HotspotPlace, as_of: date, ink: Ink, verbose: bool) -> list[str]:
    lines: list[str] = []
    shown = place.admitted if verbose else place.admitted[:_FEW]
    for number, one in enumerate(shown):
        lines += _labelled("" if number else "admitted", _debt(one, as_of), ink)
    if len(place.admitted) > len(shown):
        lines += _labelled("", f"and {len(place.admitted) - len(shown)} more", ink)
    return lines


def _debt(one: AdmittedDebt, as_of: date) -> str:
    where = f"cell {one.cell}, line {one.line}" if one.cell is not None else f"line {one.line}"
    kind = f" [{one.kind}]" if one.kind else ""
    age = ""
    if one.written is not None:
        years = (as_of - date.fromisoformat(one.written)).days / 365.25
        age = f", {one.written} ({years:.1f} years)" if years >= 1 else f", {one.written}"
    return f"{where}{age}: {one.tag} {one.text}{kind}"


def _listed(label: str, parts: list[str], ink: Ink) -> list[str]:
    """Return short texts behind a label, on as many lines as they need."""
    room = ink.width - _INDENT - _LABEL
    rows = [parts[0]]
    for part in parts[1:]:
        longer = f"{rows[-1]}{ink.dot}{part}"
        if columns(longer) <= room:
            rows[-1] = longer
        else:
            rows.append(part)
    lines = _labelled(label, rows[0], ink)
    for row in rows[1:]:
        lines += _labelled("", row, ink)
    return lines


def _labelled(label: str, text: str, ink: Ink) -> list[str]:
    """Return a text of strangers behind a label, cut to one line."""
    painted = ink.paint(label, "dim") + " " * (_LABEL - len(label))
    return [f"{' ' * _INDENT}{painted}{ink.cut(text, ink.width - _INDENT - _LABEL)}"]
