"""What one Python file or notebook says, taken from one parse.

The values are small, frozen and packed as arrays in the fact cache; paths are not part of them,
because they depend on nothing but the bytes.
"""

from typing import Literal

from msgspec import Struct

MODULE = "<module>"
"""The name of the definition that holds a file's module-level code."""


class Import(Struct, frozen=True, array_like=True, gc=False):
    """One imported name: `import a.b as c` or `from ..a import b as c`.

    `name` is empty for a plain import and `*` for a star import; `alias` is the local name that
    is bound (`a` for `import a.b`); `level` counts the leading dots.
    """

    module: str
    name: str
    alias: str
    level: int
    line: int


class Call(Struct, frozen=True, array_like=True, gc=False):
    """One call, named as it is written: `self.model.fit`, `nn.Linear`, `make()[].fit`.

    A call on the result of a call keeps its `()`, a subscript its `[]`. `text` is the first
    positional or keyword argument that is a string constant (cut at 200 characters), `names` the
    dotted names among the arguments (callbacks, models), `loop` the depth of loops around it.
    """

    name: str
    line: int
    loop: int
    positional: int
    keywords: tuple[str, ...]
    text: str
    names: tuple[str, ...]


class Binding(Struct, frozen=True, array_like=True, gc=False):
    """`target = value`, where it helps to know what a name is: `model` <- `nn.Linear()`.

    `value` ends with `()` where it is a call. Targets are dotted names (`self.net`); `with ... as
    x` and annotated assignments count, and so do parameters with an annotation (`value` is the
    annotation without `()`, `target` the parameter).
    """

    target: str
    value: str


class Definition(Struct, frozen=True, array_like=True):
    """A function, method or class, or the module-level code of the file (`MODULE`).

    `name` is qualified within the file (`Trainer.fit`, `outer.inner`). `complexity` is radon's
    cyclomatic number: closures are counted into their function, methods into their class; for
    `MODULE` it is 1 plus the decisions of the code outside every function and class. Calls,
    bindings and strings of a nested function belong to that function's own definition; code in a
    class body belongs to the class. `guarded` calls of the module stand under
    `if __name__ == "__main__"` and are in `calls` too.
    """

    name: str
    kind: Literal["module", "class", "function", "method"]
    line: int
    end_line: int
    complexity: int
    bases: tuple[str, ...]
    decorators: tuple[str, ...]
    parameters: tuple[str, ...]
    calls: tuple[Call, ...]
    bindings: tuple[Binding, ...]
    strings: tuple[str, ...]
    asserts: int
    yields: bool
    cell: int | None = None


class CellSpan(Struct, frozen=True, array_like=True, gc=False):
    """Where a code cell stands in the joined source of a notebook: its first line there."""

    index: int
    first_line: int
    lines: int
    complexity: int


class PythonFacts(Struct, frozen=True, array_like=True):
    """Everything the upper floors know of a Python file or notebook.

    `definitions` starts with `MODULE`, then follows the source. `logical_lines` counts
    statements. `exports` is `__all__` where it is a literal. `shell` holds the `%` and `!` lines
    of a notebook without their mark. `has_main` tells a `if __name__ == "__main__"` block.
    """

    imports: tuple[Import, ...]
    definitions: tuple[Definition, ...]
    lines: int
    logical_lines: int
    exports: tuple[str, ...]
    has_main: bool
    cells: tuple[CellSpan, ...] = ()
    shell: tuple[str, ...] = ()
