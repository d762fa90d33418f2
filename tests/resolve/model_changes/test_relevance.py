"""Weighing the differences of a change set: paths, reach, moves between files."""

import pytest

from debtaudit.domain.files import PathClass
from debtaudit.domain.history import ChangeSet, ChangeSetComparison, Commit, FileComparison
from debtaudit.domain.picture import Picture, Reach
from debtaudit.domain.report_rows import Role
from debtaudit.extract.model_surface import compare
from debtaudit.resolve.model_changes.asked_places import AskedPlaces
from debtaudit.resolve.model_changes.kinds import kinds_of
from debtaudit.resolve.model_changes.relevance import ModelVerdict, judge
from debtaudit.resolve.model_changes.surface_paths import is_surface_path, path_mark

NOTHING_KNOWN = Picture({}, {}, {}, {}, {}, {}, ())
Sides = tuple[str | None, str | None]


def change_set(subject: str = "Change something", message: str = "") -> ChangeSet:
    head = Commit("a" * 40, ("b" * 40,), 0, "Ada", "ada@example.org", subject, message)
    return ChangeSet(head, (head.id,), (), (), 0)


def judged(
    files: dict[str, Sides], subject: str = "x", picture: Picture = NOTHING_KNOWN
) -> ModelVerdict:
    compared = []
    for path, (before, after) in files.items():
        found = compare(
            PathClass.PYTHON,
            None if before is None else before.encode(),
            None if after is None else after.encode(),
        )
        compared.append(FileComparison(path, path, "M", found))
    comparison = ChangeSetComparison(tuple(compared), ())
    return judge(change_set(subject), comparison, AskedPlaces(picture))


LR = "def train(model):\n    optimizer = Adam(model.parameters(), lr={})\n    return optimizer\n"
CHANGED: Sides = (LR.format("0.1"), LR.format("0.2"))


def test_a_changed_learning_rate_is_a_model_change_with_a_reason() -> None:
    verdict = judged({"src/train.py": CHANGED})
    assert verdict.is_model_change
    assert "src/train.py" in verdict.reason
    assert kinds_of(verdict.changes)[0] in {"hyperparameter", "optimiser"}


@pytest.mark.parametrize(
    "path",
    [
        "tests/train.py",
        "src/test_train.py",
        "docs/train.py",
        "setup.py",
        ".github/train.py",
        "benchmarks/train.py",
        "src/conftest.py",
        "versioneer.py",
        "src/net/_version.py",
        "nbs/train.py",
    ],
)
def test_paths_without_model_surface(path: str) -> None:
    assert not is_surface_path(path)
    assert judged({path: CHANGED}).confidence == 0


@pytest.mark.parametrize(
    "path", ["train.py", "examples/train.py", "src/models/net.py", "conf/train.yaml"]
)
def test_paths_with_model_surface(path: str) -> None:
    assert is_surface_path(path)


@pytest.mark.parametrize(
    "path",
    [
        ".pre-commit-config.yaml",
        "package.json",
        "docker-compose.yml",
        "mkdocs.yml",
        "tox.ini",
        "environment.yml",
    ],
)
def test_settings_of_tools_hold_no_model_surface(path: str) -> None:
    assert not is_surface_path(path)


def test_paths_name_kinds_and_dampen() -> None:
    assert path_mark("src/losses/focal.py") == ("loss", 1.0)
    assert path_mark("src/utils/plotting.py")[1] < 1
    assert path_mark("src/things.py") == ("", 1.0)
    assert path_mark("src/schemas/answers.py")[1] < 1
    assert path_mark("src/service/routes.py")[1] < 1


def test_the_verb_or_last_noun_of_a_file_name_says_what_the_file_does() -> None:
    assert path_mark("src/model_evaluation.py")[1] < 1
    assert path_mark("src/train_eval.py") == ("training-loop", 1.0)
    assert path_mark("src/entity/paths.py")[1] < 1
    assert path_mark("tools/visualize_dataset.py")[1] < 1
    assert path_mark("tools/make_dataset.py") == ("data", 1.0)
    assert path_mark("examples/plot_augmentation_data.py") == ("data", 1.0)


def test_code_moved_between_files_is_no_change() -> None:
    body = (
        "class Net(nn.Module):\n"
        "    def forward(self, values):\n"
        "        hidden = self.first_layer(values).relu()\n"
        "        return self.second_layer(hidden).softmax(dim=-1)\n"
    )
    rest = "import os\n\n\ndef helper(a):\n    return a\n\n\n"
    verdict = judged({"a.py": (rest + body, rest), "b.py": (None, "import os\n\n\n" + body)})
    assert not verdict.is_model_change


def test_moved_and_changed_code_is_a_change() -> None:
    body = (
        "import torch.nn as nn\nclass Net(nn.Module):\n"
        "    def __init__(self):\n"
        "        self.first_layer = nn.Linear(4, 2)\n"
        "    def forward(self, values):\n"
        "        return self.first_layer(values).softmax(dim=-1)\n"
    )
    other = body.replace("nn.Linear(4, 2)", "nn.LSTM(4, 8)").replace("softmax(dim=-1)", "relu()")
    assert judged({"a.py": (body, ""), "b.py": (None, other)}).is_model_change


def test_what_training_reaches_weighs_more_than_what_only_tests_use() -> None:
    source = "def helper(x):\n    y = x.combine(1)\n    return y\n"
    sides = (source, source.replace("combine(1)", "blend(x, 1)"))
    path = "src/things.py"

    def picture(role: Role) -> Picture:
        reach = Reach(frozenset({f"{path}::helper"}), {path: path})
        return Picture({}, {}, {}, {role: reach}, {path: (role,)}, {}, ())

    training = judged({path: sides}, picture=picture("training"))
    tests = judged({path: sides}, picture=picture("test"))
    assert training.confidence > tests.confidence


def test_words_of_chores_lower_the_confidence_and_decide_nothing_alone() -> None:
    plain, chore = judged({"train.py": CHANGED}), judged({"train.py": CHANGED}, "fix typo in docs")
    assert chore.confidence <= plain.confidence
    assert chore.is_model_change


def test_nothing_compared_says_so() -> None:
    assert judged({}).reason == "no file of the model surface is touched"
    broken = judged({"a.py": ("x = 1\n", "x = = 1\n")})
    assert broken.confidence == 0
    assert "a.py" in broken.reason


def test_users_of_a_function_that_was_renamed_in_another_file_are_no_change() -> None:
    use = "class Net(nn.Module):\n    def forward(self, x):\n        return {}(x) * 2\n"
    old = "def scaled(x):\n    return x / x.max()\n"
    new = "def normalised(x):\n    return x / x.max()\n"
    files: dict[str, Sides] = {
        "net.py": (use.format("scaled"), use.format("normalised")),
        "maths.py": (old, new),
    }
    assert not judged(files).changes
    assert judged({"net.py": files["net.py"]}).changes


def test_constants_that_become_options_of_the_same_value_only_move() -> None:
    before = "LR = 2.5e-4\nEPOCHS = 30\ndef train(model):\n    fit(model, lr=LR, epochs=EPOCHS)\n"
    after = (
        "flags.DEFINE_float('learning_rate', 2.5e-4, 'Step.')\n"
        "flags.DEFINE_integer('epochs', 30, 'Passes.')\n"
        "def train(model):\n    fit(model, lr=FLAGS.learning_rate, epochs=FLAGS.epochs)\n"
    )
    assert not judged({"train.py": (before, after)}).is_model_change
    assert judged({"train.py": (before, after.replace("2.5e-4", "1e-3"))}).is_model_change


def test_a_value_given_to_another_argument_of_the_same_call_has_not_moved() -> None:
    before = "class Loss(nn.Module):\n    def forward(self, w):\n        return w.clamp(min=0.37)\n"
    assert judged({"loss.py": (before, before.replace("min=", "max="))}).is_model_change


def test_what_told_a_difference_hides_its_kind_from_no_list() -> None:
    before = (
        "def train(model):\n    loss = model(x)\n    loss.backward()\n    return Adam(lr=0.1)\n"
    )
    after = before.replace(
        "    loss.backward()\n", "    loss.backward()\n    clip_grad_norm_(model, top)\n"
    )
    verdict = judged({"train.py": (before, after.replace("lr=0.1", "lr=0.2"))})
    assert set(kinds_of(verdict.changes)) == {"hyperparameter", "training-loop"}


CONFIGS = "def small():\n    return make(1)\n\n\ndef large():\n    return make(2)\n\n\n"
CHOICE = "def get():\n    config = {}()\n    config.seed = 1\n    return config\n"


def test_a_call_of_another_function_that_was_there_before_counts() -> None:
    before, after = CONFIGS + CHOICE.format("small"), CONFIGS + CHOICE.format("large")
    assert judged({"configs/models.py": (before, after)}).is_model_change


def test_a_call_of_a_function_that_got_another_name_does_not() -> None:
    before, after = CONFIGS + CHOICE.format("small"), CONFIGS + CHOICE.format("small")
    renamed = after.replace("small", "little")
    assert not judged({"configs/models.py": (before, renamed)}).is_model_change


def test_no_subject_undoes_another_formula() -> None:
    before = "def backward(self, x):\n    grad = x / self.union * self.union\n    return grad\n"
    after = before.replace("self.union * self.union", "(self.union * self.union)")
    assert judged({"dice_loss.py": (before, after)}, "Another error in the loss").is_model_change


@pytest.mark.parametrize(("path", "expected"), [("configs/data.py", True), ("web/page.py", False)])
def test_a_switch_counts_in_settings_written_in_python(path: str, expected: bool) -> None:
    before = "pipeline = [dict(kind='norm', to_rgb=True)]\n"
    after = before.replace("True", "False")
    assert judged({path: (before, after)}).is_model_change is expected
