"""Which definition is the entry point of a training chain, and what stands under it."""

import pytest

from tests.resolve.drawing import notebook, picture_of, points_of, typer_app

LOOP = """
    import torch

    def train_epoch(model, data, optimizer):
        for x in data:
            loss = model(x)
            loss.backward()
            optimizer.step()
"""
LIBRARY = {
    "setup.py": "from setuptools import setup\nsetup(name='lib')\n",
    "lib/__init__.py": "from lib.forest import Forest\n",
    "lib/forest.py": """
        class Forest:
            def fit(self, rows):
                for row in rows:
                    self._grow(row)

            def _grow(self, row):
                self.trees.append(row)

            def predict(self, row):
                return self.trees
    """,
}


def test_main_stands_for_what_it_calls_in_its_file() -> None:
    files = {
        "train.py": LOOP
        + """
    def train(model, data):
        train_epoch(model, data, torch.optim.SGD(model.parameters()))

    def main():
        train(None, [])

    if __name__ == "__main__":
        main()
    """
    }
    found = points_of(files)
    assert list(found) == ["train.py::main"]
    assert found["train.py::main"].helpers == ("train", "train_epoch")
    assert found["train.py::main"].line == 13


def test_a_script_that_loops_over_epochs_is_itself_the_entry_point() -> None:
    files = {"main.py": LOOP + "\n    for epoch in range(3):\n        train_epoch(1, 2, 3)\n"}
    found = points_of(files)
    assert list(found) == ["main.py::<module>"]
    assert found["main.py::<module>"].helpers == ("train_epoch",)
    assert found["main.py::<module>"].line == 11


def test_a_caller_in_another_file_that_builds_the_model_is_the_entry_point() -> None:
    files = {
        "engine.py": LOOP,
        "main.py": """
            import torch
            from engine import train_epoch

            def main():
                model = torch.nn.Linear(1, 1)
                train_epoch(model, [], None)
        """,
    }
    found = points_of(files)
    assert list(found) == ["main.py::main"]
    assert found["main.py::main"].helpers == ("engine.py::train_epoch",)


def test_a_command_line_that_only_passes_arguments_on_is_not() -> None:
    files = {
        "model.py": "from sklearn.svm import SVC\n\ndef train(x, y):\n    return SVC().fit(x, y)\n",
        "cli.py": """
            import click
            from model import train

            @click.command()
            def train_command(path):
                train(path, path)

            if __name__ == "__main__":
                train_command()
        """,
    }
    assert list(points_of(files)) == ["model.py::train"]


def test_two_scripts_that_use_one_loop_are_two_entry_points() -> None:
    files = {
        "engine.py": LOOP,
        "train_a.py": "from engine import train_epoch\n\ndef main():\n    train_epoch(1, 2, 3)\n",
        "train_b.py": "from engine import train_epoch\n\ndef main():\n    train_epoch(1, 2, 3)\n",
    }
    assert list(points_of(files)) == ["train_a.py::main", "train_b.py::main"]


def test_a_librarys_fit_stays_beside_the_scripts_and_notebooks_that_call_it() -> None:
    files = {
        **LIBRARY,
        "examples/run.py": "from lib import Forest\n\nforest = Forest()\nforest.fit([1])\n",
        "examples/explore.ipynb": notebook("from lib import Forest", "Forest().fit([1])"),
    }
    found = points_of(files)
    assert list(found) == [
        "examples/explore.ipynb::<notebook>",
        "examples/run.py::<module>",
        "lib/forest.py::Forest.fit",
    ]
    assert found["examples/run.py::<module>"].line == 4


HANDING_ON = {
    "pyproject.toml": '[project]\nname = "cast"\n',
    "cast/__init__.py": "",
    "cast/pipeline.py": (
        "from sklearn.svm import SVR\n\ndef pipeline(x, y):\n    return SVR().fit(x, y)\n"
    ),
    "cast/template.py": (
        "from cast.pipeline import pipeline\n\n"
        "class Template:\n    def run(self, rows):\n        return pipeline(rows.x, rows.y)\n"
    ),
    "cast/caster.py": (
        "from cast.template import Template\n\n"
        "class Caster:\n    def run(self, rows):\n        return Template().run(rows)\n"
    ),
    "cast/__main__.py": (
        "from cast.caster import Caster\n\ndef main():\n    Caster().run(1)\n\n\nmain()\n"
    ),
}
CASTS = "from cast.caster import Caster\n\nresult = Caster().run([1])\n"


def test_scripts_that_train_through_what_a_library_hands_on_are_found() -> None:
    files = {
        **HANDING_ON,
        "examples/run.py": CASTS,
        "examples/explore.ipynb": notebook(*CASTS.split("\n\n")),
        "examples/inside.py": "from cast.caster import Caster\n\ndef go():\n    Caster().run(1)\n",
        "examples/makes.py": "from cast.caster import Caster\n\nresult = Caster()\n",
        "tests/test_cast.py": CASTS,
    }
    found = points_of(files)
    assert list(found) == [
        "cast/pipeline.py::pipeline",
        "examples/explore.ipynb::<notebook>",
        "examples/inside.py::go",
        "examples/run.py::<module>",
    ]
    assert found["examples/run.py::<module>"].line == 3


def test_scripts_above_what_hands_on_without_a_library_stay_plumbing() -> None:
    files = {path: text for path, text in HANDING_ON.items() if path != "pyproject.toml"}
    assert list(points_of({**files, "run.py": CASTS})) == ["cast/pipeline.py::pipeline"]


def test_the_fit_of_one_estimator_does_not_hide_in_that_of_another() -> None:
    files = {
        "trees.py": """
            class Tree:
                def fit(self, x, y):
                    self.root = self.build(x, y)

                def predict(self, x):
                    return self.root

            class Forest:
                def fit(self, x, y):
                    for _ in range(3):
                        tree = Tree()
                        tree.fit(x, y)

                def predict(self, x):
                    return 1
        """
    }
    assert list(points_of(files)) == ["trees.py::Tree.fit", "trees.py::Forest.fit"]


def test_a_template_method_of_the_base_class_stands_for_the_step_of_a_derived_one() -> None:
    files = {
        "base.py": "class Base:\n    def run(self):\n        self.step()\n\n"
        "    def step(self):\n        pass\n",
        "sgd.py": """
            import torch
            from base import Base

            class Sgd(Base):
                def step(self):
                    self.loss.backward()
                    self.optimizer.step()
        """,
    }
    found = points_of(files)
    assert [name for name in found if name.startswith("sgd")] == ["sgd.py::Sgd.step"]


def test_what_the_main_block_calls_is_the_entry_point_not_a_wrapper_for_importers() -> None:
    files = {
        "train.py": """
            from sklearn.svm import SVC

            def main(x):
                SVC().fit(x, x)

            def run(**options):
                main(options)

            if __name__ == "__main__":
                main(1)
        """
    }
    assert list(points_of(files)) == ["train.py::main"]


def test_a_notebook_does_not_take_the_place_of_the_program_that_it_calls() -> None:
    files = {
        "model.py": "from sklearn.svm import SVC\n\ndef train(x):\n    SVC().fit(x, x)\n",
        "look.ipynb": notebook("from model import train", "train([[1]])"),
    }
    assert list(points_of(files)) == ["look.ipynb::<notebook>", "model.py::train"]


def test_closures_and_objectives_belong_to_the_function_around_them() -> None:
    files = {
        "tune.py": """
            import optuna
            from sklearn.svm import SVC

            def tune(x, y):
                def objective(trial):
                    return SVC().fit(x, y).score(x, y)

                optuna.create_study().optimize(objective)
        """
    }
    assert list(points_of(files)) == ["tune.py::tune"]


def test_one_notebook_is_one_entry_point() -> None:
    text = notebook(
        "from sklearn.svm import SVC",
        "def a(x, y):\n    SVC().fit(x, y)",
        "def b(x, y):\n    SVC().fit(x, y)",
        "a(1, 2)",
    )
    found = points_of({"n.ipynb": text})
    assert list(found) == ["n.ipynb::<notebook>"]


def test_functions_that_call_each_other_in_a_circle_are_one_entry_point() -> None:
    files = {
        "a.py": """
            from sklearn.svm import SVC

            def fit_a(x, y):
                SVC().fit(x, y)
                fit_b(x, y)

            def fit_b(x, y):
                fit_a(x, y)
        """
    }
    assert list(points_of(files)) == ["a.py::fit_a"]


def test_tests_are_never_entry_points() -> None:
    text = "from sklearn.svm import SVC\n\ndef {name}(x, y):\n    SVC().fit(x, y)\n"
    files = {
        "tests/support.py": text.format(name="train"),
        "tests/test_a.py": text.format(name="test_train"),
        "pkg/test_b.py": text.format(name="test_train"),
        "conftest.py": text.format(name="trained"),
    }
    assert points_of(files) == {}


def test_a_research_script_that_is_named_like_a_test_is_none() -> None:
    files = {"test_net.py": "from sklearn.svm import SVC\n\nSVC().fit([[1]], [1])\n"}
    assert list(points_of(files)) == ["test_net.py::<module>"]


def test_a_pipeline_stage_whose_code_is_elsewhere_is_listed_apart_and_its_caller_not() -> None:
    files = {
        "pipeline.py": "from tfx import v1 as tfx\n\ndef create():\n"
        "    return [tfx.components.Trainer(1)]\n",
        "run_pipeline.py": "from pipeline import create\nimport tfx\n\n"
        "def main():\n    tfx.run(create())\n",
    }
    picture = picture_of(files)
    assert picture.entry_points == ()
    assert [(job.path, job.symbol) for job in picture.elsewhere] == [("pipeline.py", "create")]
    assert picture.elsewhere[0].reason == "the code that it trains is not in this repository"


def test_what_starts_it_is_named() -> None:
    files = {
        "src/train.py": "from sklearn.svm import SVC\n\ndef main(x, y):\n    SVC().fit(x, y)\n\n"
        "if __name__ == '__main__':\n    main(1, 2)\n",
        "dvc.yaml": "stages:\n  train:\n    cmd: python src/train.py data.csv\n",
        "Makefile": "train:\n\tpython src/train.py\n\nhelp:\n\tpython src/train.py --help\n",
        "run.sh": "#!/bin/sh\ncd src\npython train.py\n",
        "Dockerfile": 'FROM python:3.11\nCMD ["python", "src/train.py"]\n',
        "pyproject.toml": '[project]\nname = "x"\n[project.scripts]\nfit-it = "train:main"\n',
    }
    started = points_of(files)["src/train.py::main"].started_by
    assert "dvc.yaml:train" in started
    assert "Makefile:train" in started
    assert "pyproject.toml:fit-it" in started
    assert any(each.startswith("run.sh") for each in started)
    assert any(each.startswith("Dockerfile") for each in started)
    assert not any("help" in each for each in started)


def test_a_command_line_names_the_command_that_it_starts() -> None:
    files = {
        "cli.py": typer_app("def train_svm", "def train_ridge"),
        "Makefile": "svm:\n\tpython cli.py train-svm\n",
    }
    found = points_of(files)
    assert found["cli.py::train_svm"].started_by == ("Makefile:svm",)
    assert found["cli.py::train_ridge"].started_by == ()


def test_a_file_with_one_command_needs_no_name_on_the_command_line() -> None:
    files = {
        "train.py": typer_app("def train_model"),
        "jobs/run.sh": "python train.py --fast --rows 10\n",
    }
    assert points_of(files)["train.py::train_model"].started_by == ("jobs/run.sh",)


def test_clustering_that_initialises_a_layer_is_no_training() -> None:
    files = {
        "src/lib/__init__.py": "",
        "src/lib/groups.py": """
            from sklearn.cluster import KMeans

            def group_rows(weight):
                return KMeans(4).fit_predict(weight)
        """,
        "src/lib/layer.py": """
            import torch
            from torch import nn
            from lib.groups import group_rows

            class Sparse(nn.Module):
                def __init__(self, base):
                    super().__init__()
                    self.set_up(base)

                def set_up(self, base):
                    self.labels = torch.tensor(group_rows(base.weight))
        """,
    }
    assert points_of(files) == {}


FIT = """
import torch

def main():
    model = torch.nn.Linear(2, 1)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for x in range(3):
        loss = model(torch.rand(4, 2)).sum()
        loss.backward()
        optimizer.step()

if __name__ == "__main__":
    main()
"""
WORKFLOW = "on: push\njobs:\n  run:\n    runs-on: x\n    steps:\n      - run: {}\n"


def test_a_script_is_given_the_file_that_it_launches() -> None:
    files = {
        "ddp/basic/fit.py": FIT,
        "ddp/basic/go.sh": "torchrun ${1:-other.py}\n",
        "ddp/other/go.sh": "torchrun $1\n",
        "all.sh": "ddp_basic() {\n  uv run bash go.sh fit.py\n}\nrun ddp/basic\n",
        ".github/workflows/ci.yml": WORKFLOW.format("./all.sh"),
    }
    assert points_of(files)["ddp/basic/fit.py::main"].tested == "smoke-run"


def test_a_submitted_job_is_followed_through_its_settings() -> None:
    files = {
        "src/fit.py": FIT,
        "jobs/nightly.yaml": "name: x\nentrypoint: bash jobs/nightly.sh\n",
        "jobs/nightly.sh": "python src/fit.py\n",
        ".github/workflows/ci.yml": WORKFLOW.format("anyscale jobs submit jobs/nightly.yaml"),
    }
    assert ".github/workflows/ci.yml:run/1" in points_of(files)["src/fit.py::main"].started_by


def test_the_gallery_of_the_documentation_runs_its_examples() -> None:
    plot = "from sklearn.svm import SVC\nSVC().fit([[0], [1]], [0, 1])\n"
    files = {"examples/plot_svc.py": plot, "examples/svc.py": plot, "doc/conf.py": "project = 'x'"}
    assert points_of(files)["examples/plot_svc.py::<module>"].tested == "untested"
    files["doc/requirements.txt"] = "sphinx\nsphinx_gallery\n"
    found = points_of(files)
    assert found["examples/plot_svc.py::<module>"].tested == "smoke-run"
    assert found["examples/svc.py::<module>"].tested == "untested"


def test_a_fit_that_keeps_nothing_in_an_object_fits_no_model() -> None:
    text = """
        import numpy as np
        from scipy import stats

        class Gamma:
            def fit(Y):
                return np.log(stats.gamma.fit(Y))

            def predict(self, x):
                return x
    """
    assert points_of({"src/lib/gamma.py": text}) == {}


def test_the_trial_of_a_module_in_its_main_block_is_no_training() -> None:
    text = FIT.replace("for x in range(3):", "if True:").partition("def main():")
    body = text[2].partition("if __name__")[0]
    files = {"src/lib/net.py": f"{text[0]}if __name__ == '__main__':{body}"}
    assert points_of(files) == {}
    looped = {"src/lib/net.py": files["src/lib/net.py"].replace("if True:", "for x in range(3):")}
    assert list(points_of(looped)) == ["src/lib/net.py::<module>"]


DERIVED = {
    "pyproject.toml": '[project]\nname = "boost"\n',
    "boost/__init__.py": "",
    "boost/base.py": """
        from sklearn.base import BaseEstimator, RegressorMixin
        from sklearn.tree import DecisionTreeRegressor

        class Boost(RegressorMixin, BaseEstimator):
            def fit(self, x, y):
                self.trees = [DecisionTreeRegressor().fit(x, y) for _ in range(9)]
                return self

            def predict(self, x):
                return sum(tree.predict(x) for tree in self.trees)
    """,
    "boost/survival.py": """
        from boost.base import Boost

        class Survival(Boost):
            def fit(self, x, times, events):
                y = times * events if events is not None else times
                return super().fit(x, y)
    """,
    "examples/survival.py": """
        from boost.survival import Survival

        Survival().fit([[1]], [1], [0])
    """,
    "tests/test_survival.py": """
        from boost.survival import Survival

        def test_fit():
            Survival().fit([[1]], [1], [0])
    """,
}


def test_a_fit_that_hands_on_to_its_base_class_stands_for_those_who_call_it() -> None:
    points = points_of(DERIVED)
    assert sorted(points) == ["boost/base.py::Boost.fit", "examples/survival.py::<module>"]
    tests = points["boost/base.py::Boost.fit"].tests
    assert [test.ref for test in tests] == ["tests/test_survival.py::test_fit"]


def test_who_makes_the_object_that_steps_the_optimiser_is_the_entry_point() -> None:
    files = {
        "misc.py": """
            class Scaler:
                def __call__(self, loss, optimizer):
                    loss.backward()
                    optimizer.step()
        """,
        "engine.py": """
            import torch

            def train_one_epoch(model, loader, optimizer, scaler):
                for batch in loader:
                    scaler(model(batch), optimizer)
        """,
        "main_pretrain.py": """
            import torch
            from misc import Scaler
            from engine import train_one_epoch

            def main():
                model = torch.nn.Linear(1, 1)
                scaler = Scaler()
                train_one_epoch(model, [], torch.optim.SGD(model.parameters()), scaler)
        """,
        "submitit_pretrain.py": """
            import submitit
            import torch
            import main_pretrain

            class Trainer:
                def __call__(self):
                    main_pretrain.main()
        """,
    }
    assert list(points_of(files)) == ["main_pretrain.py::main"]


def test_a_whole_training_in_another_file_stands_beside_the_script_that_starts_it() -> None:
    files = {
        "train.py": FIT.replace("def main", "def train_and_evaluate"),
        "main.py": """
            import torch
            from train import train_and_evaluate

            def main(argv):
                torch.compile(argv)
                train_and_evaluate()

            if __name__ == "__main__":
                main([])
        """,
        "test_train.py": """
            from train import train_and_evaluate

            def test_it():
                train_and_evaluate()
        """,
    }
    points = points_of(files)
    assert {name: point.tested for name, point in points.items()} == {
        "main.py::main": "untested",
        "train.py::train_and_evaluate": "tested",
    }


JOB = {
    "trainer/run.py": """
        from tensorflow import keras

        def run_fn(arguments):
            model = keras.Sequential()
            model.compile()
            model.fit(arguments.x, epochs=2)
    """,
    "pipeline.py": """
        from tfx.components import Trainer

        MODULE_FILE = "trainer/run.py"

        def create_pipeline():
            return Trainer(module_file=MODULE_FILE)
    """,
    "test_pipeline.py": """
        from pipeline import create_pipeline

        def test_pipeline():
            create_pipeline()
    """,
}


def test_a_stage_that_names_its_code_by_file_starts_it() -> None:
    points = points_of(JOB)
    assert {name: point.tested for name, point in points.items()} == {
        "trainer/run.py::run_fn": "tested"
    }


@pytest.mark.parametrize("named", ["gone.py", "pipeline.py", "../outside.py"])
def test_a_stage_whose_code_is_not_here_is_listed_apart(named: str) -> None:
    files = {**JOB, "pipeline.py": JOB["pipeline.py"].replace("trainer/run.py", named)}
    picture = picture_of(files)
    assert [job.symbol for job in picture.elsewhere] == ["create_pipeline"]
    assert [point.path for point in picture.entry_points] == ["trainer/run.py"]


def test_a_step_that_a_derived_trainer_defines_is_a_helper_of_the_training_above_it() -> None:
    files = {
        "setup.py": "",
        "lib/__init__.py": "",
        "lib/base.py": """
            import torch

            class Trainer:
                def train(self, data):
                    torch.tensor(data)
                    self.train_head(data)

                def train_head(self, data):
                    optimizer = torch.optim.SGD([])
                    for loss in data:
                        loss.backward()
                        optimizer.step()
        """,
        "lib/distil.py": """
            import torch
            from lib.base import Trainer

            class Distil(Trainer):
                def train_head(self, data):
                    with torch.no_grad():
                        answers = data
                    return super().train_head(answers)
        """,
    }
    assert list(points_of(files)) == ["lib/base.py::Trainer.train"]
