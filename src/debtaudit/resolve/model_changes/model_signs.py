"""Signs in the audited files that there is a model: what code imports, and weights."""

from collections.abc import Iterator, Mapping

from debtaudit.domain.files import FileEntry, FileFacts, PathClass
from debtaudit.extract.path_class import holds_rows
from debtaudit.resolve.model_changes.surface_paths import is_surface_path


def surface_imports(facts: Mapping[str, FileFacts]) -> Iterator[tuple[str, set[str]]]:
    """Yield each Python file that may hold a model, with the top names that it imports.

    Tests and fixtures import packages of models too, and do not count.
    """
    for path, each in facts.items():
        if each.python is not None and is_surface_path(path):
            imports = each.python.imports
            yield path, {one.module.partition(".")[0] for one in imports if one.level == 0}


def is_artefact(entry: FileEntry) -> bool:
    """Tell whether a file is weights of a model or a pointer to them, and no rows of data."""
    kinds = (PathClass.POINTER, PathClass.ARTEFACT)
    return entry.path_class in kinds and not holds_rows(entry.path) and is_surface_path(entry.path)
