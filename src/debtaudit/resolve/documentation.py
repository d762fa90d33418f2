"""Whether a model change was written down: documents that speak of it, messages that explain it.

A document describes a change when the lines added to it share terms with the change: the names of
what changed, values, the number of the pull request, or several words of the subject. A touched
document that says nothing of it, a citation, a link or a table of contents does not count.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence

from msgspec import Struct

from debtaudit.domain.history import (
    AddedLine,
    ChangeSet,
    ChangeSetComparison,
    DocumentChange,
    HistoryFacts,
)
from debtaudit.domain.patterns import lazy_pattern
from debtaudit.domain.report import Documentation, DocumentReference
from debtaudit.knowledge.model_surface import surface_knowledge
from debtaudit.resolve.model_relevance import WeighedChange

_DAYS_AFTER = 7
_CHANGES_AFTER = 3
_DAY = 86_400
_MOST_LINES = 2_000
_SENTENCE_WORDS = 6
_EXPLAINING_WORDS = 10
"""Words of prose beside the subject; with the subject that is two sentences."""
_TOLD_WORDS = 4
"""Words of each sentence where a subject holds two of them."""
_ROBOTS = ("for more information, see", "[pre-commit.ci]", "this reverts commit")
_MOST_REFERENCES = 3

_IDENTIFIER = lazy_pattern(r"[A-Za-z_][A-Za-z0-9_]{2,}")
_CODE_SPAN = lazy_pattern(r"`([^`\n]+)`")
_WORD = lazy_pattern(r"[a-z][a-z0-9-]{2,}")
_OPENED_CALL = lazy_pattern(r"^\s*(?:>>> )?(?:[\w., ]+ = )?[\w.]+\($")
"""A line of an example that begins a call: it uses what it names and says nothing of it."""
_CAMEL = lazy_pattern(r"[a-z][A-Z]")
_NUMBER = lazy_pattern(r"(?<![\w.])\d+(?:\.\d+)?(?:e-?\d+)?(?![\w.])")
_PULL_REQUEST = lazy_pattern(r"(?:\(#|pull request #|PR ?#?|!)(\d{1,6})\b")
_SENTENCE_END = lazy_pattern(r"[.!?](?:\s|$)")
_TRAILER = lazy_pattern(
    r"^[A-Z][A-Za-z-]+(?:-by|-Id|-on| Revision|-id): |^(?:git-svn-id|Signed-off|Co-authored)", re.I
)
_NOISE = lazy_pattern(
    r"^\s*(?:@\w+\{|\}|(?:title|author|journal|year|booktitle|url|eprint|archiveprefix|doi|pages"
    r"|volume|primaryclass|publisher|number|month|note)\s*=|[-*+\d.]*\s*\[[^\]]*\]\([^)]*\)\s*$"
    r"|(?:>>> )?(?:from [\w.]+ )?import [\w., ]+(?:\(|$)"
    r"|\[?!\[|https?://\S+\s*$|\[[^\]]+\]:\s*\S+\s*$|<(?:img|a|div|p|br|picture|source)\b)",
    re.IGNORECASE,
)
_RELEASE = lazy_pattern(r"\bv\d+(?:\.\d+)+\b")
_WEIGHTS_FILE = lazy_pattern(
    r"[\w.-]+\.(?:pth?|bin|safetensors|h5|onnx|ckpt|jit|npz|pkl|gguf|tar(?:\.gz)?)\b"
)
_LINK_TARGET = lazy_pattern(r"\]\([^)]*\)|https?://\S+|<[^>]{1,200}>")
_DROPPED_DOCUMENT = lazy_pattern(
    r"(?:^|/)(?:licen[cs]e|citation|contributing|code_of_conduct|authors|contributors|security"
    r"|requirements[^/]*|\.github/[^/]*template[^/]*|support|notice|governance)(?:\.\w+)?$",
    re.IGNORECASE,
)


class Described(Struct, frozen=True):
    """The documentation status of a change with the documents that speak of it."""

    status: Documentation
    documents: tuple[DocumentReference, ...]


class _Terms(Struct, frozen=True):
    """What a document would have to mention: the terms of one change."""

    names: frozenset[str]
    values: frozenset[str]
    files: frozenset[str]
    releases: frozenset[str]
    pull_requests: frozenset[str]
    subject: frozenset[str]
    stems: frozenset[str]


def describe(
    change_set: ChangeSet,
    changes: Sequence[WeighedChange],
    candidates: Iterable[tuple[str, DocumentChange]],
    is_document: Callable[[str], bool],
) -> Described:
    """Return whether a change is written down.

    `candidates` are documents with the id of the change set that touched them, those of the
    change itself first; `is_document` accepts further paths from the settings.
    """
    terms = _terms_of(change_set, changes)
    references: list[DocumentReference] = []
    for owner, document in candidates:
        if _DROPPED_DOCUMENT.search(document.path) and not is_document(document.path):
            continue
        own = owner == change_set.head.id
        found = _mention(document, terms, own=own)
        if found is not None:
            references.append(found)
            if len(references) == _MOST_REFERENCES:
                break
    if references:
        return Described("documented", tuple(references))
    return Described("message-only" if explains(change_set) else "undocumented", ())


def later_documents(
    change_set: ChangeSet,
    comparisons: Mapping[str, ChangeSetComparison],
    line: Mapping[int, ChangeSet],
) -> Iterable[tuple[str, DocumentChange]]:
    """Yield the documents of a change set and of its author's next ones on the first-parent line.

    `line` maps a place on the first-parent line to its change set (see `first_parent_line`).
    """
    own = comparisons.get(change_set.head.id)
    for document in own.documents if own else ():
        yield change_set.head.id, document
    index = change_set.first_parent_index
    if index is None:
        return
    found = 0
    while found < _CHANGES_AFTER and index > 0:
        index -= 1
        later = line.get(index)
        if later is None:
            continue
        if later.head.time - change_set.head.time > _DAYS_AFTER * _DAY:
            return
        if later.head.author_email != change_set.head.author_email:
            continue
        found += 1
        comparison = comparisons.get(later.head.id)
        for document in comparison.documents if comparison else ():
            yield later.head.id, document


def first_parent_line(history: HistoryFacts) -> dict[int, ChangeSet]:
    """Return the change sets on the first-parent line by their place, 0 at the tip."""
    return {
        one.first_parent_index: one
        for one in history.change_sets
        if one.first_parent_index is not None
    }


def explains(change_set: ChangeSet) -> bool:
    """Tell whether a message says in two or more sentences what and why, its subject included."""
    head = change_set.head
    told = [part for part in _SENTENCE_END.split(head.subject) if len(part.split()) >= _TOLD_WORDS]
    if len(told) > 1:
        return True
    texts = [head.message, *(_body(message) for message in change_set.messages)]
    return any(_prose_words(text) >= _EXPLAINING_WORDS for text in texts)


def _body(message: str) -> str:
    """Return a message without its first line, the subject, which says what and not why."""
    return message.partition("\n")[2]


def _prose_words(message: str) -> int:
    """Count the words of whole sentences; trailers and the short bullets of a squash are none."""
    paragraphs: list[str] = [""]
    for line in message.splitlines():
        text = line.strip()
        if not text or _TRAILER.match(text) or text.lower().startswith(_ROBOTS):
            paragraphs.append("")
        elif text.startswith(("* ", "- ")):
            paragraphs.append(text[2:] if text.endswith(".") else "")
        else:
            paragraphs[-1] += " " + text
    count = 0
    for paragraph in paragraphs:
        for sentence in _SENTENCE_END.split(paragraph):
            words = len(sentence.split())
            if words >= _SENTENCE_WORDS and not sentence.lstrip().startswith(("Merge ", "http")):
                count += words
    return count


def _terms_of(change_set: ChangeSet, changes: Sequence[WeighedChange]) -> _Terms:
    names: set[str] = set()
    values: set[str] = set()
    files: set[str] = set()
    releases: set[str] = set()
    stems: set[str] = set()
    for one in changes[:12]:
        change = one.change
        for text in (change.symbol, change.key, change.before or "", change.after or ""):
            names.update(word for word in _IDENTIFIER.findall(text))
        old = set(_NUMBER.findall(change.before or ""))
        new = set(_NUMBER.findall(change.after or ""))
        values |= {number for number in new ^ old if len(number) > 1}
        both = f"{change.before or ''} {change.after or ''}"
        files.update(_WEIGHTS_FILE.findall(both))
        releases ^= set(_RELEASE.findall(both))
        stems.update(_WORD.findall(one.path.rpartition("/")[2].partition(".")[0].lower()))
    subject = change_set.head.subject
    texts = [subject, change_set.head.message[:2000], *[m[:500] for m in change_set.messages[:20]]]
    numbers = {number for text in texts[:1] for number in _PULL_REQUEST.findall(text)}
    common = surface_knowledge().table("common-word")
    words = {word for word in _WORD.findall(subject.lower()) if word not in common}
    kept = {name for name in names if name.lower() not in common and len(name) > 3}
    kept |= {one.change.key.rpartition(".")[2] for one in changes[:12] if one.change.key}
    return _Terms(
        names=frozenset(kept),
        values=frozenset(values),
        files=frozenset(files),
        releases=frozenset(releases),
        pull_requests=frozenset(numbers),
        subject=frozenset(words),
        stems=frozenset(stems - common.keys()),
    )


def _mention(document: DocumentChange, terms: _Terms, *, own: bool) -> DocumentReference | None:
    """Return the line of a document that speaks of the change, if one does."""
    fragment = document.path.rpartition("/")[2].partition(".")[0].lstrip("+")
    if fragment in terms.pull_requests and document.added:  # towncrier names them by the request
        return DocumentReference(document.path, document.added[0].line, f"is named #{fragment}")
    subject_hits: dict[str, int] = {}
    for added in document.added[:_MOST_LINES]:
        if _NOISE.match(added.text):
            continue
        text = _LINK_TARGET.sub(" ", added.text)
        because = _line_mentions(added, text, terms)
        if because is not None:
            return DocumentReference(document.path, added.line, because)
        lowered = set(_WORD.findall(text.lower()))
        for word in terms.subject & lowered:
            subject_hits.setdefault(word, added.line)
    needed = 2 if own else 3
    if len(subject_hits) >= min(needed, max(len(terms.subject), 2)):
        words = ", ".join(sorted(subject_hits))
        return DocumentReference(document.path, min(subject_hits.values()), f"speaks of {words}")
    return None


def _line_mentions(added: AddedLine, text: str, terms: _Terms) -> str | None:
    for number in sorted(terms.pull_requests):
        if re.search(rf"(?:#|pull/|!){number}\b", added.text):
            return f"names #{number}"
    held = sorted(terms.files & set(_WEIGHTS_FILE.findall(added.text)))
    held += sorted(terms.releases & set(_RELEASE.findall(added.text)))
    if held:
        return f"names {held[0]}"
    words = set(_IDENTIFIER.findall(_OPENED_CALL.sub("", text)))
    spans = _CODE_SPAN.findall(text)
    quoted = {*spans, *(name for span in spans for name in _IDENTIFIER.findall(span))}
    code_like = sorted(
        name
        for name in terms.names & (words | quoted)
        if "_" in name or _CAMEL.search(name) or name in quoted
    )
    if code_like:
        return f"names {code_like[0]}"
    plain = sorted(terms.names & words)
    numbers = sorted(terms.values & set(_NUMBER.findall(text)))
    if plain and numbers:
        return f"names {plain[0]} and {numbers[0]}"
    said = set(_WORD.findall(text.lower()))
    hits = terms.subject & said
    if hits and len(hits | (terms.stems & said)) >= 2:
        return "speaks of " + ", ".join(sorted(hits | (terms.stems & said)))
    return None
