"""The model inventory: what trains, writes, reads, registers and serves which model."""

from datetime import date

import pytest

from debtaudit.domain.facts import RepositoryFacts
from debtaudit.domain.history import Commit, CommitChanges, HistoryFacts, PathChange
from debtaudit.domain.inventory import InventoryModel
from debtaudit.resolve.model_inventory import model_inventory
from debtaudit.resolve.owners import owner_finder
from tests.resolve.drawing import facts_of, picture_of

TRAIN = """
    import joblib
    from sklearn.linear_model import Ridge

    def store(model):
        joblib.dump(model, "models/demand.joblib")

    def main(rows):
        model = Ridge().fit(rows, rows)
        store(model)
"""
SERVE = """
    import joblib
    from fastapi import FastAPI

    app = FastAPI()
    model = joblib.load("models/demand.joblib")

    @app.get("/")
    def predict(row):
        return model.predict(row)
"""


def committed(path: str, time: int) -> CommitChanges:
    """Return a commit that changed one path."""
    commit = Commit(f"{time:040x}", (), time, "Ada", "ada@example.org", "Change", "")
    return CommitChanges(commit, (PathChange("M", path, path, "a", "b"),))


def inventory(files: dict[str, str], *commits: CommitChanges) -> dict[str, InventoryModel]:
    """Return the models of these files by name."""
    entries, facts = facts_of(files)
    repository = RepositoryFacts(
        name="x",
        as_of=date(2026, 1, 1),
        files=entries,
        facts=facts,
        history=HistoryFacts(commits=commits),
        picture=picture_of(files),
        comparisons={},
        line_dates={},
        diagnostics=(),
    )
    models = model_inventory(repository, owner_finder(facts))
    assert len({model.name for model in models}) == len(models)
    return {model.name: model for model in models}


def test_a_model_with_what_trains_writes_stores_and_serves_it() -> None:
    model = inventory(
        {
            "src/train.py": TRAIN,
            "src/serve.py": SERVE,
            "models/demand.joblib.dvc": "outs:\n- md5: 0123456789abcdef0123456789abcdef\n"
            "  path: demand.joblib\n",
            "MODEL_CARD.md": "# Demand\n",
            "CODEOWNERS": "src/ @forecast\n",
        },
        committed("src/train.py", 1_700_000_000),
        committed("models/demand.joblib.dvc", 1_710_000_000),
        committed("src/train.py", 1_690_000_000),
    )["src/demand"]
    assert (model.kind, model.framework) == ("trained", "sklearn")
    assert model.trained_by == ("src/train.py::main",)
    assert model.saved_at == ("src/train.py:6",)
    assert model.loaded_at == ("src/serve.py:6",)
    assert model.artefacts == ("models/demand.joblib.dvc",)
    assert (model.card, model.owner) == ("MODEL_CARD.md", "@forecast")
    assert (model.last_change, model.last_retraining) == ("2023-11-14", "2024-03-09")
    assert (model.use, model.because) == ("served", "src/serve.py:6 loads it")


def test_two_programs_that_write_one_file_train_one_model() -> None:
    models = inventory({"src/train.py": TRAIN, "src/retrain.py": TRAIN})
    assert list(models) == ["src/demand"]
    trained_by = models["src/demand"].trained_by
    assert trained_by == ("src/retrain.py::main", "src/train.py::main")


def test_copies_in_other_folders_are_other_models_and_keep_to_their_own_files() -> None:
    models = inventory(
        {f"week{week}/{name}": text for week in (1, 2) for name, text in FILES.items()}
    )
    assert {name: model.loaded_at for name, model in models.items()} == {
        "week1/demand": ("week1/serve.py:6",),
        "week2/demand": ("week2/serve.py:6",),
    }


FILES = {"train.py": TRAIN, "serve.py": SERVE}


def test_a_model_that_serving_passes_over_is_orphaned() -> None:
    served = SERVE.replace("demand.joblib", "other.joblib")
    model = inventory({"src/train.py": TRAIN, "src/serve.py": served})["src/demand"]
    assert model.use == "orphaned"
    assert model.because == "serving code loads other.joblib instead (src/serve.py:6)"


@pytest.mark.parametrize(
    ("files", "because"),
    [
        ({"src/train.py": TRAIN}, "no serving code in this repository"),
        (
            {"src/train.py": TRAIN, "src/serve.py": SERVE.replace('"models/demand.joblib"', "x")},
            "serving code loads no model by a name that can be read",
        ),
        (
            {
                "src/train.py": TRAIN.replace('"models/demand.joblib"', "path"),
                "src/serve.py": SERVE,
            },
            "it is not written to a file by a name that can be read",
        ),
    ],
)
def test_what_cannot_be_told_is_unknown_with_the_reason(
    files: dict[str, str], because: str
) -> None:
    (model,) = inventory(files).values()
    assert (model.use, model.because) == ("unknown", because)


def test_a_name_that_is_handed_to_a_reader_of_weights_is_loaded() -> None:
    reader = """
        import joblib

        class Predictor:
            def __init__(self, path):
                self.model = joblib.load(path)
    """
    serve = """
        from fastapi import FastAPI
        from src.reader import Predictor

        app = FastAPI()
        predictor = Predictor("models/demand.joblib")
    """
    files = {"src/train.py": TRAIN, "src/reader.py": reader, "src/serve.py": serve}
    model = inventory(files)["src/demand"]
    assert model.because == "src/serve.py:6 loads it"


def test_a_conversion_is_followed_to_the_file_that_is_served() -> None:
    convert = """
        import joblib
        import torch

        def convert():
            model = joblib.load("models/demand.joblib")
            torch.onnx.export(model, None, "models/demand.onnx")
    """
    serve = SERVE.replace("joblib.load", "onnxruntime.InferenceSession").replace(
        "import joblib", "import onnxruntime"
    )
    files = {
        "src/train.py": TRAIN,
        "src/convert.py": convert,
        "src/serve.py": serve.replace("demand.joblib", "demand.onnx"),
    }
    assert inventory(files)["src/demand"].use == "served"


def test_a_stage_of_dvc_names_what_it_writes() -> None:
    stage = "stages:\n  train:\n    cmd: python src/train.py\n    outs: [models/net.pt]\n"
    train = """
        import torch

        def main(path):
            model = torch.nn.Linear(1, 1)
            optimizer = torch.optim.SGD(model.parameters())
            for row in path:
                model(row).backward()
                optimizer.step()
            torch.save(model, path)

        if __name__ == "__main__":
            main([])
    """
    models = inventory({"src/train.py": train, "dvc.yaml": stage, "models/net.pt": ""})
    assert list(models) == ["src/net"]
    assert models["src/net"].artefacts == ("models/net.pt",)


def test_registry_names_are_named() -> None:
    train = TRAIN.replace("import joblib", "import mlflow").replace(
        'joblib.dump(model, "models/demand.joblib")', 'mlflow.sklearn.log_model(model, "demand")'
    )
    assert inventory({"src/train.py": train})["src/train"].registered_as == ("demand",)


def test_weights_that_no_code_here_trains_are_listed() -> None:
    models = inventory({"serve.py": SERVE, "models/demand.joblib": "", "data/rows.csv": "1"})
    assert {name: (model.kind, model.use) for name, model in models.items()} == {
        "demand": ("artefact", "served")
    }


def test_models_of_hubs_are_listed_with_who_loads_them() -> None:
    serve = """
        from fastapi import FastAPI
        from transformers import AutoModel

        app = FastAPI()
        model = AutoModel.from_pretrained("org/name")
    """
    model = inventory({"serve.py": serve})["org/name"]
    assert (model.kind, model.use, model.loaded_at) == ("pretrained", "served", ("serve.py:6",))


def test_tests_and_files_that_are_no_models_do_not_count() -> None:
    files = {
        "tests/test_it.py": 'import joblib\n\ndef test_it():\n    joblib.load("a.joblib")\n',
        "report.py": 'import pickle\n\npickle.dump([], open("rows.txt", "wb"))\n',
    }
    assert inventory(files) == {}
