"""INI files as setuptools and tox read them, with the line of every line of a value."""

from collections.abc import Iterator

from msgspec import Struct

from debtaudit.domain.patterns import lazy_pattern

_SECTION = lazy_pattern(r"\[([^\]]+)\]")
_OPTION = lazy_pattern(r"([^\s=:\[#;][^=:]*?)\s*[=:]\s*(.*)$")


class Option(Struct, frozen=True):
    """One option: its section, its key in lower case, and its lines as (number, text)."""

    section: str
    key: str
    lines: tuple[tuple[int, str], ...]


def options(text: str) -> Iterator[Option]:
    """Yield all options in order; comments and empty lines are left out.

    A line that begins with a blank continues the value above it (configparser).
    """
    section = ""
    key = ""
    held: list[tuple[int, str]] = []
    for number, raw in enumerate(text.split("\n"), 1):
        bare = raw.strip()
        if not bare or bare[0] in "#;":
            continue
        if raw[0] in " \t" and key:
            held.append((number, bare))
            continue
        if key:
            yield Option(section, key, tuple(held))
            key = ""
        header = _SECTION.match(bare)
        if header:
            section = header.group(1).strip()
            continue
        option = _OPTION.match(bare)
        if option:
            key = option.group(1).strip().lower()
            held = [(number, option.group(2).strip())] if option.group(2).strip() else []
    if key:
        yield Option(section, key, tuple(held))
