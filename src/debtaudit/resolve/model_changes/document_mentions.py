"""Which line of a document speaks of a change, and why that is said of it.

A line speaks of a change when it names what is new (a definition, key, value, file of weights or
release), the number of the pull request, or two words of the subject. The name of the place alone
(the class in which a value changed) says nothing: a document names its classes anyway.
"""

import re
from collections.abc import Collection, Iterable, Sequence

from msgspec import Struct

from debtaudit.domain.history import AddedLine, ChangeSet, DocumentChange
from debtaudit.domain.patterns import lazy_pattern
from debtaudit.domain.report import DocumentReference
from debtaudit.knowledge.model_surface import surface_knowledge
from debtaudit.resolve.model_changes.message_prose import messages_of, told
from debtaudit.resolve.model_changes.relevance import WeighedChange

_MOST_LINES = 2_000
_MOST_CHANGES = 12
_MOST_MESSAGES = 20
_PROSE_WORDS, _PROSE_LINES, _ROOT_PROSE_LINES, _FIRST_LINES = 4, 2, 10, 2
_OWN_HITS, _LATER_HITS = 2, 3
"""Words of the subject that a document has to hold, on whatever lines."""

_IDENTIFIER = lazy_pattern(r"[A-Za-z_][A-Za-z0-9_]{2,}")
_CODE_SPAN = lazy_pattern(r"`([^`\n]+)`")
_WORD = lazy_pattern(r"[a-z][a-z0-9-]{2,}")
_OPENED_CALL = lazy_pattern(r"^\s*(?:>>> )?(?:[\w., ]+ = )?[\w.]+\($")
"""A line of an example that begins a call: it uses what it names and says nothing of it."""
_CAMEL = lazy_pattern(r"[a-z][A-Z]")
_NUMBERED = lazy_pattern(r"^[A-Za-z]{4,}\d")
_NUMBER = lazy_pattern(r"(?<![\w.])\d+(?:\.\d+)?(?:e-?\d+)?(?![\w.])")
_PULL_REQUEST = lazy_pattern(r"(?:\(#|pull request #|PR ?#?|!)(\d{1,6})\b")
_NOISE = lazy_pattern(
    r"^\s*(?:@\w+\{|\}|(?:title|author|journal|year|booktitle|url|eprint|archiveprefix|doi|pages"
    r"|volume|primaryclass|publisher|number|month|note)\s*=|[-*+\d.]*\s*\[[^\]]*\]\([^)]*\)\s*$"
    r"|(?:>>> )?(?:from [\w.]+ )?import [\w., ]+(?:\(|$)"
    r"|\[?!\[|https?://\S+\s*$|\[[^\]]+\]:\s*\S+\s*$|<(?:img|a|div|p|br|picture|source)\b"
    r"|\.\. (?:\w+::|\[)|:(?:[\w-]+:$|(?:maxdepth|caption|toctree|width|alt|target):)|::: "
    r"|~?[\w.]+(?:\(\))?\s*$)",
    re.IGNORECASE,
)
"""Citations, links, imports, pictures, directives, and entries that are nothing but a name."""
_PULLED_IN = lazy_pattern(r"\.\. (?:auto\w+|currentmodule)::|::: ")
_UNDERLINE = lazy_pattern(r"([=\-~^\"'`#*+.:_])\1{2,}\s*$")
_RELEASE = lazy_pattern(r"\bv\d+(?:\.\d+)+\b")
_WEIGHTS_FILE = lazy_pattern(
    r"[\w.-]+\.(?:pth?|bin|safetensors|h5|onnx|ckpt|jit|npz|pkl|gguf|tar(?:\.gz)?)\b"
)
_FILE_NAME = lazy_pattern(r"(?<![\w.-])[\w.-]+\.(?:py|ipynb|ya?ml|json|toml|csv|cfg|sh)\b")
_COMMAND = lazy_pattern(
    r"\W*(?:\w+=\S+ )*(?:python3?|pip3?|bash|sh|source|cd|git|docker|torchrun|accelerate|mpirun"
    r"|wget|curl|export|conda|make|srun|sbatch|jupyter|nohup) "
)
_PLAIN = lazy_pattern(r"[a-z0-9]+")
_PARTS = lazy_pattern(r"[A-Z]?[a-z0-9]+|[A-Z0-9]+(?![a-z])")
_LONG_NAME = 8
_MODEL_ID = lazy_pattern(r"(?<=['\"])[A-Za-z][\w.]*(?:[-/][\w.]+)+(?=['\"])")
"""A model by its id on a hub (`roberta-base`, `google/vit-base-patch16`), as code quotes it."""
_MARKDOWN_LINK = lazy_pattern(r"\[[^\]]*\]\(([^)\s]*)\)")
_LINK_TARGET = lazy_pattern(r"\]\([^)]*\)|https?://\S+|<[^>]{1,200}>")


class Terms(Struct, frozen=True):
    """What a document would have to mention: the terms of one change.

    `names` are of what is new or gone, `places` of what it stands in; `subjects` are the words of
    each title that the change has (its own, that of its pull request).
    `model_words` are the words of its own title that name a part of a model (`loss`, `layer`).
    """

    names: frozenset[str]
    places: frozenset[str]
    values: frozenset[str]
    files: frozenset[str]
    new_files: frozenset[str]
    new_paths: frozenset[str]
    releases: frozenset[str]
    pull_requests: frozenset[str]
    subjects: tuple[frozenset[str], ...]
    stems: frozenset[str]
    model_words: frozenset[str]


def terms_of(change_set: ChangeSet, changes: Sequence[WeighedChange]) -> Terms:
    """Return the terms of a change, from what changed and from its messages."""
    common = surface_knowledge().table("common-word").keys()
    first = changes[:_MOST_CHANGES]
    sides = [(one.change.before or "", one.change.after or "") for one in first]
    names, places = _names(first)
    new = _new_paths(changes)
    keys = {one.change.key.rpartition(".")[2] for one in first} - {""}
    messages = messages_of(change_set)[:_MOST_MESSAGES]
    titles = [told(message).subject.lower() for message in messages]
    subjects = (frozenset(set(_WORD.findall(title)) - common) for title in titles)
    packages = {part for one in first for part in one.path.split("/")[:-1]}
    return Terms(
        names=_telling(names - packages, common) | keys,
        places=_telling(places - packages, common),
        values=frozenset(
            number
            for before, after in sides
            for number in set(_NUMBER.findall(after)) ^ set(_NUMBER.findall(before))
            if len(number) > 1
        ),
        files=frozenset(
            name
            for both in sides
            for pattern in (_WEIGHTS_FILE, _MODEL_ID)
            for name in pattern.findall(" ".join(both))
        ),
        new_paths=frozenset(new),
        new_files=frozenset(path.rpartition("/")[2] for path in new),
        releases=frozenset(name for both in sides for name in _RELEASE.findall(" ".join(both))),
        pull_requests=frozenset(
            number
            for message in messages
            for number in _PULL_REQUEST.findall(message.partition("\n")[0])
        ),
        subjects=tuple(dict.fromkeys(subject for subject in subjects if subject)),
        model_words=frozenset(_WORD.findall(titles[0]))
        & surface_knowledge().table("model-word").keys(),
        stems=frozenset(word for one in first for word in _WORD.findall(_stem(one.path))) - common,
    )


def _new_paths(changes: Sequence[WeighedChange]) -> set[str]:
    """Return the files of which nothing but new definitions is seen: new files, as far as told."""
    new = {one.path for one in changes if one.change.whole and one.change.before is None}
    return new - {one.path for one in changes if not one.change.whole}


def _names(changes: Sequence[WeighedChange]) -> tuple[set[str], set[str]]:
    """Return the names of what changed, and those of what it stands in."""
    names: set[str] = set()
    places: set[str] = set()
    for change in (one.change for one in changes):
        for text in (change.key, change.before or "", change.after or ""):
            names.update(_IDENTIFIER.findall(text))
        is_new = change.whole or change.tell == "setting"  # a setting's symbol is its key
        (names if is_new else places).update(_IDENTIFIER.findall(change.symbol))
    return names, places


def _telling(names: Iterable[str], common: Collection[str]) -> frozenset[str]:
    return frozenset(name for name in names if name.lower() not in common and len(name) > 3)


def _stem(path: str) -> str:
    return path.rpartition("/")[2].partition(".")[0].lower()


def mention(document: DocumentChange, terms: Terms, *, own: bool) -> DocumentReference | None:
    """Return the line of a document that speaks of the change, if one does.

    `own` says that the change itself touched the document; one of a later change has to say more.
    """
    fragment = _stem(document.path).lstrip("+")
    if fragment in terms.pull_requests and document.added:  # towncrier names them by the request
        return DocumentReference(document.path, document.added[0].line, f"is named #{fragment}")
    saying = saying_lines(document.added[:_MOST_LINES])
    if own and _is_beside(document, saying, terms):
        return DocumentReference(document.path, saying[0].line, "is new beside the new code")
    hits: dict[str, int] = {}
    for added in saying:
        text = _LINK_TARGET.sub(" ", added.text)
        because = _line_mentions(added, text, terms, own=own)
        if because is not None:
            return DocumentReference(document.path, added.line, because)
        for word in _WORD.findall(text.lower()):
            hits.setdefault(word, added.line)
    needed = _OWN_HITS if own else _LATER_HITS
    for subject in terms.subjects[:1]:
        held = subject & hits.keys()
        if len(held) >= min(needed, max(len(subject), 2)):
            words = ", ".join(sorted(held))
            line = min(hits[word] for word in held)
            return DocumentReference(document.path, line, f"speaks of {words}")
    return None


def _is_beside(document: DocumentChange, saying: Sequence[AddedLine], terms: Terms) -> bool:
    """Tell whether a document is new, says something, and stands in or above a folder of new code.

    A document in the folder of the whole repository has to say more: it is about everything.
    """
    folder = document.path.rpartition("/")[0]
    needed = _PROSE_LINES if folder else _ROOT_PROSE_LINES
    near = any(not folder or one.startswith(f"{folder}/") for one in terms.new_paths)
    prose = sum(len(one.text.split()) >= _PROSE_WORDS for one in saying)
    return near and prose >= needed and document.added[0].line <= _FIRST_LINES


def saying_lines(added: Iterable[AddedLine]) -> list[AddedLine]:
    """Leave out lines that say nothing, and the headings of what is only pulled in."""
    kept: list[AddedLine] = []
    for one in added:
        if _PULLED_IN.match(one.text):
            while kept and kept[-1].line >= one.line - 3:
                kept.pop()
        elif not any(sign.match(one.text) for sign in (_NOISE, _UNDERLINE, _COMMAND)):
            kept.append(one)
    return kept


def _line_mentions(added: AddedLine, text: str, terms: Terms, *, own: bool) -> str | None:
    """Return why a line speaks of the change, if it does; `text` is the line without addresses."""
    known = _known(added.text, terms)
    if known is not None:
        return known
    shown = _OPENED_CALL.sub("", text)
    words = set(_IDENTIFIER.findall(shown))
    spans = _CODE_SPAN.findall(text)
    quoted = {*spans, *(name for span in spans for name in _IDENTIFIER.findall(span))}
    named = _code_like(terms.names, words, quoted)
    if own:
        named += sorted(terms.new_files & set(_FILE_NAME.findall(text)))
        named += _linked(added.text, terms.new_paths)
        spoken = " ".join(_PLAIN.findall(shown.lower()))
        named += sorted(name for name in terms.names if _is_spoken(name, spoken))
    if named:
        return f"names {named[0]}"
    numbers = sorted(terms.values & set(_NUMBER.findall(text)))
    plain = sorted((terms.names | terms.places) & words)
    if numbers and plain:
        return f"names {plain[0]} and {numbers[0]}"
    said = set(_WORD.findall(text.lower()))
    hits = max((subject & said for subject in terms.subjects), key=len, default=frozenset[str]())
    place = _code_like(terms.places, words, quoted)
    more = sorted((hits - {name.lower() for name in place}) | (terms.names & words))
    if place and more:
        return f"names {place[0]} and speaks of {more[0]}"
    near = hits | ((terms.stems | terms.model_words) & said) if own else hits
    return "speaks of " + ", ".join(sorted(near)) if hits and len(near) >= 2 else None


def _known(line: str, terms: Terms) -> str | None:
    """Return the pull request, file of weights, model or release that a line names, if any."""
    for number in sorted(terms.pull_requests):
        if re.search(rf"(?:#|pull/|!|\bgh-|\b(?:gh|pr|pull|issue)\W{{1,2}}){number}\b", line):
            return f"names #{number}"
    tokens = {token.strip("'\"`,;:()[]") for token in line.split()}
    held = sorted(terms.files & ({*_WEIGHTS_FILE.findall(line)} | tokens))
    held += sorted(terms.releases & set(_RELEASE.findall(line)))
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
    if len(_MARKDOWN_LINK.sub(" ", line).split()) < _PROSE_WORDS:
        return []
    targets = [target.removeprefix("./").strip("/") for target in _MARKDOWN_LINK.findall(line)]
    return [
        target
        for target in targets
        if target and any(f"{path}/".startswith(f"{target}/") for path in new_paths)
    ]


def _is_spoken(name: str, text: str) -> bool:
    """Tell whether a text holds the words of a name (`BlurLoss`: blur loss) in their order."""
    words = [word.lower() for word in _PARTS.findall(name)]
    return len(words) > 1 and len(name) >= _LONG_NAME and f" {' '.join(words)} " in f" {text} "
