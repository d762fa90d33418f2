"""pixi.toml and `[tool.pixi]`: conda packages and index packages, by feature and platform.

Source: pixi, "Project configuration" (the dependencies tables).
"""

from collections.abc import Iterator

from msgspec.structs import replace

from debtaudit.domain.manifests import ManifestFacts
from debtaudit.extract.manifests import poetry
from debtaudit.extract.manifests.conda_spec import declare_conda
from debtaudit.extract.manifests.requirement import kind_of
from debtaudit.extract.manifests.requirements_file import Found
from debtaudit.extract.manifests.text_lines import shown
from debtaudit.extract.manifests.toml_document import TomlDocument, table_of, text_value

_CONDA = {"dependencies": None, "host-dependencies": "build", "build-dependencies": "build"}


def read(data: bytes) -> ManifestFacts:
    """Read a pixi.toml."""
    document = TomlDocument(data)
    found = Found()
    found.problems += document.problems
    add_tables(document, found, ())
    found.declarations.sort(key=lambda one: one.line)
    return found.facts("pixi")


def add_tables(document: TomlDocument, found: Found, base: tuple[str, ...]) -> None:
    """Add what all dependency tables below `base` declare; the group is the feature."""
    for place, feature in _places(document, base):
        for key, group in _CONDA.items():
            _conda(document, found, (*place, key), feature or group)
        for declared in poetry.declarations(document, (*place, "pypi-dependencies"), feature):
            kind = declared.kind
            if kind not in ("url", "local"):
                kind = kind_of("" if declared.specifier == "*" else declared.specifier)
            found.declarations.append(replace(declared, kind=kind))


def _places(
    document: TomlDocument, base: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], str | None]]:
    """Yield where dependency tables can stand, each with the feature that it belongs to."""
    roots: list[tuple[tuple[str, ...], str | None]] = [(base, None)]
    roots += [((*base, "feature", name), name) for name in document.table(*base, "feature")]
    for place, feature in roots:
        yield place, feature
        for target in document.table(*place, "target"):
            yield (*place, "target", target), feature


def _conda(document: TomlDocument, found: Found, path: tuple[str, ...], group: str | None) -> None:
    for name, value in document.table(*path).items():
        first, last = document.lines((*path, name))
        table = table_of(value)
        if poetry.source_of(table) is not None:
            continue  # a source package of this workspace or a repository
        version = text_value(value) or text_value(table.get("version")) or ""
        declared = declare_conda(f"{name} {version}", first, group)
        if declared is None:
            found.problems.append(f"line {first}: not a dependency: {shown(f'{name} {version}')}")
        else:
            found.declarations.append(replace(declared, end_line=last))
