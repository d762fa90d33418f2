"""How a manifest is known to be what a program runs with."""

from debtaudit.resolve.dependencies.declared import declared_dependencies
from tests.resolve.drawing import repository_of

SERVE = """
    from fastapi import FastAPI

    app = FastAPI()

    @app.get("/")
    def answer():
        return 1
"""
TRAIN = """
    from sklearn.linear_model import Ridge

    Ridge().fit([[1.0]], [1])
"""


def deployed(files: dict[str, str]) -> dict[str, str]:
    return {one.path: one.deployed for one in declared_dependencies(repository_of(files))}


def test_the_witness_imports_what_the_manifest_declares() -> None:
    code = {"api/app.py": SERVE, "jobs/deep/train.py": TRAIN}
    assert deployed({**code, "requirements.txt": "scikit-learn\n"}) == {
        "requirements.txt": "jobs/deep/train.py (training) runs with it"
    }
    assert deployed({**code, "requirements.txt": "scikit-learn\nfastapi\n"}) == {
        "requirements.txt": "api/app.py (serving) runs with it"
    }


def test_where_none_imports_it_the_place_is_told() -> None:
    code = {"api/app.py": SERVE, "jobs/deep/train.py": TRAIN, "tools/x.py": "import rich\n"}
    assert deployed({**code, "requirements.txt": "rich\n", "tools/requirements.txt": "rich\n"}) == {
        "requirements.txt": "It stands beside or above api/app.py (serving)",
        "tools/requirements.txt": "",
    }


def test_containers_and_images_are_known_by_themselves() -> None:
    compose = "services:\n  tracker:\n    image: python:3.12\n    command: pip install mlflow\n"
    files = {"api/app.py": SERVE, "compose.yaml": compose, "setup.cfg": ""}
    assert deployed(files) == {"compose.yaml": "Containers start with it"}
    image = "FROM python:3.12\nRUN pip install -r requirements.txt\n"
    files = {"api/app.py": SERVE, "Dockerfile": image, "requirements.txt": "rich\n"}
    assert deployed(files) == {
        "Dockerfile": "An image is built from it",
        "requirements.txt": "Dockerfile installs it",
    }


def test_a_library_leaves_versions_to_others() -> None:
    setup = "from setuptools import setup\nsetup(name='x', install_requires=['fastapi'])\n"
    files = {"x/app.py": SERVE, "setup.py": setup, "requirements.txt": "fastapi\n"}
    assert set(deployed(files).values()) == {""}
