"""A checklist of somebody's own: YAML in the form of the built-in ones, validated.

Whatever is wrong ends the audit with one line that names the file, the line, what stands there and
what may: an item that is silently left out would be a duty that nobody is asked for.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from types import UnionType
from typing import TypeVar

import msgspec
from msgspec.structs import replace

from debtaudit.checklist.computed import computed_names
from debtaudit.domain.errors import ConfigurationError
from debtaudit.domain.text import shorten, visible
from debtaudit.extract.not_parsed import NotParsedError
from debtaudit.extract.yaml_tree import YamlMapping, YamlNode, YamlSequence, parse_yaml
from debtaudit.knowledge.checklist_items import (
    Checklist,
    ComputedRule,
    FileRule,
    InstrumentRule,
    Item,
    ItemRule,
    Rule,
)
from debtaudit.knowledge.checklists import default_items
from debtaudit.knowledge.instruments import purposes

_T = TypeVar("_T")
_MOST_BYTES = 1_000_000
_NUMBER = re.compile(r"-?\d{1,9}\Z")
_TYPES = (
    *("instrument", "call", "function", "url", "file", "step", "setting", "computed", "item"),
)


def read_checklist(name: str, data: bytes) -> Checklist:
    """Return the checklist of a file. Raises `ConfigurationError` with the line and the cure."""
    if len(data) > _MOST_BYTES:
        raise ConfigurationError(f"{name}: larger than {_MOST_BYTES:,} bytes, no checklist")
    try:
        documents = parse_yaml(data)
    except NotParsedError as error:
        raise ConfigurationError(f"{name}: {error}") from None
    if len(documents) != 1 or not isinstance(documents[0], YamlMapping):
        raise ConfigurationError(f"{name}: no checklist: write `id:`, `title:` and `items:`")
    root = documents[0]
    made = _converted(name, root, "items", Checklist)
    lines = [_first_line(node) for node in root.items("items")]
    items = []
    for node in root.items("items"):
        item = _converted(name, node, "rules", Item)
        rules = node.items("rules") if isinstance(node, YamlMapping) else []
        known: tuple[Rule, ...] = tuple(_converted(name, rule, "", Rule) for rule in rules)
        items.append(replace(item, rules=known))
    for line, wrong in _wrong(items, root, lines):
        raise ConfigurationError(f"{name}:{line}: {wrong}")
    return replace(made, items=tuple(items))


def _converted(name: str, node: YamlNode, without: str, kind: type[_T] | UnionType) -> _T:
    """Return a node as a value of this kind; what is below the key `without` comes later.

    One node at a time, because msgspec does not say which entry of a list is wrong.
    """
    plain = _plain(node)
    if isinstance(plain, dict) and isinstance(plain.get(without), list):
        plain[without] = []
    try:
        made: _T = msgspec.convert(plain, kind)
    except msgspec.ValidationError as error:
        raise ConfigurationError(f"{name}:{_explained(str(error), node)}") from None
    return made


def _plain(node: YamlNode) -> object:
    """Return a node as plain values; what is not quoted may be a number, true, false or null."""
    if isinstance(node, YamlMapping):
        return {key: _plain(child) for key, child in node.pairs.items()}
    if isinstance(node, YamlSequence):
        return [_plain(child) for child in node.items]
    if node.plain:
        if node.value in ("true", "false"):
            return node.value == "true"
        if node.value in ("null", "~", ""):
            return None
        if _NUMBER.match(node.value):
            return int(node.value)
    return node.value


def _explained(message: str, node: YamlNode) -> str:
    """Return the line, the key and the cure for a message of msgspec about a node."""
    found = re.match(r"(.*?)(?: - at `\$\.?([^`]*)`)?\Z", message, re.DOTALL)
    said, place = (found[1], found[2] or "") if found else (message, "")
    unknown = re.search(r"unknown field `(.*)`", said)
    key = unknown[1] if unknown else re.split(r"[.\[]", place)[0]
    line = _first_line(node)
    if isinstance(node, YamlMapping) and key in node.pairs:
        line = node.pairs[key].line
    if unknown:
        said = f"unknown key {_shown(key)}"
    elif key == "type" or "`type`" in said:
        said = f"{said}; the types of evidence rules are {', '.join(_TYPES)}"
    return f"{line}: {f'{_shown(place)}: ' if place else ''}{visible(said)}"


def _wrong(
    items: Sequence[Item], root: YamlMapping, lines: Sequence[int]
) -> Iterator[tuple[int, str]]:
    """Yield what the types cannot tell, with its line: ids and names that must exist."""
    if not items:
        line = root.pairs["items"].line if "items" in root.pairs else root.line
        yield line, "items: a checklist needs at least one item"
    first: dict[str, int] = {}
    for item, line, node in zip(items, lines, root.items("items"), strict=True):
        if item.id in first:
            yield line, f"the item {item.id} stands twice, the first time on line {first[item.id]}"
        first.setdefault(item.id, line)
        rules = node.items("rules") if isinstance(node, YamlMapping) else []
        for rule, place in zip(item.rules, rules, strict=True):
            wrong = _wrong_rule(rule)
            if wrong is not None:
                yield _first_line(place), f"{item.id}: {wrong}"
        alone = [rule for rule in item.rules if isinstance(rule, ComputedRule | ItemRule)]
        if alone and len(item.rules) > 1:
            yield line, f"{item.id}: a rule `computed` or `item` must be the only one"


def _first_line(node: YamlNode) -> int:
    if isinstance(node, YamlMapping):
        return min((child.line for child in node.pairs.values()), default=node.line)
    return node.line


def _wrong_rule(rule: Rule) -> str | None:
    """Return what is wrong with a rule: a name that does not exist, or nothing to look for."""
    names: Mapping[str, tuple[str, tuple[str, ...]]] = {
        "computed": ("by", tuple(sorted(computed_names()))),
        "instrument": ("of", purposes()),
        "item": ("id", tuple(item.id for item in default_items())),
    }
    if isinstance(rule, FileRule) and not (rule.stems or rule.folders or rule.paths):
        return "a rule `file` needs `stems`, `folders` or `paths`"
    if isinstance(rule, ComputedRule | InstrumentRule | ItemRule):
        kind = str(rule.__struct_config__.tag)
        key, known = names[kind]
        value = str(getattr(rule, key))
        if value not in known:
            near = get_close_matches(value, known, n=1)
            hint = f" (did you mean {near[0]}?)" if near else ""
            return f"{kind} rule: {key}: there is no {_shown(value)}{hint}; there are " + ", ".join(
                known
            )
    return None


def _shown(text: str) -> str:
    return shorten(visible(text), 60)
