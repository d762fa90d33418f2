"""The model inventory: what trains, writes, reads, registers and serves which model."""

import pytest

from debtaudit.domain.history import Commit, CommitChanges, HistoryFacts, PathChange
from debtaudit.domain.inventory_model import InventoryModel
from debtaudit.resolve.models.dated import dated_models
from tests.resolve.drawing import picture_of

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
    models = dated_models(picture_of(files).models, HistoryFacts(commits=commits))
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


@pytest.mark.parametrize("what", ["feature_names", "metrics", "self.columns", "train_history"])
def test_what_is_written_beside_a_model_is_none(what: str) -> None:
    code = f"""
        import pickle
        from sklearn.linear_model import Ridge

        def main(self, rows, {what.rpartition(".")[2]}):
            model = Ridge().fit(rows, rows)
            pickle.dump({what}, open("out/beside.pkl", "wb"))
            pickle.dump(model, open("out/demand.pkl", "wb"))
    """
    (model,) = inventory({"train.py": code}).values()
    assert (model.name, model.saved_at) == ("demand", ("train.py:8",))


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


LOGGED = TRAIN.replace("import joblib", "import mlflow").replace(
    'joblib.dump(model, "models/demand.joblib")',
    'mlflow.sklearn.log_model(model, "m", registered_model_name="demand")',
)
BY_NAME = """
    import mlflow
    from fastapi import FastAPI

    NAME = "demand"
    app = FastAPI()
    model = mlflow.pyfunc.load_model(f"models:/{NAME}/latest")
"""


def test_a_registered_model_has_that_name_and_is_served_by_its_address() -> None:
    model = inventory({"src/train.py": LOGGED, "src/serve.py": BY_NAME})["demand"]
    assert model.registered_as == ("demand",)
    assert (model.use, model.because) == ("served", "src/serve.py:7 loads it as demand")


def test_what_is_only_logged_to_a_run_has_no_name_in_the_registry() -> None:
    logged = LOGGED.replace(', registered_model_name="demand"', "")
    assert inventory({"src/train.py": logged})["src/train"].registered_as == ()


def test_an_address_whose_name_is_set_elsewhere_means_the_only_registered_model() -> None:
    serve = BY_NAME.replace('"demand"', "settings.model")
    served = inventory({"src/train.py": LOGGED, "src/serve.py": serve})["demand"]
    assert served.because == (
        "src/serve.py:7 loads it from the registry, in which it is the only one"
    )
    other = LOGGED.replace('"demand"', '"supply"')
    files = {"src/train.py": LOGGED, "src/other.py": other, "src/serve.py": serve}
    assert {model.use for model in inventory(files).values()} == {"unknown"}


def test_two_programs_that_register_one_name_train_one_model() -> None:
    models = inventory({"a/train.py": LOGGED, "b/train.py": LOGGED})
    assert models["demand"].trained_by == ("a/train.py::main", "b/train.py::main")


def test_the_caller_that_hands_a_model_on_says_what_becomes_of_it() -> None:
    files = {
        "fit.py": """
            from sklearn.linear_model import Ridge

            def fit(rows):
                return Ridge().fit(rows, rows)
        """,
        "register.py": """
            import mlflow

            def register(run, name="demand"):
                mlflow.register_model(f"runs:/{run}/model", name)
        """,
        "flow.py": """
            from fit import fit
            from register import register

            def main(rows):
                fit(rows)
                register("1")
        """,
    }
    assert inventory(files)["demand"].trained_by == ("fit.py::fit",)
    files["flow.py"] += "\n            def other(rows):\n                fit(rows)\n"
    assert list(inventory(files)) == ["demand"]


def test_the_caller_of_several_trainings_says_nothing_of_one() -> None:
    train = """
        from sklearn.linear_model import Ridge

        def fit(rows):
            return Ridge().fit(rows, rows)
    """
    flow = """
        import joblib
        import a
        import b

        def main(rows):
            a.fit(rows)
            b.fit(rows)
            joblib.dump(rows, "both.joblib")
    """
    assert set(inventory({"a.py": train, "b.py": train, "flow.py": flow})) == {"a", "b"}


def test_a_writer_is_told_the_file_by_who_calls_it() -> None:
    train = """
        import pickle
        from sklearn.linear_model import Ridge

        def save(model, path):
            with open(path, "wb") as file:
                pickle.dump(model, file)

        def main(rows, out):
            save(Ridge().fit(rows, rows), out)

        if __name__ == "__main__":
            main([], "models/demand.joblib")
    """
    model = inventory({"src/train.py": train, "src/serve.py": SERVE})["src/demand"]
    assert (model.use, model.saved_at) == ("served", ("src/train.py:7",))


def test_rows_that_are_read_are_not_the_model_that_is_written() -> None:
    train = """
        import pickle
        import sys
        from sklearn.linear_model import Ridge

        def main():
            with open("rows.pkl", "rb") as file:
                rows = pickle.load(file)
            with open(sys.argv[1], "wb") as file:
                pickle.dump(Ridge().fit(rows, rows), file)
    """
    model = inventory({"src/train.py": train})["src/train"]
    assert (model.saved_at, model.loaded_at) == (("src/train.py:10",), ())


def test_the_lock_of_a_stage_tells_when_the_model_was_trained_last() -> None:
    train = """
        import sys
        import joblib
        from sklearn.linear_model import Ridge

        if __name__ == "__main__":
            joblib.dump(Ridge().fit([], []), sys.argv[1])
    """
    stage = "stages:\n  train:\n    cmd: python train.py m.pkl\n    outs: [m.pkl]\n"
    files = {"train.py": train, "dvc.yaml": stage, "dvc.lock": "schema: '2.0'\n"}
    model = inventory(files, committed("dvc.lock", 1_710_000_000))["m"]
    assert (model.artefacts, model.last_retraining) == (("dvc.lock",), "2024-03-09")


def test_a_trial_in_a_temporary_folder_is_no_model() -> None:
    trial = """
        import tempfile
        import joblib
        from sklearn.linear_model import Ridge

        if __name__ == "__main__":
            with tempfile.TemporaryDirectory() as folder:
                joblib.dump(Ridge().fit([], []), f"{folder}/demand.joblib")
    """
    assert inventory({"serve.py": trial}) == {}


def test_a_load_means_the_nearest_of_several_models_with_files_of_one_name() -> None:
    files = {
        "app/train.py": TRAIN,
        "notebooks/train.py": TRAIN,
        "app/serving/serve.py": SERVE,
    }
    models = inventory(files)
    assert models["app/demand"].use == "served"
    assert models["notebooks/demand"].because == (
        "serving code loads a demand.joblib that is nearer (app/serving/serve.py:6)"
    )


def test_a_training_that_a_cloud_is_ordered_to_make_is_a_model() -> None:
    order = """
        from sagemaker.estimator import Estimator

        def train(image, role):
            return TrainingStep("train", estimator=Estimator(image, role))
    """
    template = "Resources:\n  Endpoint:\n    Type: AWS::SageMaker::Endpoint\n"
    model = inventory({"pipeline/run.py": order, "deploy.yml": template})["pipeline/train"]
    assert (model.kind, model.framework) == ("trained", "in a cloud")
    assert model.trained_by == ("pipeline/run.py:5",)
    assert (model.use, model.because) == ("served", "deploy.yml:3 deploys an endpoint")
    fitted = order.replace("return TrainingStep", "").replace('"train", estimator=', "")
    fitted = fitted.replace("(Estimator(image, role))", "Estimator(image, role).fit()")
    (model,) = inventory({"run.py": fitted, "deploy.yml": template}).values()
    assert (model.framework, model.use) == ("in a cloud", "served")
    alone = inventory({"pipeline/run.py": order})["pipeline/train"]
    assert alone.use == "unknown"
    two = {"a/run.py": order, "b/run.py": order, "deploy.yml": template}
    assert {model.use for model in inventory(two).values()} == {"unknown"}


def test_an_order_of_a_script_of_this_repository_is_that_script_s_model() -> None:
    order = """
        from sagemaker.sklearn import SKLearn

        def run(role):
            SKLearn("train.py", role=role).fit()
    """
    assert list(inventory({"src/train.py": TRAIN, "src/run.py": order})) == ["src/demand"]


def test_a_request_that_is_only_handed_on_orders_nothing() -> None:
    hand_on = "def handler(client, request):\n    client.create_training_job(**request)\n"
    assert inventory({"function.py": hand_on}) == {}


def test_formats_of_one_model_are_one_model() -> None:
    (model,) = inventory({"w/net.onnx": "", "w/net.jit": ""}).values()
    assert (model.name, model.artefacts) == ("net", ("w/net.jit", "w/net.onnx"))


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


LIST = """
    [[models.detector]]
    repo_id = "org/detector"
    revision = "7a43f38"

    [[models.local]]
    repo_id = "weights"
"""


def test_published_models_of_a_list_are_those_that_a_server_is_filled_from() -> None:
    model = inventory({"models/models.toml": LIST})["org/detector"]
    assert (model.kind, model.use, model.loaded_at) == (
        "pretrained",
        "unknown",
        ("models/models.toml",),
    )
    assert model.because == "models/models.toml lists it"
    assert set(inventory({"models/models.toml": LIST})) == {"org/detector"}
    assert inventory({"examples/models.toml": LIST, "config/train.toml": LIST}) == {}


def test_a_listed_model_that_code_loads_is_one_model() -> None:
    load = """
        from transformers import AutoModel

        model = AutoModel.from_pretrained("org/detector")
    """
    text = "detector:\n  repo_id: org/detector\n"
    model = inventory({"models.yaml": text, "load.py": load})["org/detector"]
    assert model.loaded_at == ("load.py:4", "models.yaml:2")


def test_a_tokenizer_a_device_and_a_folder_are_no_published_models() -> None:
    generate = """
        from transformers import AutoModel, AutoTokenizer

        AutoTokenizer.from_pretrained("org/tokens")
        AutoModel.from_pretrained(base, device_map="auto")
        AutoModel.from_pretrained("./out")
    """
    assert inventory({"generate.py": generate}) == {}


def test_the_default_of_a_parameter_names_a_published_model() -> None:
    serve = """
        import gradio
        from peft import PeftModel

        def main(base, adapter="org/adapter"):
            model = PeftModel.from_pretrained(base, adapter, device_map="auto")
            gradio.Interface(model)
    """
    assert inventory({"serve.py": serve})["org/adapter"].use == "served"


def test_a_data_set_of_a_hub_and_weights_of_tests_are_no_models() -> None:
    rows = """
        from huggingface_hub import hf_hub_download

        hf_hub_download(repo_id="org/rows", repo_type="dataset")
        hf_hub_download(repo_id="org/levels", filename=f"{name}.npy")
    """
    assert inventory({"rows.py": rows, "tests/data/net.onnx": ""}) == {}


def test_checkpoints_in_a_folder_are_those_of_the_training_beside_them() -> None:
    train = """
        from lightning.pytorch.callbacks import ModelCheckpoint
        import lightning

        def main(model, rows):
            keep = ModelCheckpoint(dirpath="./models", filename="best.ckpt")
            lightning.Trainer(callbacks=[keep]).fit(model, rows)
    """
    serve = """
        from fastapi import FastAPI
        from net import Net

        app = FastAPI()
        model = Net.load_from_checkpoint("./models/epoch=0.ckpt")
    """
    files = {f"w{week}/train.py": train for week in (1, 2)} | {"w2/serve.py": serve}
    models = inventory(files)
    assert {name: model.loaded_at for name, model in models.items()} == {
        "w1/best": (),
        "w2/best": ("w2/serve.py:6",),
    }


def test_tests_and_files_that_are_no_models_do_not_count() -> None:
    files = {
        "tests/test_it.py": 'import joblib\n\ndef test_it():\n    joblib.load("a.joblib")\n',
        "report.py": 'import pickle\n\npickle.dump([], open("rows.txt", "wb"))\n',
    }
    assert inventory(files) == {}
