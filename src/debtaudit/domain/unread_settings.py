"""Settings files that code reads, with the keys that no code mentions."""

from msgspec import Struct


class UnreadKey(Struct, frozen=True, array_like=True, gc=False):
    """A dotted key of a settings file that no code mentions; `line` is None where unknown."""

    key: str
    line: int | None


class UnreadSettings(Struct, frozen=True, array_like=True):
    """A settings file some of whose keys no code mentions.

    `readers` are the places (`path:line`) of the code that names the file; `mentioned` counts the
    keys of the file that code does mention.
    """

    path: str
    keys: tuple[UnreadKey, ...]
    readers: tuple[str, ...]
    mentioned: int
