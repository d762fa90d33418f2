"""The keys of a settings file that no code mentions, looked for as words.

A word counts wherever it stands: in an attribute, a string, a keyword, a comment. Where keys are
gone through, built, or unpacked, any of them may be read, and nothing is said.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from msgspec import Struct, field

from debtaudit.domain.files import FileEntry, PathClass, SettingValue
from debtaudit.domain.patterns import lazy_pattern
from debtaudit.domain.unread_settings import UnreadKey
from debtaudit.knowledge.vocabulary import vocabulary

_WORD = lazy_pattern(rb"[A-Za-z_][A-Za-z0-9_]*")
_KEY = lazy_pattern(r"[A-Za-z_][A-Za-z0-9_-]*\Z")
_LINKED = lazy_pattern(
    rb"\$\{|\$\(|%\(|\{\{|\{%|<<\s*:|:[ \t]*[&*!]\w|^[ \t]*-[ \t]*[&*!]\w"
    rb"|_target_|class_path|_base_|_partial_",
    re.MULTILINE,
)
"""Marks of a settings file that is more than keys and values: references, templates, classes."""
_NAMES_NO_KEY = lazy_pattern(
    rb"\{\s*(\w+)\s*:[^{}]{1,200}?\bfor\s+\1\s*,\s*\w+\s+in\s+[\w.]+\.items\(\)"
    rb"|\[\s*[\w.]+\((\w+)\)\s+for\s+\2\s+in\s+[\w.]+\s*\]"
    rb"|[\"']\w+[\"']\s+(?:not\s+)?in\s+[\w.]+\.keys\(\)"
)
"""A dictionary or list that is built anew under the same keys, a question for a key by its name:
nothing is read of it yet."""
_FEWEST = 3
"""Keys that code must mention, so that the file is one that it reads key by key."""


class CodeWords(Struct):
    """The words of code files; whether one may read any key, and the sections handed on whole."""

    words: set[bytes]
    reads_any: bool = False
    handed_on: set[bytes] = field(default_factory=set)


def code_words(
    files: Iterable[tuple[FileEntry, bytes]], names: Mapping[str, frozenset[str]]
) -> CodeWords:
    """Return the words of files; `names` is path -> variables that hold the configuration."""
    found = CodeWords(set())
    for entry, data in files:
        text = data
        if entry.path_class is PathClass.NOTEBOOK:
            text = data.replace(b"\\n", b"\n").replace(b'\\"', b'"')
        found.words.update(_WORD.findall(text))
        held = names.get(entry.path)
        if held and not found.reads_any:
            text = _NAMES_NO_KEY.sub(b"", text)
            found.reads_any = _any_key(_one_of(held)).search(text) is not None
            found.handed_on |= _handed_on(text, held)
    return found


def _one_of(names: Iterable[str]) -> str:
    return "|".join(sorted(re.escape(name) for name in names))


@lru_cache(maxsize=64)
def _any_key(names: str) -> re.Pattern[bytes]:
    """Return the pattern of code that goes through the keys, builds them or unpacks them."""
    held = rf"\b(?:{names})\b"
    dotted = rf"(?:\w{{1,80}}\.){{0,4}}{held}"
    return re.compile(
        rf"\*\*\s*{dotted}(?!\s*[.\[])"
        rf"|{held}\.(?:items|keys|values|sections|options|__dict__)\b"
        rf"|\bfor\s[^\n:]{{1,80}}?\bin\s+{dotted}\s*[:\])]"
        rf"|{held}\[\s*(?:[rbu]?f[\"']|(?![\"'\s\d:-]))"
        rf"|{held}\.get\(\s*(?:f[\"']|(?![\"'\s]))"
        rf"|(?:get|set)attr\(\s*{dotted}\s*,\s*(?:f[\"']|(?![\"'\s]))"
        rf"|\bvars\(\s*{dotted}\s*\)".encode()
    )


def _handed_on(text: bytes, held: frozenset[str]) -> set[bytes]:
    """Return the keys whose value is used whole, itself or through a variable that holds it."""
    found: set[bytes] = set()
    names = set(held)
    for _ in range(2):  # (`model = config["model"]`, `layers = model["layers"]`)
        bound, used = _below(_one_of(names))
        found.update(key for keys in used.findall(bound.sub(b"", text)) for key in keys if key)
        for variable, *keys in bound.findall(text):
            names.add(variable.decode())
            if _is_used_whole(variable, text):
                found.update(key for key in keys if key)
    return found


_WHOLE = r"(?:\s*(?![\s\[.\w(=\"'])|\.(?!get\()\w+\(|\[\s*(?![\"'\s\d:-])|\.get\(\s*(?![\"'\s]))"
"""What follows a section that is used whole: no key of it, a method, or a key that is built."""


@lru_cache(maxsize=64)
def _below(names: str) -> tuple[re.Pattern[bytes], re.Pattern[bytes]]:
    """Return the patterns of a section that is bound to a variable, and of one that is used whole.

    Groups are the key in its three forms; of the first pattern the variable comes first.
    """
    way = r"(?:\[[\"']\w+[\"']\]|\.get\([\"']\w+[\"'][^()\n]{0,40}\)|\.\w+)"
    key = r"(?:\[[\"'](\w+)[\"']\]|\.get\([\"'](\w+)[\"'][^()\n]{0,40}\)|\.(\w+))"
    section = rf"\b(?:{names})\b{way}{{0,4}}?{key}"
    target = r"^[ \t]*(?:\w+\.){0,4}(\w+)[ \t]*(?::[^=\n]*)?=[ \t]*(?:\w+\.){0,4}"
    bound = rf"{target}{section}[ \t]*(?:#[^\n]*)?$"
    return (
        re.compile(bound.encode(), re.MULTILINE),
        re.compile((section + _WHOLE).encode()),
    )


def _is_used_whole(variable: bytes, text: bytes) -> bool:
    found = re.search(rb"(?<![\"'\w])%s\b%s" % (re.escape(variable), _WHOLE.encode()), text)
    return found is not None


def unread_keys(
    settings: Sequence[SettingValue], data: bytes, code: CodeWords
) -> tuple[tuple[UnreadKey, ...], int]:
    """Return the keys that code does not mention, and how many it does mention.

    None are returned where too few are mentioned: then it is data, or handed on whole. So is a
    section of whose keys less than half are, and one that code hands on.
    """
    if _LINKED.search(data):
        return (), 0
    tree = _tree(settings)
    leaves = list(_leaves(tree))
    mentioned = sum(_is_mentioned(name, code.words) for name, _ in leaves)
    found = tuple(_unread(tree, "", code))
    if mentioned < _FEWEST or len(found) * 2 > mentioned:
        return (), mentioned
    return found, mentioned


class _Section(Struct):
    """Keys below a key; a key with nothing below is a value."""

    line: int | None
    below: "dict[str, _Section]"


def _tree(settings: Sequence[SettingValue]) -> _Section:
    root = _Section(None, {})
    for one in settings:
        path = one.key.partition("[")[0]
        section = root
        for name in path.split(".") if path else ():
            section = section.below.setdefault(name, _Section(one.line, {}))
    return root


def _leaves(section: _Section) -> Iterable[tuple[str, _Section]]:
    for name, each in section.below.items():
        if each.below:
            yield from _leaves(each)
        else:
            yield name, each


def _unread(section: _Section, before: str, code: CodeWords) -> Iterable[UnreadKey]:
    words = code.words
    known = [name for name in section.below if _is_mentioned(name, words)]
    if len(known) < min(2, len(section.below)) or len(known) * 2 < len(section.below):
        return
    for name, each in section.below.items():
        if name in known:
            if each.below and name.encode() not in code.handed_on:
                yield from _unread(each, f"{before}{name}.", code)
        elif not any(_is_mentioned(leaf, words) for leaf, _ in _leaves(each)):
            yield UnreadKey(before + name, each.line)


def _is_mentioned(name: str, words: set[bytes]) -> bool:
    """Tell whether a key is among the words; one that is no word cannot be told, so it is.

    So are keys in capitals: libraries read them as variables of the environment.
    """
    if (
        not _KEY.match(name)
        or name.isupper()
        or name.startswith("_")
        or name.lower() in vocabulary("free-keys")
    ):
        return True
    plain = name.replace("-", "_").encode()
    if plain in words or plain.lower() in words or plain.upper() in words:
        return True
    return "-" in name and all(part.encode() in words for part in name.split("-") if part)
