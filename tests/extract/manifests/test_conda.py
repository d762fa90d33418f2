"""conda's environments by content, its specifications, and MLflow's python_env.yaml."""

import pytest

from debtaudit.extract.manifests.conda_environment import read
from debtaudit.extract.manifests.conda_spec import conda_kind, declare_conda
from tests.extract.manifests.expected import brief

ENVIRONMENT = b"""\
name: demand
channels:
- conda-forge
dependencies:
# what trains
- python=3.8
- "numpy>=1.20,<2"  # quoted
- conda-forge::xgboost=1.7.3=py38_0
- pytorch==1.4
- scipy 1.5.*
- pandas >= 1.0
- pip
- pip:
    - -r requirements.txt
    - torchmetrics==0.5
    # remark
    - git+https://host.example/a/b.git
- joblib
prefix: /home/x
"""


def test_an_environment() -> None:
    facts = read(ENVIRONMENT)
    assert brief(facts) == [
        (6, "python", "=3.8", "pinned"),
        (7, "numpy", ">=1.20,<2", "bounded"),
        (8, "xgboost", "=1.7.3=py38_0", "pinned"),
        (9, "pytorch", "==1.4", "pinned"),
        (10, "scipy", "1.5.*", "bounded"),
        (11, "pandas", ">=1.0", "bounded"),
        (12, "pip", "", "unbounded"),
        (15, "torchmetrics", "==0.5", "pinned"),
        (17, None, "git+https://host.example/a/b.git", "url"),
        (18, "joblib", "", "unbounded"),
    ]
    assert facts is not None
    assert [one.group for one in facts.declarations[-3:]] == ["pip", "pip", None]
    assert [one.ecosystem for one in facts.declarations[:2]] == ["python", "conda"]
    assert facts.declarations[-3].ecosystem == "pypi"
    assert [(one.path, one.line) for one in facts.includes] == [("requirements.txt", 14)]
    assert facts.problems == ()


@pytest.mark.parametrize(
    "data",
    [
        b"dependencies:\n  - name: postgresql\n    version: 1.0\n    repository: https://x\n",
        b"galaxy_info: {}\ndependencies:\n  - geerlingguy.nginx\n  - role.two\n",
        b"name: app\ndependencies:\n  flutter:\n    sdk: flutter\n",
        b"dependencies: []\n",
        b"stages:\n  train:\n    dependencies:\n      - python=3.8\n",
        b"x: 1\n",
    ],
)
def test_other_documents_with_that_key_are_no_manifests(data: bytes) -> None:
    assert read(data, "Chart.yaml") is None


def test_the_name_of_the_file_decides_where_the_content_does_not() -> None:
    data = b"dependencies:\n  - numpy\n  - pandas=1.0\n"
    assert read(data, "meta.yml") is None
    assert brief(read(data, "environment-gpu.yml")) == [
        (2, "numpy", "", "unbounded"),
        (3, "pandas", "=1.0", "pinned"),
    ]


def test_flow_lists_go_through_the_parser_and_keep_their_lines() -> None:
    data = b"channels: [defaults]\ndependencies:\n  [python=3.9, numpy,\n   {pip: [torch==1.0]}]\n"
    assert brief(read(data)) == [
        (3, "python", "=3.9", "pinned"),
        (3, "numpy", "", "unbounded"),
        (4, "torch", "==1.0", "pinned"),
    ]


def test_yaml_that_the_parser_refuses_is_no_manifest() -> None:
    assert read(b"dependencies: [python=3.9\nchannels: {\n") is None


def test_conflict_markers_cost_a_problem() -> None:
    facts = read(
        b"channels: [x]\ndependencies:\n  - numpy\n<<<<<<< HEAD\n  - scipy=1.0\n=======\n"
        b"  - scipy=2.0\n>>>>>>> b\n  - pandas\n"
    )
    assert facts is not None
    assert [one.name for one in facts.declarations] == ["numpy", "scipy", "scipy", "pandas"]
    assert len(facts.problems) == 3


def test_python_env_of_mlflow() -> None:
    facts = read(
        b"python: 3.8.10\nbuild_dependencies:\n- pip==22.0\n- wheel\n"
        b"dependencies:\n- -r requirements.txt\n- scipy==1.0\n"
    )
    assert facts is not None
    assert sorted(brief(facts)) == [
        (1, "python", "=3.8.10", "pinned"),
        (3, "pip", "==22.0", "pinned"),
        (4, "wheel", "", "unbounded"),
        (7, "scipy", "==1.0", "pinned"),
    ]
    assert [one.path for one in facts.includes] == ["requirements.txt"]


@pytest.mark.parametrize(
    ("version", "kind"),
    [
        ("", "unbounded"),
        ("*", "unbounded"),
        ("=1.2", "pinned"),
        ("==1.2", "pinned"),
        ("=1.2=py38_0", "pinned"),
        ("1.2", "pinned"),
        ("=1.2.*", "bounded"),
        ("1.2.*", "bounded"),
        (">=1.2", "bounded"),
        ("1.2|1.3", "bounded"),
        ("=1.2=py*_0", "pinned"),
        ("~=1.2", "bounded"),
    ],
)
def test_kinds(version: str, kind: str) -> None:
    assert conda_kind(version) == kind


@pytest.mark.parametrize("text", ["", "https://host.example/x.conda", "what is this?", "&anchor"])
def test_what_is_no_specification(text: str) -> None:
    assert declare_conda(text, 1, None) is None


def test_a_version_in_brackets() -> None:
    found = declare_conda("numpy[version='>=1.2',build=x]", 1, None)
    assert found is not None
    assert (found.name, found.specifier, found.kind) == ("numpy", ">=1.2", "bounded")
