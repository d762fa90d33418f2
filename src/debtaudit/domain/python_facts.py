"""What one Python file or notebook says, taken from one parse.

The values are small, frozen and packed as arrays in the fact cache; paths are not part of them,
because they depend on nothing but the bytes. Secrets in texts are masked, but for examples of
docstrings, which are read as Python again.
"""

from bisect import bisect_right
from typing import Literal

from msgspec import Struct

MODULE = "<module>"
"""The name of the definition that holds a file's module-level code."""

UNKNOWN = "{}"
"""Stands in a text for a part that is not known."""

FixedKind = Literal[
    "path",
    "device",
    "host",
    "account",
    "credential",
    "tracking",
    "service",
    "endpoint",
    "threshold",
    "option",
]
"""What a fixed value is; `service` and `endpoint` together are a call of a web service."""


IN_MAPPING = "[]"
"""Ends the target of a binding that says what a mapping holds: `MODELS[]` is `Forest`."""


RETURNED = "return"
"""The target of a binding that says what a function returns."""


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
    dotted names among the arguments (callbacks, models), `loop` the depth of loops around it,
    comprehensions included, within its own definition. `keywords` holds `**` for an unpacked
    mapping. Builtins that tell nothing (`len`, `print`, `range`, `int`, ...) are left out here and
    in bindings. `?` stands in `name` for what has none (`?.join` for a call on a string constant).
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
    annotation without `()`, `target` the parameter). A tuple of targets is bound to one value
    with `[]` (`x, y = split()` gives `split()[]`), unless the value is a tuple of that length.
    `a if c else b` and `a or b` give one binding each for a and b. `Optional[X]` and `X | None` are
    X; plain types and containers (`int`, `dict[str, X]`) are left out. Of a mapping that is written
    out each class in it is bound to `MODELS[]`. What a function returns is bound to `RETURNED`:
    first its annotation (as an instance, `X()`), then what its `return`s name.
    """

    target: str
    value: str


class Assertion(Struct, frozen=True, array_like=True, gc=False):
    """One comparison of an `assert`, named as it is written: `losses[-1] < losses[0]`.

    `left` and `right` are dotted names like those of calls, with keys that are words
    (`stats[roc_auc]`), or numbers; of a sum or product the first name, of `float(x)` and `abs(x)`
    the x, `?` for what has no name. `operator` is that of Python (`<`, `==`, `not in`), empty where
    nothing is compared: `assert torch.equal(a, b)`.
    """

    line: int
    left: str
    operator: str
    right: str


class FixedValue(Struct, frozen=True, array_like=True, gc=False):
    """A value written into the code that ties it to one machine, account, service or decision.

    `text` is the literal, secrets masked and cut at 120 characters; `name` what it is given to (a
    variable, a keyword, a key, the left side of a comparison), `call` the call that it is an
    argument of. Both are empty where there is none. What the kinds mean is in
    `extract/fixed_values.py`.
    """

    kind: FixedKind
    line: int
    text: str
    name: str = ""
    call: str = ""


class Definition(Struct, frozen=True, array_like=True):
    """A function, method or class, or the module-level code of the file (`MODULE`).

    `name` is qualified within the file (`Trainer.fit`, `outer.inner`). `complexity` is radon's
    cyclomatic number: methods are counted into their class, closures are not counted into their
    function (they have a definition of their own); for `MODULE` it is 1 plus the decisions of the
    code outside every function and class. Calls, bindings and strings of a nested function belong
    to that function's own definition; code in a class body belongs to the class. Calls, bindings
    and strings in decorators, defaults and base classes belong to the definition around.

    `bases` stand without type arguments: `Base[T]` is `Base`. `line` is that of `def` or `class`,
    below the decorators; `cell` is that of the line in a notebook. `decorators` are dotted names,
    with their arguments where they are called: `pytest.mark.skipif(not torch.cuda.is_available(),
    reason='no GPU')`. `parameters` are the names in the order positional, keyword-only, then
    `*args` and `**kwargs` with their stars.
    `strings` are those that look like paths or files, and all words of a list given to a call
    like `subprocess.run` or `parse_args`; at most 40 of at most 200 characters. `asserts` counts
    assert statements, `assertions` says what the first of them compare. `raising` are the first and
    last lines of `with` blocks that pass where an error is raised in them (`pytest.raises`).
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
    assertions: tuple[Assertion, ...] = ()
    raising: tuple[tuple[int, int], ...] = ()


class Doctest(Struct, frozen=True, array_like=True, gc=False):
    """The examples of one docstring, as doctest runs them one after the other.

    `owner` is the qualified name of the function, method or class, `MODULE` for the file's own.
    """

    owner: str
    examples: tuple[str, ...]


class ModelCall(Struct, frozen=True, array_like=True, gc=False):
    """A call that may write, read, register or fetch a model, with what is known of its arguments.

    `name` is the last part of what is called; `texts` are place (a number for a positional
    argument, else the keyword) and text, as far as the file says it: `{}` stands for what is not
    known. An argument may have several texts, or none.
    """

    line: int
    name: str
    texts: tuple[tuple[str, str], ...]


class ClassText(Struct, frozen=True, array_like=True, gc=False):
    """A string that may name a class: `LightGBM`, `models.forest.Forest`; `line` is its first."""

    text: str
    line: int


class CellSpan(Struct, frozen=True, array_like=True, gc=False):
    """Where a code cell stands in the joined source of a notebook: its first line there.

    `complexity` is that of a file: 1, the decisions of the cell outside functions and classes,
    and the complexity of the functions that start in it.
    """

    index: int
    first_line: int
    lines: int
    complexity: int


class Knot(Struct, frozen=True, array_like=True, gc=False):
    """The branch, loop or block at the top level of a file with the most decisions in it."""

    line: int
    end_line: int
    decisions: int


class PythonFacts(Struct, frozen=True, array_like=True):
    """Everything the upper floors know of a Python file or notebook.

    `definitions` starts with `MODULE`, then follows the source. `logical_lines` counts
    statements. `exports` is `__all__` where it is a literal. `shell` holds the `%` and `!` lines
    of a notebook without their mark. `has_main` tells a `if __name__ == "__main__"` block,
    `main_block` its first and last line: calls of `MODULE` on these lines do not run on import.

    All lines of a notebook, those of imports and calls too, count in the joined source of its code
    cells; `cell_place` turns them into a cell and a line in that cell. `cells` is empty for a
    plain file, and leaves out cells that did not parse; `problem` names these.
    `generated` tells code that a program wrote: its head says so, or it is minified.
    `nested_imports` are the lines of imports that stand in a block (`try`, `if`, a function): the
    file can be imported without what they name. `doctests` are the docstrings of a plain file that
    hold examples; `model_calls` are by line. `knot` is looked for in plain files with many
    decisions outside functions. `class_texts` are strings that are no more than a name in the way
    of classes, the first 200 of a file: a registry, a settings reader or generated code may make
    the class of that name.
    """

    imports: tuple[Import, ...]
    definitions: tuple[Definition, ...]
    lines: int
    logical_lines: int
    exports: tuple[str, ...]
    has_main: bool
    cells: tuple[CellSpan, ...] = ()
    shell: tuple[str, ...] = ()
    main_block: tuple[int, int] | None = None
    problem: str | None = None
    generated: bool = False
    nested_imports: tuple[int, ...] = ()
    doctests: tuple[Doctest, ...] = ()
    model_calls: tuple[ModelCall, ...] = ()
    fixed: tuple[FixedValue, ...] = ()
    knot: Knot | None = None
    class_texts: tuple[ClassText, ...] = ()


def cell_place(facts: PythonFacts, line: int) -> tuple[int | None, int]:
    """Return (cell, line in that cell) for a line of the facts; (None, line) for a plain file."""
    cells = facts.cells
    place = bisect_right(cells, line, key=_first_line) - 1
    if place < 0:
        return None, line
    return cells[place].index, line - cells[place].first_line + 1


def reference(path: str, line: int, facts: PythonFacts | None) -> str:
    """Return where a line of the facts stands: `path:line`, in a notebook `path#cell3:line`."""
    cell, line = (None, line) if facts is None else cell_place(facts, line)
    return f"{path}:{line}" if cell is None else f"{path}#cell{cell}:{line}"


def _first_line(span: CellSpan) -> int:
    return span.first_line
