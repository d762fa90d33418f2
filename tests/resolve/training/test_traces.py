"""Which tests and CI steps run an entry point, and which only look like it."""

import pytest

from debtaudit.domain.report_rows import EntryPoint
from tests.resolve.drawing import notebook, picture_of, points_of, typer_app

TRAIN = """
    from sklearn.svm import SVC

    def load():
        return [[1]], [1]

    def train(x, y):
        return SVC().fit(x, y)

    def main():
        x, y = load()
        return train(x, y)

    if __name__ == "__main__":
        main()
"""


def point(files: dict[str, str], name: str = "src/train.py::main") -> EntryPoint:
    return points_of({"src/train.py": TRAIN, **files})[name]


def refs(found: EntryPoint) -> list[str]:
    return [each.ref for each in found.tests]


TESTED = {
    "a function": "from src.train import main\n\ndef test_it():\n    main()\n",
    "what fits the model below it": (
        "from src.train import train\n\ndef test_it():\n    train([[1]], [1])\n"
    ),
    "a module": "import src.train as t\n\ndef test_it():\n    t.main()\n",
    "a class": (
        "from src.train import main\n\nclass TestTrain:\n    def test_it(self):\n        main()\n"
    ),
    "unittest": (
        "import unittest\nfrom src.train import main\n\n"
        "class Training(unittest.TestCase):\n    def test_it(self):\n        main()\n"
    ),
    "a set-up method": (
        "import unittest\nfrom src.train import main\n\n"
        "class Training(unittest.TestCase):\n"
        "    def setUp(self):\n        self.model = main()\n\n"
        "    def test_it(self):\n        assert self.model\n"
    ),
    "a fixture": (
        "import pytest\nfrom src.train import main\n\n@pytest.fixture\ndef model():\n"
        "    return main()\n\ndef test_it(model):\n    assert model\n"
    ),
    "a fixture of a fixture": (
        "import pytest\nfrom src.train import main\n\n@pytest.fixture(scope='module')\n"
        "def model():\n    return main()\n\n@pytest.fixture\ndef answer(model):\n"
        "    return model.predict([[1]])\n\ndef test_it(answer):\n    assert answer\n"
    ),
    "an automatic fixture": (
        "import pytest\nfrom src.train import main\n\n@pytest.fixture(autouse=True)\ndef model():\n"
        "    return main()\n\ndef test_it():\n    assert 1\n"
    ),
    "a helper in the test": (
        "from src.train import main\n\ndef run():\n    return main()\n\ndef test_it():\n    run()\n"
    ),
    "a child process": (
        "import subprocess, sys\n\ndef test_it():\n"
        "    subprocess.run([sys.executable, 'src/train.py', '--fast'], check=True)\n"
    ),
    "a command line": (
        "import os\n\ndef test_it():\n    assert os.system('python src/train.py') == 0\n"
    ),
    "a module of a child process": (
        "import subprocess, sys\n\ndef test_it():\n"
        "    subprocess.check_call([sys.executable, '-m', 'src.train'])\n"
    ),
    "runpy": (
        "import runpy\n\ndef test_it():\n    runpy.run_path('src/train.py', run_name='__main__')\n"
    ),
    "parameters": (
        "import pytest\nfrom src.train import main\n\n@pytest.mark.parametrize('n', [1, 2])\n"
        "def test_it(n):\n    main()\n"
    ),
}


@pytest.mark.parametrize("name", TESTED)
def test_ways_to_run_it(name: str) -> None:
    found = point({"tests/test_train.py": TESTED[name]})
    assert found.tested == "tested"
    assert len(refs(found)) == 1
    assert refs(found)[0].startswith("tests/test_train.py::")
    assert refs(found)[0].endswith("test_it")
    assert found.reason is None


def test_a_fixture_of_conftest_runs_it() -> None:
    files = {
        "tests/conftest.py": "import pytest\nfrom src.train import main\n\n"
        "@pytest.fixture\ndef model():\n    return main()\n",
        "tests/unit/test_model.py": "def test_it(model):\n    assert model\n",
    }
    assert refs(point(files)) == ["tests/unit/test_model.py::test_it"]


REFUSED = {
    "skipped without condition": (
        "import pytest\nfrom src.train import main\n\n@pytest.mark.skip(reason='slow')\n"
        "def test_it():\n    main()\n"
    ),
    "skipped in its first line": (
        "import pytest\nfrom src.train import main\n\n"
        "def test_it():\n    pytest.skip('later')\n    main()\n"
    ),
    "skipped with its class": (
        "import unittest\nfrom src.train import main\n\n@unittest.skip('broken')\n"
        "class Training(unittest.TestCase):\n    def test_it(self):\n        main()\n"
    ),
    "skipped with its file": (
        "import pytest\nfrom src.train import main\n\npytestmark = pytest.mark.skip('x')\n\n"
        "def test_it():\n    main()\n"
    ),
    "skipped at module level": (
        "import pytest\nfrom src.train import main\n\n"
        "pytest.skip('no', allow_module_level=True)\n\ndef test_it():\n    main()\n"
    ),
    "expected to fail": (
        "import pytest\nfrom src.train import main\n\n@pytest.mark.xfail\n"
        "def test_it():\n    main()\n"
    ),
    "the training replaced by name": (
        "from unittest.mock import patch\nfrom src.train import main\n\n"
        "@patch('src.train.train')\ndef test_it(train):\n    main()\n"
    ),
    "the training replaced in a block": (
        "from unittest import mock\nfrom src.train import main\n\n"
        "def test_it():\n    with mock.patch('src.train.SVC'):\n        main()\n"
    ),
    "the training replaced by monkeypatch": (
        "import src.train\nfrom src.train import main\n\n"
        "def test_it(monkeypatch):\n"
        "    monkeypatch.setattr(src.train, 'train', print)\n    main()\n"
    ),
    "the training replaced with others": (
        "from unittest import mock\nfrom src.train import main\n\n"
        "def test_it():\n    with mock.patch.multiple('src.train', train=mock.DEFAULT, a=print):\n"
        "        main()\n"
    ),
    "the training replaced by hand": (
        "from unittest.mock import MagicMock\nimport src.train\n\n"
        "def test_it():\n    src.train.train = MagicMock()\n    src.train.main()\n"
    ),
    "the training replaced by a fixture": (
        "import pytest\nfrom src.train import main\n\n@pytest.fixture\ndef fake(mocker):\n"
        "    return mocker.patch('src.train.train')\n\ndef test_it(fake):\n    main()\n"
    ),
    "the training replaced by a fixture of a mark": (
        "import pytest\nfrom unittest import mock\nfrom src.train import main\n\n@pytest.fixture\n"
        "def fake():\n    with mock.patch('src.train.train') as it:\n        yield it\n\n"
        "@pytest.mark.usefixtures('fake')\ndef test_it():\n    main()\n"
    ),
    "the training replaced before each test": (
        "from unittest import TestCase, mock\nfrom src.train import main\n\n"
        "class TestMain(TestCase):\n    def setUp(self):\n"
        "        self.patch = mock.patch('src.train.train')\n        self.patch.start()\n\n"
        "    def test_it(self):\n        main()\n"
    ),
    "an expected error": (
        "import pytest\nfrom src.train import main\n\n"
        "def test_it():\n    with pytest.raises(ValueError, match='no rows'):\n        main()\n"
    ),
    "an expected error of a function that is handed on": (
        "import pytest\nfrom src.train import main\n\n"
        "def test_it():\n    pytest.raises(ValueError, main)\n"
    ),
    "an expected error in a TestCase": (
        "from unittest import TestCase\nfrom src.train import main\n\n"
        "class TestMain(TestCase):\n    def test_it(self):\n"
        "        with self.assertRaises(ValueError):\n            main()\n"
    ),
}

STILL_COUNTED = {
    "an error that is expected after the training": (
        "import pytest\nfrom src.train import main\n\n"
        "def test_it():\n    main()\n    with pytest.raises(ValueError):\n        main()\n"
    ),
    "the end of the program": (
        "import pytest\nfrom src.train import main\n\n"
        "def test_it():\n    with pytest.raises(SystemExit):\n        main()\n"
    ),
    "a mock that hands on": (
        "from unittest import mock\nimport src.train\n\ndef test_it():\n"
        "    with mock.patch('src.train.train', wraps=src.train.train):\n        src.train.main()\n"
    ),
    "a mock of a fixture that ends with it": (
        "import pytest\nfrom unittest import mock\nfrom src.train import main\n\n@pytest.fixture\n"
        "def rows():\n    with mock.patch('src.train.train'):\n        return 3\n\n"
        "def test_it(rows):\n    main()\n"
    ),
    "a mock of a fixture that it does not ask for": (
        "import pytest\nfrom src.train import main\n\n@pytest.fixture\ndef fake(mocker):\n"
        "    return mocker.patch('src.train.train')\n\ndef test_it():\n    main()\n"
    ),
    "a mock in another test of the class": (
        "from unittest import TestCase, mock\nfrom src.train import main\n\n"
        "class TestMain(TestCase):\n    @mock.patch('src.train.train')\n"
        "    def test_other(self, train):\n        main()\n\n"
        "    def test_it(self):\n        main()\n"
    ),
}


@pytest.mark.parametrize("name", STILL_COUNTED)
def test_tests_that_count_all_the_same(name: str) -> None:
    found = point({"tests/test_train.py": STILL_COUNTED[name]})
    assert found.tested == "tested"
    assert [test.ref.rpartition("::")[2] for test in found.tests] == ["test_it"]


@pytest.mark.parametrize("name", REFUSED)
def test_tests_that_do_not_count(name: str) -> None:
    picture = picture_of({"src/train.py": TRAIN, "tests/test_train.py": REFUSED[name]})
    [found] = picture.entry_points
    assert found.tested == "untested"
    assert found.tests == ()
    assert found.reason is not None
    assert "does not count" in found.reason
    [refused] = picture.training["src/train.py::main"].refused
    assert refused.ref.endswith("test_it")
    words = {"replaced": "mocked", "fail": "xfail", "error": "expects it to fail"}
    word = next((word for said, word in words.items() if said in name), "skipped")
    assert word in refused.how


def test_a_mock_of_something_else_does_not_matter() -> None:
    text = (
        "from unittest.mock import patch\nfrom src.train import main\n\n"
        "@patch('src.train.wandb')\ndef test_it(wandb):\n    main()\n"
    )
    assert point({"tests/test_train.py": text}).tested == "tested"


NOTHING = {
    "a function that is not collected": (
        "from src.train import main\n\ndef check_it():\n    main()\n"
    ),
    "another function of the file": "from src.train import load\n\ndef test_it():\n    load()\n",
    "a class that is only made": (
        "from src.train import main\n\nclass TestX:\n    def __init__(self):\n        pass\n\n"
        "    def test_it(self):\n        main()\n"
    ),
    "an import alone": "import src.train\n\ndef test_it():\n    assert src.train\n",
    "the help text": (
        "import subprocess\n\ndef test_it():\n    subprocess.run(['python', 'src/other.py'])\n"
    ),
    "a name in a string": "def test_it():\n    assert 'src/train.py'\n",
    "a commented-out call": (
        "from src.train import main\n\ndef test_it():\n    # main()\n    pass\n"
    ),
}


@pytest.mark.parametrize("name", NOTHING)
def test_no_test_at_all(name: str) -> None:
    found = point({"tests/test_train.py": NOTHING[name]})
    assert found.tested == "untested"
    assert found.reason == "no test and no CI step runs it"


@pytest.mark.parametrize(
    ("mark", "condition"),
    [
        ("@pytest.mark.skipif(not torch.cuda.is_available(), reason='no GPU')", "cuda"),
        ("@pytest.mark.slow", "marker slow"),
        ("@pytest.mark.gpu", "marker gpu"),
        ("@require_torch_gpu", "require_torch_gpu"),
    ],
)
def test_conditions_are_named(mark: str, condition: str) -> None:
    text = f"import pytest\nfrom src.train import main\n\n{mark}\ndef test_it():\n    main()\n"
    found = point({"tests/test_train.py": text})
    assert found.tested == "tested"
    assert condition in found.tests[0].how


def test_plain_marks_are_no_conditions() -> None:
    text = TESTED["parameters"]
    assert "condition" not in point({"tests/test_train.py": text}).tests[0].how


def test_a_script_without_main_block_runs_where_a_test_imports_it() -> None:
    files = {
        "job.py": "from sklearn.svm import SVC\n\nSVC().fit([[1]], [1])\n",
        "tests/test_job.py": "import job\n\ndef test_it():\n    assert job\n",
    }
    found = points_of(files)["job.py::<module>"]
    assert found.tested == "tested"
    assert "imports job.py" in found.tests[0].how


def test_estimators_in_parameters_and_fixtures() -> None:
    estimator = (
        "class {}:\n    def fit(self, x, y):\n        for row in x:\n            self.grow(row)\n\n"
        "    def predict(self, x):\n        return x\n\n\n"
    )
    files = {
        "models.py": "".join(map(estimator.format, ("Tree", "Stump", "Untested"))),
        "tests/test_models.py": """
            import pytest
            from models import Tree, Stump

            @pytest.fixture
            def tree():
                return Tree()

            def test_tree(tree):
                tree.fit([1], [1])

            @pytest.mark.parametrize("model", [Stump()])
            def test_all(model):
                model.fit([1], [1])
        """,
    }
    found = points_of(files)
    assert refs(found["models.py::Tree.fit"]) == ["tests/test_models.py::test_tree"]
    assert refs(found["models.py::Stump.fit"]) == ["tests/test_models.py::test_all"]
    assert found["models.py::Untested.fit"].tested == "untested"


def test_a_command_of_click_or_typer_is_run_by_its_runner() -> None:
    files = {
        "cli.py": typer_app("def train_svm", '"ridge" def train_ridge'),
        "tests/test_cli.py": """
            from typer.testing import CliRunner
            from cli import app

            def test_svm():
                CliRunner().invoke(app, ["train-svm", "1"])
        """,
    }
    found = points_of(files)
    assert found["cli.py::train_svm"].tested == "tested"
    assert found["cli.py::train_ridge"].tested == "untested"


def test_the_step_of_a_derived_class_is_tested_by_tests_of_that_class_only() -> None:
    files = {
        "base.py": "class Base:\n    def run(self):\n        self._step()\n\n"
        "    def _step(self):\n        pass\n",
        "both.py": """
            import torch
            from base import Base

            class A(Base):
                def _step(self):
                    self.loss.backward()
                    self.optimizer.step()

            class B(Base):
                def _step(self):
                    self.loss.backward()
                    self.optimizer.step()
        """,
        "tests/test_a.py": "from both import A\n\ndef test_a():\n    A().run()\n",
    }
    picture = picture_of(files)
    sites = {name for point in picture.entry_points for name in (*point.helpers, point.symbol)}
    assert {name.rpartition("::")[2] for name in sites} >= {"A._step", "B._step"}
    tested = {
        point.symbol: point.tested for point in picture.entry_points if point.path == "both.py"
    }
    assert tested.get("B._step", "untested") == "untested"


def test_notebooks_are_run_by_papermill_and_by_nbmake() -> None:
    text = notebook("from sklearn.svm import SVC", "SVC().fit([[1]], [1])")
    files = {
        "notebooks/a.ipynb": text,
        "notebooks/b.ipynb": text,
        "other/c.ipynb": text,
        "tests/test_notebooks.py": "import papermill as pm\n\ndef test_a():\n"
        "    pm.execute_notebook('notebooks/a.ipynb', 'out.ipynb')\n",
    }
    found = points_of(files)
    assert found["notebooks/a.ipynb::<notebook>"].tested == "tested"
    assert found["notebooks/b.ipynb::<notebook>"].tested == "untested"
    files[".github/workflows/ci.yml"] = (
        "on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n"
        "      - run: pytest --nbmake notebooks/\n"
    )
    found = points_of(files)
    assert found["notebooks/b.ipynb::<notebook>"].tested == "tested"
    assert found["other/c.ipynb::<notebook>"].tested == "untested"


def workflow(command: str) -> str:
    return (
        "on: push\njobs:\n  smoke:\n    runs-on: ubuntu-latest\n    steps:\n"
        f"      - name: train a little\n        run: {command}\n"
    )


@pytest.mark.parametrize(
    "command",
    [
        "python src/train.py --epochs 1",
        "python -m src.train",
        "make train",
        "dvc repro",
        "sh go.sh",
    ],
)
def test_a_ci_step_that_runs_it_is_a_smoke_run(command: str) -> None:
    files = {
        ".github/workflows/ci.yml": workflow(command),
        "Makefile": "train: data\n\tpython src/train.py\n",
        "dvc.yaml": "stages:\n  fit:\n    cmd: python src/train.py\n",
        "go.sh": "python src/train.py\n",
    }
    found = point(files)
    assert found.tested == "smoke-run"
    assert refs(found) == [".github/workflows/ci.yml:smoke/train a little"]
    assert found.reason == "only a CI step runs it"


@pytest.mark.parametrize(
    "command", ["echo python src/train.py", "python src/train.py --help", "flake8 src/train.py"]
)
def test_a_ci_step_that_does_not_run_it(command: str) -> None:
    assert point({".github/workflows/ci.yml": workflow(command)}).tested == "untested"


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("tox.ini", "[testenv:train]\ncommands = {envpython} src/train.py --epochs 1\n"),
        ("noxfile.py", "@nox.session\ndef train(s):\n    s.run('python', '-m', 'src.train')\n"),
    ],
)
def test_what_tox_and_nox_run_is_a_smoke_run(path: str, text: str) -> None:
    found = point({path: text})
    assert (found.tested, refs(found)) == ("smoke-run", [f"{path}:train"])
    assert found.reason == "only tox or nox runs it"
    program = path.partition(".")[0].removesuffix("file")
    step = workflow(f"{program} -e lint,train" if program == "tox" else "nox -s train")
    assert point({path: text, ".github/workflows/ci.yml": step}).reason == "only a CI step runs it"
    step = workflow(f"{program} -e lint")
    assert ".github" not in refs(point({path: text, ".github/workflows/ci.yml": step}))[0]


@pytest.mark.parametrize("command", ["treon notebooks", "treon", "pytest --nbmake notebooks"])
def test_notebooks_are_run_by_treon_and_in_a_folder_without_a_slash(command: str) -> None:
    files = {
        "notebooks/a.ipynb": notebook("from sklearn.svm import SVC", "SVC().fit([[1]], [1])"),
        ".github/workflows/ci.yml": workflow(command),
    }
    assert points_of(files)["notebooks/a.ipynb::<notebook>"].tested == "tested"


def test_a_target_that_a_person_starts_is_no_test() -> None:
    found = point({"Makefile": "train:\n\tpython src/train.py\n"})
    assert found.tested == "untested"
    assert found.started_by == ("Makefile:train",)


def test_targets_that_call_each_other_in_a_circle_end() -> None:
    text = "a:\n\tmake b\n\tmake b\n\nb:\n\tmake a\n\tpython src/train.py\n"
    assert "Makefile:a" in point({"Makefile": text}).started_by


def test_file_patterns_of_the_configuration() -> None:
    files = {
        "pyproject.toml": '[tool.pytest.ini_options]\npython_files = ["check_*.py"]\n',
        "checks/check_train.py": TESTED["a function"],
    }
    assert refs(point(files)) == ["checks/check_train.py::test_it"]


def test_inherited_test_methods_are_collected_once_for_each_class() -> None:
    files = {
        "tests/common.py": "from src.train import main\n\nclass Mixin:\n"
        "    def test_it(self):\n        main()\n",
        "tests/test_a.py": "import unittest\nfrom tests.common import Mixin\n\n"
        "class A(Mixin, unittest.TestCase):\n    pass\n\n"
        "class B(Mixin, unittest.TestCase):\n    pass\n",
    }
    assert refs(point(files)) == ["tests/test_a.py::A::test_it", "tests/test_a.py::B::test_it"]


RUN_NOTEBOOK = (
    'test-nb:\n\t$(MAKE) _run NB_FILE="./book.ipynb"\n\n_run:\n'
    '\techo "$(NB_FILE)" | xargs -n1 -I {} echo "ipython /app/{} || exit 1" | sed s/a/b/ | sh\n'
)
BOOK = notebook("from sklearn.linear_model import Ridge", "Ridge().fit([[1]], [1])")


def test_a_target_that_make_calls_with_the_name_of_a_notebook() -> None:
    files = {
        "book.ipynb": BOOK,
        "other.ipynb": BOOK,
        "Makefile": RUN_NOTEBOOK,
        ".github/workflows/ci.yml": workflow("make test-nb"),
    }
    found = points_of(files)
    assert found["book.ipynb::<notebook>"].tested == "smoke-run"
    assert found["other.ipynb::<notebook>"].tested == "untested"


@pytest.mark.parametrize("call", ["$(MAKE) fit S=src/train.py", "make fit S='src/train.py'"])
def test_a_script_named_in_a_variable_of_make(call: str) -> None:
    makefile = f"all:\n\t{call}\n\nfit:\n\tpython $(S)\n"
    files = {".github/workflows/ci.yml": workflow("make all"), "Makefile": makefile}
    assert point(files).tested == "smoke-run"
    files["Makefile"] = makefile.replace("src/train.py", "src/other.py")
    assert point(files).tested == "untested"


def test_converting_a_notebook_does_not_run_it() -> None:
    for command, tested in (
        ("jupyter nbconvert --to html book.ipynb", "untested"),
        ("jupyter nbconvert --to notebook --execute book.ipynb", "smoke-run"),
    ):
        files = {"book.ipynb": BOOK, ".github/workflows/ci.yml": workflow(command)}
        assert points_of(files)["book.ipynb::<notebook>"].tested == tested


def test_targets_that_call_each_other_with_ever_new_values_end() -> None:
    calls = "".join(f"\t$(MAKE) {name} X=$(X){value}\n" for name in "ab" for value in range(40))
    files = {"Makefile": f"a:\n{calls}\nb:\n{calls}\tpython src/train.py\n"}
    assert "Makefile:b" in point(files).started_by


MAIN = """
    import sys
    from src.train import train

    def main():
        train(sys.argv[1])

    if __name__ == "__main__":
        main()
"""
TRAINING = """
    from sklearn.linear_model import Ridge

    def train(rows):
        return Ridge().fit(rows, rows)
"""


@pytest.mark.parametrize(
    ("prepared", "tested"), [("", "tested"), ("torch.zeros(3)\n        ", "untested")]
)
def test_a_test_of_the_training_is_one_of_main_where_main_prepares_nothing(
    prepared: str, tested: str
) -> None:
    files = {
        "src/train_model.py": MAIN.replace("train(sys", prepared + "train(sys").replace(
            "import sys", "import sys\n    import torch"
        ),
        "src/train.py": TRAINING,
        "tests/test_train.py": "from src.train import train\n\ndef test_it():\n    train([[1]])\n",
    }
    assert points_of(files)["src/train_model.py::main"].tested == tested


def test_a_fixture_that_a_test_file_imports_runs_it() -> None:
    files = {
        "src/train.py": TRAIN,
        "tests/__init__.py": "",
        "tests/models.py": (
            "import pytest\nfrom src.train import main\n\n"
            "@pytest.fixture\ndef fitted():\n    return main()\n"
        ),
        "tests/test_model.py": (
            "from tests.models import fitted\n\ndef test_predict(fitted):\n    assert fitted\n"
        ),
        "tests/test_other.py": "def test_other(fitted):\n    assert fitted\n",
    }
    point = points_of(files)["src/train.py::main"]
    assert [test.ref for test in point.tests] == ["tests/test_model.py::test_predict"]


def test_a_class_fills_in_the_model_of_the_tests_that_it_inherits() -> None:
    net = (
        "from sklearn.base import ClassifierMixin\nfrom sklearn.svm import SVC\n\n"
        "class {0}(ClassifierMixin):\n    def fit(self, x, y):\n"
        "        self.model = SVC()\n        self.model.fit(x, y)\n\n"
        "    def predict(self, x):\n        return self.model.predict(x)\n"
    )
    files = {
        "lib/a.py": net.format("A"),
        "lib/b.py": net.format("B"),
        "lib/__init__.py": "from lib.a import A\n\ndef make(kind):\n    return A()\n",
        "tests/mixin.py": (
            "class Mixin:\n    def make(self):\n        raise NotImplementedError\n\n"
            "    def test_fit(self):\n        model = self.make()\n        model.fit([[1]], [1])\n"
        ),
        "tests/test_a.py": (
            "import unittest\nfrom lib import make\nfrom tests.mixin import Mixin\n\n"
            "class TestA(Mixin, unittest.TestCase):\n"
            "    def make(self):\n        return make('a')\n"
        ),
    }
    found = points_of(files)
    assert refs(found["lib/a.py::A.fit"]) == ["tests/test_a.py::TestA::test_fit"]
    assert found["lib/b.py::B.fit"].tested == "untested"


def test_unittest_finds_test_cases_in_files_that_pytest_does_not_look_into() -> None:
    case = (
        "import unittest\nfrom src.train import main\n\n"
        "class Training(unittest.TestCase):\n    def test_it(self):\n        main()\n"
    )
    found = points_of({"src/train.py": TRAIN, "testtrain.py": case})
    assert list(found) == ["src/train.py::main"]
    assert refs(found["src/train.py::main"]) == ["testtrain.py::Training::test_it"]
    assert list(points_of({"testing_net.py": TRAIN})) == ["testing_net.py::main"]


def test_a_console_script_that_a_test_starts() -> None:
    files = {
        "pyproject.toml": "[project.scripts]\nfit-it = 'src.train:main'\n",
        "tests/test_a.py": "import subprocess\n\ndef test_it():\n"
        "    subprocess.run(['fit-it', '--fast'], check=True)\n",
    }
    assert refs(point(files)) == ["tests/test_a.py::test_it"]


def test_notebooks_that_a_test_finds_by_a_pattern() -> None:
    files = {
        "docs/a.ipynb": notebook("from sklearn.svm import SVC", "SVC().fit([[1]], [1])"),
        "other/a.ipynb": notebook("from sklearn.svm import SVC", "SVC().fit([[1]], [1])"),
        "tests/test_a.py": (
            "import glob\nimport nbformat\nimport pytest\nfrom nbclient import NotebookClient\n\n"
            "@pytest.mark.parametrize('path', glob.glob('docs/*.ipynb'))\ndef test_it(path):\n"
            "    NotebookClient(nbformat.read(path, 4)).execute()\n"
        ),
    }
    found = points_of(files)
    assert refs(found["docs/a.ipynb::<notebook>"]) == ["tests/test_a.py::test_it"]
    assert found["other/a.ipynb::<notebook>"].tested == "untested"


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("pytest", "marker slow"),
        ("pytest -m slow", "marker slow"),
        ("pytest -m 'slow and gpu'", "marker slow"),
        ("pytest -m 'not gpu'", "marker slow"),
        ("python -m pytest tests", "marker slow"),
        ("pytest -m 'not slow'", "marker slow, which no CI step selects"),
        ("pytest -m 'not gpu and not slow' tests", "marker slow, which no CI step selects"),
        ("pytest -m fast", "marker slow, which no CI step selects"),
    ],
)
def test_a_marker_that_no_ci_step_selects(command: str, said: str) -> None:
    test = TESTED["a function"].replace("def test", "import pytest\n@pytest.mark.slow\ndef test")
    found = point({"tests/test_a.py": test, ".github/workflows/a.yml": workflow(f'"{command}"')})
    assert found.tests[0].how == f"calls main (condition: {said})"


def test_a_template_of_azure_is_ci_under_any_name() -> None:
    found = point({"ci/steps.yml": "steps:\n  - bash: python src/train.py --epochs 1\n"})
    assert found.tested == "smoke-run"


TEMPLATE = """
    from typing import Generic, TypeVar

    T = TypeVar("T")


    class Engine(Generic[T]):
        def run(self):
            self._epoch()

        def _epoch(self):
            raise NotImplementedError


    class Template(Engine[T]):
        def run(self):
            super().run()


    class OneUpdate:
        def _epoch(self):
            self.loss.backward()
            self.optimizer.step()


    class Sgd(OneUpdate, Template[int]):
        pass


    class Replay(Template[int]):
        def run(self):
            self.loss.backward()
            self.optimizer.step()
"""


def test_a_mixin_runs_for_the_template_that_stands_behind_it_and_generic_bases_are_bases() -> None:
    test = "from template import Sgd\n\ndef test_it():\n    Sgd().run()\n"
    found = points_of({"template.py": TEMPLATE, "tests/test_it.py": test})
    trained = {name.partition("::")[2]: point for name, point in found.items()}
    assert trained["Template.run"].tested == "tested"
    assert "OneUpdate._epoch" in trained["Template.run"].helpers
    # what `super().run()` names runs, not what another class makes of it
    assert trained["Replay.run"].tested == "untested"
