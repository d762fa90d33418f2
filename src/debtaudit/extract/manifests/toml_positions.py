"""On which line of a TOML text each key and each element of an array stands.

The values themselves come from `tomllib`, which knows no lines. This is a scanner over the same
text that keeps nothing but places; on text that is not TOML it returns what it saw up to there.
"""

import re
from collections.abc import Mapping
from contextlib import suppress
from typing import TypeAlias

from debtaudit.domain.patterns import lazy_pattern

Path: TypeAlias = tuple[str | int, ...]

_BLANK = lazy_pattern(r"(?:[ \t\n]+|#[^\n]*)*")
_SPACE = lazy_pattern(r"[ \t]*")
_BARE_KEY = lazy_pattern(r"[A-Za-z0-9_-]+")
_STRING = lazy_pattern(
    r'"""(?:[^"\\]|\\.|"(?!""))*"{3,5}|'
    r"'''(?:[^']|'(?!''))*'{3,5}|"
    r'"(?:[^"\\\n]|\\.)*"|'
    r"'[^'\n]*'",
    re.DOTALL,
)
_SCALAR = lazy_pattern(r"[^,\]}#\n]+")
_ESCAPE = lazy_pattern(r"\\(u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|.)")
_DEPTH = 100  # nesting beyond this is an attack on the stack and not a manifest


class _StopError(Exception):
    """The text is not TOML from here on."""


def positions(text: str) -> Mapping[Path, tuple[int, int]]:
    """Return the first and last line of every key and array element, by its path.

    A path is made of keys and, in arrays and arrays of tables, indices counted from 0.
    """
    scanner = _Scanner(text)
    with suppress(_StopError):
        scanner.document()
    return scanner.found


class _Scanner:
    """One pass over a text; `at` is the place, lines are counted between two of them."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.found: dict[Path, tuple[int, int]] = {}
        self._line = 1
        self._counted = 0

    def line(self) -> int:
        """Return the line of the current place."""
        self._line += self.text.count("\n", self._counted, self.at)
        self._counted = self.at
        return self._line

    def document(self) -> None:
        """Walk tables and keys to the end of the text."""
        base: Path = ()
        tables: dict[Path, int] = {}
        while True:
            self._skip(_BLANK)
            if self.at >= len(self.text):
                return
            if self.text.startswith("[[", self.at):
                self.at += 2
                keys = self._resolved(self._keys(), tables)
                tables[keys] = tables.get(keys, -1) + 1
                base = (*keys, tables[keys])
                self.found[base] = (self.line(), self.line())
                self._expect("]]")
            elif self.text[self.at] == "[":
                self.at += 1
                base = self._resolved(self._keys(), tables)
                self.found.setdefault(base, (self.line(), self.line()))
                self._expect("]")
            else:
                self._pair(base, 0)

    @staticmethod
    def _resolved(keys: Path, tables: Mapping[Path, int]) -> Path:
        """Put the index of the latest element behind each array of tables on the way."""
        path: Path = ()
        for number, key in enumerate(keys):
            path = (*path, key)
            if path in tables and number < len(keys) - 1:
                path = (*path, tables[path])
        return path

    def _pair(self, base: Path, depth: int) -> None:
        first = self.line()
        path = (*base, *self._keys())
        self._skip(_SPACE)
        self._expect("=")
        self._skip(_SPACE)
        self._value(path, depth)
        self.found[path] = (first, self.line())

    def _value(self, path: Path, depth: int) -> None:
        if depth > _DEPTH or self.at >= len(self.text):
            raise _StopError
        sign = self.text[self.at]
        if sign in "\"'":
            self._take(_STRING)
        elif sign == "[":
            self._array(path, depth)
        elif sign == "{":
            self._inline_table(path, depth)
        else:
            self._take(_SCALAR)

    def _array(self, path: Path, depth: int) -> None:
        self.at += 1
        index = 0
        while True:
            self._skip(_BLANK)
            if self.text.startswith("]", self.at):
                self.at += 1
                return
            first = self.line()
            self._value((*path, index), depth + 1)
            self.found[(*path, index)] = (first, self.line())
            index += 1
            self._skip(_BLANK)
            if self.text.startswith(",", self.at):
                self.at += 1
            elif not self.text.startswith("]", self.at):
                raise _StopError

    def _inline_table(self, path: Path, depth: int) -> None:
        self.at += 1
        while True:
            self._skip(_BLANK)
            if self.text.startswith("}", self.at):
                self.at += 1
                return
            self._pair(path, depth + 1)
            self._skip(_BLANK)
            if self.text.startswith(",", self.at):
                self.at += 1
            elif not self.text.startswith("}", self.at):
                raise _StopError

    def _keys(self) -> Path:
        keys: list[str | int] = []
        while True:
            self._skip(_SPACE)
            if self.text[self.at : self.at + 1] in ('"', "'"):
                keys.append(_unquoted(self._take(_STRING)))
            else:
                keys.append(self._take(_BARE_KEY))
            self._skip(_SPACE)
            if not self.text.startswith(".", self.at):
                return tuple(keys)
            self.at += 1

    def _skip(self, pattern: re.Pattern[str]) -> None:
        match = pattern.match(self.text, self.at)
        if match is not None:
            self.at = match.end()

    def _take(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self.text, self.at)
        if match is None:
            raise _StopError
        self.at = match.end()
        return match.group()

    def _expect(self, sign: str) -> None:
        if not self.text.startswith(sign, self.at):
            raise _StopError
        self.at += len(sign)


def _unquoted(key: str) -> str:
    """Return a quoted key as TOML means it (escapes only between double quotes)."""
    if key[0] == "'" or "\\" not in key:
        return key[1:-1]
    return _ESCAPE.sub(_escaped, key[1:-1])


_LETTERS = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r", "e": "\x1b"}


def _escaped(match: re.Match[str]) -> str:
    code = match.group(1)
    if code[0] in "uU" and len(code) > 1:
        number = int(code[1:], 16)
        return chr(number) if number < 0x110000 else "\ufffd"
    return _LETTERS.get(code, code)
