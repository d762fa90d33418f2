"""Pipfile: `[packages]`, `[dev-packages]`, further categories, `[requires]`."""

from msgspec.structs import replace

from debtaudit.domain.manifests import ManifestFacts
from debtaudit.extract.manifests import poetry
from debtaudit.extract.manifests.requirements_file import Found
from debtaudit.extract.manifests.toml_document import TomlDocument, text_value

_NO_PACKAGES = {"source", "requires", "pipenv", "scripts", "hooks"}
_GROUPS = {"packages": None, "dev-packages": "dev"}


def read(data: bytes) -> ManifestFacts:
    """Read a Pipfile; every table but the few with another meaning is a category of packages."""
    document = TomlDocument(data)
    found = Found()
    found.problems += document.problems
    for name, value in document.values.items():
        if name not in _NO_PACKAGES and isinstance(value, dict):
            found.declarations += poetry.declarations(document, (name,), _GROUPS.get(name, name))
    requires = document.table("requires")
    for key in ("python_full_version", "python_version"):
        version = text_value(requires.get(key))
        if version is not None:
            return replace(
                found.facts("pipfile"),
                requires_python=f"=={version}"
                if key == "python_full_version"
                else f"=={version}.*",
                requires_python_line=document.lines(("requires", key))[0],
            )
    return found.facts("pipfile")
