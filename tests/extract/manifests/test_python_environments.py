"""What Python files declare: nox sessions, Ray, BentoML and others, inline script metadata."""

import ast

from debtaudit.domain.files import PathClass
from debtaudit.domain.manifests import ManifestFacts
from debtaudit.extract.manifests.dispatch import manifest_facts
from tests.extract.manifests.expected import brief, grouped

NOX = """\
import nox

LINT = ["ruff==0.4", "mypy"]


@nox.session(python=["3.8", "3.12"])
def tests(session):
    session.install("-r", "requirements.txt", "pytest>=7")
    session.install("-e", ".[dev]")
    session.run("pytest", "install")


@nox.session
def lint(session: nox.Session) -> None:
    session.install(*LINT)
    session.conda_install("numpy=1.20", "--channel", "conda-forge")
    session.run("pip", "install", "pandas")


@nox.session
@nox.parametrize("torch", ["1.13", "2.0"])
def versions(session, torch):
    session.install(f"torch=={torch}", "scipy")


def helper(session):
    session.install("not-a-session")
"""


def _read(source: str) -> ManifestFacts | None:
    data = source.encode()
    return manifest_facts(PathClass.PYTHON, "noxfile.py", data, tree=ast.parse(data))


def test_nox_sessions() -> None:
    facts = _read(NOX)
    assert grouped(facts) == [
        (3, "ruff", "lint"),
        (3, "mypy", "lint"),
        (8, "pytest", "tests"),
        (9, None, "tests"),
        (16, "numpy", "lint"),
        (17, "pandas", "lint"),
        (23, "torch", "versions"),
        (23, "scipy", "versions"),
    ]
    assert facts is not None
    assert (facts.format, facts.problems) == ("nox", ())
    assert [(one.path, one.line) for one in facts.includes] == [("requirements.txt", 8)]
    torch = facts.declarations[6]
    assert (torch.specifier, torch.kind) == ("==${computed}", "pinned")


def test_a_list_that_several_sessions_install_is_declared_once() -> None:
    facts = _read(
        """\
import nox
DEV = ["ruff", "mypy"]

@nox.session
def lint(session):
    session.install(*DEV)

@nox.session
def types(session):
    session.install(*DEV, "torch")
"""
    )
    assert grouped(facts) == [(2, "ruff", "lint"), (2, "mypy", "lint"), (10, "torch", "types")]


def test_ray_in_python() -> None:
    facts = _read(
        """\
import ray
PIP = ["torch==2.0"]
runtime_env = {"pip": PIP, "env_vars": {"A": "b"}}
ray.init(runtime_env={"pip": {"packages": ["xgboost"], "pip_check": False}})
train = ray.remote(runtime_env=RuntimeEnv(uv=["scipy"]))
options = {"runtime_env": {"conda": {"dependencies": ["numpy=1.2", {"pip": ["emoji"]}]}}}
serve.run(app, runtime_env={"pip": "./requirements.txt"})
"""
    )
    assert brief(facts) == [
        (2, "torch", "==2.0", "pinned"),
        (4, "xgboost", "", "unbounded"),
        (5, "scipy", "", "unbounded"),
        (6, "numpy", "=1.2", "pinned"),
        (6, "emoji", "", "unbounded"),
    ]
    assert facts is not None
    assert [one.path for one in facts.includes] == ["requirements.txt"]


def test_arguments_that_hold_packages() -> None:
    facts = _read(
        """\
@bentoml.env(pip_packages=["scikit-learn==1.0"], requirements_txt_file="./req.txt")
class Service: ...

@component(packages_to_install=["pandas"])
def train(): ...

mlflow.sklearn.log_model(model, "m", pip_requirements=["numpy<2"])
image = modal.Image.debian_slim().pip_install("torch==2.1", "einops")
image = bentoml.images.Image().python_packages("xgboost")
"""
    )
    assert brief(facts) == [
        (1, "scikit-learn", "==1.0", "pinned"),
        (4, "pandas", "", "unbounded"),
        (7, "numpy", "<2", "bounded"),
        (8, "torch", "==2.1", "pinned"),
        (8, "einops", "", "unbounded"),
        (9, "xgboost", "", "unbounded"),
    ]
    assert facts is not None
    assert [one.path for one in facts.includes] == ["req.txt"]


def test_inline_script_metadata() -> None:
    facts = _read(
        """\
#!/usr/bin/env python
# /// script
# requires-python = ">=3.8"
# dependencies = [
#   "requests<3",
#   "rich",
# ]
# ///
import requests
"""
    )
    assert brief(facts) == [(5, "requests", "<3", "bounded"), (6, "rich", "", "unbounded")]
    assert facts is not None
    assert (facts.requires_python, facts.requires_python_line) == (">=3.8", 3)


def test_files_that_only_mention_the_words_declare_nothing() -> None:
    assert _read("import nox\nprint('runtime_env')\n") is None
    assert _read("ray.init(runtime_env=settings())\n") is None
    assert _read("x = 1\n") is None
    assert _read("# /// script\nx = 1\n") is None
