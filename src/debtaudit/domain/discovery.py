"""The modules of a package, for the families that have no list: detectors and report formats."""

from collections.abc import Iterable
from pathlib import Path


def module_names(folders: Iterable[str]) -> list[str]:
    """Return the names of the modules and packages in the folders of a package, sorted.

    Give it the package's `__path__`. `pkgutil.iter_modules` knows zips as well, but it imports
    `inspect`, which takes 5 ms of every start: it is asked where there is no folder.
    """
    found: set[str] = set()
    for folder in map(Path, folders):
        if not folder.is_dir():
            from pkgutil import iter_modules

            found.update(module.name for module in iter_modules([str(folder)]))
            continue
        for entry in folder.iterdir():
            if entry.suffix == ".py" or (entry / "__init__.py").is_file():
                found.add(entry.stem)
    return sorted(found - {"__init__"})
