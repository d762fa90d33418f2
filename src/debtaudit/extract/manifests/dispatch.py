"""Which reader reads which file; the one door to the manifests for the other extractors."""

import ast
from collections.abc import Sequence

from debtaudit.domain.files import PathClass
from debtaudit.domain.manifests import ManifestFacts


def manifest_facts(
    path_class: PathClass,
    base_name: str,
    data: bytes,
    *,
    tree: ast.Module | None = None,
    shell: Sequence[str] = (),
) -> ManifestFacts | None:
    """Return what the file declares, None where it is no manifest or declares nothing.

    `tree` saves parsing a setup.py a second time; `shell` are the `%` and `!` lines of a notebook
    (`PythonFacts.shell`), without which nothing is read from one. Readers are imported when the
    first file of their format comes.
    """
    if path_class is PathClass.REQUIREMENTS:
        from debtaudit.extract.manifests import requirements_file

        return requirements_file.read(data)
    if path_class is PathClass.YAML:
        if b"\ndependencies" not in data and not data.startswith(b"dependencies"):
            return None
        from debtaudit.extract.manifests import conda_environment

        return conda_environment.read(data, base_name)
    if path_class is PathClass.NOTEBOOK:
        if not any("install" in line for line in shell):
            return None
        from debtaudit.extract.manifests import notebook_commands

        return notebook_commands.read(data, shell)
    if path_class is PathClass.SETUP_PY:
        from debtaudit.extract.manifests import setup_py

        return setup_py.read(data, tree)
    if path_class is PathClass.LOCK:
        from debtaudit.extract.manifests import lock_files

        return lock_files.read(data, base_name)
    return _settings_file(path_class, base_name, data)


def _settings_file(path_class: PathClass, base_name: str, data: bytes) -> ManifestFacts | None:
    """Read the formats that are configuration as well."""
    if path_class is PathClass.PYPROJECT:
        from debtaudit.extract.manifests import pyproject

        return pyproject.read(data)
    if path_class is PathClass.SETUP_CFG:
        from debtaudit.extract.manifests import setup_cfg

        return setup_cfg.read(data)
    if path_class is PathClass.PIPFILE:
        from debtaudit.extract.manifests import pipfile

        return pipfile.read(data)
    if path_class is PathClass.DOCKERFILE:
        from debtaudit.extract.manifests import dockerfile

        return dockerfile.read(data)
    if path_class is PathClass.WORKFLOW:
        from debtaudit.extract.manifests import ci_file

        return ci_file.read(data)
    if path_class is PathClass.INI and base_name == "tox.ini":
        from debtaudit.extract.manifests import tox_ini

        return tox_ini.read(data)
    return None
