"""TOML from bytes, with the parser of the interpreter or its backport."""

import sys
from collections.abc import Mapping


class BrokenTomlError(ValueError):
    """The bytes are no TOML; the message says where."""


def read_toml(data: bytes) -> Mapping[str, object]:
    """Parse TOML (UTF-8, with or without a byte order mark).

    The parser is imported here, since most audits meet no TOML outside the fact cache. Raises
    `BrokenTomlError`, also for nesting that overflows the parser.
    """
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    try:
        return tomllib.loads(data.decode("utf-8-sig").replace("\r\n", "\n"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BrokenTomlError(str(error)) from None
    except RecursionError:
        raise BrokenTomlError("nested too deeply") from None
