"""One version of a Python file or notebook, cut into its functions: what histories are made of."""

from msgspec import Struct


class Part(Struct, frozen=True, array_like=True, gc=False):
    """A function, a method, a notebook cell or a top-level statement in one version of a file.

    A cell has the code outside its functions; statements are the branches, loops and blocks at the
    top level of plain files that decide something, and the name of each is `<module>`. `name` is
    qualified within the file; where several have one name, the later ones end with `#2`, `#3`.
    `complexity` is radon's cyclomatic number, `cognitive` that of Campbell. `digest` tells apart
    what the code says: layout, comments and the function's own name are not in it. Lines
    count in the cell of a notebook.
    """

    name: str
    line: int
    end_line: int
    complexity: int
    cognitive: int
    digest: int
    cell: int | None = None


class Anatomy(Struct, frozen=True, array_like=True):
    """The parts of one version, in the order of the source, and the whole.

    `complexity` and `cognitive` are those of all functions and of the code outside them, `module`
    and `module_cognitive` those of the latter alone. `digest` is that of the whole file, without
    layout and comments; `deciding` is that of all but module-level statements that decide nothing:
    constants, tables, imports. A version that did not parse has no parts and a `problem`.
    """

    parts: tuple[Part, ...] = ()
    complexity: int = 0
    cognitive: int = 0
    module: int = 0
    module_cognitive: int = 0
    logical_lines: int = 0
    digest: int = 0
    problem: str | None = None
    deciding: int = 0

    def named(self) -> dict[str, Part]:
        """Return the parts by name."""
        return {part.name: part for part in self.parts}
