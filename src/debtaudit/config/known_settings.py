"""What can be set: the settings classes read as a table of dotted keys.

The reader's errors, the file that `debtaudit init` writes and docs/configuration.md come from
this one table.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Annotated, Literal, Union, get_args, get_origin, get_type_hints

import msgspec
from msgspec.structs import FieldInfo, fields

from debtaudit.domain.settings import Settings

_PLAIN: tuple[tuple[type, str], ...] = (
    (str, "a text"),
    (int, "a whole number"),
    (float, "a number"),
    (bool, "true or false"),
    (date, "a day like 2027-03-01"),
)
REQUIRED = object()
"""The default of a setting that has none: an entry of a list of tables has to name it."""


class KnownSetting(msgspec.Struct, frozen=True):
    """One setting: its dotted key, what is allowed, its default, and what it is for."""

    key: str
    allowed: str
    choices: tuple[str, ...]
    default: object
    description: str


class KnownTable(msgspec.Struct, frozen=True):
    """A table of settings (`gate`; empty for the top level) with what it is for.

    One that is `repeated` is written as `[[component]]`, once for each entry.
    """

    key: str
    description: str
    settings: tuple[KnownSetting, ...]
    repeated: bool = False


def known_tables() -> tuple[KnownTable, ...]:
    """Return the top level and then every table, in the order of the classes."""
    return tuple(_tables(Settings, ""))


def _tables(struct: type[msgspec.Struct], key: str, repeated: bool = False) -> Iterator[KnownTable]:
    hints = get_type_hints(struct, include_extras=True)
    settings = []
    below: list[KnownTable] = []
    for field in fields(struct):
        dotted = f"{key}.{field.encode_name}".lstrip(".")
        annotation = hints[field.name]
        entry = _entry_of(annotation)
        if entry is not None:
            below += _tables(entry, dotted, repeated=entry is not annotation)
            continue
        settings.append(
            KnownSetting(
                key=dotted,
                allowed=_allowed(annotation),
                choices=_choices(annotation),
                default=_default(field),
                description=_description(annotation),
            )
        )
    summary = (struct.__doc__ or "").partition("\n")[0]
    yield KnownTable(key, summary, tuple(settings), repeated)
    yield from below


def _entry_of(annotation: object) -> type[msgspec.Struct] | None:
    """Return the class of a table, or of the entries of a list of tables."""
    if get_origin(annotation) is tuple:
        annotation = get_args(annotation)[0]
    if isinstance(annotation, type) and issubclass(annotation, msgspec.Struct):
        return annotation
    return None


def _default(field: FieldInfo) -> object:
    if field.default_factory is not msgspec.NODEFAULT:
        return field.default_factory()
    return REQUIRED if field.default is msgspec.NODEFAULT else field.default


def _description(annotation: object) -> str:
    for extra in getattr(annotation, "__metadata__", ()):
        if isinstance(extra, msgspec.Meta) and extra.description:
            return extra.description
    return ""


def _choices(annotation: object) -> tuple[str, ...]:
    """Return the words that a setting, or each entry of it, may be; nothing where any may be."""
    if get_origin(annotation) is Literal:
        return get_args(annotation)
    arguments = get_args(annotation)
    if get_origin(annotation) is Annotated:
        arguments = arguments[:1]
    return tuple(choice for argument in arguments for choice in _choices(argument))


def _allowed(annotation: object) -> str:
    """Say in plain words what a type allows."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _bounded(arguments[0], arguments[1:])
    if origin is Literal:
        return one_of([f'"{choice}"' for choice in arguments])
    if origin is tuple:
        return f"a list of {_plural(arguments[0])}"
    if origin is Mapping or (isinstance(origin, type) and issubclass(origin, Mapping)):
        return f"a table with {_allowed(arguments[0])} as keys and {_plural(arguments[1])}"
    if origin is Union or type(annotation).__name__ == "UnionType":
        return next(_allowed(one) for one in arguments if one is not type(None))
    return next((words for base, words in _PLAIN if annotation is base), str(annotation))


def _plural(annotation: object) -> str:
    """Say what the entries of a list or table are."""
    words = _allowed(annotation)
    if words.startswith("a "):
        noun, _, rest = words[2:].partition(",")
        return f"{noun}s{',' if rest else ''}{rest}"
    return words


def _bounded(base: object, extras: tuple[object, ...]) -> str:
    """Say what a number or text may be, with its limits."""
    words = _allowed(base)
    for extra in extras:
        if not isinstance(extra, msgspec.Meta):
            continue
        if extra.ge is not None and extra.le is not None:
            words += f" from {extra.ge} to {extra.le}"
        elif extra.ge is not None:
            words += f", {extra.ge} or more"
        elif extra.gt is not None:
            words += f" above {extra.gt}"
        if extra.max_length is not None:
            words += f" of {extra.min_length or 0} to {extra.max_length} characters"
    return words


def one_of(words: list[str]) -> str:
    """Join words as `a, b or c`."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"
