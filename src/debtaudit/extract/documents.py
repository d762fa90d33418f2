"""Documents in outline, and the lines that a change adds to one."""

import re
from collections import Counter
from collections.abc import Iterator

from debtaudit.domain.files import DocumentFacts, Heading, SettingValue
from debtaudit.domain.history import AddedLine
from debtaudit.domain.patterns import lazy_pattern
from debtaudit.extract.card_sections import is_card, marked_empty
from debtaudit.extract.examples import PROMPT, examples_of
from debtaudit.extract.not_parsed import NotParsedError
from debtaudit.extract.section_contents import is_outline_enough, with_contents

_MAX_HEADINGS = 1_000
_MAX_TEXT = 200
_MAX_ADDED = 400
_MAX_ADDED_TEXT = 300
_MAX_FRONT_MATTER = 60_000

# A fence, an ATX heading, or a line below which a setext underline stands (CommonMark 0.31).
_MARKDOWN = lazy_pattern(
    r"^ {0,3}(?P<fence>`{3,}|~{3,})"
    r"|^ {0,3}(?P<marks>#{1,6})(?:[ \t]+(?P<text>[^\n]*))?$"
    r"|^(?P<title>[^\s>#|`~*+-][^\n]*)\n {0,3}(?P<under>=+|-{2,})[ \t]*$",
    re.MULTILINE,
)
_RST = lazy_pattern(
    r"^(?P<title>\S[^\n]*)\n(?P<under>(?P<mark>[=\-~^\"'`#*+.:_])(?P=mark){2,})[ \t]*$",
    re.MULTILINE,
)
_ASCIIDOC = lazy_pattern(r"^(?P<marks>={1,6})[ \t]+(?P<text>[^\n]*)$", re.MULTILINE)
_FRONT_MATTER_END = lazy_pattern(r"^(?:---|\.\.\.)[ \t]*$", re.MULTILINE)


def document_facts(base_name: str, data: bytes) -> DocumentFacts:
    """Return the outline of a document; its suffix tells the markup."""
    text = _decoded(data)
    suffix = base_name.rpartition(".")[2].lower()
    front = _front_matter(text) if text.startswith("---") else ""
    if suffix == "rst":
        found = _rst(text)
    elif suffix == "adoc":
        found = _asciidoc(text)
    else:
        found = _markdown(text, len(front))
    headings = []
    for heading in found:
        headings.append(heading)
        if len(headings) >= _MAX_HEADINGS:
            break
    if is_card(base_name):
        headings = list(marked_empty(text, headings))
    elif not is_outline_enough(base_name):
        headings = list(with_contents(text, headings))
    examples = examples_of(text) if PROMPT in text else ()
    lines = text.count("\n") + (text[-1:] > "\n")
    return DocumentFacts(tuple(headings), _fields(front), lines, examples)


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = data.decode("utf-16", "replace")
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = data.decode("latin-1")
    return text.replace("\r\n", "\n") if "\r" in text else text


def _markdown(text: str, start: int) -> Iterator[Heading]:
    fence = ""
    line, counted = 1, 0
    for found in _MARKDOWN.finditer(text, start):
        mark = found["fence"]
        if mark:
            if not fence:
                fence = mark
            elif mark.startswith(fence):
                fence = ""
            continue
        if fence:
            continue
        at = found.start()
        line += text.count("\n", counted, at)
        counted = at
        if found["marks"]:
            title = (found["text"] or "").rstrip("# \t")
            level = len(found["marks"])
        else:
            title, level = found["title"], 1 if found["under"][0] == "=" else 2
        if title.strip():
            yield Heading(line, level, title.strip()[:_MAX_TEXT])


def _rst(text: str) -> Iterator[Heading]:
    """Yield sections; their level is the order in which the underlines appear (docutils)."""
    levels: dict[str, int] = {}
    line, counted = 1, 0
    for found in _RST.finditer(text):
        title = found["title"].rstrip()
        if len(found["under"]) < min(len(title), 4) or not any(map(str.isalnum, title)):
            continue
        at = found.start()
        line += text.count("\n", counted, at)
        counted = at
        level = levels.setdefault(found["mark"], len(levels) + 1)
        yield Heading(line, level, title[:_MAX_TEXT])


def _asciidoc(text: str) -> Iterator[Heading]:
    line, counted = 1, 0
    for found in _ASCIIDOC.finditer(text):
        line += text.count("\n", counted, found.start())
        counted = found.start()
        if found["text"].strip():
            yield Heading(line, len(found["marks"]), found["text"].strip()[:_MAX_TEXT])


def _front_matter(text: str) -> str:
    """Return the front matter with both its marks, empty where there is none."""
    if not text.startswith("---\n"):
        return ""
    end = _FRONT_MATTER_END.search(text, 4, _MAX_FRONT_MATTER)
    return text[: end.end()] if end else ""


def _fields(front: str) -> tuple[SettingValue, ...]:
    """Return the keys of the front matter; a broken one says nothing and spoils nothing."""
    if not front:
        return ()
    from debtaudit.domain.files import PathClass
    from debtaudit.extract.settings_files import settings_of, shown_settings

    try:
        return shown_settings(settings_of(PathClass.YAML, front.rpartition("\n")[0].encode()))
    except NotParsedError:
        return ()


def added_lines(before: bytes | None, after: bytes) -> tuple[AddedLine, ...]:
    """Return what a new version of a document says that the old one did not.

    At most 400 lines of at most 300 characters, blank ones left out. Linear: what both versions
    share at their ends is cut off, and of the rest every line that the old version holds somewhere
    is old, so that moved text does not count as written.
    """
    new = after.splitlines()
    old = (before or b"").splitlines()
    start, end = 0, 0
    shortest = min(len(new), len(old))
    while start < shortest and new[start] == old[start]:
        start += 1
    while end < shortest - start and new[-1 - end] == old[-1 - end]:
        end += 1
    left = Counter([line.strip() for line in old[start : len(old) - end]])
    added = []
    for number, line in enumerate(new[start : len(new) - end], start + 1):
        bare = line.strip()
        if not bare:
            continue
        if left[bare] > 0:
            left[bare] -= 1
            continue
        added.append(AddedLine(number, bare.decode("utf-8", "replace")[:_MAX_ADDED_TEXT]))
        if len(added) >= _MAX_ADDED:
            break
    return tuple(added)
