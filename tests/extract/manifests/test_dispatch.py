"""The one door: which class of path is read as what."""

import ast

import pytest

from debtaudit.domain.files import PathClass
from debtaudit.extract.manifests.dispatch import manifest_facts


@pytest.mark.parametrize(
    ("path_class", "name", "data", "format_name"),
    [
        (PathClass.REQUIREMENTS, "requirements.txt", b"numpy\n", "requirements"),
        (PathClass.PYPROJECT, "pyproject.toml", b"[project]\ndependencies=['a']\n", "pyproject"),
        (PathClass.SETUP_CFG, "setup.cfg", b"[options]\ninstall_requires = a\n", "setup.cfg"),
        (PathClass.SETUP_PY, "setup.py", b"setup(install_requires=['a'])\n", "setup.py"),
        (PathClass.PIPFILE, "Pipfile", b"[packages]\na = '*'\n", "pipfile"),
        (PathClass.LOCK, "uv.lock", b"", "uv.lock"),
        (PathClass.DOCKERFILE, "Dockerfile.gpu", b"FROM a\n", "dockerfile"),
        (PathClass.WORKFLOW, "ci.yml", b"- run: pip install a\n", "ci"),
        (PathClass.YAML, "x.yaml", b"channels: []\ndependencies:\n- a\n", "conda"),
        (PathClass.INI, "tox.ini", b"[testenv]\ndeps = a\n", "tox"),
    ],
)
def test_each_class_has_its_reader(
    path_class: PathClass, name: str, data: bytes, format_name: str
) -> None:
    facts = manifest_facts(path_class, name, data)
    assert facts is not None
    assert facts.format == format_name


@pytest.mark.parametrize(
    ("path_class", "name"),
    [(PathClass.PYTHON, "train.py"), (PathClass.INI, "x.ini"), (PathClass.NOTEBOOK, "a.ipynb")],
)
def test_other_files_are_no_manifests(path_class: PathClass, name: str) -> None:
    assert manifest_facts(path_class, name, b"dependencies:\n- a\n") is None


def test_a_tree_that_is_there_is_not_parsed_again() -> None:
    tree = ast.parse("setup(install_requires=['numpy'])")
    facts = manifest_facts(PathClass.SETUP_PY, "setup.py", b"not python at all", tree=tree)
    assert facts is not None
    assert [one.name for one in facts.declarations] == ["numpy"]


@pytest.mark.parametrize("path_class", list(PathClass))
@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x00" * 100,
        b"\xff\xfe",
        bytes(range(256)),
        b"[" * 3000,
        b"{" * 3000,
        b"-" * 3000,
        b"a: &a [*a]\ndependencies: *a\n",
        b"dependencies:\n" + b"- [" * 500,
        b"pip install " * 500,
    ],
)
def test_no_bytes_break_a_reader(path_class: PathClass, data: bytes) -> None:
    for name in ("x", "poetry.lock", "Pipfile.lock", "conda-lock.yml", "tox.ini", "env.yml"):
        facts = manifest_facts(path_class, name, data, shell=["pip install x", "pip install"])
        assert facts is None or facts.format


HOSTILE = (
    *(
        (PathClass.REQUIREMENTS, b"a" + b" " * 100_000 + tail)
        for tail in (b"!", b"x #", b" --x", b";")
    ),
    (PathClass.REQUIREMENTS, b"a" + b">=x" * 900 + b" !"),
    (PathClass.REQUIREMENTS, b"a[" + b"b," * 100_000),
    (PathClass.REQUIREMENTS, b"a; " + b"(" * 1500 + b"os_name=='x'" + b")" * 1500),
    (PathClass.DOCKERFILE, b"FROM x\nRUN pip install " + b"${A:-" * 20_000),
    (PathClass.DOCKERFILE, b"FROM x\nENV " + b"a" * 100_000),
    (PathClass.DOCKERFILE, b"FROM x\nRUN pip install " + b'"\\' * 50_000),
    (PathClass.WORKFLOW, b"- run: pip install " + b'"\\' * 50_000),
    (PathClass.WORKFLOW, b"python-version: " + b"3." * 50_000),
    (PathClass.YAML, b"channels:\ndependencies:\n- a" + b" " * 100_000 + b"!"),
    (PathClass.PYPROJECT, b"[project]\nd = [\n" + b" " * 100_000),
    (PathClass.PYPROJECT, b"[tool.poetry.dependencies]\na = '^1" + b" " * 100_000 + b"!'\n"),
    (PathClass.SETUP_CFG, b"[options]\ninstall_requires =\n a" + b" " * 100_000 + b"#\n"),
    (PathClass.SETUP_PY, b"a=[]\n" + b"a+=a\n" * 5000 + b"setup(install_requires=a)\n" * 50),
)


@pytest.mark.parametrize(("path_class", "data"), HOSTILE)
def test_lines_made_to_keep_a_pattern_busy_end(path_class: PathClass, data: bytes) -> None:
    """Each of these takes hours where a pattern tries every way to split a run."""
    facts = manifest_facts(path_class, "x", data)
    assert facts is None or len(facts.declarations) <= 1
