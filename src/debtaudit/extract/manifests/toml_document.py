"""A TOML manifest: its values, its places, and what is broken in it."""

from collections.abc import Iterator, Mapping
from typing import TypeAlias

from debtaudit.domain.patterns import lazy_pattern
from debtaudit.domain.toml import BrokenTomlError, parse_toml
from debtaudit.extract.manifests.text_lines import one_side, shown, text_of
from debtaudit.extract.manifests.toml_positions import Path, positions

Value: TypeAlias = object
Table: TypeAlias = Mapping[str, Value]

_AT_LINE = lazy_pattern(r"\(at line (\d+), column \d+\)")
_RETRIES = 10  # broken lines that are taken out before the rest is given up


class TomlDocument:
    """Tables by path, each with the line on which it stands."""

    def __init__(self, data: bytes) -> None:
        """Parse; a broken line is taken out and named in `problems`, the rest is read."""
        text, problems = one_side(text_of(data))
        self.problems: list[str] = list(problems)
        self.values: Table = {}
        for _ in range(_RETRIES):
            repaired = self._parse(text)
            if repaired is None:
                break
            text = repaired
        else:
            self.problems.append("not TOML: too many broken lines")
        self._places = positions(text) if self.values else {}

    def _parse(self, text: str) -> str | None:
        """Parse the text; return it without its broken line where there is one to take out."""
        try:
            self.values = parse_toml(text)
        except BrokenTomlError as error:
            broken = _AT_LINE.search(str(error))
            lines = text.split("\n")
            number = int(broken.group(1)) if broken else 0
            if not 0 < number <= len(lines) or not lines[number - 1].strip():
                self.problems.append(f"not TOML: {shown(str(error))}")
                return None
            self.problems.append(f"line {number}: not TOML: {shown(lines[number - 1])}")
            lines[number - 1] = ""
            return "\n".join(lines)
        return None

    def lines(self, path: Path) -> tuple[int, int]:
        """Return the first and last line of what stands at the path, else of its parent."""
        while path:
            place = self._places.get(path)
            if place is not None:
                return place
            path = path[:-1]
        return 1, 1

    def table(self, *path: str) -> Table:
        """Return the table at the path; empty where there is none or something else."""
        value: Value = self.values
        for key in path:
            value = table_of(value).get(key)
        return table_of(value)

    def array(self, *path: str) -> tuple[Value, ...]:
        """Return the array at the path; empty where there is none or something else."""
        return array_of(self.table(*path[:-1]).get(path[-1]))

    def strings(self, *path: str) -> Iterator[tuple[str, int, int]]:
        """Yield the strings of the array at the path with their first and last line."""
        for index, value in enumerate(self.array(*path)):
            if isinstance(value, str):
                yield (value, *self.lines((*path, index)))


def table_of(value: Value) -> Table:
    """Return the value where it is a table, else an empty one."""
    return value if isinstance(value, dict) else {}


def array_of(value: Value) -> tuple[Value, ...]:
    """Return the value where it is an array, else an empty one."""
    return tuple(value) if isinstance(value, list) else ()


def text_value(value: Value) -> str | None:
    """Return the value where it is a string."""
    return value if isinstance(value, str) else None
