"""Settings files as flat lists of keys and values: YAML, JSON, TOML, INI, Terraform.

Keys are dotted, with indexes for lists (`stages[0].name`); values are text as it is written, so
that `1e-4` stays `1e-4`. Comments and layout are gone.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from debtaudit.domain.files import PathClass, SettingValue
from debtaudit.domain.masking import mask_value
from debtaudit.domain.patterns import lazy_pattern
from debtaudit.extract.not_parsed import NotParsedError, conflict_in
from debtaudit.extract.path_class import MAX_JSON_BYTES

if TYPE_CHECKING:
    from debtaudit.extract.yaml_tree import YamlNode, YamlScalar

_MAX_VALUES = 2_000
_MAX_LENGTH = 200
_MAX_KEY = 300
"""Characters of a key: a hostile nest of long names would grow without end."""
_FILE_ENDS = (".yml", ".yaml")
"""How the keys of a ConfigMap end that hold a file of settings."""

_Found = Iterator[tuple[str, str, int | None]]


def settings_of(path_class: PathClass, data: bytes) -> tuple[SettingValue, ...]:
    """Return at most 2,000 values of a settings file, whole and not masked: mask what is shown.

    Of a key that stands twice both are there. Raises NotParsedError.
    """
    read = _READERS.get(path_class)
    if read is None:
        return ()
    found = []
    for key, value, line in read(data):
        found.append(SettingValue(key, value, line))
        if len(found) >= _MAX_VALUES:
            break
    return tuple(found)


def shown_settings(settings: Sequence[SettingValue]) -> tuple[SettingValue, ...]:
    """Return settings as facts keep them: secrets masked, long values cut."""
    return tuple(
        [
            SettingValue(key[-_MAX_LENGTH:], mask_value(key, value[:_MAX_LENGTH]), line)
            for one in settings
            for key, value, line in [(one.key, one.value, one.line)]
        ]
    )


def _yaml(data: bytes) -> _Found:
    from debtaudit.extract.yaml_tree import parse_yaml

    return _leaves(parse_yaml(data), 0)


def _leaves(documents: "Sequence[YamlNode]", above: int) -> _Found:
    """Yield the leaves of YAML in the order of the file; `above` lines stand above it in another.

    A text under the name of a YAML file, as a ConfigMap holds it, is read like that file, once.
    """
    from debtaudit.extract.yaml_tree import YamlMapping, YamlScalar

    stack = [
        (node, f"[{index}]" if len(documents) > 1 else "") for index, node in enumerate(documents)
    ][::-1]
    while stack:  # an explicit stack keeps the order of the file
        node, key = stack.pop()
        if isinstance(node, YamlScalar):
            if not above and "\n" in node.value and key.endswith(_FILE_ENDS):
                yield from _file_within(node, key)
            else:
                yield key, node.value, node.line + above
        elif isinstance(node, YamlMapping):
            dot = f"{key}." if key else ""
            pairs = islice(node.pairs.items(), _MAX_VALUES)
            stack += [(child, (dot + name)[:_MAX_KEY]) for name, child in pairs][::-1]
        else:
            items = enumerate(node.items[:_MAX_VALUES])
            stack += [(child, f"{key}[{index}]") for index, child in items][::-1]


def _file_within(text: "YamlScalar", key: str) -> _Found:
    """Yield the values of a file that stands below its key; what is no YAML stays one value."""
    from debtaudit.extract.yaml_tree import YamlScalar, parse_yaml

    try:
        documents = parse_yaml(text.value.encode())
    except NotParsedError:
        documents = ()
    if not documents or any(isinstance(one, YamlScalar) for one in documents):
        yield key, text.value, text.line
        return
    for inner, value, line in _leaves(documents, text.line):
        yield f"{key}.{inner}"[:_MAX_KEY], value, line


def _json(data: bytes) -> _Found:
    if len(data) > MAX_JSON_BYTES:
        return iter(())
    return _values(decode_json(data))


def decode_json(data: bytes) -> object:
    """Return the value of a JSON document, comments and trailing commas tolerated.

    Raises NotParsedError.
    """
    import msgspec

    try:
        return msgspec.json.decode(data.removeprefix(b"\xef\xbb\xbf"))
    except RecursionError:
        raise NotParsedError("not parsed: JSON nested too deeply") from None
    except (msgspec.DecodeError, UnicodeDecodeError):
        return _decode_leniently(data)


# What is not closed goes to the end of its line or file, so that no match is tried twice.
_STRING = r'"(?:[^"\\\n]|\\.)*\\?(?:"|(?=\n)|\Z)'
_COMMENT_OR_STRING = lazy_pattern(rf"{_STRING}|//[^\n]*|/\*.*?(?:\*/|\Z)", re.DOTALL)
_STRING_OR_COMMA = lazy_pattern(rf"{_STRING}|,(?=\s*[}}\]])", re.DOTALL)


def _decode_leniently(data: bytes) -> object:
    """Read what people write beyond the standard: comments, last commas, NaN, other encodings."""
    import json

    try:
        text = data.decode(json.detect_encoding(data)).removeprefix("\ufeff")
        text = _COMMENT_OR_STRING.sub(lambda found: found[0] if found[0][0] == '"' else " ", text)
        text = _STRING_OR_COMMA.sub(lambda found: found[0] if found[0][0] == '"' else "", text)
        return json.loads(text) if text.strip() else None
    except json.JSONDecodeError as error:
        broken = NotParsedError(f"not parsed: broken JSON (line {error.lineno})")
        raise conflict_in(data) or broken from None
    except UnicodeDecodeError:
        raise NotParsedError("not parsed: broken JSON (not UTF-8)") from None
    except RecursionError:
        raise NotParsedError("not parsed: JSON nested too deeply") from None
    except ValueError:  # an integer of more digits than Python converts
        raise NotParsedError("not parsed: broken JSON (a number of thousands of digits)") from None


def _toml(data: bytes) -> _Found:
    from debtaudit.domain.toml import BrokenTomlError, read_toml

    try:
        return _values(dict(read_toml(data)))
    except BrokenTomlError as error:
        raise NotParsedError(f"not parsed: broken TOML ({_one_line(str(error))})") from None


def _values(root: object) -> _Found:
    """Yield the leaves of dictionaries and lists, in their order."""
    stack: list[tuple[object, str]] = [(root, "")]
    while stack:
        value, key = stack.pop()
        if isinstance(value, dict):
            dot = f"{key}." if key else ""
            pairs = islice(value.items(), _MAX_VALUES)
            stack += [(child, f"{dot}{name}"[:_MAX_KEY]) for name, child in pairs][::-1]
        elif isinstance(value, list):
            items = enumerate(value[:_MAX_VALUES])
            stack += [(child, f"{key}[{index}]") for index, child in items][::-1]
        else:
            yield key, _written(value), None


def _written(value: object) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _ini(data: bytes) -> _Found:
    """Yield the options of an INI file; `a.b = 1` without a section (gin, properties) too.

    Not configparser: that one gives up on what other programs write (keys twice, no section).
    """
    section = key = ""
    held: list[str] = []
    start = 0
    for number, raw in enumerate(text_of(data).splitlines(), 1):
        line = raw.strip()
        if not line or line[0] in "#;":
            continue
        if raw[0] in " \t" and key:  # a value goes on
            held.append(line)
            continue
        if key:
            yield key, "\n".join(held).strip(), start
            key = ""
        if line[0] == "[" and line[-1] == "]":
            section = line[1:-1].strip()
            continue
        name, sign, value = _split(line)
        if sign:
            key = f"{section}.{name}" if section else name
            held, start = [value], number
    if key:
        yield key, "\n".join(held).strip(), start


def _split(line: str) -> tuple[str, str, str]:
    """Split an option at its first `=` or `:`."""
    equals, colon = line.find("="), line.find(":")
    sign = ":" if equals < 0 or 0 <= colon < equals else "="
    name, found, value = line.partition(sign)
    return name.strip(), found, value.strip()


def text_of(data: bytes) -> str:
    """Return the text of a file in UTF-8, UTF-16 with its mark, or Latin-1 where all else fails.

    Raises NotParsedError for binary bytes.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    if b"\0" in data:
        raise NotParsedError("not parsed: NUL bytes")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _one_line(text: str) -> str:
    return "".join([letter if letter.isprintable() else " " for letter in text[:_MAX_LENGTH]])


def _terraform(data: bytes) -> _Found:
    from debtaudit.extract.terraform import terraform_values

    return terraform_values(data)


_READERS: dict[PathClass, Callable[[bytes], _Found]] = {
    PathClass.YAML: _yaml,
    PathClass.WORKFLOW: _yaml,
    PathClass.POINTER: _yaml,
    PathClass.JSON: _json,
    PathClass.TOML: _toml,
    PathClass.PYPROJECT: _toml,
    PathClass.PIPFILE: _toml,
    PathClass.INI: _ini,
    PathClass.SETUP_CFG: _ini,
    PathClass.TERRAFORM: _terraform,
}
