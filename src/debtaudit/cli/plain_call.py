"""Reads the arguments of a plain call: known options, with values that fit.

The declarations are the same that `typer_front` hands to Typer. Whatever is not plain (an unknown
option, a missing or wrong value, `--help`) is no call that this reader understands; it says so,
and Typer, which knows how to tell people about it, reads the arguments again.
"""

from collections.abc import Callable, Sequence
from enum import Enum
from pathlib import Path
from types import UnionType
from typing import Any

from debtaudit.cli.declarations import Argument, Option, declared


class _NotPlainError(Exception):
    """The arguments have to be read by Typer."""


def read_plain_call(
    command: Callable[..., None], arguments: Sequence[str]
) -> dict[str, Any] | None:
    """Return the values of the command's parameters by name, or None where Typer has to look."""
    try:
        return _Reader(command).read(list(arguments))
    except (_NotPlainError, ValueError):
        return None


class _Reader:
    def __init__(self, command: Callable[..., None]) -> None:
        self._options: dict[str, tuple[str, Option, Any]] = {}
        self._positional: list[tuple[str, Any]] = []
        self._values: dict[str, Any] = dict(command.__kwdefaults__ or {})
        for name, kind, declaration in declared(command):
            if isinstance(declaration, Argument):
                self._positional.append((name, kind))
            else:
                for flag in declaration.names_for(name):
                    self._options[flag] = (name, declaration, kind)
        self._required = {name for name, _, _ in declared(command)} - set(self._values)

    def read(self, arguments: list[str]) -> dict[str, Any]:
        plain: list[str] = []
        arguments.reverse()
        while arguments:
            word = arguments.pop()
            if word == "--":
                plain += reversed(arguments)
                break
            if word.startswith("-") and word != "-":
                self._option(word, arguments)
            else:
                plain.append(word)
        if len(plain) > len(self._positional):
            raise _NotPlainError
        for (name, kind), word in zip(self._positional, plain, strict=False):
            self._values[name] = _converted(word, kind)
        if not self._required <= set(self._values):
            raise _NotPlainError
        return self._values

    def _option(self, word: str, rest: list[str]) -> None:
        flag, equals, value = word.partition("=") if word.startswith("--") else (word, "", "")
        if flag not in self._options:
            raise _NotPlainError
        name, declaration, kind = self._options[flag]
        if kind is bool:
            if equals:
                raise _NotPlainError
            self._values[name] = True
            return
        if not equals:
            if not rest or rest[-1].startswith("-"):
                raise _NotPlainError
            value = rest.pop()
        kind = _without_none(kind)
        if getattr(kind, "__origin__", None) is list:
            one = _converted(value, kind.__args__[0])
            self._values[name] = [*(self._values[name] or []), one]
            return
        self._values[name] = _converted(value, kind)
        if declaration.minimum is not None and self._values[name] < declaration.minimum:
            raise _NotPlainError


def _without_none(kind: Any) -> Any:
    return kind.__args__[0] if isinstance(kind, UnionType) else kind


def _converted(word: str, kind: Any) -> str | int | Path | Enum:
    """Return the value of a word; raises ValueError where it has none of this kind."""
    if kind in (str, int, Path) or issubclass(kind, Enum):
        value: str | int | Path | Enum = kind(word)
        return value
    raise _NotPlainError
