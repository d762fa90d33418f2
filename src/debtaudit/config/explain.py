"""What is wrong with a setting, in one line for the person who wrote it.

msgspec decides whether a table is valid; this module is loaded only when it is not, and finds the
key, what stands there, what is allowed and the nearest name that is known.
"""

import re
from collections.abc import Mapping, Sequence
from difflib import get_close_matches

from debtaudit.config.known_settings import KnownSetting, KnownTable, known_tables
from debtaudit.domain.text import shorten, visible


def explanation(name: str, prefix: str, table: Mapping[str, object], error: str) -> str:
    """Return the line for a table that msgspec refused with this message."""
    return f"{name}: {_unknown_key(prefix, table) or _wrong_value(prefix, table, error)}"


def nearest(value: str, known: Sequence[str]) -> str:
    """Return ` (did you mean "x"?)` for the nearest known name, or nothing."""
    found = get_close_matches(value.lower().replace("_", "-"), known, n=1, cutoff=0.6)
    return f' (did you mean "{found[0]}"?)' if found else ""


def quoted(value: object) -> str:
    """Show a value of the file, cut and with nothing in it that could move the cursor."""
    text = f'"{value}"' if isinstance(value, str) else _as_toml(value)
    return shorten(visible(text), 60)


def shown_list(names: Sequence[str]) -> str:
    """Join names for a message."""
    return ", ".join(names) or "none"


def _unknown_key(prefix: str, table: Mapping[str, object]) -> str | None:
    """Find the first key that does not exist and say which one was probably meant."""
    tables = known_tables()
    for known in tables:
        found = _at(table, known.key)
        entries = found if known.repeated and isinstance(found, list) else [found]
        keys = _keys_of(known, tables)
        for entry in entries:
            for key in entry if isinstance(entry, Mapping) else ():
                if key not in keys:
                    return _no_such_key(prefix, known.key, key, keys)
    return None


def _keys_of(known: KnownTable, tables: Sequence[KnownTable]) -> list[str]:
    """Return the keys that a table may hold: its settings and the tables right below it."""
    below = [table.key for table in tables if table.key]
    depth = known.key.count(".") + 1 if known.key else 0
    direct = [
        key for key in below if key.startswith(f"{known.key}." if known.key else "")
        and key.count(".") == depth
    ]  # fmt: skip
    return [key.rpartition(".")[2] for key in [one.key for one in known.settings] + direct]


def _no_such_key(prefix: str, table: str, key: str, keys: Sequence[str]) -> str:
    full = _dotted(prefix, table, visible(key))
    if not prefix and not table and key == "tool":
        return "tool: settings stand at the top level here: write [gate], not [tool.debtaudit.gate]"
    return f"{full}: no such setting{nearest(key, keys)}; known are {shown_list(keys)}"


def _wrong_value(prefix: str, table: Mapping[str, object], error: str) -> str:
    """Say what stands at the place that msgspec names, and what is allowed there."""
    place = re.search(r"`\$\.?([^`]*)`$", error)
    path = place[1] if place else ""
    key = re.sub(r"\[[^]]*\]", "", path)  # `gate.path[0].paths[1]`, `gate.max-findings[...]`
    setting = _setting(key)
    if setting is None:
        return f"{_dotted(prefix, key)}: {_no_table(key, _at(table, key), error)}"
    value = _at(table, re.sub(r"\[[^]]*\]$", "", path))
    wrong = _offending(value, setting)
    if isinstance(value, Mapping) and isinstance(wrong, str) and wrong in value:
        return f"{_dotted(prefix, key, visible(wrong))}: {_refused(wrong, setting)}"
    return f"{_dotted(prefix, key)}: {_refused(wrong, setting)}"


def _no_table(key: str, found: object, error: str) -> str:
    """Say what is wrong with a table as a whole: a setting is missing, or it is none."""
    missing = re.search(r"missing required field `([^`]*)`", error)
    if missing:
        return f"each entry needs `{missing[1]}`"
    repeated = any(table.repeated and table.key == key for table in known_tables())
    if repeated:
        return f"write [[{key}]] for each entry, not {quoted(found)}"
    # A table was expected and something else stands there.
    return f"must be a table of settings, not {quoted(found)}"


def _refused(value: object, setting: KnownSetting) -> str:
    hint = nearest(value, setting.choices) if isinstance(value, str) else ""
    return f"{quoted(value)} is not allowed{hint}; allowed is {setting.allowed}"


def _setting(key: str) -> KnownSetting | None:
    for table in known_tables():
        for setting in table.settings:
            if setting.key == key:
                return setting
    return None


def _offending(value: object, setting: KnownSetting) -> object:
    """Return the part of a list or table that is wrong, or the whole value."""
    if isinstance(value, Mapping):
        for key, number in value.items():
            if setting.choices and key not in setting.choices:
                return key
            if type(number) is not int or number < 0:
                return number
    if isinstance(value, list):
        for entry in value:
            if not isinstance(entry, str) or (setting.choices and entry not in setting.choices):
                return entry
    return value


def _at(table: object, key: str) -> object:
    """Return what stands under a dotted key; the table itself for the empty key.

    `gate.path[0]` is the first entry of a list of tables.
    """
    for name, place in re.findall(r"([^.\[\]]+)(?:\[(\d+)\])?", key):
        if not isinstance(table, Mapping) or name not in table:
            return None
        table = table[name]
        if place:
            if not isinstance(table, list) or int(place) >= len(table):
                return None
            table = table[int(place)]
    return table


def _dotted(*parts: str) -> str:
    return ".".join(part for part in parts if part)


def _as_toml(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return f"[{', '.join(_as_toml(entry) for entry in value)}]"
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{key} = {_as_toml(entry)}' for key, entry in value.items())}}}"
    return f'"{value}"' if isinstance(value, str) else str(value)
