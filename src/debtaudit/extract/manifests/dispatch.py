"""Which reader reads which file; the one door to the manifests for the other extractors."""

import ast
from collections.abc import Sequence

from debtaudit.domain.files import PathClass
from debtaudit.domain.manifests import ManifestFacts

_RECIPES = frozenset(("meta.yaml", "meta.yml", "recipe.yaml", "recipe.yml"))
_DEPLOYMENTS = {
    "bentofile.yaml": "bentoml",
    "bentofile.yml": "bentoml",
    "cog.yaml": "cog",
    "MLproject": "mlproject",
}
_SIGNS_OF_RAY = (b"runtime_env", b"cluster_name", b"post_build_cmds")
# What every Python file is asked for, as bytes, before anything is looked at.
_SIGNS_IN_PYTHON = (
    *(b"runtime_env", b"pip_packages", b"packages_to_install", b"pip_requirements"),
    *(b"python_packages", b".pip_install", b"requirements_txt", b"import nox", b"# /// script"),
)


def manifest_facts(
    path_class: PathClass,
    base_name: str,
    data: bytes,
    *,
    tree: ast.Module | None = None,
    shell: Sequence[str] = (),
) -> ManifestFacts | None:
    """Return what the file declares, None where it is no manifest or declares nothing.

    `tree` is that of a Python file; `shell` are the `%` and `!` lines of a notebook
    (`PythonFacts.shell`). Without them nothing is read from either, setup.py apart. Readers are
    imported when the first file of their format comes.
    """
    if path_class is PathClass.REQUIREMENTS:
        from debtaudit.extract.manifests import requirements_file

        return requirements_file.read(data)
    if path_class is PathClass.YAML:
        return _yaml_file(base_name, data)
    if path_class is PathClass.PYTHON:
        return _python_file(data, tree)
    if path_class is PathClass.TOML:
        return _toml_file(base_name, data)
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


def _yaml_file(base_name: str, data: bytes) -> ManifestFacts | None:
    """Read the YAML files that declare something; content decides for conda's environments."""
    if base_name in _RECIPES and b"requirements:" in data:
        from debtaudit.extract.manifests import conda_recipe

        return conda_recipe.read(data)
    if "compose" in base_name:
        from debtaudit.extract.manifests import compose

        if compose.is_compose(base_name):
            return compose.read(data)
    if base_name in _DEPLOYMENTS or any(sign in data for sign in _SIGNS_OF_RAY):
        from debtaudit.extract.manifests import deployment_files

        return deployment_files.read(data, _DEPLOYMENTS.get(base_name, "ray"))
    if b"\ndependencies" not in data and not data.startswith(b"dependencies"):
        return None
    from debtaudit.extract.manifests import conda_environment

    return conda_environment.read(data, base_name)


def _python_file(data: bytes, tree: ast.Module | None) -> ManifestFacts | None:
    if tree is None or not any(sign in data for sign in _SIGNS_IN_PYTHON):
        return None
    from debtaudit.extract.manifests import python_environments

    return python_environments.read(data, tree)


def _toml_file(base_name: str, data: bytes) -> ManifestFacts | None:
    if base_name == "pixi.toml":
        from debtaudit.extract.manifests import pixi

        return pixi.read(data)
    if base_name in ("hatch.toml", "tox.toml"):
        from debtaudit.extract.manifests import environment_tools

        return environment_tools.read(data, base_name)
    return None


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
