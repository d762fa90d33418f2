"""Who imports what a manifest declares: where several declare a package, each its own files.

In a repository of several services each folder with a manifest is an environment of its own: that
the image of one of them holds an old NumPy says nothing of the other, which brings a new one.

An import inside of a function is needed by who gets to that function: a command that evaluates does
not make training stand on what it loads.
"""

import posixpath
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cached_property

from debtaudit.domain.distribution_names import normalised
from debtaudit.domain.facts import RepositoryFacts
from debtaudit.domain.python_facts import Definition, PythonFacts
from debtaudit.domain.report_rows import Role
from debtaudit.resolve.distributions import distributions_of
from debtaudit.resolve.modules import node
from debtaudit.resolve.reach import ROLES

_NOBODY: tuple[Role, ...] = ("none",)
_REACHING: tuple[Role, ...] = ("training", "serving")


class Users:
    """The roles of the files that import a distribution, as far as a manifest is theirs.

    `folders` maps each distribution to the folders of the manifests that declare it.
    """

    def __init__(self, facts: RepositoryFacts, folders: Mapping[str, AbstractSet[str]]) -> None:
        self._facts = facts.facts
        self._picture = facts.picture
        self._folders = folders

    def of(self, path: str, distribution: str) -> tuple[Role, ...]:
        """Return the roles of the importing files whose nearest manifest with it is `path`.

        A manifest in a folder without code (`docker/`, `requirements/`) is of all files.
        """
        importers = self._importers.get(distribution, {})
        everywhere = self._picture.distributions.get(distribution, _NOBODY)
        if importers:
            everywhere = _in_order(importers.values())
        folder = posixpath.dirname(path)
        declaring = self._folders[distribution]
        if len(declaring) == 1 or everywhere == _NOBODY or folder not in self._of_code:
            return everywhere
        return _in_order(
            roles for one, roles in importers.items() if _nearest(one, declaring) == folder
        )

    def importing(self, distribution: str) -> AbstractSet[str]:
        """Return the files that import a distribution."""
        return self._importers.get(distribution, {}).keys()

    @cached_property
    def _of_code(self) -> frozenset[str]:
        """The folders at or above a file of code."""
        found = {""}
        for path in self._picture.roles:
            folder = posixpath.dirname(path)
            while folder not in found:
                found.add(folder)
                folder = posixpath.dirname(folder)
        return frozenset(found)

    @cached_property
    def _importers(self) -> Mapping[str, dict[str, AbstractSet[Role]]]:
        """The files by what they import, with roles; also by the module's own name (`sklearn`).

        So an old alias is called, which people declare by what they import.
        """
        found: dict[str, dict[str, AbstractSet[Role]]] = {}
        for module, paths in self._picture.outside.items():
            names = {*distributions_of(module), normalised(module.partition(".")[0])}
            for path in paths:
                roles = self._needing(module, path)
                for name in names:
                    files = found.setdefault(name, {})
                    files[path] = files[path] | roles if path in files else roles
        return found

    def _needing(self, module: str, path: str) -> AbstractSet[Role]:
        """Return the roles of a file that need what it imports: of a function those that reach it.

        All of them where something is imported outside of functions, and for methods that nobody
        is known to reach: classes are often chosen by their name when the program runs.
        """
        of_file = frozenset(self._picture.roles[path])
        python = self._facts[path].python
        if python is None or of_file.isdisjoint(_REACHING):
            return of_file
        lines = _lines_of(module, python)
        found: set[Role] = set()
        for line in lines:
            around = _functions_around(line, python)
            reaching = self._reaching([node(path, one.name) for one in around])
            if not around or (not reaching and any(one.kind == "method" for one in around)):
                return of_file
            found |= reaching & of_file
        return found or (frozenset(("other",)) if lines else of_file)

    def _reaching(self, nodes: Sequence[str]) -> set[Role]:
        return {
            role
            for role, reach in self._picture.reach.items()
            if any(one in reach.nodes for one in nodes)
        }


def _lines_of(module: str, python: PythonFacts) -> list[int]:
    return [
        one.line
        for one in python.imports
        if not one.level and module in (one.module, f"{one.module}.{one.name}")
    ]


def _functions_around(line: int, python: PythonFacts) -> list[Definition]:
    if line not in python.nested_imports:
        return []
    return [
        one
        for one in python.definitions
        if one.kind in ("function", "method") and one.line <= line <= one.end_line
    ]


def _in_order(found: Iterable[AbstractSet[Role]]) -> tuple[Role, ...]:
    roles = frozenset().union(*found)
    return tuple(role for role in ROLES if role in roles) or _NOBODY


def _nearest(path: str, folders: AbstractSet[str]) -> str | None:
    """Return the deepest of these folders that holds the file."""
    folder = posixpath.dirname(path)
    while folder not in folders:
        if not folder:
            return None
        folder = posixpath.dirname(folder)
    return folder
