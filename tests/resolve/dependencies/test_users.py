"""Whose imports a declaration answers for, where several manifests declare one package."""

import pytest

from debtaudit.domain.report_rows import Role
from debtaudit.resolve.dependencies.declared import declared_dependencies
from tests.resolve.drawing import repository_of

TRAIN = """
    import numpy as np
    from sklearn.linear_model import Ridge

    Ridge().fit(np.zeros((2, 1)), [1, 2])
"""
SERVE = """
    import numpy as np
    from fastapi import FastAPI

    app = FastAPI()

    @app.get("/")
    def answer():
        return np.zeros(2).sum()
"""
CODE = {"training/train.py": TRAIN, "serving/app.py": SERVE, "statistics/main.py": "import json\n"}


def used_by(files: dict[str, str]) -> dict[str, tuple[Role, ...]]:
    declared = declared_dependencies(repository_of(files))
    return {one.path: one.used_by for one in declared if one.distribution == "numpy"}


def test_each_service_answers_for_its_own_files() -> None:
    manifests = {
        f"{folder}/requirements.txt": "numpy==1.23.0\n"
        for folder in ("training", "serving", "statistics")
    }
    assert used_by({**CODE, **manifests}) == {
        "training/requirements.txt": ("training",),
        "serving/requirements.txt": ("serving",),
        "statistics/requirements.txt": ("none",),
    }


def test_the_manifest_above_answers_for_the_rest() -> None:
    manifests = {"requirements.txt": "numpy\n", "serving/requirements.txt": "numpy<2\n"}
    assert used_by({**CODE, **manifests}) == {
        "requirements.txt": ("training",),
        "serving/requirements.txt": ("serving",),
    }


@pytest.mark.parametrize("folder", ["docker/", "requirements/", ""])
def test_a_folder_without_code_and_a_single_manifest_answer_for_all_files(folder: str) -> None:
    both = ("training", "serving")
    single = {f"{folder}requirements.txt": "numpy\n"}
    assert used_by({**CODE, **single}) == {f"{folder}requirements.txt": both}
    if folder:
        assert used_by({**CODE, **single, "requirements.txt": "numpy\n"}) == {
            f"{folder}requirements.txt": both,
            "requirements.txt": both,
        }


def test_an_alias_is_used_by_who_imports_the_module_of_its_name() -> None:
    files = {**CODE, "requirements.txt": "sklearn\nscikit-learn\nsklearn-crfsuite\n"}
    found = {one.distribution: one.used_by for one in declared_dependencies(repository_of(files))}
    assert found == {
        "sklearn": ("training",),
        "scikit-learn": ("training",),
        "sklearn-crfsuite": ("none",),
    }


COMMANDS = """
    import numpy as np
    from sklearn.linear_model import Ridge

    def train():
        import joblib

        model = Ridge().fit(np.zeros((2, 1)), [1, 2])
        save(model)

    def save(model):
        def write():
            import cloudpickle

            cloudpickle.dump(model, open("model", "wb"))
        write()

    def evaluate():
        import museval
        import pandas as pd
        try:
            import joblib
        except ImportError:
            raise SystemExit(1)

    if __name__ == "__main__":
        train()
"""


def test_an_import_in_a_function_is_needed_by_who_gets_to_the_function() -> None:
    names = ("numpy", "joblib", "cloudpickle", "museval", "pandas")
    files = {"main.py": COMMANDS, "requirements.txt": "\n".join(names)}
    found = {one.distribution: one.used_by for one in declared_dependencies(repository_of(files))}
    assert found == {
        "numpy": ("training",),
        "joblib": ("training",),
        "cloudpickle": ("training",),
        "museval": ("other",),
        "pandas": ("other",),
    }


def test_a_class_that_is_chosen_by_its_name_counts_for_its_file() -> None:
    loggers = """
        class Wandb:
            def __init__(self):
                import wandb

                self.run = wandb.init()

        CHOICES = {"wandb": Wandb}

        def chosen(name):
            return CHOICES[name]()
    """
    train = "from loggers import chosen\nfrom sklearn.linear_model import Ridge\n"
    train += "chosen('wandb')\nRidge().fit([[1]], [1])\n"
    files = {"loggers.py": loggers, "train.py": train, "requirements.txt": "wandb\n"}
    (found,) = declared_dependencies(repository_of(files))
    assert found.used_by == ("training",)


def test_a_block_outside_of_functions_is_of_the_file() -> None:
    source = "try:\n    import numpy as np\nexcept ImportError:\n    np = None\n"
    files = {
        "main.py": source + "from sklearn.linear_model import Ridge\nRidge().fit([[1]], [1])\n"
    }
    assert used_by({**files, "requirements.txt": "numpy\n"}) == {"requirements.txt": ("training",)}
