"""Who imports what a manifest declares: where several declare a package, each its own files.

In a repository of several services each folder with a manifest is an environment of its own: that
the image of one of them holds an old NumPy says nothing of the other, which brings a new one.
"""

import posixpath
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from functools import cached_property

from debtaudit.domain.distribution_names import normalised
from debtaudit.domain.facts import RepositoryFacts
from debtaudit.domain.report_rows import Role
from debtaudit.resolve.distributions import distributions_of
from debtaudit.resolve.reach import ROLES

_NOBODY: tuple[Role, ...] = ("none",)


class Users:
    """The roles of the files that import a distribution, as far as a manifest is theirs.

    `folders` maps each distribution to the folders of the manifests that declare it.
    """

    def __init__(self, facts: RepositoryFacts, folders: Mapping[str, AbstractSet[str]]) -> None:
        self._picture = facts.picture
        self._folders = folders

    def of(self, path: str, distribution: str) -> tuple[Role, ...]:
        """Return the roles of the importing files whose nearest manifest with it is `path`.

        A manifest in a folder without code (`docker/`, `requirements/`) is of all files.
        """
        everywhere = self._picture.distributions.get(distribution)
        if everywhere is None:
            everywhere = self._roles(self._importers.get(distribution, ()))
        folder = posixpath.dirname(path)
        declaring = self._folders[distribution]
        if len(declaring) == 1 or everywhere == _NOBODY or folder not in self._of_code:
            return everywhere
        importers = self._importers.get(distribution, ())
        return self._roles(one for one in importers if _nearest(one, declaring) == folder)

    def _roles(self, importers: Iterable[str]) -> tuple[Role, ...]:
        roles = {role for path in importers for role in self._picture.roles[path]}
        return tuple(role for role in ROLES if role in roles) or _NOBODY

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
    def _importers(self) -> Mapping[str, set[str]]:
        """The files by what they import; also by the module's own name (`sklearn`, `bs4`).

        So an old alias is called, which people declare by what they import.
        """
        found: dict[str, set[str]] = {}
        for module, paths in self._picture.outside.items():
            for name in {*distributions_of(module), normalised(module.partition(".")[0])}:
                found.setdefault(name, set()).update(paths)
        return found


def _nearest(path: str, folders: AbstractSet[str]) -> str | None:
    """Return the deepest of these folders that holds the file."""
    folder = posixpath.dirname(path)
    while folder not in folders:
        if not folder:
            return None
        folder = posixpath.dirname(folder)
    return folder
