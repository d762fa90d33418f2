"""The definitions of one version of a Python file, each as a list of units in normal form."""

import ast
import re
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from debtaudit.domain.python_facts import MODULE
from debtaudit.extract.nodes import children
from debtaudit.extract.python_names import base_class
from debtaudit.extract.surface.normal_form import MARKED_NAME
from debtaudit.extract.surface.units import Former, Unit
from debtaudit.knowledge.model_surface import surface_knowledge


class SurfaceDefinition:
    """A function, method, class body or the module level, with what decides its context.

    `owner_bases` are the resolved bases of the class it belongs to (or is).
    """

    __slots__ = (
        "_locals",
        "_nodes",
        "is_class",
        "last_line",
        "line",
        "name",
        "owner_bases",
        "units",
    )

    def __init__(
        self,
        name: str,
        line: int,
        owner_bases: tuple[str, ...],
        units: list[Unit],
        nodes: Sequence[ast.stmt],
        *,
        is_class: bool,
    ) -> None:
        self.name = name
        self.line = line
        self.is_class = is_class
        self.owner_bases = owner_bases
        self.units = units
        self.last_line = max((node.end_lineno or 0 for node in nodes), default=line)
        self._nodes = nodes
        self._locals: frozenset[str] | None = None

    @property
    def locals(self) -> frozenset[str]:
        """Return the names that it binds itself (`self.x` too), which a rename may change."""
        if self._locals is None:
            self._locals = _bound(self._nodes)
        return self._locals

    def canonical(self) -> tuple[str, ...]:
        """Return the units with local names replaced by their order of first use."""
        order: dict[str, str] = {}

        bound = self.locals

        def place(found: re.Match[str]) -> str:
            name = found[1]
            if name not in bound:
                return found[0]
            return order.setdefault(name, f"%{len(order)}")

        return tuple(MARKED_NAME.sub(place, unit.text) for unit in self.units)


Definitions = dict[str, SurfaceDefinition]


class Difference(Struct, gc=False):
    """What one definition lost and gained. `new` and `gone` tell one-sided definitions."""

    name: str
    before: SurfaceDefinition | None
    after: SurfaceDefinition | None
    removed: list[Unit]
    added: list[Unit]
    reordered: bool = False

    @property
    def either(self) -> SurfaceDefinition:
        """Return the definition after the change, or before where it is gone."""
        found = self.after or self.before
        assert found is not None
        return found


def import_aliases(tree: ast.Module) -> dict[str, str]:
    """Return what each imported name stands for, for packages that knowledge has heard of.

    Names of the repository's own modules stand for themselves, so that moving one is no change.
    """
    frameworks = surface_knowledge().table("framework")
    aliases: dict[str, str] = {}
    for node in _imports(tree.body):
        if isinstance(node, ast.Import):
            for name in node.names:
                if name.name.partition(".")[0] in frameworks:
                    if name.asname:
                        aliases[name.asname] = _canonical_module(name.name)
                    else:
                        top = name.name.partition(".")[0]
                        aliases[top] = _canonical_module(top)
        elif node.level == 0 and node.module and node.module.partition(".")[0] in frameworks:
            for name in node.names:
                aliases[name.asname or name.name] = _canonical_module(f"{node.module}.{name.name}")
    return aliases


def _canonical_module(name: str) -> str:
    if name == "tf" or name.startswith("tf."):
        return "tensorflow" + name[2:]
    for old, new in _SAME_PACKAGE:
        if name == old or name.startswith(old + "."):
            return new + name[len(old) :]
    return name


_SAME_PACKAGE = (
    ("tensorflow.python.keras", "tensorflow.keras"),
    ("tensorflow.compat.v1", "tensorflow"),
    ("lightning.pytorch", "pytorch_lightning"),
    ("tqdm.auto", "tqdm"),
    ("tqdm.notebook", "tqdm"),
)


def _imports(body: Iterable[ast.stmt]) -> Iterable[ast.Import | ast.ImportFrom]:
    for node in body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield node
        elif isinstance(node, ast.Try):
            yield from _imports(node.body)
            for handler in node.handlers:
                yield from _imports(handler.body)
        elif isinstance(node, ast.If):
            yield from _imports(node.body)
        elif isinstance(node, ast.FunctionDef):
            yield from (n for n in node.body if isinstance(n, ast.Import | ast.ImportFrom))


def definitions(tree: ast.Module, former: Former) -> dict[str, SurfaceDefinition]:
    """Return the definitions of a parsed file by qualified name, the module level first."""
    found: dict[str, SurfaceDefinition] = {}
    _collect(tree.body, "", (), former, found, is_class=False, line=1)
    return found


def _collect(
    body: list[ast.stmt],
    prefix: str,
    bases: tuple[str, ...],
    former: Former,
    found: dict[str, SurfaceDefinition],
    *,
    is_class: bool,
    line: int,
) -> None:
    """Put a class body or the module level into `found`, then the definitions below it."""
    own: list[ast.stmt] = []
    inner: list[ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef] = []
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            inner.append(node)
        else:
            own.append(node)
    units: list[Unit] = []
    silent = surface_knowledge().table("base-silent")
    computing = [base for base in bases if base not in silent]
    if is_class and computing:
        units.append(Unit("bases " + ",".join(computing), line, 0, ast.Pass()))
    former.units(own, 0, units)
    name = prefix.rstrip(".") or MODULE
    found[name] = SurfaceDefinition(name, line, bases, units, own, is_class=is_class)
    for node in inner:
        if isinstance(node, ast.ClassDef):
            _collect(
                node.body,
                f"{prefix}{node.name}.",
                _bases(node, former),
                former,
                found,
                is_class=True,
                line=node.lineno,
            )
            found[f"{prefix}{node.name}"].last_line = node.end_lineno or node.lineno
        else:
            _function(node, prefix, bases, former, found)


def _bases(node: ast.ClassDef, former: Former) -> tuple[str, ...]:
    """Return the resolved names of the base classes; what is computed has none."""
    names = [former.dotted(base_class(base)) for base in node.bases]
    return tuple(name for name in names if name and name != "object")


def _function(
    node: ast.FunctionDef | ast.AsyncFunctionDef,
    prefix: str,
    bases: tuple[str, ...],
    former: Former,
    found: dict[str, SurfaceDefinition],
) -> None:
    units: list[Unit] = []
    former.signature(node, 0, units)
    former.units(node.body, 0, units)
    name = prefix + node.name
    if name in found:  # a second definition (overload, property setter)
        name += f"@{sum(key.startswith(name) for key in found)}"
    found[name] = SurfaceDefinition(name, node.lineno, bases, units, [node], is_class=False)


def _bound(nodes: Iterable[ast.stmt]) -> frozenset[str]:
    """Return the names that are bound below these nodes; `self.x` too, a class may rename it."""
    names: set[str] = set()
    stack: list[ast.AST] = list(nodes)
    while stack:
        node = stack.pop()
        if isinstance(node, ast.Name):
            if isinstance(node.ctx, ast.Store):
                names.add(node.id)
            continue
        if isinstance(node, ast.Attribute):
            value = node.value
            if (
                isinstance(node.ctx, ast.Store)
                and isinstance(value, ast.Name)
                and value.id == "self"
            ):
                names.add("self." + node.attr)
        elif isinstance(node, ast.arg):
            names.add(node.arg)
            continue
        elif isinstance(node, ast.Constant):
            continue
        stack += children(node)
    return frozenset(names)


def bound_attributes(found: Mapping[str, SurfaceDefinition]) -> frozenset[str]:
    """Return the attributes that the classes of a file bind on `self`."""
    return frozenset(
        name for one in found.values() for name in one.locals if name.startswith("self.")
    )
