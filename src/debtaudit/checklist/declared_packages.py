"""What the manifests and lock files of a repository declare, as the checklist counts it."""

from collections.abc import Iterator

from debtaudit.checklist.material import Material
from debtaudit.domain.distribution_names import normalised
from debtaudit.domain.files import PathClass
from debtaudit.domain.manifests import Declaration
from debtaudit.domain.patterns import lazy_pattern
from debtaudit.knowledge.places import place_of

_FOR_DEVELOPERS = lazy_pattern(r"dev|test|doc|lint|style|ci\b|extra|optional|\bmin|lowest|oldest")
_NOT_ENVIRONMENTS = frozenset(
    {PathClass.DOCKERFILE, PathClass.WORKFLOW, PathClass.NOTEBOOK, PathClass.LOCK}
)


def declarations(material: Material) -> Iterator[tuple[str, Declaration]]:
    """Yield what manifests declare; what CI or a notebook installs is no inventory."""
    for path, manifest in material.manifests:
        if material.path_classes.get(path) in (PathClass.WORKFLOW, PathClass.NOTEBOOK):
            continue
        for row in manifest.declarations:
            if row.ecosystem in ("pypi", "conda"):
                yield path, row


def numbers_of(material: Material) -> list[tuple[str, int]]:
    """Return the manifests that declare packages with how many, those of the project first."""
    numbers: dict[str, int] = {}
    for path, _row in declarations(material):
        numbers[path] = numbers.get(path, 0) + 1
    return sorted(numbers.items(), key=lambda one: (place_of(one[0]) is not None, one[0]))


def runtime_files(material: Material) -> dict[str, list[Declaration]]:
    """Return what each manifest of the project itself declares to run with."""
    found: dict[str, list[Declaration]] = {}
    for path, row in declarations(material):
        if material.path_classes.get(path) in _NOT_ENVIRONMENTS or place_of(path) is not None:
            continue
        if _FOR_DEVELOPERS.search(path.rpartition("/")[2].lower()):
            continue
        if row.name and (row.group is None or not _FOR_DEVELOPERS.search(row.group.lower())):
            found.setdefault(path, []).append(row)
    return found


def locked(material: Material) -> list[tuple[str, set[str]]]:
    """Return the lock files with the normalised names that they fix."""
    return [
        (path, {normalised(package.name) for package in manifest.locked})
        for path, manifest in material.manifests
        if manifest.locked
    ]
