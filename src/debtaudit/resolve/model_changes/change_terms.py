"""What a document would have to mention: the terms of one change."""

from collections.abc import Collection, Iterable, Sequence
from collections.abc import Set as AbstractSet

from msgspec import Struct

from debtaudit.domain.history import ChangeSet
from debtaudit.domain.patterns import lazy_pattern
from debtaudit.knowledge.model_surface import surface_knowledge
from debtaudit.resolve.model_changes.message_prose import messages_of, told
from debtaudit.resolve.model_changes.weighed import WeighedChange

_MOST_CHANGES = 12
_MOST_MESSAGES = 20
_OF_DOCUMENTS = frozenset(
    (
        *("readme", "doc", "docs", "documentation", "instructions", "install", "installation"),
        *("requirements", "changelog", "typo", "typos"),
    )
)
"""Words of titles of commits that change documents: of course documents say what they say."""
_SHORT_STEM = 4
"""Letters from which on the name of a file is known in a text by itself."""
_TITLE_WORDS = 3
"""Words of a file's name with which it is a title ("Packed sequences and masking.ipynb")."""
SHORT_ID, _LONG_NAME = 7, 8

IDENTIFIER = lazy_pattern(r"[A-Za-z_][A-Za-z0-9_]{2,}")
WORD = lazy_pattern(r"[a-z][a-z0-9-]{2,}")
PARTS = lazy_pattern(r"[A-Z]?[a-z0-9]+|[A-Z0-9]+(?![a-z])")
PLAIN = lazy_pattern(r"[a-z0-9]+")
NUMBER = lazy_pattern(r"(?<![\w.])\d+(?:\.\d+)?(?:e-?\d+)?(?![\w.])")
RELEASE = lazy_pattern(r"\bv\d+(?:\.\d+)+\b")
WEIGHTS_FILE = lazy_pattern(
    r"[\w.-]+\.(?:pth?|bin|safetensors|h5|onnx|ckpt|jit|npz|pkl|gguf|tar(?:\.gz)?)\b"
)
_PULL_REQUEST = lazy_pattern(r"(?:\(#|pull request #|PR ?#?|!)(\d{1,6})\b")
_TEXT = lazy_pattern(r"['\"]([\w./-]+)['\"]")
_MODEL_ID = lazy_pattern(r"(?<=['\"])[A-Za-z][\w.]*(?:[-/][\w.]+)+(?=['\"])")
"""A model by its id on a hub (`roberta-base`, `google/vit-base-patch16`), as code quotes it."""


class NewFiles(Struct, frozen=True):
    """The files that a change brings: paths, base names, and what a document may call them.

    `stems` are the names in small letters and digits (`DualGAN.py`: dualgan), `titles` the names
    of several words, in small letters with one space between them.
    """

    paths: frozenset[str]
    names: frozenset[str]
    stems: frozenset[str]
    titles: frozenset[str]


class Titles(Struct, frozen=True):
    """What the titles of a change tell: its own first, that of its pull request, of its commits.

    `subjects` are the words of each, `model_words` those of its own that name a part of a model
    (`loss`, `layer`).
    """

    subjects: tuple[frozenset[str], ...]
    pull_requests: frozenset[str]
    model_words: frozenset[str]


class Terms(Struct, frozen=True):
    """What a document would have to mention: the terms of one change.

    `names` are of what is new, or gone and replaced by nothing; `places` of what it stands in;
    `texts` are the new values that are texts. `stems` are the words of the names of files,
    `shared` the words that titles and new code have in common, `called` the names of new files
    and of those that a title names. `spoken` are phrases with the names that they speak out
    (`blur loss`, BlurLoss); `commits` are short ids, `own` the names of the repository's packages.
    """

    names: frozenset[str]
    places: frozenset[str]
    values: frozenset[str]
    texts: frozenset[str]
    files: frozenset[str]
    releases: frozenset[str]
    changed_files: frozenset[str]
    new: NewFiles
    titles: Titles
    stems: frozenset[str]
    shared: frozenset[str]
    called: frozenset[str]
    spoken: tuple[tuple[str, str], ...]
    commits: frozenset[str]
    own: frozenset[str]


def terms_of(
    change_set: ChangeSet, changes: Sequence[WeighedChange], own: AbstractSet[str]
) -> Terms:
    """Return the terms of a change, from what changed and from its messages.

    The names of the repository's `own` packages are none: every document of it holds them.
    """
    owned = frozenset(name.lower() for name in own)
    common = surface_knowledge().table("common-word").keys() | owned
    first = changes[:_MOST_CHANGES]
    both = [f"{_quoted(one, one.change.before)} {_quoted(one, one.change.after)}" for one in first]
    names, places = _names(first)
    packages = {part for one in first for part in one.path.split("/")[:-1]}
    keys = {one.change.key.rpartition(".")[2] for one in first} - {""}
    telling = _telling(names - packages, common) | keys
    new, titles = _new_files(changes, common), _titles(change_set, common)
    told_words = frozenset[str]().union(*titles.subjects)
    stems = {word for one in first for word in WORD.findall(stem_of(one.path))} - common
    coded = {name.lower() for name in names}.union(*(WORD.findall(stem_of(p)) for p in new.paths))
    return Terms(
        names=telling,
        places=_telling(places - packages, common),
        values=_values(first),
        texts=_texts(first),
        files=frozenset(
            name
            for text in both
            for pattern in (WEIGHTS_FILE, _MODEL_ID)
            for name in pattern.findall(text)
        ),
        releases=frozenset(name for text in both for name in RELEASE.findall(text)),
        changed_files=frozenset(one.path.rpartition("/")[2] for one in changes),
        new=new,
        titles=titles,
        stems=frozenset(stems),
        shared=told_words & coded - {one.lower() for one in packages},
        called=new.stems | {word for word in stems & told_words if len(word) >= _SHORT_STEM},
        spoken=tuple((phrase, name) for name in sorted(telling) if (phrase := _phrase(name))),
        commits=frozenset(commit[:SHORT_ID] for commit in change_set.commits),
        own=owned,
    )


def _quoted(one: WeighedChange, value: str | None) -> str:
    """Return a side of a difference; a text of a settings file as code would quote it."""
    return f"'{value}'" if value and one.change.tell == "setting" else value or ""


def _values(changes: Sequence[WeighedChange]) -> frozenset[str]:
    """Return the numbers of several digits that only one side of a difference has."""
    return frozenset(
        number
        for change in (one.change for one in changes)
        for number in set(NUMBER.findall(change.after or ""))
        ^ set(NUMBER.findall(change.before or ""))
        if len(number) > 1
    )


def _texts(changes: Sequence[WeighedChange]) -> frozenset[str]:
    found = (_TEXT.fullmatch(one.change.after or "") for one in changes if one.change.key)
    return frozenset(text[1] for text in found if text)


def _titles(change_set: ChangeSet, common: Collection[str]) -> Titles:
    messages = messages_of(change_set)[:_MOST_MESSAGES]
    titles = [told(message).subject.lower() for message in messages]
    words = [frozenset(WORD.findall(title)) for title in titles]
    subjects = [words[0], *(one for one in words[1:] if _OF_DOCUMENTS.isdisjoint(one))]
    return Titles(
        subjects=tuple(dict.fromkeys(left for one in subjects if (left := one - set(common)))),
        pull_requests=pull_requests_in(messages),
        model_words=words[0] & surface_knowledge().table("model-word").keys(),
    )


def pull_requests_in(messages: Iterable[str]) -> frozenset[str]:
    """Return the numbers of pull requests that the titles of messages name."""
    return frozenset(
        number
        for message in messages
        for number in _PULL_REQUEST.findall(message.partition("\n")[0])
    )


def _new_files(changes: Sequence[WeighedChange], common: Collection[str]) -> NewFiles:
    """Return the files of which nothing but new definitions is seen: new files, as far as told."""
    whole = {one.path for one in changes if one.change.whole and one.change.before is None}
    paths = whole - {one.path for one in changes if not one.change.whole}
    words = [PLAIN.findall(stem_of(path)) for path in paths]
    stems = {"".join(name) for name in words}
    return NewFiles(
        paths=frozenset(paths),
        names=frozenset(path.rpartition("/")[2] for path in paths),
        stems=frozenset(stem for stem in stems if len(stem) >= _SHORT_STEM) - set(common),
        titles=frozenset(" ".join(name) for name in words if len(name) >= _TITLE_WORDS),
    )


def _names(changes: Sequence[WeighedChange]) -> tuple[set[str], set[str]]:
    """Return the names of what changed, and those of what it stands in."""
    names: set[str] = set()
    places: set[str] = set()
    for change in (one.change for one in changes):
        before, after = (
            set(IDENTIFIER.findall(text or "")) for text in (change.before, change.after)
        )
        names |= after - before if after else before
        names.update(IDENTIFIER.findall(change.key))
        is_new = change.whole or change.tell == "setting"  # a setting's symbol is its key
        (names if is_new else places).update(IDENTIFIER.findall(change.symbol))
    return names, places


def _telling(names: Iterable[str], common: Collection[str]) -> frozenset[str]:
    return frozenset(
        name
        for name in names
        if name.lower() not in common and len(name) > 3 and not name.startswith("__")
    )


def _phrase(name: str) -> str:
    """Return the words of a long name, in small letters; of a name of one word, nothing."""
    words = PARTS.findall(name) if len(name) >= _LONG_NAME else []
    return " ".join(words).lower() if len(words) > 1 else ""


def stem_of(path: str) -> str:
    """Return the name of a file without its suffix, in small letters."""
    return path.rpartition("/")[2].partition(".")[0].lower()


def words_of(terms: Terms) -> frozenset[str]:
    """Return every word of a change, in small letters: parts of names and places, titles, files."""
    common = surface_knowledge().table("common-word").keys()
    names = terms.names | terms.places
    parts = {part.lower() for name in names for part in PARTS.findall(name) if len(part) > 3}
    return frozenset(parts.union(terms.stems, *terms.titles.subjects)) - common - terms.own
