"""How a changelog is written: its headings, dates, sections, bullets and references.

Known are Keep a Changelog, the logs of release-please and semantic-release, pages of Sphinx with
underlined titles, dated logs, and what GitHub generates for a release ("What's Changed").
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from debtaudit.domain.change_log import MONTHS, ChangeLogStyle, HeadingStyle
from debtaudit.domain.patterns import lazy_pattern
from debtaudit.domain.text import visible

_VERSION = lazy_pattern(
    r"\b(v?)(\d+\.\d+(?:\.\d+)*(?:[-.]?(?:a|b|rc|alpha|beta|dev|post)\.?\d*)?|(?<=v)\d{6,})", re.I
)
_MONTH = "|".join(name[:3] for name in MONTHS)
_DATES = (
    (r"\d{4}-\d{2}-\d{2}", "{Y}-{m}-{d}"),
    (r"\d{4}/\d{2}/\d{2}", "{Y}/{m}/{d}"),
    (r"\d{1,2}/\d{1,2}/\d{4}", "{d}/{m}/{Y}"),
    (rf"\b(?:{_MONTH}) \d{{1,2}}, \d{{4}}", "{Mon} {D}, {Y}"),
    (r"\b[A-Z][a-z]{2,8} \d{1,2}, \d{4}", "{Month} {D}, {Y}"),
    (rf"\b\d{{1,2}} (?:{_MONTH}) \d{{4}}", "{D} {Mon} {Y}"),
    (r"\b\d{1,2} [A-Z][a-z]{2,8} \d{4}", "{D} {Month} {Y}"),
)
_COMING = lazy_pattern(
    r"\b(?:unreleased|upcoming|current|wip|tbd|tba|in development|next|develop(?:ment)?|dev\d*)\b",
    re.I,
)
_SECTIONS = {
    "added": lazy_pattern(r"\b(?:added|new|features?|enhancements?)\b", re.I),
    "fixed": lazy_pattern(r"\b(?:fix(?:ed|es)?|bug ?fix(?:es)?|bugs?)\b", re.I),
    "changed": lazy_pattern(r"\b(?:changed|changes|improvements?|updates?|maintenance)\b", re.I),
}
_BREAKING = lazy_pattern(r"\b(?:breaking|deprecat\w*|removed|contributors?)\b", re.I)
_ATX = lazy_pattern(r"(#{1,6}) +(.*?)[ #]*$")
_UNDERLINE = lazy_pattern(r"([=\-~^\"'`#*+.])\1{2,}$")
_LINK = lazy_pattern(r"\[([^\]]*)\]\([^)]*\)")
_RST_LINK = lazy_pattern(r"`([^`<]+?) *<[^>]*>`_{1,2}")
_BULLETS = ("-", "*", "+")
_PREFIX = lazy_pattern(r"(?:[a-z]+(?:\([^)]*\))?!?: |\[\w[\w ]*\] )", re.I)
_COMMIT_LINK = lazy_pattern(
    r"\(\[[0-9a-f]{7,12}\]\((https?://\S{1,200}?/commits?/)[0-9a-f]{40}\)\)"
)
_REFERENCES = (
    (r"\(\[#\d+\]\((https?://[^)\s]{1,200}?/)\d+\)\)", "([#{number}](BASE{number}))"),
    (r"(?<!\()\[#\d+\]\((https?://[^)\s]{1,200}?/)\d+\)", "[#{number}](BASE{number})"),
    (r"\bin (https?://\S{1,200}?/pull/)\d+", "in BASE{number}"),
    (r":(gh|pr|issue|pull):`\d+`", ":BASE:`{number}`"),
    (r"\{(pr|gh|pull)\}`\d+`", "{{BASE}}`{number}`"),
    (r"\(#\d+()\)", "(#{number})"),
)
_LONGEST_LINE = 400
_RELEASES_READ = 8
_OFTEN = 2


class _Heading(Struct, frozen=True):
    """A heading as it stands: its text, the signs before it or the sign below it, its level."""

    text: str
    mark: str
    underline: str
    level: int


def changelog_style(text: str, *, rst: bool = False) -> ChangeLogStyle:
    """Return the style of a changelog; what it does not show stays as usual."""
    lines = [line[:_LONGEST_LINE] for line in text.splitlines()]
    headings = list(_headings(lines))
    plain = ChangeLogStyle(markup="rst" if rst else "markdown")
    style = _released(headings, plain)
    bullets = [line.lstrip() for line in lines if line.lstrip().startswith(("- ", "* ", "+ "))]
    signs = Counter(bullet[0] for bullet in bullets)
    entries = [bullet[2:].strip() for bullet in bullets]
    links = _COMMIT_LINK.findall(text)
    return replace(
        style,
        bullet=max(_BULLETS, key=lambda sign: signs[sign]),
        sections=_sections(headings, style.release),
        reference=_reference(text) or style.reference,
        commit=f"([{{short}}]({_literal(links[0])}{{id}}))"
        if len(links) >= _OFTEN
        else style.commit,
        keeps_prefix=_mostly([bool(_PREFIX.match(entry)) for entry in entries]),
        full_stop=_mostly([entry.endswith(".") for entry in entries]),
    )


def _headings(lines: Sequence[str]) -> Iterator[_Heading]:
    levels: dict[str, int] = {}
    for line, below in zip(lines, [*lines[1:], ""], strict=False):
        found = _ATX.match(line)
        if found:
            yield _Heading(found[2].strip(), f"{found[1]} ", "", len(found[1]))
            continue
        under = _UNDERLINE.match(below.rstrip())
        if under and line.strip() and line[0].strip() and not _UNDERLINE.match(line.rstrip()):
            level = levels.setdefault(under[1], len(levels) + 1)
            yield _Heading(line.strip(), "", under[1], level)


def _released(headings: Sequence[_Heading], plain: ChangeLogStyle) -> ChangeLogStyle:
    """Fill in the headings of releases: the form that most of the newest have."""
    shapes: list[tuple[HeadingStyle, str, bool]] = []
    coming: _Heading | None = None
    for one in headings:
        shape = _shape(one)
        if _COMING.search(one.text):
            coming = coming or one
        elif shape is not None:
            shapes.append(shape)
    if not shapes:
        usual = HeadingStyle("{version} - {date}", "", "-") if plain.markup == "rst" else None
        plain = replace(plain, release=usual, unreleased=_coming(usual)) if usual else plain
        return plain if coming is None else replace(plain, unreleased=_as_it_stands(coming))
    counts = Counter(heading for heading, _, _ in shapes[:_RELEASES_READ])
    heading, date, with_v = max(
        shapes[:_RELEASES_READ], key=lambda shape: (counts[shape[0]], bool(shape[1]))
    )
    return replace(
        plain,
        release=heading,
        unreleased=_as_it_stands(coming) if coming else _coming(heading),
        date=date or plain.date,
        with_v=with_v,
    )


def _shape(one: _Heading) -> tuple[HeadingStyle, str, bool] | None:
    """Return the form of a release's heading, its date's form and whether versions have a `v`."""
    text = _literal(_RST_LINK.sub(r"\1", _LINK.sub(r"\1", one.text)))
    date = ""
    for pattern, form in _DATES:
        text, found = re.subn(pattern, "{date}", text, count=1)
        if found:
            date = form
            break
    version = _VERSION.search(text)
    if version is not None:
        text = f"{text[: version.start()]}{{version}}{text[version.end() :]}"
    elif not date or len(text) > len("{date}") + 4:
        return None
    end = max(text.find(hold) + len(hold) for hold in ("{version}", "{date}") if hold in text)
    if any(map(str.isalpha, text[end:])):  # a name of the release: it is another one each time
        text = text[:end]
    return HeadingStyle(text, one.mark, one.underline), date, bool(version and version[1])


def _as_it_stands(one: _Heading) -> HeadingStyle:
    return HeadingStyle(_literal(one.text), one.mark, one.underline)


def _literal(text: str) -> str:
    """Return text of the changelog without what a pattern or a terminal would read as a sign."""
    return visible(text).replace("{", "").replace("}", "")


def _coming(release: HeadingStyle) -> HeadingStyle:
    text = "[Unreleased]" if "[{version}]" in release.text else "Unreleased"
    return HeadingStyle(text, release.mark, release.underline)


def _sections(headings: Sequence[_Heading], release: HeadingStyle) -> dict[str, HeadingStyle]:
    """Return the headings of what was added, changed and fixed, at or below those of releases."""
    signs = (release.mark, release.underline)
    place = next((one.level for one in headings if (one.mark, one.underline) == signs), None)
    found: dict[str, HeadingStyle] = {}
    for one in headings:
        if place is None or one.level < place or _BREAKING.search(one.text) or _shape(one):
            continue
        for word, pattern in _SECTIONS.items():
            if word not in found and pattern.search(one.text):
                found[word] = _as_it_stands(one)
                break
    if found and "changed" not in found:
        first = next(iter(found.values()))
        found["changed"] = HeadingStyle("Changed", first.mark, first.underline)
    return found


def _reference(text: str) -> str:
    """Return how pull requests are named, the form that occurs most."""
    best, most = "", _OFTEN - 1
    for pattern, form in _REFERENCES:
        bases = Counter(re.findall(pattern, text))
        if bases and bases.total() > most:
            base, _ = bases.most_common(1)[0]
            base = _literal(base).replace("/issues/", "/pull/")
            best, most = form.replace("BASE", base), bases.total()
    return best


def _mostly(answers: Sequence[bool]) -> bool:
    return len(answers) >= _OFTEN and sum(answers) * 2 > len(answers)
