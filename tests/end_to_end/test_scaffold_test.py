"""`debtaudit scaffold-test`: what it prints is collected by pytest, and passes when filled in."""

import os
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest

from tests.end_to_end.conftest import Command, scan_json

STAND_INS = {
    "numpy/__init__.py": "class random:\n    seed = staticmethod(lambda seed: None)\n",
    "joblib.py": """
        import pickle
        from pathlib import Path

        def dump(model, path):
            Path(path).write_bytes(pickle.dumps(model))

        def load(path):
            return pickle.loads(Path(path).read_bytes())
    """,
    "pandas.py": """
        import json
        from pathlib import Path

        class DataFrame:
            def __init__(self, columns):
                self.held = columns
                self.columns = list(columns)

            def __getitem__(self, name):
                if isinstance(name, list):
                    return DataFrame({each: self.held[each] for each in name})
                return self.held[name]

            def __len__(self):
                return len(self.held[self.columns[0]])

            def to_parquet(self, path):
                Path(path).write_text(json.dumps(self.held))

        def read_parquet(path):
            return DataFrame(json.loads(Path(path).read_text()))
    """,
    "sklearn/__init__.py": "",
    "sklearn/linear_model.py": """
        class Ridge:
            def __init__(self, alpha):
                self.alpha = alpha

            def fit(self, rows, target):
                self.mean = sum(target) / len(rows)
                return self

            def predict(self, rows):
                return [self.mean] * len(rows)
    """,
    "torch.py": "class Tensor: ...\nclass optim: ...\n",
    "keras.py": "class Sequential: ...\n",
    "transformers.py": "class Trainer: ...\nclass TrainingArguments: ...\n",
}
"""As much of the packages as the demo's job calls; they are no part of the development tools."""

TRAINING = {
    "loop.py": """
        import torch

        def train(model, batches):
            optimizer = torch.optim.SGD(model.parameters(), 0.1)
            for batch in batches:
                optimizer.zero_grad()
                model(batch).sum().backward()
                optimizer.step()
    """,
    "net.py": """
        import keras

        def train(images, labels):
            model = keras.Sequential()
            model.compile(loss="mse")
            model.fit(images, labels, epochs=3)
    """,
    "texts.py": """
        from transformers import Trainer, TrainingArguments

        def finetune(model, texts):
            Trainer(model, TrainingArguments("out"), train_dataset=texts).train()
    """,
    "fit.py": """
        from sklearn.linear_model import Ridge

        Ridge(1.0).fit([[1]], [1])
    """,
    "dvc.yaml": "stages:\n  fit:\n    cmd: python fit.py\n    deps: [fit.py]\n",
}

FILLED = {
    "tiny data for the training": """
        (tmp_path / "data").mkdir()
        (tmp_path / "models").mkdir()
        frame = {"promotion_two_for_one": [0, 1] * 10, "units": [3.0, 5.0] * 10}
        pandas.DataFrame(frame).to_parquet("data/frame.parquet")
        return {}
    """,
    "where the fitted model is": 'return lambda _: joblib.load("models/uplift.joblib")\n',
    "rows to predict": 'return pandas.DataFrame({"promotion_two_for_one": [0, 1]})\n',
}


@pytest.fixture
def packages(tmp_path: Path) -> dict[str, str]:
    """Return an environment in which the stand-ins can be imported."""
    write(tmp_path / "packages", STAND_INS)
    return {**os.environ, "PYTHONPATH": str(tmp_path / "packages")}


def write(folder: Path, files: dict[str, str]) -> None:
    """Write files given as indented text."""
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(dedent(text))


def run_pytest(
    folder: Path, environment: dict[str, str], *options: str
) -> subprocess.CompletedProcess[str]:
    """Run pytest in a folder as its developer would."""
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *options],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_for_the_demo_job_it_passes_after_filling_in(
    debtaudit: Command, demo: Path, packages: dict[str, str]
) -> None:
    target = demo / "tests" / "test_retrain_promotions_works.py"
    done = debtaudit("scaffold-test", "jobs/retrain_promotions.py::main", demo, "-o", target)
    assert done.returncode == 0, done.stderr
    assert "FILL IN" in done.stdout
    before = run_pytest(demo, packages, str(target))
    assert before.returncode == 1
    assert "NotImplementedError: FILL IN: tiny data for the training" in before.stdout
    assert status_of(debtaudit, demo) == "untested"

    text = target.read_text()
    for asked, answer in FILLED.items():
        missing = f'    raise NotImplementedError("FILL IN: {asked}")\n'
        assert missing in text
        body = "".join(f"    {line}\n" for line in dedent(answer).strip().splitlines())
        text = text.replace(missing, body)
    target.write_text(text.replace("import pytest", "import joblib\nimport pandas\nimport pytest"))
    after = run_pytest(demo, packages, str(target))
    assert after.returncode == 0, after.stdout
    assert "3 passed" in after.stdout
    assert status_of(debtaudit, demo) == "tested"


def status_of(debtaudit: Command, demo: Path) -> str:
    """Return what the scan says of the demo's job."""
    rows = scan_json(debtaudit, demo, "--scan", "retraining-tests").training.entry_points
    return next(row.tested for row in rows if row.path == "jobs/retrain_promotions.py")


@pytest.mark.parametrize("wanted", ["loop.py", "net.py", "texts.py", "fit.py", "dvc.yaml:fit"])
def test_pytest_collects_it_for_every_kind(
    wanted: str, debtaudit: Command, tmp_path: Path, packages: dict[str, str]
) -> None:
    write(tmp_path / "project", TRAINING)
    target = tmp_path / "project" / "tests" / "test_it.py"
    target.parent.mkdir()
    done = debtaudit("scaffold-test", wanted, tmp_path / "project", "-o", target)
    assert done.returncode == 0, done.stderr
    collected = run_pytest(tmp_path / "project", packages, "--collect-only", "-q")
    assert collected.returncode == 0, collected.stdout
    assert "3 tests collected" in collected.stdout


def test_a_stage_is_really_run_after_filling_in(
    debtaudit: Command, tmp_path: Path, packages: dict[str, str]
) -> None:
    write(tmp_path / "project", TRAINING)
    text = debtaudit("scaffold-test", "dvc.yaml:fit", tmp_path / "project").stdout
    filled = (
        text.replace('raise NotImplementedError("FILL IN: tiny', 'return tmp_path  # ("')
        .replace('raise NotImplementedError("FILL IN: the loss', 'return lambda folder: 0.5  # ("')
        .replace('raise NotImplementedError("FILL IN: the saved', 'return lambda folder: 1  # ("')
    )
    write(tmp_path / "project" / "tests", {"test_it.py": filled})
    assert "3 passed" in run_pytest(tmp_path / "project", packages).stdout
    (tmp_path / "project" / "fit.py").write_text("raise SystemExit(1)\n")
    assert "3 failed" in run_pytest(tmp_path / "project", packages).stdout


def test_it_writes_nothing_unless_told_and_replaces_nothing_unless_forced(
    debtaudit: Command, tmp_path: Path
) -> None:
    write(tmp_path / "project", TRAINING)
    before = sorted(tmp_path.rglob("*"))
    done = debtaudit("scaffold-test", "loop.py", tmp_path / "project")
    assert done.stdout.startswith('"""Retraining test')
    assert sorted(tmp_path.rglob("*")) == before
    target = tmp_path / "test_mine.py"
    target.write_text("mine\n")
    done = debtaudit("scaffold-test", "loop.py", tmp_path / "project", "-o", target)
    assert (done.returncode, target.read_text()) == (2, "mine\n")
    assert "--force" in done.stderr
    done = debtaudit("scaffold-test", "loop.py", tmp_path / "project", "-o", target, "--force")
    assert done.returncode == 0
    assert "FILL IN" in target.read_text()


def test_an_unknown_entry_point_is_a_wrong_call(debtaudit: Command, tmp_path: Path) -> None:
    write(tmp_path / "project", TRAINING)
    done = debtaudit("scaffold-test", "lopp.py::train", tmp_path / "project")
    assert done.returncode == 2
    assert "did you mean loop.py::train" in done.stderr
    assert done.stdout == ""
