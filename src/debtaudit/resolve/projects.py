"""The installable projects of a snapshot: their folders, their packages, what they depend on."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from debtaudit.domain.files import FileEntry, FileFacts
from debtaudit.knowledge.frameworks import training_packages

if TYPE_CHECKING:
    from debtaudit.resolve.imports import Source

_PROJECT_FILES = ("setup.py", "pyproject.toml", "setup.cfg")


def project_folders(files: tuple[FileEntry, ...]) -> list[str]:
    """Return the folders with a project file, sorted."""
    return sorted(
        {
            folder
            for entry in files
            for folder, _, base in [entry.path.rpartition("/")]
            if base in _PROJECT_FILES
        }
    )


def library_folders(sources: "Mapping[str, Source]", projects: list[str]) -> frozenset[str]:
    """Return the top folders of packages that a setup.py or pyproject.toml beside them installs."""
    found = set()
    bases = {base for project in projects for base in (project, f"{project}/src".lstrip("/"))}
    for path in sources:
        if path.endswith("/__init__.py"):
            folder = path[:-12]
            if folder.rpartition("/")[0] in bases:
                found.add(folder)
    return frozenset(found)


def declared(facts: Mapping[str, FileFacts]) -> frozenset[str]:
    """Return import names that mean something outside, whatever files are called."""
    found = set(training_packages())
    for each in facts.values():
        if each.manifest is not None:
            found.update(
                declaration.name.lower().replace("-", "_")
                for declaration in each.manifest.declarations
                if declaration.name
            )
    return frozenset(found)
