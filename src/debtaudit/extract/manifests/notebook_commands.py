"""`%pip install` and `!pip install` in the cells of a notebook."""

import json
from collections.abc import Sequence

from debtaudit.domain.manifests import ManifestFacts
from debtaudit.extract.manifests.install_commands import add_commands
from debtaudit.extract.manifests.requirements_file import Found

_MARKS = ("%", "!")


def read(data: bytes, shell: Sequence[str]) -> ManifestFacts | None:
    """Read the shell lines of a notebook; the lines of the rows are those of its JSON text.

    `shell` holds the lines without their `%` or `!`. Returns None where none installs anything.
    """
    wanted = [line for line in shell if "install" in line and ("pip" in line or "conda" in line)]
    if not wanted:
        return None
    found = Found()
    start = 0
    for line in wanted:
        start = _find(data, line, start)
        number = data.count(b"\n", 0, max(start, 0)) + 1
        add_commands(found, [(number, line.lstrip("%! "))], "notebook")
    return found.facts("notebook") if found.declarations or found.includes else None


def _find(data: bytes, line: str, start: int) -> int:
    """Return where the line stands in the JSON text, at or after `start` if it can be."""
    for escaped in (json.dumps(line)[1:-1], json.dumps(line, ensure_ascii=False)[1:-1]):
        needle = escaped.encode("utf-8", errors="replace")
        for mark in _MARKS:
            place = data.find(mark.encode() + needle, start)
            if place >= 0:
                return place
        place = data.find(needle, start)
        if place >= 0:
            return place
    return _find_decoded(data, line, start)


def _find_decoded(data: bytes, line: str, start: int) -> int:
    """Find a line that its writer escaped further than JSON asks, as Colab does with `<`."""
    at = max(data.rfind(b"\n", 0, start), 0)
    while (at := data.find(b"install", at)) >= 0:
        first, last = data.rfind(b"\n", 0, at) + 1, data.find(b"\n", at)
        last = len(data) if last < 0 else last
        try:
            text = json.loads(data[first:last].strip().rstrip(b","))
        except ValueError:
            text = ""
        if isinstance(text, str) and text.strip().lstrip("%! ") == line.strip():
            return at
        at = last
    return start
