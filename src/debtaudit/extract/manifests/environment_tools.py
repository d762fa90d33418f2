"""TOML of the tools that make environments: Hatch (hatch.toml, `[tool.hatch]`) and tox (tox.toml).

Sources: Hatch, "Environment configuration" and "Build configuration"; tox, "Configuration".
"""

from debtaudit.domain.manifests import ManifestFacts
from debtaudit.extract.manifests import tox_ini
from debtaudit.extract.manifests.requirements_file import Found, add_include, add_line
from debtaudit.extract.manifests.toml_document import TomlDocument, text_value


def read(data: bytes, base_name: str) -> ManifestFacts:
    """Read a hatch.toml or a tox.toml."""
    document = TomlDocument(data)
    found = Found()
    found.problems += document.problems
    name = base_name.partition(".")[0]
    (add_hatch if name == "hatch" else add_tox)(document, found, ())
    return found.facts(name)


def add_hatch(document: TomlDocument, found: Found, base: tuple[str, ...]) -> None:
    """Add the dependencies of environments, build targets and build hooks."""
    for name in document.table(*base, "envs"):
        for key in ("dependencies", "extra-dependencies"):
            add_strings(document, found, (*base, "envs", name, key), name)
    add_strings(document, found, (*base, "build", "dependencies"), "build")
    for kind in ("targets", "hooks"):
        for name in document.table(*base, "build", kind):
            add_strings(document, found, (*base, "build", kind, name, "dependencies"), "build")
    hook = (*base, "metadata", "hooks", "requirements_txt")
    _add_files(document, found, (*hook, "files"))
    for extra in document.table(*hook, "optional-dependencies"):
        _add_files(document, found, (*hook, "optional-dependencies", extra))


def add_tox(document: TomlDocument, found: Found, base: tuple[str, ...]) -> None:
    """Add `deps` of the environments, `requires`, and an INI file inside of a string."""
    add_strings(document, found, (*base, "requires"), "tox")
    tables = [((*base, "env_run_base"), "env_run_base")]
    tables += [((*base, "env", name), name) for name in document.table(*base, "env")]
    for path, name in tables:
        add_strings(document, found, (*path, "deps"), name)
    legacy = text_value(document.table(*base).get("legacy_tox_ini")) if base else None
    if legacy is not None:
        first, last = document.lines((*base, "legacy_tox_ini"))
        # TOML drops a line break behind the opening quotes, and with it a line
        dropped = last - first - legacy.count("\n")
        tox_ini.add_environments(found, "\n" * (first - 1 + dropped) + legacy)


def add_strings(
    document: TomlDocument, found: Found, path: tuple[str, ...], group: str | None
) -> None:
    """Add the strings of the array at the path: requirements, or pip's options before them."""
    for text, line, end_line in document.strings(*path):
        if "{" not in text:  # Hatch's and tox's own variables: `{root:uri}`
            add_line(found, text.strip(), line, end_line, group)


def _add_files(document: TomlDocument, found: Found, path: tuple[str, ...]) -> None:
    for name, line, _ in document.strings(*path):
        add_include(found, name, line, constraint=False)
