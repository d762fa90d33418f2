"""What is looked up while a picture is drawn: the names of each file, and the files of modules."""

from collections.abc import Mapping

from msgspec import Struct

from debtaudit.domain.files import FileEntry, FileFacts
from debtaudit.resolve.imports import Source
from debtaudit.resolve.modules import ModuleIndex
from debtaudit.resolve.projects import declared, project_folders


class Lookup(Struct, frozen=True):
    """The Python files of a snapshot that define something, by path, and their modules.

    `folders` are those with a project file.
    """

    sources: Mapping[str, Source]
    folders: list[str]
    index: ModuleIndex


def lookup_of(
    files: tuple[FileEntry, ...], facts: Mapping[str, FileFacts], known: Lookup | None = None
) -> Lookup:
    """Make what is looked up in a snapshot; what is the same in a `known` one is taken over."""
    sources = _sources_of(facts, known.sources if known is not None else {})
    folders, names = project_folders(files), declared(facts)
    if known is not None and known.folders == folders and known.index.is_of(sources, names):
        return Lookup(sources, folders, known.index)
    return Lookup(sources, folders, ModuleIndex(sources, folders, names))


def _sources_of(facts: Mapping[str, FileFacts], known: Mapping[str, Source]) -> dict[str, Source]:
    found = {}
    for path, each in sorted(facts.items()):
        python = each.python
        if python is not None and python.definitions:
            before = known.get(path)
            same = before is not None and before.facts is python
            found[path] = before if before is not None and same else Source(path, python)
    return found
