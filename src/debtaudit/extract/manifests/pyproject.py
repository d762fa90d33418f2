"""pyproject.toml: PEP 621, PEP 735, build requirements, and the tables of the tools.

Read are Poetry, PDM, Hatch, tox, pixi, uv (development group, bounds and sources), setuptools'
dynamic fields and Flit's old metadata table.
"""

from collections.abc import Iterable

from msgspec.structs import replace

from debtaudit.domain.manifests import ManifestFacts
from debtaudit.extract.manifests import environment_tools, pixi, poetry
from debtaudit.extract.manifests.requirements_file import (
    Found,
    add_include,
    add_line,
    add_requirement,
)
from debtaudit.extract.manifests.text_lines import shown
from debtaudit.extract.manifests.toml_document import TomlDocument, array_of, table_of, text_value

_SIGNS = (
    *(b"build-system", b"dependency-groups", b"requires", b"[project", b"[ project"),
    *(b"tool.poetry", b"tool.pdm", b"tool.hatch", b"tool.uv", b"tool.flit", b"tool.setuptools"),
    *(b"tool.tox", b"tool.pixi"),
)
_UV_BOUNDS = (
    "constraint-dependencies",
    "override-dependencies",
    "build-constraint-dependencies",
)


def read(data: bytes) -> ManifestFacts | None:
    """Read a pyproject.toml; None where it configures tools and declares nothing."""
    if not any(sign in data for sign in _SIGNS):
        return None
    document = TomlDocument(data)
    found = Found()
    found.problems += document.problems
    _standard(document, found)
    _groups(document, found)
    _setuptools(document, found)
    _poetry(document, found)
    _tools(document, found)
    _apply_sources(document, found)
    facts = found.facts("pyproject")
    requires, line = _requires_python(document)
    return replace(
        facts,
        requires_python=requires,
        requires_python_line=line,
        packaged=_is_packaged(document),
    )


def _add(document: TomlDocument, found: Found, path: tuple[str, ...], group: str | None) -> None:
    """Add the requirement strings of the array at the path."""
    for text, line, end_line in document.strings(*path):
        add_requirement(found, text.strip(), line, end_line, group)


def _standard(document: TomlDocument, found: Found) -> None:
    _add(document, found, ("build-system", "requires"), "build")
    _add(document, found, ("project", "dependencies"), None)
    for extra in document.table("project", "optional-dependencies"):
        _add(document, found, ("project", "optional-dependencies", extra), extra)


def _groups(document: TomlDocument, found: Found) -> None:
    """PEP 735; `{include-group = ...}` repeats another group and declares nothing itself."""
    groups = document.table("dependency-groups")
    for group in groups:
        _add(document, found, ("dependency-groups", group), group)
        for index, value in enumerate(array_of(groups[group])):
            included = text_value(table_of(value).get("include-group"))
            if included is not None and not _has_group(groups, included):
                line = document.lines(("dependency-groups", group, index))[0]
                found.problems.append(f"line {line}: no such group: {shown(included)}")


def _has_group(groups: Iterable[str], name: str) -> bool:
    wanted = name.lower().replace("_", "-").replace(".", "-")
    return any(wanted == known.lower().replace("_", "-").replace(".", "-") for known in groups)


def _setuptools(document: TomlDocument, found: Found) -> None:
    """Fields that `dynamic` leaves to setuptools: `{file = ["requirements.txt"]}`."""
    base = ("tool", "setuptools", "dynamic")
    dynamic = document.table(*base)
    paths: list[tuple[tuple[str, ...], object]] = [
        ((*base, "dependencies"), dynamic.get("dependencies"))
    ]
    for extra, value in table_of(dynamic.get("optional-dependencies")).items():
        paths.append(((*base, "optional-dependencies", extra), value))
    for path, value in paths:
        files = table_of(value).get("file")
        names = array_of(files) or ((files,) if isinstance(files, str) else ())
        for index, name in enumerate(names):
            if isinstance(name, str):
                line = document.lines((*path, "file", index))[0]
                add_include(found, name, line, constraint=False)


def _poetry(document: TomlDocument, found: Found) -> None:
    base = ("tool", "poetry")
    table = document.table(*base)
    if not table:
        return
    found.declarations += poetry.declarations(document, (*base, "dependencies"), None)
    found.declarations += poetry.declarations(document, (*base, "dev-dependencies"), "dev")
    for group in table_of(table.get("group")):
        path = (*base, "group", group, "dependencies")
        found.declarations += poetry.declarations(document, path, group)


def _tools(document: TomlDocument, found: Found) -> None:
    tools = document.table("tool")
    if "pdm" in tools:
        for group in document.table("tool", "pdm", "dev-dependencies"):
            path = ("tool", "pdm", "dev-dependencies", group)
            for text, line, end_line in document.strings(*path):
                add_line(found, text, line, end_line, group)
    if "hatch" in tools:
        environment_tools.add_hatch(document, found, ("tool", "hatch"))
    if "tox" in tools:
        environment_tools.add_tox(document, found, ("tool", "tox"))
    if "pixi" in tools:
        pixi.add_tables(document, found, ("tool", "pixi"))
    if "uv" in tools:
        _add(document, found, ("tool", "uv", "dev-dependencies"), "dev")
        for key in _UV_BOUNDS:
            _add(document, found, ("tool", "uv", key), key)
    if "flit" in tools:
        base = ("tool", "flit", "metadata")
        _add(document, found, (*base, "requires"), None)
        for extra in document.table(*base, "requires-extra"):
            _add(document, found, (*base, "requires-extra", extra), extra)


def _apply_sources(document: TomlDocument, found: Found) -> None:
    """Where `[tool.uv.sources]` says where a package comes from, that is what is declared."""
    sources = {
        _normalised(name): value for name, value in document.table("tool", "uv", "sources").items()
    }
    if not sources:
        return
    for index, declared in enumerate(found.declarations):
        value = sources.get(_normalised(declared.name)) if declared.name else None
        source = poetry.source_of(table_of(value)) if value is not None else None
        if source is not None and declared.kind not in ("url", "local"):
            kind, location, fixed = source
            found.declarations[index] = replace(
                declared, kind=kind, specifier=location, fixed=fixed
            )


def _normalised(name: str) -> str:
    return name.lower().replace("_", "-").replace(".", "-")


def _requires_python(document: TomlDocument) -> tuple[str | None, int | None]:
    places = (
        ("project", "requires-python"),
        ("tool", "poetry", "dependencies", "python"),
        ("tool", "flit", "metadata", "requires-python"),
    )
    for path in places:
        value = document.table(*path[:-1]).get(path[-1])
        if isinstance(value, dict):
            value = value.get("version")
        if isinstance(value, str):
            return value, document.lines(path)[0]
    return None, None


def _is_packaged(document: TomlDocument) -> bool:
    """Tell a distribution that others install from a program that only lists what it needs.

    A project table with a build backend builds a wheel; uv and Poetry say where it must not
    (`package = false`, `package-mode = false`).
    """
    if document.table("tool", "uv").get("package") is False:
        return False
    if document.table("tool", "poetry").get("package-mode") is False:
        return False
    named = bool(
        document.table("project").get("name")
        or document.table("tool", "poetry").get("name")
        or document.table("tool", "flit", "metadata").get("module")
    )
    return named and bool(document.table("build-system"))
