"""Which file an import means: src layouts, several roots, namespace packages, sibling scripts.

Values of names are strings: a node of the repository (`path::symbol`), a module of it
(`path::<module>`), a folder that is a namespace package (`folder::<package>`) or the dotted name
of something outside (`torch.optim.Adam`).
"""

import functools
import sys
from collections.abc import Collection, Iterable, Mapping
from hashlib import blake2b

from debtaudit.domain.python_facts import MODULE
from debtaudit.domain.report_rows import EntryPoint

PACKAGE = "<package>"
"""The symbol of a namespace package's node."""

_OF_SOURCES = frozenset(("src", "python", "lib", "main"))
"""Folders that hold the sources of the project around them, also one in the other."""

_DEEPEST = 12
"""Folders above a file that may take part in its module name."""


def node(path: str, symbol: str) -> str:
    """Return the id of a node of the picture."""
    return f"{path}::{symbol}"


def node_of(entry: EntryPoint) -> str:
    """Return the node of an entry point."""
    return node(entry.path, MODULE if entry.symbol == "<notebook>" else entry.symbol)


def split_node(name: str) -> tuple[str, str]:
    """Return path and symbol of a node."""
    path, _, symbol = name.rpartition("::")
    return path, symbol


def is_internal(value: str) -> bool:
    """Tell a node of the repository from a dotted name outside it."""
    return "::" in value


def own_packages(module_names: Mapping[str, tuple[str, ...]]) -> frozenset[str]:
    """Return the names by which the repository's own packages are imported; by path of a file."""
    return frozenset(
        name
        for path, names in module_names.items()
        if path.endswith("/__init__.py")
        for name in names
        if "." not in name
    )


class ModuleIndex:
    """The Python files of a snapshot by every module name that they could have.

    `project_folders` hold a setup.py, pyproject.toml or setup.cfg; `declared` are the import
    names of distributions that the repository depends on: for these, and for the standard
    library, a file that merely has the same name somewhere is not meant.
    """

    def __init__(
        self, paths: Iterable[str], project_folders: Iterable[str], declared: frozenset[str]
    ) -> None:
        self.paths = frozenset(paths)
        self.declared = declared
        self._by_name: dict[str, list[tuple[str, str]]] = {}
        self._folders: dict[str, list[tuple[str, str]]] = {}
        self._memo: dict[tuple[str, str], str | None] = {}
        self._names: dict[str, tuple[str, ...]] = {}
        self._confirmed: set[tuple[str, str, str | None]] = set()
        self.roots = self._roots(project_folders)
        folders = set()
        for path in sorted(self.paths):
            folders.update(self._add(path))
        for folder in sorted(folders):
            if f"{folder}/__init__.py" not in self.paths:
                self._add_suffixes(self._folders, folder.split("/"), folder)

    def is_of(self, paths: Collection[str], declared: frozenset[str]) -> bool:
        """Tell whether these are the files, and the names declared, that it was made of."""
        return self.paths == set(paths) and self.declared == declared

    @functools.cached_property
    def digest(self) -> str:
        """A digest of all that decides what the index answers."""
        digest = blake2b(digest_size=8)
        for names in (self.paths, self.roots, self.declared):
            digest.update("\0".join(sorted(names)).encode("utf-8", "surrogateescape") + b"\n")
        return digest.hexdigest()

    def _add(self, path: str) -> list[str]:
        if not path.endswith(".py"):
            return []
        parts = path[:-3].split("/")
        folders = ["/".join(parts[:end]) for end in range(1, min(len(parts), _DEEPEST))]
        if parts[-1] == "__init__":
            parts.pop()
        self._add_suffixes(self._by_name, parts, path)
        return folders

    def _add_suffixes(
        self, index: dict[str, list[tuple[str, str]]], parts: list[str], path: str
    ) -> None:
        name = ""
        for start in range(len(parts) - 1, max(-1, len(parts) - 1 - _DEEPEST), -1):
            name = f"{parts[start]}.{name}" if name else parts[start]
            index.setdefault(name, []).append(("/".join(parts[:start]), path))

    def _roots(self, project_folders: Iterable[str]) -> frozenset[str]:
        found = {"", "src"}
        for folder in project_folders:
            found.update((folder, f"{folder}/src" if folder else "src"))
        for path in self.paths:
            if path.endswith("/__init__.py"):
                parent = path[:-12].rpartition("/")[0]
                if not self.is_package(parent):
                    found.add(parent)
        return frozenset(found)

    def is_package(self, folder: str) -> bool:
        """Tell whether the folder has an `__init__.py`."""
        return bool(folder) and f"{folder}/__init__.py" in self.paths

    def names_of(self, path: str) -> tuple[str, ...]:
        """Return the dotted names that the file can be imported by, the shortest first."""
        known = self._names.get(path)
        if known is None:
            known = self._names[path] = self._names_of(path)
        return known

    def _names_of(self, path: str) -> tuple[str, ...]:
        parts = path[:-3].split("/") if path.endswith(".py") else []
        if parts and parts[-1] == "__init__":
            parts.pop()
        found = []
        for start in range(len(parts) - 1, max(-1, len(parts) - 1 - _DEEPEST), -1):
            root = "/".join(parts[:start])
            if root in self.roots or (start == len(parts) - 1 and not self.is_package(root)):
                found.append(".".join(parts[start:]))
        return tuple(found)

    def answer(self, folder: str, name: str) -> str | None:
        """Ask for a module from a folder: `.x` relative to it, `/x` inside it, `x` absolutely."""
        if name.startswith("/"):
            return self.inside(folder, name[1:])
        inside = f"{folder}/" if folder else ""
        module = name.lstrip(".")
        level = len(name) - len(module)
        return self.relative(inside, module, level) if level else self.absolute(inside, module)

    def confirms(self, answers: Collection[tuple[str, str, str | None]]) -> bool:
        """Tell whether all these (folder, name, value) are what `answer` says, too."""
        if not self._confirmed.issuperset(answers):
            if any(self.answer(folder, name) != value for folder, name, value in answers):
                return False
            self._confirmed.update(answers)
        return True

    def relative(self, path: str, module: str, level: int) -> str | None:
        """Return the value of `from ..module import`, None where no file of that name is there."""
        folders = path.split("/")[:-1]
        if level - 1 > len(folders):
            return None
        base = folders[: len(folders) - (level - 1)]
        return self._at("/".join([*base, *module.split(".")] if module else base))

    def inside(self, folder: str, name: str) -> str | None:
        """Return the submodule or subpackage `name` of a package's folder."""
        return self._at(f"{folder}/{name}" if folder else name)

    def _at(self, stem: str) -> str | None:
        if f"{stem}.py" in self.paths:
            return node(f"{stem}.py", MODULE)
        if f"{stem}/__init__.py" in self.paths or (not stem and "__init__.py" in self.paths):
            return node(f"{stem}/__init__.py" if stem else "__init__.py", MODULE)
        name = stem.rpartition("/")[2]
        if any(folder == stem for _, folder in self._folders.get(name, ())):
            return node(stem, PACKAGE)
        return None

    def absolute(self, importer: str, module: str) -> str | None:
        """Return the value of `import module` in the file `importer`.

        None where the top of the name is the repository's own and the rest is not in it, or
        where several files could be meant.
        """
        folder = importer.rpartition("/")[0]
        key = (folder, module)
        if key not in self._memo:
            self._memo[key] = self._find(folder, module)
        return self._memo[key]

    def _find(self, folder: str, module: str) -> str | None:
        found = self._pick(self._by_name, folder, module)
        if found:
            return node(found, MODULE)
        top = module.partition(".")[0]
        if not self._is_known_outside(top):  # an installed package wins over a bare folder
            found = self._pick(self._folders, folder, module)
            if found:
                return node(found, PACKAGE)
        if module != top and (
            self._pick(self._by_name, folder, top) or self._pick(self._folders, folder, top)
        ):
            return None
        if top in self._by_name and not self._is_known_outside(top):
            return None
        return module

    def _is_known_outside(self, top: str) -> bool:
        return top in sys.stdlib_module_names or top in self.declared

    def _pick(
        self, index: dict[str, list[tuple[str, str]]], folder: str, module: str
    ) -> str | None:
        candidates = index.get(module)
        if not candidates:
            return None
        outside = self._is_known_outside(module.partition(".")[0])
        here = [path for root, path in candidates if root == folder]
        if here and not (outside and self.is_package(folder)):
            return here[0]
        above = [(len(root), root, path) for root, path in candidates if _is_above(root, folder)]
        # a project's own package is its own, also where an example or an image of it lists it
        # among its requirements
        rooted = [
            (len(root), root, path)
            for root, path in candidates
            if root in self.roots and _is_above(_home_of(root), folder)
        ]
        for group in (rooted, [] if outside else above):
            if group:
                return max(group)[2]
        if outside:
            return None
        elsewhere = [path for root, path in candidates if root in self.roots]
        for paths in (elsewhere, [path for _, path in candidates]):
            if len(paths) == 1:
                return paths[0]
            if paths:
                return None
        return None


def _is_above(root: str, folder: str) -> bool:
    """Tell whether a folder is `root` or lies in it."""
    return not root or folder == root or folder.startswith(root + "/")


def _home_of(root: str) -> str:
    """Return the folder that a folder of sources stands for: `lib` for `lib/src/python`."""
    parts = root.split("/")
    while parts and parts[-1] in _OF_SOURCES:
        parts.pop()
    return "/".join(parts)
