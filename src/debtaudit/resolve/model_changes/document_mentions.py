"""Which line of a document speaks of a change, and why that is said of it.

A line speaks of a change when it names what is new (a definition, key, value, file of weights or
release), the number of the pull request, or two words of the subject. The name of the place alone
(the class in which a value changed) says nothing: a document names its classes anyway.
"""

import re
from collections.abc import Sequence

from debtaudit.domain.history import AddedLine, DocumentChange
from debtaudit.domain.patterns import lazy_pattern
from debtaudit.domain.report_rows import DocumentReference
from debtaudit.extract.changelog_paths import holds_entries
from debtaudit.resolve.model_changes.change_terms import (
    IDENTIFIER,
    NUMBER,
    PARTS,
    PLAIN,
    RELEASE,
    WEIGHTS_FILE,
    WORD,
    Terms,
    stem_of,
    words_of,
)
from debtaudit.resolve.model_changes.saying_lines import COMMAND, saying_lines

_MOST_LINES = 2_000
_TOLD_WORDS, _ABOVE = 6, 5
"""Words of a sentence that tells what a command does, and the lines it stands above it at most."""
_ROW_WORDS, _ENTRY_LINES, _OPTION_WORDS = 3, 12, 2
_PROSE_WORDS, _PROSE_LINES, _ROOT_PROSE_LINES, _FIRST_LINES = 4, 2, 10, 2
_OWN_HITS, _LATER_HITS = 2, 3
"""Words of the subject that a document has to hold, on whatever lines."""

_CODE_SPAN = lazy_pattern(r"`([^`\n]+)`")
_OPENED_CALL = lazy_pattern(r"^\s*(?:>>> )?(?:[\w., ]+ = )?[\w.]+\($")
"""A line of an example that begins a call: it uses what it names and says nothing of it."""
_CAMEL = lazy_pattern(r"[a-z][A-Z]")
_NUMBERED = lazy_pattern(r"^[A-Za-z]{4,}\d")
_FILE_NAME = lazy_pattern(r"(?<![\w.-])[\w.-]+\.(?:py|ipynb|ya?ml|json|toml|csv|cfg|sh)\b")
_BEFORE_NUMBER = lazy_pattern(r"(?<=[a-z])[ -](?=\d)")
_LETTERS = lazy_pattern(r"[a-z]{4,}")
_OPTION = lazy_pattern(r"(?<![\w-])--([A-Za-z][\w-]+)(?=[ `,:]+\S+ +\S+ +\S)")
_PROPER = lazy_pattern(r"\b[A-Za-z]+(?:[a-z][A-Z]|[A-Z]{2}|-?\d)[\w-]*")
"""A name with capitals inside or with a number (`DualGAN`, `ADE20K`)."""
_MARKDOWN_LINK = lazy_pattern(r"\[[^\]]*\]\([^)\s]*\)")
_TARGET = lazy_pattern(r"\]\(([^)\s]+)\)")
_PERMALINK = lazy_pattern(r"/(?:blob|tree|raw|blame)/[0-9a-f]{7,40}\b")
"""A file as it was at a commit: the link is about the file, not about the commit."""
_LINK_TARGET = lazy_pattern(r"\]\([^)]*\)|https?://\S+|<[^>]{1,200}>")


def mention(document: DocumentChange, terms: Terms, *, own: bool) -> DocumentReference | None:
    """Return the line of a document that speaks of the change, if one does.

    `own` says that the change itself touched the document; one of a later change has to say more.
    """
    fragment = stem_of(document.path).lstrip("+")  # towncrier names them by the request
    if fragment in terms.titles.pull_requests and document.added:
        return DocumentReference(document.path, document.added[0].line, f"is named #{fragment}")
    saying = saying_lines(document.added[:_MOST_LINES])
    if own and _is_beside(document, saying, terms):
        return DocumentReference(document.path, saying[0].line, "is new beside the new code")
    started = _started(document, saying, terms) if own else None
    if started is not None:
        return DocumentReference(document.path, started[0], f"tells how to use {started[1]}")
    hits: dict[str, int] = {}
    for added in saying:
        text = _LINK_TARGET.sub(" ", added.text)
        if "`" in text and "--" in text:
            text = _CODE_SPAN.sub(_unless_command, text)
        because = _line_mentions(added, text, terms, own=own)
        if because is not None:
            return DocumentReference(document.path, added.line, because)
        for word in WORD.findall(text.lower()):
            hits.setdefault(word, added.line)
    needed = _OWN_HITS if own else _LATER_HITS
    for subject in terms.titles.subjects[:1]:
        held = subject & hits.keys()
        if len(held) >= min(needed, max(len(subject), 2)):
            words = ", ".join(sorted(held))
            line = min(hits[word] for word in held)
            return DocumentReference(document.path, line, f"speaks of {words}")
    return _entry(document.path, saying, terms) if own else None


def _unless_command(span: re.Match[str]) -> str:
    """Return code in a line, nothing of a command or of options with values: of results, say."""
    words = span[1].split()
    is_command = len(words) > _OPTION_WORDS and any(word.startswith("--") for word in words)
    return " " if is_command else span[0]


def _entry(path: str, saying: Sequence[AddedLine], terms: Terms) -> DocumentReference | None:
    """Return the entry of a changelog that came with the change, if one word says that it is it.

    Many entries at once are a release, and tell of many changes.
    """
    if len(saying) > _ENTRY_LINES or not holds_entries(path):
        return None
    words = words_of(terms)
    for added in saying:
        parts = PARTS.findall(_OPENED_CALL.sub("", _LINK_TARGET.sub(" ", added.text)))
        said = sorted(words & {part.lower() for part in parts})
        if said:
            return DocumentReference(path, added.line, f"is its entry, speaks of {said[0]}")
    return None


def _is_beside(document: DocumentChange, saying: Sequence[AddedLine], terms: Terms) -> bool:
    """Tell whether a document is new, says something, and stands in or above a folder of new code.

    A document in the folder of the whole repository has to say more: it is about everything.
    """
    folder = document.path.rpartition("/")[0]
    near = any(not folder or one.startswith(f"{folder}/") for one in terms.new.paths)
    return near and _is_new_page(document, saying)


def _is_new_page(document: DocumentChange, saying: Sequence[AddedLine]) -> bool:
    """Tell whether a document begins with what was added, and says something."""
    needed = _PROSE_LINES if "/" in document.path else _ROOT_PROSE_LINES
    prose = sum(len(one.text.split()) >= _PROSE_WORDS for one in saying)
    return prose >= needed and document.added[0].line <= _FIRST_LINES


def _started(
    document: DocumentChange, saying: Sequence[AddedLine], terms: Terms
) -> tuple[int, str] | None:
    """Return the line and the name of a new file that a command runs, told of right above it.

    A command alone says nothing, nor does a heading such as "Run": a sentence does. What a new
    page tells of may be a file that only changed.
    """
    is_new = _is_new_page(document, saying)
    files, above = (terms.changed_files, _MOST_LINES) if is_new else (terms.new.names, _ABOVE)
    told = [one.line for one in saying if len(one.text.split()) >= _TOLD_WORDS]
    for one in document.added[:_MOST_LINES]:
        if COMMAND.match(one.text) and any(0 < one.line - line <= above for line in told):
            named = sorted(files & set(_FILE_NAME.findall(one.text)))
            if named:
                return one.line, named[0]
    return None


def _line_mentions(added: AddedLine, text: str, terms: Terms, *, own: bool) -> str | None:
    """Return why a line speaks of the change, if it does; `text` is the line without addresses."""
    known = _known(added.text, terms)
    if known is not None:
        return known
    shown = _OPENED_CALL.sub("", text)
    words = set(IDENTIFIER.findall(shown))
    spans = _CODE_SPAN.findall(text)
    quoted = {*spans, *(name for span in spans for name in IDENTIFIER.findall(span))}
    if own and "--" in shown:
        quoted.update(name.replace("-", "_") for name in _OPTION.findall(shown))
    named = _code_like(terms.names, words, quoted)
    if own:
        named += sorted(terms.new.names & set(_FILE_NAME.findall(text)))
        named += _linked(added.text, terms.new.paths)
    if own or terms.new.titles:
        text_alone = f" {' '.join(PLAIN.findall(shown.lower()))} "
        named += sorted(title for title in terms.new.titles if f" {title} " in text_alone)
        if own:
            named += [name for phrase, name in terms.spoken if f" {phrase} " in text_alone]
    if named:
        return f"names {named[0]}"
    numbers = sorted((terms.values & set(NUMBER.findall(text))) | (terms.texts & set(spans)))
    plain = sorted((terms.names | terms.places) & words)
    if numbers and plain:
        return f"names {plain[0]} and {numbers[0]}"
    said = set(WORD.findall(text.lower()))
    hits = max(
        (subject & said for subject in terms.titles.subjects), key=len, default=frozenset[str]()
    )
    place = _code_like(terms.places, words, quoted)
    more = sorted((hits - {name.lower() for name in place}) | (terms.names & words))
    if place and more:
        return f"names {place[0]} and speaks of {more[0]}"
    if own:
        shared = _shared(text.lower(), said, terms.shared) + _proper(text, terms.called)
        if shared:
            return f"speaks of {shared[0]}"
    near = hits | ((terms.stems | terms.titles.model_words) & said) if own else hits
    return "speaks of " + ", ".join(sorted(near)) if hits and len(near) >= 2 else None


def _known(line: str, terms: Terms) -> str | None:
    """Return the pull request, commit, weights, model or release that a line names, if any."""
    for number in sorted(terms.titles.pull_requests):
        if re.search(rf"(?:#|pull/|!|\bgh-|\b(?:gh|pr|pull|issue)\W{{1,2}}){number}\b", line):
            return f"names #{number}"
    plain = _PERMALINK.sub(" ", line)
    ids = sorted(one for one in terms.commits if one in plain)
    if ids:
        return f"names {ids[0]}"
    held: list[str] = []
    if terms.files:
        tokens = {token.strip("'\"`,;:()[]") for token in line.split()}
        held += sorted(terms.files & tokens.union(WEIGHTS_FILE.findall(line)))
    if terms.releases:
        held += sorted(terms.releases & set(RELEASE.findall(line)))
    return f"names {held[0]}" if held else None


def _code_like(names: frozenset[str], words: set[str], quoted: set[str]) -> list[str]:
    """Return the names that a line holds as names, not as plain words.

    A name with a number in it (`densenet121`) is one however it is capitalised.
    """
    held = names & (words | quoted)
    lowered = {word.lower() for word in words}
    numbered = {name for name in names if _NUMBERED.search(name) and name.lower() in lowered}
    return sorted(
        name
        for name in held | numbered
        if name in numbered or "_" in name or _CAMEL.search(name) or name in quoted
    )


def _linked(line: str, new_paths: frozenset[str]) -> list[str]:
    """Return new files, and folders of new code, that a sentence links to; a bare link is none."""
    if not new_paths or len(_MARKDOWN_LINK.sub(" ", line).split()) < _PROSE_WORDS:
        return []
    targets = [target.removeprefix("./").strip("/") for target in _TARGET.findall(line)]
    return [
        target
        for target in filter(None, targets)
        for path in new_paths
        if f"{path}/".startswith(f"{target}/") or target.endswith(f"/{path}")
    ]


def _shared(text: str, said: set[str], shared: frozenset[str]) -> list[str]:
    """Return the words of both titles and code in a line; `llama 2` and `llama2-7b` say llama2."""
    if not shared or len(text.strip("# ").split()) < _ROW_WORDS:
        return []
    joined = _BEFORE_NUMBER.sub("", text)
    return sorted(shared & {*said, *_LETTERS.findall(text), *PLAIN.findall(joined)})


def _proper(text: str, stems: frozenset[str]) -> list[str]:
    """Return names in a text that are written like names, and are those of new files."""
    if not stems:
        return []
    names = _PROPER.findall(text)
    return sorted(name for name in names if "".join(PLAIN.findall(name.lower())) in stems)
