"""What the walk over a Python tree carries: one scope a definition, one collection a file."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any, Literal

from debtaudit.domain.masking import mask
from debtaudit.domain.python_facts import (
    Assertion,
    Binding,
    Call,
    Definition,
    Doctest,
    FixedValue,
    Import,
)
from debtaudit.extract.class_texts import note_class_text
from debtaudit.extract.fixed_values import may_be_fixed, note_text
from debtaudit.extract.python_names import valid_text

MAX_STRINGS = 40
"""Strings kept for one definition."""

MAX_TEXT = 200
"""Characters of a string that is kept."""

_TELLING_ENDS = (
    ".py", ".ipynb", ".yaml", ".yml", ".json", ".toml", ".cfg", ".ini", ".sh", ".csv", ".tsv",
    ".parquet", ".pkl", ".joblib", ".h5", ".hdf5", ".npz", ".npy", ".pt", ".pth", ".ckpt",
    ".onnx", ".safetensors", ".txt", ".md", ".model", ".bin", ".jit",
)  # fmt: skip

Kind = Literal["module", "class", "function", "method"]


class FileWalk:
    """What the scopes of one file share.

    `measured` maps the line of a definition to the complexity that another engine counted, and is
    None where the walk's own count holds.
    """

    __slots__ = (
        "class_texts",
        "definitions",
        "doctests",
        "exports",
        "fixed",
        "imports",
        "main_block",
        "measured",
        "nested_imports",
        "statements",
    )

    def __init__(self, measured: dict[int, int] | None) -> None:
        self.imports: list[Import] = []
        self.nested_imports: list[int] = []
        self.definitions: list[Definition] = []
        self.doctests: list[Doctest] = []
        self.exports: list[str] = []
        self.class_texts: dict[str, int] = {}
        self.fixed: list[FixedValue] = []
        self.main_block: tuple[int, int] | None = None
        self.statements = 0
        self.measured = measured


class Scope:
    """The definition under the walk, with the stack of nodes still to visit.

    `decisions` counts branches as radon does; `methods` is the complexity of the functions that
    stand directly in it, which radon adds to a class; `first` is its first statement.
    """

    __slots__ = (
        "assertions",
        "asserts",
        "bindings",
        "calls",
        "decisions",
        "file",
        "first",
        "kind",
        "loop",
        "methods",
        "prefix",
        "push",
        "raising",
        "stack",
        "strings",
        "yields",
    )

    def __init__(self, file: FileWalk, kind: Kind, prefix: str, body: list[ast.stmt]) -> None:
        self.file = file
        self.kind = kind
        self.prefix = prefix
        self.first = body[0] if body else None
        self.stack: list[Any] = []
        self.stack += body[::-1]
        self.push: Callable[[object], None] = self.stack.append
        self.calls: list[Call] = []
        self.bindings: list[Binding] = []
        self.strings: list[str] = []
        self.decisions = 0
        self.methods = 0
        self.loop = 0
        self.asserts = 0
        self.assertions: tuple[Assertion, ...] = ()
        self.raising: tuple[tuple[int, int], ...] = ()
        self.yields = False
        file.statements += len(body)

    def keep(self, node: Any, *, begins: bool = True) -> bool:
        """Keep a string that looks like a path, a command or a module file.

        `begins` says that nothing stands before it in a longer string. Tells whether it was kept
        as a fixed value too.
        """
        text: str = node.value
        slash = "/" in text
        if begins and not slash and " " not in text and not text.islower():
            note_class_text(text, node.lineno, self.file.class_texts)
        if (
            (slash or text.endswith(_TELLING_ENDS))
            and len(text) <= MAX_TEXT
            and len(self.strings) < MAX_STRINGS
        ):
            self.strings.append(mask(valid_text(text)))
        marked = slash or ":" in text
        if not marked and len(text) > 9 and " " not in text:  # `10.0.0.12`, a token
            marked = "." in text or len(text) > 19
        if not marked or not may_be_fixed(text):
            return False
        return note_text(text, node.lineno, self.file.fixed, begins=begins)

    def keep_argument(self, text: str) -> None:
        """Keep a word of a command line, whatever it looks like."""
        if len(text) <= MAX_TEXT and len(self.strings) < MAX_STRINGS:
            self.strings.append(mask(valid_text(text)))


class LoopEnd:
    """A mark on the stack: what was pushed before it stands outside the loop."""

    __slots__ = ()


class Uncounted:
    """A mark on the stack: the decisions since it was pushed are not counted.

    radon does not look into decorators, defaults, base classes and assertions.
    """

    __slots__ = ("decisions",)

    def __init__(self, decisions: int) -> None:
        self.decisions = decisions


LOOP_END = LoopEnd()
