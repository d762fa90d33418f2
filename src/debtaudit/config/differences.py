"""Where two configurations differ, in words for people."""

from collections.abc import Iterator, Mapping

import msgspec
from msgspec.structs import fields


def differences(base: msgspec.Struct, head: msgspec.Struct, prefix: str = "") -> Iterator[str]:
    """Yield a line for each setting that is not the same; that of the base comes first."""
    for field in fields(base):
        before, after = getattr(base, field.name), getattr(head, field.name)
        key = f"{prefix}{field.encode_name}"
        if before == after:
            continue
        if isinstance(before, msgspec.Struct):
            yield from differences(before, after, f"{key}.")
        elif isinstance(before, tuple) and isinstance(after, tuple):
            yield from _of_lists(key, before, after)
        else:
            yield f"{key}: {_shown(before)} at the base, {_shown(after)} in the head"


def _of_lists(key: str, before: tuple[object, ...], after: tuple[object, ...]) -> Iterator[str]:
    for entry in before:
        if entry not in after:
            yield f"{key}: {_shown(entry)} only at the base"
    for entry in after:
        if entry not in before:
            yield f"{key}: {_shown(entry)} only in the head"


def _shown(value: object) -> str:
    """Write a value as TOML does, as far as a line allows; of an entry only what it sets."""
    if value is None:
        return "not set"
    if isinstance(value, msgspec.Struct):
        set_ = {
            field.encode_name: getattr(value, field.name)
            for field in fields(value)
            if getattr(value, field.name) != field.default
        }
        return _shown(set_)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{name} = {_shown(one)}" for name, one in value.items()) + "}"
    if isinstance(value, tuple):
        return "[" + ", ".join(_shown(one) for one in value) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    return f'"{value}"' if isinstance(value, str) else str(value)
