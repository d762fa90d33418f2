"""The pytest file for an entry point: what it imports, calls and asks a person for."""

import ast
from collections.abc import Mapping

import pytest

from debtaudit.domain.errors import WrongCallError
from debtaudit.resolve.picture import draw
from debtaudit.resolve.training.scaffold import scaffold
from tests.resolve.drawing import facts_of, notebook, points_of

SKLEARN = """
    import numpy as np
    from sklearn.linear_model import Ridge

    def fit(frame, alpha=1.0, *, path="data/rows.csv", **more):
        return Ridge(alpha=alpha).fit(frame, frame)
"""
PYTORCH = """
    import torch

    class Trainer:
        def __init__(self, model, lr):
            self.optimizer = torch.optim.SGD(model.parameters(), lr)
            self.model = model

        def train(self, batches):
            for batch in batches:
                self.optimizer.zero_grad()
                loss = self.model(batch).sum()
                loss.backward()
                self.optimizer.step()

    def main():
        trainer = Trainer(torch.nn.Linear(1, 1), 0.1)
        for epoch in range(3):
            trainer.train([])
"""
KERAS = """
    from tensorflow import keras

    def train(images, labels, epochs):
        model = keras.Sequential()
        model.compile(loss="mse")
        model.fit(images, labels, epochs=epochs)
        return model
"""
TRANSFORMERS = """
    from transformers import AutoModel, Trainer, TrainingArguments

    def finetune(model_name, texts):
        trainer = Trainer(AutoModel.from_pretrained(model_name), TrainingArguments("out"))
        trainer.train()
        return trainer
"""
SCRIPT = """
    import pandas as pd
    from sklearn.linear_model import Ridge

    frame = pd.read_csv("data/sales.csv")
    model = Ridge().fit(frame, frame)
"""
DVC = """
    stages:
      fit:
        cmd: python fit.py --lr ${lr}
        deps: [fit.py, data/sales.csv]
        outs: [model.pkl]
"""


def made(wanted: str, files: Mapping[str, str]) -> str:
    """Return the scaffold for `wanted`; it is Python in any case."""
    entries, facts = facts_of(files)
    text = scaffold(wanted, draw(entries, facts), facts)
    tree = ast.parse(text)
    tests = [each for each in tree.body if isinstance(each, ast.FunctionDef)]
    assert [each.name for each in tests if each.name.startswith("test_")]
    assert "# FILL IN" in text
    assert "skip" not in text
    assert all(len(line) <= 140 for line in text.splitlines())
    return text


def test_a_function_is_imported_and_called_with_its_parameters() -> None:
    text = made("src/fit.py::fit", {"src/fit.py": SKLEARN, "src/__init__.py": ""})
    assert "from src.fit import fit\n" in text
    assert "fit(**tiny)" in text
    assert "fit(frame, alpha, path, **more)" in text
    assert '{"frame": ..., "alpha": ..., "path": ...}' in text
    assert "numpy.random.seed(SEED)" in text
    assert "#   data/rows.csv\n" in text


def test_the_module_name_is_the_one_that_the_repository_uses() -> None:
    files = {"src/fit.py": SKLEARN, "tests/test_it.py": "from src.fit import fit\n"}
    assert "from src.fit import fit\n" in made("src/fit.py", files)
    files["tests/test_it.py"] = "from fit import fit\n"
    assert "from fit import fit\n" in made("src/fit.py", files)


def test_a_file_whose_name_is_no_module_name_is_run_by_its_path() -> None:
    text = made("jobs/fit-it.py", {"jobs/fit-it.py": SKLEARN})
    assert 'fit = runpy.run_path(str(ROOT / FILE))["fit"]' in text


def test_a_method_asks_for_the_arguments_of_its_class() -> None:
    text = made("train.py::Trainer.train", {"train.py": PYTORCH})
    assert "from train import Trainer\n" in text
    assert "Trainer(**settings).train(**tiny)" in text
    assert '{"model": ..., "lr": ...}' in text
    assert '{"batches": ...}' in text
    assert "def test_the_loss_of_trainer_train_falls(tiny, settings, losses):" in text


def test_a_file_with_one_entry_point_needs_no_symbol() -> None:
    text = made("./train.py", {"train.py": PYTORCH})
    assert "from train import main\n" in text
    assert "main(): it takes none" in text


def test_keras_as_the_file_imports_it() -> None:
    assert "\nfrom tensorflow import keras\n" in made("t.py", {"t.py": KERAS})
    alone = KERAS.replace("from tensorflow import keras", "import keras")
    assert "\nimport keras\n" in made("t.py", {"t.py": alone})


def test_the_trainer_of_hugging_face() -> None:
    text = made("t.py", {"t.py": TRANSFORMERS})
    assert "max_steps=1" in text
    assert "AutoModel.from_pretrained(folder)" in text


def test_a_framework_without_a_template_gets_the_generic_one() -> None:
    code = "from prophet import Prophet\n\ndef learn(frame):\n    return Prophet().fit(frame)\n"
    text = made("t.py", {"t.py": code})
    assert "(prophet)" in text
    assert "def test_learn_trains_to_a_finite_loss(tiny, loss):" in text


def test_a_click_command_is_invoked() -> None:
    code = """
        import click
        from sklearn.linear_model import Ridge

        @click.command()
        @click.option("--rows")
        def main(rows):
            Ridge().fit(rows, rows)
    """
    text = made("t.py", {"t.py": code})
    assert "CliRunner().invoke(main, tiny, " in text
    assert "from click.testing import CliRunner" in text


def test_a_stage_is_run_with_what_it_reads() -> None:
    files = {"ml/dvc.yaml": DVC, "ml/fit.py": SCRIPT, "ml/params.yaml": "lr: 1\n"}
    for wanted in ("ml/dvc.yaml:fit", "ml/dvc.yaml::fit"):
        text = made(wanted, files)
        assert 'COMMAND = "python fit.py --lr ${lr}"  # FILL IN: values' in text
        assert 'COPIED = ["ml/fit.py", "ml/params.yaml"]' in text
        assert "#   ml/data/sales.csv" in text
        assert 'cwd=folder / "ml"' in text
        assert "#   model.pkl" in text


def test_a_script_and_a_notebook_are_run_as_programs() -> None:
    text = made("fit.py", {"fit.py": SCRIPT})
    assert 'SCRIPT = "fit.py"' in text
    assert "#   data/sales.csv" in text
    cells = notebook("from sklearn.linear_model import Ridge", "Ridge().fit([[1]], [1])")
    text = made("nb/fit.ipynb", {"nb/fit.ipynb": cells})
    assert 'NOTEBOOK = "nb/fit.ipynb"' in text


def test_a_helper_may_be_tested_in_the_place_of_its_entry_point() -> None:
    files = {"train.py": PYTORCH}
    assert "Trainer.train" in points_of(files)["train.py::main"].helpers
    assert "train(**tiny)" in made("train.py::Trainer.train", files)


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ("src/fti.py", "did you mean src/fit.py::fit"),
        ("src/fit.py::fitt", "did you mean src/fit.py::fit"),
        ("x", "there are src/fit.py::fit"),
        ("src/__init__.py", "did you mean|there are"),
    ],
)
def test_an_unknown_entry_point_is_a_wrong_call_with_the_nearest_names(
    wanted: str, said: str
) -> None:
    with pytest.raises(WrongCallError, match=said):
        made(wanted, {"src/fit.py": SKLEARN, "src/__init__.py": ""})


def test_a_file_with_several_entry_points_asks_for_one() -> None:
    two = SKLEARN + "\n    def again(frame):\n        return Ridge().fit(frame, frame)\n"
    with pytest.raises(WrongCallError, match=r"name one: fit\.py::again, fit\.py::fit"):
        made("fit.py", {"fit.py": two})


def test_no_training_at_all_is_said() -> None:
    with pytest.raises(WrongCallError, match="no code that fits a model"):
        made("a.py", {"a.py": "x = 1\n"})


@pytest.mark.parametrize(
    "path", ['a"""\nimport os\n#.py', "a'''b.py", "a\\N{BULLET}.py", "a\u202eb.py", 'a"+x+".py']
)
def test_the_names_of_strangers_stay_text(path: str) -> None:
    text = made(f"{path}::fit", {path: SKLEARN})
    assert not any(
        isinstance(each, ast.Import) and each.names[0].name == "os" for each in ast.parse(text).body
    )


def test_an_unfilled_scaffold_is_no_test_and_a_filled_one_is() -> None:
    files = {"src/fit.py": SKLEARN, "src/__init__.py": ""}
    text = made("src/fit.py", files)
    found = points_of({**files, "tests/test_fit.py": text})["src/fit.py::fit"]
    assert found.tested == "untested"
    assert "not filled in" in (found.reason or "")
    filled = text.replace("raise NotImplementedError", "return dict").replace('("FILL', '(a="FILL')
    found = points_of({**files, "tests/test_fit.py": filled})["src/fit.py::fit"]
    assert found.tested == "tested"


@pytest.mark.parametrize(
    ("wanted", "files", "point"),
    [
        ("train.py::Trainer.train", {"train.py": PYTORCH}, "train.py::main"),
        ("t.py", {"t.py": KERAS}, "t.py::train"),
        ("t.py", {"t.py": TRANSFORMERS}, "t.py::finetune"),
        ("fit.py", {"fit.py": SCRIPT}, "fit.py::<module>"),
        ("dvc.yaml:fit", {"dvc.yaml": DVC, "fit.py": SCRIPT}, "fit.py::<module>"),
    ],
)
def test_the_scan_sees_what_a_filled_scaffold_runs(
    wanted: str, files: Mapping[str, str], point: str
) -> None:
    text = made(wanted, files).replace("raise NotImplementedError", "return str")
    assert points_of({**files, "tests/test_it.py": text})[point].tested == "tested"


def test_a_training_that_parses_a_command_line_is_given_one() -> None:
    parsing = """
        import argparse
        from sklearn.linear_model import Ridge

        def arguments():
            return argparse.ArgumentParser().parse_args()

        def main():
            given = arguments()
            Ridge().fit(given, given)
    """
    text = made("fit.py::main", {"fit.py": parsing})
    assert '    monkeypatch.setattr("sys.argv", ["fit.py"])  # FILL IN: its options\n' in text
    assert "sys.argv" not in made("src/fit.py::fit", {"src/fit.py": SKLEARN})


def test_a_file_that_imports_its_neighbours_is_imported_from_its_folder() -> None:
    script = "from data import load\n" + SKLEARN.replace("\n    ", "\n")
    files = {"tasks/a/fit.py": script, "tasks/a/data.py": "def load():\n    pass\n"}
    text = made("tasks/a/fit.py::fit", files)
    assert 'FOLDER = "tasks/a"\n' in text
    assert "# it imports data from there\nfrom fit import fit\n" in text
    files["tasks/a/__init__.py"] = ""
    assert "sys.path" not in made("tasks/a/fit.py::fit", files)


def test_many_arguments_are_told_in_several_lines() -> None:
    names = ", ".join(f"argument_{number}" for number in range(20))
    many = SKLEARN.replace("def fit(", f"def fit({names}, ")
    text = made("src/fit.py::fit", {"src/fit.py": many})
    assert all(len(line) <= 100 for line in text.splitlines())
    assert "what has a default may be left out" in " ".join(text.replace("#", "").split())
