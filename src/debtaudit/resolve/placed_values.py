"""Fixed values in their places: which definition holds them, and whether the program gets there."""

from collections.abc import Iterator

from msgspec import Struct

from debtaudit.domain.facts import RepositoryFacts
from debtaudit.domain.picture import Picture
from debtaudit.domain.python_facts import (
    Definition,
    FixedValue,
    PythonFacts,
    cell_place,
    reference,
)
from debtaudit.domain.report_rows import Role
from debtaudit.knowledge.places import place_of
from debtaudit.resolve.modules import node

_ROLES: tuple[Role, ...] = ("training", "serving")


class PlacedValue(Struct, frozen=True):
    """A fixed value with its file, the innermost definition around it, and who gets there.

    `in_class` says that the definition is a class: what stands there is a default that its makers
    can set. `roles` are those of training and serving that reach the definition. `line` counts in
    `cell` for a notebook, `ref` is where a reader finds it.
    """

    path: str
    symbol: str
    value: FixedValue
    roles: tuple[Role, ...]
    line: int
    cell: int | None
    ref: str
    in_class: bool = False


def placed_values(facts: RepositoryFacts) -> Iterator[PlacedValue]:
    """Yield the fixed values of the project's own code, file by file.

    Tests, examples, documentation, benchmarks and other people's code are left out: what is fixed
    there ties nobody down.
    """
    for path, known in facts.facts.items():
        python = known.python
        if python is None or not python.fixed or not is_own_code(path, facts.picture):
            continue
        if not python.generated:
            yield from _of_file(path, python, facts.picture)


def is_own_code(path: str, picture: Picture) -> bool:
    """Tell the program from its tests, examples, documentation and from code of others."""
    return place_of(path) is None and "test" not in picture.roles.get(path, ())


def _of_file(path: str, python: PythonFacts, picture: Picture) -> Iterator[PlacedValue]:
    for value in python.fixed:
        definition = definition_at(python, value.line)
        symbol = definition.name
        cell, line = cell_place(python, value.line)
        roles = reached_by(path, symbol, picture)
        ref = reference(path, value.line, python)
        in_class = definition.kind == "class"
        yield PlacedValue(path, symbol, value, roles, line, cell, ref, in_class)


def definition_at(python: PythonFacts, line: int) -> Definition:
    """Return the innermost definition that holds a line."""
    found = python.definitions[0]
    for definition in python.definitions[1:]:
        if definition.line > line:
            break
        if line <= definition.end_line:
            found = definition
    return found


def reached_by(path: str, symbol: str, picture: Picture) -> tuple[Role, ...]:
    """Return which of training and serving reach a definition.

    A file in which a role starts belongs to it whole.
    """
    return tuple(role for role in _ROLES if _reaches(picture, role, path, symbol))


def _reaches(picture: Picture, role: Role, path: str, symbol: str) -> bool:
    reach = picture.reach.get(role)
    if reach is None or role not in picture.roles.get(path, ()):
        return False
    return reach.because.get(path) == path or node(path, symbol) in reach.nodes
