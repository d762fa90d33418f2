"""TOML from bytes, with the parser of the interpreter or its backport."""

import re
import sys
from collections.abc import Mapping

_MAX_PARTS = 200


class BrokenTomlError(ValueError):
    """The bytes are no TOML; the message says where."""


def read_toml(data: bytes) -> Mapping[str, object]:
    """Parse TOML (UTF-8, with or without a byte order mark); raises `BrokenTomlError`."""
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise BrokenTomlError(str(error)) from None
    return parse_toml(text)


def parse_toml(text: str) -> Mapping[str, object]:
    """Parse the text of a TOML file whose lines end with a line feed.

    The parser is imported here, since most audits meet no TOML outside the fact cache. Raises
    `BrokenTomlError`, also for nesting and keys that overflow or stall the parser.
    """
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    if has_endless_key(text):
        raise BrokenTomlError(f"a key of more than {_MAX_PARTS} parts")
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise BrokenTomlError("nested too deeply") from None
    except ValueError as error:  # broken TOML, and dates and numbers out of range
        raise BrokenTomlError(str(error)) from None


def has_endless_key(text: str) -> bool:
    """Tell whether a dotted key has more than 200 parts (`a.a.a.a... = 1`).

    The parser's time grows with the square of their number: 40 kB of it take seven seconds. Only
    lines with that many dots are looked at, and of a string only what follows it.
    """
    for line in text.split("\n"):
        if line.count(".") < _MAX_PARTS:
            continue
        for piece in re.split(r"[={},\[\]]", line):
            key = piece.strip()
            if key[:1] in ("'", '"'):
                key = key[1:].partition(key[0])[2]
            if key.count(".") >= _MAX_PARTS:
                return True
    return False
