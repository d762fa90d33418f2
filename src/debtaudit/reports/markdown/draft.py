"""Entries for a changelog, drafted for a person to correct: `debtaudit changes --draft`.

They follow the changelog that the repository has: its markup, headings, dates, sections, bullets
and references. An entry is the title of the change and the values that changed; where the title
says nothing, what kind of change it is and where. One that is too unsure to be claimed asks.
"""

import re
from collections.abc import Callable, Mapping

from msgspec import Struct

from debtaudit.domain import markdown_text, rst_text
from debtaudit.domain.change_log import MONTHS, ChangeLogDraft, ChangeLogStyle, HeadingStyle
from debtaudit.domain.digest import short_id
from debtaudit.domain.patterns import lazy_pattern
from debtaudit.domain.report_rows import ChangeDetail, ModelChange

_MOST_VALUES = 3
_MOST_PLACES = 2
_LONGEST_VALUE = 40
_SAYING_WORDS = 3
_VERSION = lazy_pattern(r"v?(\d[\w.+-]*)$", re.IGNORECASE)
_NUMBER = lazy_pattern(r"\s*\((?:[\w.-]+/[\w.-]+)?[#!](\d+)\)")
_PREFIX = lazy_pattern(r"(?:[a-z]+(?:\([^)]*\))?!?:|\[[\w ]+\])\s+", re.IGNORECASE)
_NAME = lazy_pattern(r"[\w.\[\]-]*\w[\w.\[\]-]*")
_WHOLE = lazy_pattern(r"(?:class|function) [\w.]+$")
_WORD = lazy_pattern(r"[^\W\d_]{2,}")
_FIXES = lazy_pattern(r"(?:\W*\b)?(?:bug)?fix(?:e[sd]|ing)?\b|.*\bbug\b", re.IGNORECASE)
_ADDS = lazy_pattern(
    r"\W*(?:add(?:s|ed|ing)?|feat\w*|implement\w*|support\w*|new|introduc\w*)\b", 2
)
_SIGNS = lazy_pattern(r"^[^\w`\"'(\[]+")
"""Pictures before a title; there are joined ones, whose joints are invisible characters."""
_SPOILS_CODE = frozenset("`|\\\n…")

_TITLES = {
    "architecture": "architecture",
    "loss": "loss",
    "optimiser": "optimiser",
    "hyperparameter": "hyper-parameters",
    "training-loop": "training loop",
    "feature": "features",
    "data": "data",
    "inference": "inference",
    "threshold": "threshold",
    "artefact": "weights or data files",
}


class _Markup(Struct, frozen=True):
    """How text and code of strangers are written in a markup."""

    prose: Callable[[str], str]
    code: Callable[[str], str]


_MARKUPS = {
    "markdown": _Markup(markdown_text.prose, markdown_text.code),
    "rst": _Markup(rst_text.prose, rst_text.code),
}


def changelog_entries(draft: ChangeLogDraft) -> str:
    """Return the entries by release; by day or month where the repository has no tags."""
    changes = draft.log.model_changes
    if not changes:
        return "Every model change of the window is written down.\n"
    style, markup = draft.style, _MARKUPS[draft.style.markup]
    groups: dict[str, dict[str, list[str]]] = {}
    for one in changes:
        sections = groups.setdefault(_release(one, draft, markup), {})
        section = _section(one, style.sections)
        shown = "" if section is None else _heading(section, section.text)
        sections.setdefault(shown, []).append(_entry(one, style, markup))
    order = ["", *(_heading(one, one.text) for one in style.sections.values())]
    parts: list[str] = []
    for release, sections in groups.items():
        parts.append(release)
        for title in sorted(sections, key=order.index):
            parts += [title] if title else []
            parts.append("\n".join(sections[title]))
    return "\n\n".join(parts) + "\n"


def _release(one: ModelChange, draft: ChangeLogDraft, markup: _Markup) -> str:
    """Return the heading under which a change belongs."""
    style, tag = draft.style, draft.releases.get(one.commit)
    by_version = "{version}" in style.release.text
    if not draft.releases:
        if by_version:
            return _heading(style.release, one.date[:7])
        return _heading(style.release, style.release.text.format(date=_day(one.date, style)))
    if tag is None:
        return _heading(style.unreleased, style.unreleased.text)
    day = draft.days.get(tag, one.date)
    found = _VERSION.search(tag)
    version = f"{'v' if style.with_v and tag[:1] in 'vV' else ''}{found[1]}" if found else tag
    text = style.release.text.format(version=markup.prose(version), date=_day(day, style))
    return _heading(style.release, text)


def _heading(style: HeadingStyle, text: str) -> str:
    below = f"\n{style.underline * len(text)}" if style.underline else ""
    return f"{style.mark}{text}{below}"


def _day(day: str, style: ChangeLogStyle) -> str:
    """Return an ISO day in the form of the changelog."""
    year, month, number = day.split("-")
    name = MONTHS[int(month) - 1]
    return style.date.format(
        Y=year, m=month, d=number, D=number.lstrip("0"), Mon=name[:3], Month=name
    )


def _section(one: ModelChange, sections: Mapping[str, HeadingStyle]) -> HeadingStyle | None:
    if not sections:
        return None
    kind = "fixed" if _FIXES.match(one.subject) else "changed"
    kind = "added" if _ADDS.match(_PREFIX.sub("", one.subject, count=1)) else kind
    kind = "added" if one.subject.lower().startswith("feat") else kind
    return sections.get(kind, sections["changed"])


def _entry(one: ModelChange, style: ChangeLogStyle, markup: _Markup) -> str:
    """Return one bullet: the title, the values before and after, and its request or commit."""
    number = _NUMBER.search(one.subject)
    title = _title(one, style, markup)
    values = _values(one, markup) or _definitions(one, title, markup)
    said = f"{title}: {', '.join(values)}" if values else f"{title}{_place(one, title, markup)}"
    if one.possible:
        said += " (is it a change of the model?)"
    if style.full_stop and not said.endswith("."):
        said += "."
    if number:
        source = style.reference.format(number=number[1])
    else:
        source = style.commit.format(id=one.commit, short=short_id(one.commit))
    return f"{style.bullet} {said} {source}"


def _title(one: ModelChange, style: ChangeLogStyle, markup: _Markup) -> str:
    subject = _SIGNS.sub("", _NUMBER.sub("", one.subject)).rstrip(".: ")
    bare = _PREFIX.sub("", subject, count=1)
    if len(_WORD.findall(bare)) < _SAYING_WORDS or bare.startswith("Merge "):
        *kinds, last = (_TITLES.get(kind, kind) for kind in one.kinds)
        return f"Change of {', '.join(kinds)} and {last}" if kinds else f"Change of {last}"
    if style.keeps_prefix:
        return markup.prose(subject)
    return markup.prose(bare[:1].upper() + bare[1:])


def _place(one: ModelChange, title: str, markup: _Markup) -> str:
    """Return where the change stands, unless the title names it."""
    symbols = (detail.symbol or detail.path for detail in one.details)
    named = [name for name in dict.fromkeys(symbols) if name != "<module>"]
    named = named or list(dict.fromkeys(detail.path for detail in one.details))
    if not named or any(name.rpartition(".")[2] in title for name in named[:_MOST_PLACES]):
        return ""
    return " in " + " and ".join(markup.code(name) for name in named[:_MOST_PLACES])


def _values(one: ModelChange, markup: _Markup) -> list[str]:
    shown = (_value(detail, markup) for detail in one.details)
    return list(dict.fromkeys(filter(None, shown)))[:_MOST_VALUES]


def _definitions(one: ModelChange, title: str, markup: _Markup) -> list[str]:
    """Return the public classes and functions that came or went; of a class, not its methods."""
    whole = [detail for detail in one.details if _WHOLE.match(detail.before or detail.after or "")]
    came = {one.symbol: one for one in whole if one.symbol and None in (one.before, one.after)}
    outer = [
        name
        for name in came
        if name.rpartition(".")[0] not in came and name not in title and "._" not in f".{name}"
    ]
    return [
        f"{markup.code(name)} {'(new)' if came[name].before is None else 'removed'}"
        for name in outer[:_MOST_PLACES]
    ]


def _value(detail: ChangeDetail, markup: _Markup) -> str:
    """Return a value before and after; nothing of one that a line of a changelog cannot hold."""
    sides = [side for side in (detail.before, detail.after) if side is not None]
    name = detail.key or (None if detail.path.endswith((".py", ".ipynb")) else detail.symbol)
    if not name or not sides or not _NAME.fullmatch(name) or name in sides:
        return ""
    if any(len(side) > _LONGEST_VALUE or _SPOILS_CODE & set(side) for side in sides):
        return ""
    if detail.before is None:
        return f"{markup.code(name)} = {markup.code(sides[0])} (new)"
    if detail.after is None:
        return f"{markup.code(name)} removed"
    return f"{markup.code(name)} {markup.code(detail.before)} -> {markup.code(sides[1])}"
